"""What stands on the program's own sheets."""
