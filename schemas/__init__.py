"""What the data must look like: column declarations, value readers, Pandera schemas, findings."""
