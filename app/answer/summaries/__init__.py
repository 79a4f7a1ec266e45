"""The embedded engine's summaries: the sentences that say most within the limit, with what they lean on."""
