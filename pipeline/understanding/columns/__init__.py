"""Which column of a list is which of ours, by header and values, and what is asked."""
