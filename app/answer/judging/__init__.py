"""Claims against their sources: how well they are carried, what says otherwise, and what may leave."""
