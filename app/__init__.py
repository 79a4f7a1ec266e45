"""Footnote: answers and summaries in which every sentence carries the exact characters that support it."""

import os

# onnxruntime reads this when it is imported, and otherwise sends telemetry and writes an id under HOME.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

__version__ = "0.1.0"
