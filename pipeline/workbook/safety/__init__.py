"""Lock, backup, swap; files beside the workbook; what others left there."""
