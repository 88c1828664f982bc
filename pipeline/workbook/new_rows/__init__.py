"""Rows under a team's table, and what grows with them."""
