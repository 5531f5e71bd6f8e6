"""Redirect maps: files that tell a server or a service where the old addresses of a site lead now.

All kinds say the same in their own ways: the paths that were those of a page and are no page's now (former slugs and
days, archives, attachment pages), and plain addresses (`?p=12`, `?cat=3`). Nothing leads to an address that itself
leads elsewhere, so there are no loops. What WordPress adds to addresses (feeds, comment pages, further pages of lists)
leads to the page itself: by one rule where the kind has expressions, else by lines for the pages that have any.
"""

from __future__ import annotations

import csv
import io
import re
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote, unquote

from wparchive.hashing import HashSet, hash64
from wparchive.model import Where
from wparchive.urls import split_url
from wparchive.writers.markdown.old_names import BEHIND, plain_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wparchive.ledger import Ledger
    from wparchive.target_folders import FolderTarget
    from wparchive.writers.markdown.addresses import Addresses
    from wparchive.writers.markdown.topics import Target

_FOLDER: Final = "redirects"
_PER_PAGE: Final = 10
"""Comments on a page, at the least that sites are set to: a line too many does no harm."""
_PER_LIST: Final = 5
"""Posts on a page of a list, the same."""
_FURTHER: Final = re.compile(r"/page/[0-9]+\Z")
_MOST_PAGES: Final = 50
_CLOUDFLARE: Final = 2000
"""Lines that Cloudflare takes (https://developers.cloudflare.com/pages/configuration/redirects/)."""
_WORDS: Final = re.compile(r"[\w/.-]+")
_NO_PATH: Final = re.compile(r"[^A-Za-z0-9/_-]")
_NAMED: Final = re.compile("[A-Za-z0-9_]+")


class Redirect(NamedTuple):
    """Where one old address leads.

    Attributes:
        path: decoded, from the host's root, without a `/` at its end.
        query: what a plain address asks by, as `("p", "12")`.
        target: from the host's root, percent-encoded.
        sure: False for what only may have been an address.
    """

    path: str
    query: tuple[str, str] | None
    target: str
    sure: bool = True

    @property
    def address(self) -> str:
        """The old address, percent-encoded."""
        asked = f"?{self.query[0]}={quote(self.query[1], safe='')}" if self.query else ""
        return quote(self.path) + ("/" if asked or not self.path else "") + asked


