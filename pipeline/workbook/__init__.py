"""The only code that opens or writes spreadsheet files."""
