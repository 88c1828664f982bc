"""From parts to cells: scanning, streaming, finding sheets and headers."""
