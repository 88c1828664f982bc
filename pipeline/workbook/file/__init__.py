"""The file itself: zip, parts, names, references, markup, passwords."""
