"""Where a table stands in a list: header lines, rows, notes, a second table."""
