"""The numbers that page, letter and sheets show."""
