"""Texts, values and translations."""
