"""The embedded engine's answers: which sentences of the passages answer, or that none does."""
