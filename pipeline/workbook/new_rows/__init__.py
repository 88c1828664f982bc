"""new_rows."""
