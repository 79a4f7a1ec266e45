"""Footnote: answers and summaries in which every sentence carries the exact characters that support it."""

__version__ = "0.1.0"