class Redirects:
    """All redirects of a site, in order, no two from one address; found anew each time, for a large site has many."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    def __iter__(self) -> Iterator[Redirect]:
        addresses = self._addresses
        for path, target in addresses.former_paths():
            link = _link(addresses, target)
            if link.rstrip("/") != quote(path):
                yield Redirect(path, None, link)
        for name, target in addresses.all_names():
            query = plain_query(name)
            if query is not None and _NAMED.fullmatch(query[0]):
                yield Redirect(addresses.root, query, _link(addresses, target))
        for number in _further(addresses.posts):
            yield Redirect(f"{addresses.root}/page/{number}", None, quote(f"{addresses.root}/"), sure=False)
        for path, target, posts in addresses.lists():
            for ending in ("feed", *(f"page/{number}" for number in _further(posts))):
                yield Redirect(f"{path}/{ending}", None, addresses.link(target), sure=False)
        for path, target, comments in addresses.discussed():
            for ending in ("feed", *(f"comment-page-{number}" for number in range(1, _pages(comments) + 1))):
                yield Redirect(f"{path}/{ending}", None, addresses.link(target), sure=False)


def _link(addresses: Addresses, target: Target) -> str:
    """Give the path of a page, or of a file of the media library, which stands where it stood."""
    link = addresses.link(target)
    return quote(unquote(split_url(link).path)) if "://" in link else link


def _pages(comments: int) -> int:
    return min(-(-comments // _PER_PAGE), _MOST_PAGES)


def _further(posts: int) -> range:
    """The numbers of the further pages of a list."""
    return range(2, min(-(-posts // _PER_LIST), _MOST_PAGES) + 1)


def write_redirects(addresses: Addresses, kinds: Iterable[str], folder: FolderTarget, ledger: Ledger) -> None:
    """Write the files of some kinds into the folder `redirects`.

    Args:
        addresses: of all pages.
        kinds: from `wparchive.options.REDIRECTS`.
        folder: the destination.
        ledger: is told what a kind has no room for.

    Raises:
        DestinationError: if a file there is not ours.
    """
    found = Redirects(addresses)
    for kind in kinds:
        for name, pieces in KINDS[kind](found):
            with folder.open(f"{_FOLDER}/{name}") as sink:
                for piece in pieces:
                    sink(piece.encode("utf-8", "replace"))
        if kind == "cloudflare" and (left := sum(1 for _ in _cloudflare_lines(found)) - _CLOUDFLARE) > 0:
            where = Where(f"{_FOLDER}/cloudflare/_redirects")
            ledger.report("redirects-left-out", where, f"{left:,} lines beyond {_CLOUDFLARE:,}")


# --- nginx ----------------------------------------------------------------------------------------------------

_BARE: Final = r"""# Old addresses of the site: for the `http` block; nginx-server.conf makes use of it.
map $uri $wparchive_path {
    default $uri;
    "~^(?<wparchive_bare>.*?)(?:/index\.php)?/*$" $wparchive_bare;
}
"""
_SERVER: Final = f"""# Old addresses of the site: for a `server` block; nginx-maps.conf stands in the `http` block.
if ($wparchive_by_path) {{
    return 301 $wparchive_by_path$is_args$args;
}}
if (!-e $request_filename) {{
    rewrite "^(/[^\\x00-\\x1f]+?)/(?:{BEHIND})/?$" $1 permanent;
    rewrite "^/page/[0-9]+/?$" / permanent;
}}
"""


def _nginx(found: Iterable[Redirect]) -> Iterator[tuple[str, Iterable[str]]]:
    """Write maps (ngx_http_map_module): those find an address at once, however many there are."""
    queries = sorted({one.query[0] for one in found if one.query})
    yield "nginx-maps.conf", _nginx_maps(found, queries)
    rules = "".join(f"if ($wparchive_by_{key}) {{\n    return 301 $wparchive_by_{key};\n}}\n" for key in queries)
    yield "nginx-server.conf", [_SERVER, rules]


def _nginx_maps(found: Iterable[Redirect], queries: Iterable[str]) -> Iterator[str]:
    count = longest = 0
    for one in found:
        count += 1
        longest = max(longest, len(one.address.encode()), len(one.path.encode("utf-8", "replace")))
    yield f"map_hash_bucket_size {_power(2 * longest + 64, 128)};\nmap_hash_max_size {_power(4 * count, 2048)};\n"
    yield _BARE
    yield from _map("$wparchive_path", "path", partial(_by_path, found))
    for key in queries:
        yield from _map(f"$wparchive_path {key} $arg_{key}", key, partial(_by_query, found, key))


def _by_path(found: Iterable[Redirect]) -> Iterator[tuple[str, str]]:
    return ((one.path, one.target) for one in found if not one.query and one.sure)


def _by_query(found: Iterable[Redirect], key: str) -> Iterator[tuple[str, str]]:
    return (pair for one in found if one.query and one.query[0] == key for pair in _nginx_query(one))


def _nginx_query(one: Redirect) -> Iterator[tuple[str, str]]:
    key, value = one.query or ("", "")
    for form in filter(None, (value, _encoded(value))):
        yield f"{one.path} {key} {form}", one.target


def _map(source: str, name: str, pairs: Callable[[], Iterable[tuple[str, str]]]) -> Iterator[str]:
    """Write one map. Keys are compared without case: where that matters an expression stands, which has it."""
    targets, written = HashSet(), HashSet()
    for _, target in pairs():
        targets.add(target.rstrip("/").lower())
    yield f'map "{source}" $wparchive_by_{name} {{\n    default "";\n'
    for key, target in pairs():
        cased = key != key.lower() or targets.has(hash64(quote(key).lower())) or not key.isprintable()
        text = f"~^{_expression(key)}$" if cased else key
        if written.add(text):
            yield f"    {_quoted(text)} {_quoted(target)};\n"
    yield "}\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _encoded(value: str) -> str:
    """Give the percent-encoded form of a value, in which nothing is a capital; "" where it is no other."""
    encoded = quote(value, safe="")
    return encoded.lower() if encoded != value else ""


def _power(size: int, least: int) -> int:
    return max(least, 1 << (size - 1).bit_length())


def _expression(path: str) -> str:
    """Write a path as an expression (PCRE, by bytes) in which nothing but it stands, whatever it holds."""
    return _NO_PATH.sub(lambda found: "".join(f"\\x{byte:02x}" for byte in found[0].encode("utf-8", "replace")), path)


# --- Apache ---------------------------------------------------------------------------------------------------


def _apache(found: Iterable[Redirect]) -> Iterator[tuple[str, Iterable[str]]]:
    """Write rules of mod_rewrite for the .htaccess of the document root, or a <VirtualHost>."""
    yield ".htaccess", (f"{line}\n" for line in _rules(found))


def _rules(found: Iterable[Redirect]) -> Iterator[str]:
    yield "# Old addresses of the site: for the .htaccess in the document root."
    yield "RewriteEngine On"
    for one in found:
        target = one.target.replace("%", "\\%")  # `%2` is what a condition found
        path = _expression(one.path.lstrip("/"))
        if one.query:
            key, value = one.query
            encoded = f"|(?i:{_expression(_encoded(value))})" if _encoded(value) else ""
            forms = _expression(value) + encoded
            yield (f'RewriteCond %{{QUERY_STRING}} "(?:^|&){key}=(?:{forms})(?:&|$)"')
            front = f"{path}/" if path else ""
            yield (f'RewriteRule "^/?{front}(?:index\\.php)?$" "{target}" [R=301,L,NE,QSD]')
        elif one.sure:
            yield (f'RewriteRule "^/?{path}/?$" "{target}" [R=301,L,NE]')
    for rule in (f'"^/?(.+?)/(?:{BEHIND})/?$" "/$1"', '"^/?page/[0-9]+/?$" "/"'):
        yield "RewriteCond %{REQUEST_FILENAME} !-f"
        yield "RewriteCond %{REQUEST_FILENAME} !-d"
        yield f"RewriteRule {rule} [R=301,L]"


# --- files of lines -------------------------------------------------------------------------------------------


def _netlify(found: Iterable[Redirect]) -> Iterator[tuple[str, Iterable[str]]]:
    """Write a `_redirects` file for the folder that is published (https://docs.netlify.com/routing/redirects/)."""
    yield "_redirects", (_line(one, form) for one in found for form in _forms(one))


def _cloudflare(found: Iterable[Redirect]) -> Iterator[tuple[str, Iterable[str]]]:
    """Write a `_redirects` file for Cloudflare, which knows no queries and takes so many lines."""
    yield "cloudflare/_redirects", islice(_cloudflare_lines(found), _CLOUDFLARE)


def _cloudflare_lines(found: Iterable[Redirect]) -> Iterator[str]:
    """Cloudflare follows redirects also where a page is: the new site may have lists of several pages of its own."""
    lines = (one for one in found if not one.query and (one.sure or not _FURTHER.search(one.path)))
    return (_line(one, form) for one in lines for form in _forms(one))


def _forms(one: Redirect) -> Iterator[str]:
    """Give the forms of a path: encoded, and as its letters are, which some links have."""
    if quote(one.path).lower() != one.target.rstrip("/").lower() or one.query:
        yield quote(one.path) or "/"
        if not one.path.isascii() and _WORDS.fullmatch(one.path):
            yield one.path


def _line(one: Redirect, path: str) -> str:
    query = f" {one.query[0]}={quote(one.query[1], safe='')}" if one.query else ""
    return f"{path}{query} {one.target} 301\n"


def _csv(found: Iterable[Redirect]) -> Iterator[tuple[str, Iterable[str]]]:
    """Write a table for whatever else (RFC 4180)."""
    rows = ((one.address, one.target, "301") for one in found)
    yield "redirects.csv", map(_row, chain([("from", "to", "status")], rows))


def _row(cells: Iterable[str]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue()


KINDS: Final[dict[str, Callable[[Iterable[Redirect]], Iterator[tuple[str, Iterable[str]]]]]] = {
    "nginx": _nginx,
    "apache": _apache,
    "netlify": _netlify,
    "cloudflare": _cloudflare,
    "csv": _csv,
}
