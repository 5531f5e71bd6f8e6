"""When each comment was written.

readings.py collects what a comment shows of its date, when.py reads it; habits.py and years.py conclude from all dates
of a page what one alone leaves open: the order of day and month, and years that are not said.
"""
