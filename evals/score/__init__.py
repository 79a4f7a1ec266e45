"""Scorers: pure functions over a case, a recorded reply and the seeds. Nothing here imports `app`."""
