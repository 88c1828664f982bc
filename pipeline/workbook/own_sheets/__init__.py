"""own_sheets."""
