"""Putting planned cells into a sheet, and what stands in the way."""
