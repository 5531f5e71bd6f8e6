"""Writers: a file, a folder or a database per kind of result."""
