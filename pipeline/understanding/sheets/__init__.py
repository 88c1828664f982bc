"""What each sheet of a workbook is: its header, its kind, its columns."""
