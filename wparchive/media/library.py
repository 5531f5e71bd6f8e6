"""Obtains files: from a folder, from the cache, from the network, in this order; the original before its copies."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wparchive.errors import DestinationError
from wparchive.media.addresses import Hosts, host_of, originals
from wparchive.media.cache import Cache, Stored, hash_of
from wparchive.media.folder import UploadsFolder
from wparchive.media.types import is_taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wparchive.media.fetch import Fetcher
    from wparchive.media.uses import Uses
    from wparchive.options import MediaOptions


class Found(NamedTuple):
    """What became of one address.

    Attributes:
        url: as `Hosts.file` gives it.
        came_from: the address whose file it is: that of the original, where it was to be had; without a file, the
            one that was wanted most.
        stored: the file, None if there is none.
        why: there is none.
        elsewhere: it is on a host that was not asked for.
    """

    url: str
    came_from: str = ""
    stored: Stored | None = None
    why: str = ""
    elsewhere: bool = False


class Library:
    """Where files come from in one run.

    Attributes:
        options: what is wanted, and what is allowed.
        hosts: from which files are taken; the site's own are to be added.
    """

    def __init__(
        self, options: MediaOptions, cache: Path | None, progress: Callable[[int, int, int], None] | None = None
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            options: what is wanted, and what is allowed.
            cache: the folder for what is fetched; None fetches nothing.
            progress: is told how many files of how many are done, and how many bytes these have.
        """
        self.options = options
        self.hosts = Hosts(options.hosts)
        self._cache = Path(options.cache) if options.cache and cache else cache
        self._progress = progress

    def obtain(self, uses: Uses) -> Iterator[Found]:
        """Obtain every file that is used.

        Yields:
            What became of each address, in the order of first use.

        Raises:
            UsageError: if there is no such folder of uploads.
            DestinationError: if the cache cannot be written.
        """
        folder = UploadsFolder(Path(self.options.folder)) if self.options.folder else None
        with contextlib.ExitStack() as stack:
            round_ = _Round(uses, folder, self._progress)
            if self.options.fetch and self._cache is not None:
                cache = stack.enter_context(Cache(self._cache, wait=self.options.wait))
                try:
                    asyncio.run(round_.fetch(cache, self.options))
                except (OSError, sqlite3.Error) as error:
                    raise DestinationError(f"cannot be written: {error}", place=str(self._cache)) from error
            for url in uses.urls():
                yield round_.outcome(url)


class _Round:
    """One run over all addresses."""

    def __init__(
        self, uses: Uses, folder: UploadsFolder | None, progress: Callable[[int, int, int], None] | None
    ) -> None:
        self._uses = uses
        self._folder = folder
        self._progress = progress
        self._cache: Cache | None = None
        self._failed: dict[str, str] = {}
        self._running: dict[str, asyncio.Task[Stored]] = {}
        self._done = self._bytes = 0
        self._otherwise = "was not asked for"

    async def fetch(self, cache: Cache, options: MediaOptions) -> None:
        """Bring into the cache what the folder does not have."""
        from wparchive.media.fetch import Fetcher  # noqa: PLC0415 - loads httpx

        self._cache, self._otherwise = cache, f"the limit of {options.run_seconds:g} seconds for all files is reached"
        count, waiting = sum(1 for _ in self._uses.urls()), self._uses.urls()

        async def work(fetcher: Fetcher) -> None:
            for url in waiting:
                await self._bring(url, fetcher)
                self._done += 1
                if self._progress:
                    self._progress(self._done, count, self._bytes)

        async with Fetcher(options, cache, self._uses.hosts) as fetcher:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(options.run_seconds):
                    await asyncio.gather(*(work(fetcher) for _ in range(options.connections)))

    async def _bring(self, url: str, fetcher: Fetcher) -> None:
        """Fetch the best file of an address that is to be had."""
        if not self._uses.hosts.allows(url) or not is_taken(_name(url)) or self._in_folder(url)[0]:
            return
        for address in self._candidates(url):
            if address not in self._failed and await self._one(address, fetcher):
                return

    async def _one(self, address: str, fetcher: Fetcher) -> bool:
        """Fetch one file, if it is not there and nobody else is fetching it."""
        from wparchive.media.fetch import NotFetchedError  # noqa: PLC0415 - loads httpx

        task = self._running.get(address)
        if task is None:
            if self._cache is not None and self._cache.holds(address):
                return True
            task = self._running[address] = asyncio.create_task(fetcher.fetch(address))
            task.add_done_callback(lambda _: self._running.pop(address))
        try:
            stored = await task
        except NotFetchedError as error:
            self._failed[address] = str(error)
            return False
        self._bytes += stored.bytes
        return True

    def outcome(self, url: str) -> Found:
        """Say what became of an address."""
        if not self._uses.hosts.allows(url):
            return Found(url, why=f"{host_of(url)} is none of the site's hosts", elsewhere=True)
        if not is_taken(_name(url)):
            return Found(url, why="is of no kind that is taken")
        path, mime, address = self._in_folder(url)
        if path:
            return Found(url, address, Stored(path, hash_of(path), path.stat().st_size, mime, ours=False))
        for address in self._candidates(url) if self._cache else ():
            if stored := self._cache and self._cache.get(address):
                return Found(url, address, stored)
        return Found(url, self._candidates(url)[0], why=self._failed.get(url) or mime or self._otherwise)

    def _in_folder(self, url: str) -> tuple[Path | None, str, str]:
        """Give the file, its media type and whose it is; without a file, why there is none."""
        why = ""
        for address in self._candidates(url) if self._folder else ():
            path, what = self._folder.find(address) if self._folder else (None, "")
            if path:
                return path, what, address
            why = what
        return None, why, ""

    def _candidates(self, url: str) -> list[str]:
        return originals(url, self._uses.is_listed)


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]
