"""Texts and values."""
