"""The page and the sheets of an import."""
