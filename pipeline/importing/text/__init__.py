"""Lists as text: encoding, delimiter and quotes, records, ragged rows."""
