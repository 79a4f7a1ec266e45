"""From a question's words to what it asks for, of what, and what it takes for granted."""
