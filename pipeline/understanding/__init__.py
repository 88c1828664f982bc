"""What a table is, what its columns are and what its words mean: for the weekly run and the import alike."""
