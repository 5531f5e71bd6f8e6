"""The comments of a scrape.

finding.py tells where each begins, in whichever shape the program left them: as items of a list (lists.py, and of those
list_items.py tells which are comments), below heads (heads.py), above feet (feet.py), or in a heap (heaps.py). What is
found, model.py says in its words; items.py takes each comment apart, and comments.py makes the records.
"""
