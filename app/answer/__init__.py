"""From ranked passages to verified answers, summaries and verifications."""
