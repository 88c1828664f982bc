"""What becomes of each row of a list: new, known, a question, or set apart."""
