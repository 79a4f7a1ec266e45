"""Tests against a real model server, llama.cpp's: `make test-llm` builds it once and runs them.

`make test` leaves this folder out (`norecursedirs` in pyproject.toml): the build takes minutes and g++.
"""
