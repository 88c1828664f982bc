"""One module a job that a command starts; each tells its story on a page."""
