"""The reports: each shows one Verdict and decides nothing."""
