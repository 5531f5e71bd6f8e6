"""The post of a page: each field is read, and taken out, by a module of its own; `reader.py` puts them together."""
