"""Everything that people read: summary view, page, owned sheets; one language at a time."""
