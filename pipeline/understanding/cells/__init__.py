"""Cells of a legacy list in the form in which the team's own workbook holds them; the original text is kept beside it."""

from pipeline.understanding.cells.columns import Context, normalise_column

__all__ = ["Context", "normalise_column"]
