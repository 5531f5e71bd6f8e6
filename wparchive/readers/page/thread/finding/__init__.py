"""Where the comments of a page are.

marks.py finds elements that call themselves comments, linked.py those that links call so, likeness.py those that only
look like it; roots.py finds the one element that holds each, and joined.py puts those together that are of several.
"""
