"""Lists as files: spreadsheets, web tables, contact cards, remarks, archives and folders of them."""
