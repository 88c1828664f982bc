"""What happened, in SQLite beside the workbook: runs, imports, deliveries, calendar entries."""
