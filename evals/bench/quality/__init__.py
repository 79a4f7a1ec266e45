"""How well it finds, answers, verifies and summarizes public data, beside plain baselines."""
