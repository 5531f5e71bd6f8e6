"""Fetches files: one at a time of each address, again when it is worth it, never more than is allowed.

Rules of the protocol are those of RFC 9110 (15.4 redirects, 10.2.3 Retry-After, 13.1.5 If-Range, 14.4 Content-Range).
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections import Counter
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urljoin

import httpx

from wparchive._version import __version__
from wparchive.media.addresses import host_of, without_credentials
from wparchive.media.safe_address import CheckedTransport, ForbiddenAddressError
from wparchive.media.types import HEAD, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wparchive.media.addresses import Hosts
    from wparchive.media.cache import Cache, Part, Stored
    from wparchive.options import MediaOptions

ATTEMPTS: Final = 4
"""So often a file is tried without any more of it arriving."""

SILENT: Final = 4
"""After so many files in a row for which nobody answered, a host is given up."""

_LONGEST_WAIT: Final = 120.0
_MOST_REDIRECTS: Final = 8
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_PIECE: Final = 1 << 16
_RANGE: Final = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})\Z", re.ASCII)
_HEADERS: Final = {
    "User-Agent": f"wparchive/{__version__} (fetches the media files of a WordPress export)",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
}


class NotFetchedError(Exception):
    """A file cannot be had; the text says why."""


class _TryAgainError(Exception):
    """An attempt failed that may work later, after so many seconds where the server says how many."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class Fetcher:
    """Fetches files into a cache."""

    def __init__(self, options: MediaOptions, cache: Cache, hosts: Hosts) -> None:
        """Begin without any connection.

        Args:
            options: limits.
            cache: where files and parts of files lie.
            hosts: from which alone files are taken, after redirects as well.
        """
        self._options = options
        self._cache = cache
        self._hosts = hosts
        self._transport = CheckedTransport(private=options.private, connections=options.connections)
        wait = options.stall_seconds
        self._timeouts = {"connect": min(wait, 15.0), "read": wait, "write": wait, "pool": None}
        self._silent = Counter[str]()
        self._pauses: dict[str, float] = {}
        self._bytes = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.aclose()

    async def fetch(self, url: str) -> Stored:
        """Fetch a file.

        Args:
            url: its address, on one of the hosts.

        Raises:
            NotFetchedError: if it cannot be had, is too large or takes too long, or is not what its name says.
        """
        if self._bytes > self._options.run_bytes:
            raise NotFetchedError(f"the limit of {self._options.run_bytes:,} bytes for all files is reached")
        try:
            async with asyncio.timeout(self._options.file_seconds):
                with self._cache.part(url) as part:
                    return self._cache.keep(url, part, await self._insist(url, part))
        except TimeoutError as error:
            raise NotFetchedError(f"takes longer than {self._options.file_seconds:g} seconds") from error
        except (httpx.InvalidURL, ForbiddenAddressError, ValueError) as error:
            raise NotFetchedError(str(error)) from error

    async def _insist(self, url: str, part: Part) -> str:
        """Try until the file is there; give its media type."""
        host, left, wait = host_of(url), ATTEMPTS, self._options.pause_seconds
        while self._silent[host] < SILENT:
            await asyncio.sleep(self._pauses.get(host, 0) - asyncio.get_running_loop().time())
            before = part.size
            try:
                return await self._attempt(url, part)
            except (_TryAgainError, httpx.TransportError) as error:
                came = part.size > before and part.validator != ""
                left = ATTEMPTS if came else left - 1
                if not left:
                    self._silent[host] += isinstance(error, httpx.TransportError)
                    raise NotFetchedError(str(error) or type(error).__name__) from error
                if not self._pause(host, error):
                    await asyncio.sleep(wait)
                wait = self._options.pause_seconds if came else wait * 2
        raise NotFetchedError(f"{host} does not answer")

    def _pause(self, host: str, error: Exception) -> bool:
        """Leave a host alone where it says for how long: all of it, since it means all of it."""
        after = getattr(error, "after", None)
        if after is None:
            return False
        if after > _LONGEST_WAIT:
            raise NotFetchedError(f"{error}; the server wants us to come back in {after:,.0f} seconds") from error
        until = asyncio.get_running_loop().time() + after
        self._pauses[host] = max(self._pauses.get(host, 0), until)
        return True

    async def _attempt(self, url: str, part: Part) -> str:
        response = await self._ask(url, part)
        self._silent[host_of(url)] = 0
        try:
            self._begin(response, part)
            await self._take(response, part)
        finally:
            await response.aclose()
        verdict = check(
            url.partition("?")[0].rpartition("/")[2], part.head(HEAD), response.headers.get("content-type", "")
        )
        if not verdict.mime:
            part.restart()
            raise NotFetchedError(f"what came {verdict.fault}")
        return verdict.mime

    async def _ask(self, url: str, part: Part) -> httpx.Response:
        """Send the request, and follow where the server points."""
        headers = dict(_HEADERS)
        if part.size and part.validator:
            headers |= {"Range": f"bytes={part.size}-", "If-Range": part.validator}
        seen: set[str] = set()
        while url not in seen and len(seen) <= _MOST_REDIRECTS:
            seen.add(url)
            if not self._hosts.allows(url):
                raise NotFetchedError(f"leads to {host_of(url) or 'no web address'}, which is not one of the hosts")
            request = httpx.Request("GET", url, headers=headers, extensions={"timeout": self._timeouts})
            response = await self._transport.handle_async_request(request)
            if response.status_code not in _REDIRECTS:
                return response
            await response.aclose()
            url = without_credentials(urljoin(url, response.headers.get("location", "")))
        raise NotFetchedError("leads in a circle")

    def _begin(self, response: httpx.Response, part: Part) -> None:
        """Look at the head of an answer, and bring the part to where the body begins."""
        status, headers = response.status_code, response.headers
        if status == 200:
            packed = headers.get("content-encoding", "identity").strip().lower() != "identity"
            length = headers.get("content-length", "")
            part.restart(
                "" if packed else _validator(headers), int(length) if length.isdigit() and not packed else None
            )
        elif status == 206:
            found = _RANGE.match(headers.get("content-range", ""))
            same = headers.get("etag", part.validator) == part.validator or not part.validator.startswith('"')
            if not part.size or not found or int(found[1]) != part.size or not same or _total(found, part) is None:
                part.restart()
                raise _TryAgainError("the server sent another part of the file than it was asked for")
        elif status in _AGAIN:
            raise _TryAgainError(f"HTTP {status}", _retry_after(headers))
        elif status == 416 and part.size:
            part.restart()
            raise _TryAgainError("HTTP 416")
        else:
            raise NotFetchedError(f"HTTP {status}")
        if (part.total or 0) > self._options.file_bytes:
            raise NotFetchedError(f"is larger than {self._options.file_bytes:,} bytes")

    async def _take(self, response: httpx.Response, part: Part) -> None:
        unpacker = _Unpacker(response.headers.get("content-encoding", "") if response.status_code == 200 else "")
        async for chunk in response.aiter_raw():
            for data in unpacker.feed(chunk):
                self._bytes += len(data)
                if part.size + len(data) > self._options.file_bytes:
                    part.restart()
                    raise NotFetchedError(f"is larger than {self._options.file_bytes:,} bytes")
                if self._bytes > self._options.run_bytes:
                    raise NotFetchedError(f"the limit of {self._options.run_bytes:,} bytes for all files is reached")
                part.write(data)
        if not unpacker.is_whole or (part.total is not None and part.size != part.total):
            if part.total is not None and part.size > part.total:
                part.restart()
            raise _TryAgainError("the file ended too early")


