"""What is learned from many pages of one site, and what is concluded from the pieces around a piece."""

from __future__ import annotations

from typing import Final

from wparchive.clean.rule import Rule

SURROUNDINGS: Final = Rule(
    "surroundings", "unknown", "lines between two pieces of one kind are of that kind, on saved pages"
)
REPEATED: Final = Rule("repeated", "repeated", "what stands on most pages of a site outside of what people wrote")
OTHER_POSTS: Final = Rule("other-posts", "navigation", "titles of other posts and names of terms, on saved pages")
SITE_NAME: Final = Rule("site-name", "header", "name and tagline of the site, on saved pages")
RULES: Final = (SITE_NAME, OTHER_POSTS, SURROUNDINGS, REPEATED)
