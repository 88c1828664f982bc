"""What the writer shares: cells, styles, formulas, tasks, the registers of the package."""
