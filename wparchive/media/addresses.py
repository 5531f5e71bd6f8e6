"""Addresses of files: which are the site's, which is the original of a copy, and what a file is to be called.

WordPress makes smaller copies of pictures and adds to their names: `-300x200` (`image_get_intermediate_size`),
`-scaled` for what was too large, `-rotated` for what a camera held askew (`wp_create_image_subsizes`), and `-e` with
the time for what was edited (`wp_save_image`).
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote_to_bytes, urlsplit, urlunsplit

from wparchive.media.types import is_taken
from wparchive.paths import MAX_NAME, MAX_PATH, path_of, safe_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_UPLOADS: Final = re.compile(r"/(?:wp-content/uploads|wp-content/blogs\.dir/\d+/files|files)/(.+)\Z", re.DOTALL)
_PICTURE: Final = r"(?=\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?|heic)\Z)"
_SIZE: Final = re.compile(rf"-\d{{1,5}}x\d{{1,5}}{_PICTURE}", re.IGNORECASE)
_EDIT: Final = re.compile(rf"-e\d{{13}}{_PICTURE}", re.IGNORECASE)
_VARIANT: Final = re.compile(rf"(?:-\d{{1,5}}x\d{{1,5}}|-scaled|-rotated|-e\d{{13}}){{1,4}}{_PICTURE}", re.IGNORECASE)
_PHOTON: Final = re.compile(r"i[0-3]\.wp\.com\Z")
_WORDPRESS_COM: Final = "wordpress.com"
_FILES_HOST: Final = ".files.wordpress.com"
_SCRIPT: Final = re.compile(r"\.(php\d?|phtml|phar|pl|py|cgi|asp|aspx|jsp|sh|shtml)(?=\.)", re.IGNORECASE)
_HOST: Final = re.compile(r"[\w.:-]+\Z")
_LONGEST: Final = 4000
_SCHEMES: Final = {"http": 80, "https": 443}
_AS_IS: Final = "/!$&'(*)+,;=:@~"


class Hosts:
    """The hosts from which files are taken: the site's own, and those that were asked for."""

    def __init__(self, asked_for: Iterable[str] = ()) -> None:
        """Begin without a site.

        Args:
            asked_for: further hosts, as `cdn.example.org` or `cdn.example.org:8080`.
        """
        self._hosts = {name.lower() for name in asked_for}
        self._home: tuple[str, str] | None = None
        self._own: set[str] = set()
        self._on_wordpress_com = False

    def add_site(self, url: str) -> None:
        """Take the hosts of a site. The first is how all files of the site's own are asked for.

        Args:
            url: of its home.
        """
        parts = _split(url)
        if parts is None:
            return
        scheme, host, _, _ = parts
        self._home = self._home or (scheme, host)
        name = host.removeprefix("www.")
        self._own |= {name, f"www.{name}"}
        if name.endswith(f".{_WORDPRESS_COM}"):
            self._hosts.add(f"{name.removesuffix(f'.{_WORDPRESS_COM}')}{_FILES_HOST}")

    def add_network(self, url: str) -> None:
        """Take the hosts of the network to which a site belongs; one of WordPress.com has no files there.

        Args:
            url: of the network's home.
        """
        self._on_wordpress_com = host_of(url) == _WORDPRESS_COM
        if not self._on_wordpress_com:
            self.add_site(url)

    def add_attachment(self, url: str) -> None:
        """Take the host on which WordPress.com has a site's files, whatever that site is called.

        Args:
            url: of an attachment's file.
        """
        host = host_of(url)
        if self._on_wordpress_com and host.endswith(_FILES_HOST):
            self._hosts.add(host)

    def allows(self, url: str) -> bool:
        """Tell whether an address is of one of these hosts."""
        parts = _split(url)
        return parts is not None and (parts[1] in self._own or parts[1] in self._hosts)

    def is_own(self, url: str) -> bool:
        """Tell whether an address is of a host of the site's own."""
        parts = _split(url)
        return parts is not None and parts[1] in self._own

    def file(self, url: str, *, shown: bool = True) -> str | None:
        """Give the one form in which a file's address is written, None for what is no file of the media library.

        Args:
            url: absolute.
            shown: it stands where pictures, sound or video stand; of other hosts, nothing else is a file of the site's.
        """
        parts = _split(url) if len(url) <= _LONGEST else None
        if parts is None:
            return None
        scheme, host, path, query = parts
        if _PHOTON.match(host) and (served := _split(f"https:/{path}")) and served[1] in self._own:
            _, host, path, _ = served
        if host in self._own and self._home:
            # The same file under http and https, with and without www, is one file. It has no use for a query.
            scheme, query = self._home[0], ""
            host = self._home[1] if host.removeprefix("www.") == self._home[1].removeprefix("www.") else host
        elif host.endswith(_FILES_HOST):
            query = ""
        elif not (shown or host in self._hosts):
            return None
        last = path.rpartition("/")[2]
        if not is_taken(last) and not (host in self._own and "." in last and _UPLOADS.search(path)):
            return None
        return f"{scheme}://{host}{quote(path.encode('utf-8', 'surrogateescape'), safe=_AS_IS)}{query and f'?{query}'}"


