"""Day lists, hand-overs, dossiers and calendar entries."""
