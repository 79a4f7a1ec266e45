"""What judges Footnote from outside: benchmarks. Imported by nothing in `app`."""
