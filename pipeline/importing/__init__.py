"""Legacy lists of every kind, read, mapped, normalised and matched without losing a row."""