def _validator(headers: httpx.Headers) -> str:
    """Give by what to ask for the rest of a file: a weak ETag does not say that the bytes are the same."""
    etag = str(headers.get("etag", ""))
    return etag if etag.startswith('"') else str(headers.get("last-modified", ""))


def _total(found: re.Match[str], part: Part) -> int | None:
    """Give the size of the whole file, None if it is not the one that was begun."""
    last, total = int(found[2]), int(found[3])
    if last != total - 1 or part.total not in (None, total):
        return None
    part.total = total
    return total


def _retry_after(headers: httpx.Headers) -> float | None:
    """Read how many seconds to wait; a date is measured against the server's own clock."""
    value = headers.get("retry-after", "").strip()
    if value.isdigit() and len(value) < 10:
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - parsedate_to_datetime(headers["date"])).total_seconds())
    except (KeyError, TypeError, ValueError):
        return None


class _Unpacker:
    """Unpacks a body that a server packed although it was asked not to, never much at a time."""

    def __init__(self, encoding: str) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise NotFetchedError(f"is packed with {name}")
        self._inflater = zlib.decompressobj(47) if name not in ("", "identity") else None

    @property
    def is_whole(self) -> bool:
        """Whether the end was reached."""
        return self._inflater is None or self._inflater.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Give the bytes that some bytes stand for."""
        if self._inflater is None:
            yield data
            return
        try:
            while data and not self._inflater.eof:
                yield self._inflater.decompress(data, _PIECE)
                data = self._inflater.unconsumed_tail
        except zlib.error as error:
            raise NotFetchedError("is packed wrongly") from error
