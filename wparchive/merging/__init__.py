"""Several sources as one site.

merger.py leaves out what another source has given already, overlay.py lays saved pages on the posts of an export. What
belongs to one post waits on disk (gathering.py) under the names by which it is known (post_names.py).
"""
