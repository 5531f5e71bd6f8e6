"""Who wrote each comment: author.py reads names in elements of their own, unmarked.py those that no element holds.

What the theme says around them is known in words (`readers/page/name_words.py`), or seen from all names of the page
(frames.py).
"""
