"""What a claim may not change of its evidence: one check a module, each apart from similarity."""