def _split(url: str) -> tuple[str, str, str, str] | None:
    """Split an address into scheme, host (with its port, where that is no usual one), decoded path and query."""
    try:
        parts = urlsplit(url)
        port = parts.port
        path = unquote_to_bytes(parts.path or "/").decode("utf-8", "surrogateescape")
    except ValueError:  # `http://[name`, `:port`, half a character
        return None
    if parts.scheme not in _SCHEMES or not parts.hostname or not _HOST.match(parts.hostname):
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    host = host.rstrip(".") if port in (None, *_SCHEMES.values()) else f"{host}:{port}"
    return parts.scheme, host, posixpath.normpath(f"/{path.lstrip('/')}"), quote(parts.query, safe=f"%?{_AS_IS}")


def host_of(url: str) -> str:
    """Give the host of an address, with its port where that is no usual one."""
    parts = _split(url)
    return parts[1] if parts else ""


def without_credentials(url: str) -> str:
    """Take name and password out of an address.

    Raises:
        ValueError: if it is none.
    """
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))


def path_below_uploads(url: str) -> list[str]:
    """Give the parts of a file's path: below the folder of uploads, or all of it where it lies elsewhere; decoded."""
    parts = _split(url)
    path = parts[2] if parts else ""
    found = _UPLOADS.search(path)
    return path_of(found[1] if found else path)


def whole_path(url: str) -> list[str]:
    """Give the parts of a file's path on its host, decoded."""
    parts = _split(url)
    return path_of(parts[2]) if parts else []


def originals(url: str, is_known: Callable[[str], bool]) -> list[str]:
    """Give the addresses to try for a file, the best one first and its own one last.

    Args:
        url: of the file, as `Hosts.file` gives it.
        is_known: tells whether the site's list of attachments has an address. A file of the list is no copy of
            another's, whatever its name, but for what WordPress itself scaled or rotated; and what somebody edited
            there is what was to be seen.
    """
    address, mark, query = url.partition("?")
    full = _SIZE.sub("", address)
    plain = _VARIANT.sub("", address)
    edited = next((one for one in (address, full) if _EDIT.search(one) and is_known(one)), "")
    if edited:
        tried = [edited, address]
    elif is_known(address) and _SIZE.search(address):
        tried = [address]
    else:
        tried = [plain, full, address]
    return [one + mark + query for one in dict.fromkeys(tried)]


def safe_path(parts: Iterable[str]) -> str:
    """Make a path that leaves no folder and that every file system can hold, and whose file no web server runs.

    Apache runs `a.php.jpg` where a handler is added for `.php`: WordPress calls that `a.php_.jpg`
    (`sanitize_file_name`).

    Args:
        parts: of the path, at least one, the last of which has an ending.
    """
    *folders, name = [part.encode("utf-8", "replace").decode() for part in parts]
    stem, dot, ending = name.rpartition(".")
    name = safe_name(_SCRIPT.sub(r".\1_", f"{safe_name(stem, MAX_NAME - len(ending) - 20)}{dot}{ending}"))
    path = "/".join([*(safe for folder in folders if (safe := safe_name(folder))), name])
    return path if len(path.encode()) <= MAX_PATH else name
