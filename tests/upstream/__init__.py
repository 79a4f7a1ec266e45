"""A server of a language model that fails in every way that real ones do."""
