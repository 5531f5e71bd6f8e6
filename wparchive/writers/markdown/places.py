"""Where posts go: the file and the address of each, chosen in the order in which they come."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from wparchive.hashing import HashSet
from wparchive.paths import choose_place, path_of, safe_name
from wparchive.writers.markdown.pages import address_of, path_parts
from wparchive.writers.markdown.values import Shown
from wparchive.writers.markdown.visibility import NEVER_SHOWN, post_needs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wparchive.model import Author, Post, Site
    from wparchive.options import WriteOptions
    from wparchive.writers.markdown.layouts import Layout


_NO_KEY: Final = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_KEY: Final = 40
_BRACES: Final = str.maketrans("{}", "--")
_PLAIN: Final = re.compile(r"(?:/[a-z0-9][a-z0-9_-]{0,99}){0,9}/?", re.ASCII)


class PostPlace(NamedTuple):
    """Where one post goes.

    Attributes:
        stem: path of its file without ending, with `/` between the parts.
        address: path of its page on the new site.
        collided: another post had asked for that file before.
        changed: the name that it asked for cannot be held by every file system.
        wanted: the file that it asked for.
        key: names it in data files.
    """

    stem: str
    address: str
    collided: bool
    changed: bool
    wanted: str
    key: str


class Places:
    """Gives places, no two posts the same. The same posts in the same order get the same places."""

    def __init__(self, layout: Layout) -> None:
        """Begin with an empty folder."""
        self._layout = layout
        self._home: list[str] = []
        self._stems = HashSet()
        self._addresses = HashSet()
        self._keys = HashSet()
        self._serial = 0

    def of_site(self, site: Site) -> None:
        """Take the site's own path, which is left out of the paths of posts."""
        self._home = self._home or path_of(site.url)

    def take(self, post: Post, authors: Mapping[str, Author]) -> PostPlace:
        """Choose the place of a post."""
        self._serial += 1
        path, address = path_parts(post, self._home), _held(address_of(post, self._home), self._layout.unicode)
        shown = Shown(post, authors, 0, address)
        wanted = self._layout.place(shown, path, is_draft=bool(post_needs(post)))
        place = choose_place(wanted, post.id or "", self._serial, self._stems.add)
        if self._layout.by_file:
            below = place.stem.partition("/")[2]
            address = "/" if below == "index" else f"/{below}/"
        if not self._addresses.add(address):
            address = f"{address.rstrip('/')}-{post.id or self._serial}/"
            self._addresses.add(address)
        key = _NO_KEY.sub("-", post.id or "")[:_LONGEST_KEY]
        if not key or not self._keys.add(key):
            key = f"{key}-at-{self._serial}".lstrip("-")
            self._keys.add(key)
        return PostPlace(place.stem, address, place.collided, place.changed, "/".join(wanted), key)


def _held(address: str, form: Literal["NFC", "NFKC"]) -> str:
    """Make an address that generators can make a file of: its parts are names that file systems can hold.

    Eleventy takes braces in an address for its own syntax.
    """
    if _PLAIN.fullmatch(address):
        return address
    return "/".join([safe_name(unicodedata.normalize(form, part.translate(_BRACES))) for part in address.split("/")])


def has_page(post: Post, options: WriteOptions) -> bool:
    """Tell whether a post gets a file of its own, as far as the post itself says."""
    if post.type in NEVER_SHOWN or post.type == "nav_menu_item":
        return False
    return options.include.issuperset(post_needs(post)) and (post.type != "attachment" or bool(post.comments))
