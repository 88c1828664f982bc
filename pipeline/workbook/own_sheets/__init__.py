"""The program's own sheets and new workbooks, drawn as XML."""
