"""Rules: tiers, due dates and their reasons. Frames in, columns out; no files, no clock, no row loops."""

from pipeline.rules.weekly import grade_customers

__all__ = ["grade_customers"]
