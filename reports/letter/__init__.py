"""A manager's letter and the chat message."""
