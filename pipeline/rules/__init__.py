"""Rules: frames in, columns out; no files, no clock."""
