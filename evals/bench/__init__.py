"""Benchmarks: they print what was measured beside the target, and fail only when they could not measure."""
