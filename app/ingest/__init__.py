"""From bytes to passages: decode and parse, canonical text, sentences, passages."""
