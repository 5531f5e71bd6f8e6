"""A set of texts that are only ever asked whether they were there before, in little memory.

An export of a gigabyte has some 50,000 posts with an id, a guid and a path each. A Python set of those takes tens of
megabytes; here each takes sixteen bytes in a table at most three quarters full.
"""

from __future__ import annotations

import hashlib
from array import array


class HashMap:
    """Maps texts to 64-bit numbers by a 64-bit hash of the text; open addressing, linear probing.

    Caveats: two texts with one hash are taken for one. With a million texts that happens once in 37 million runs,
    and then reports a duplicate or a collision that is none; nothing is ever lost by it.
    """

    def __init__(self) -> None:
        self._keys = array("Q", bytes(8 << 10))
        self._values = array("Q", bytes(8 << 10))
        self._used = 0

    def setdefault(self, text: str, value: int) -> int | None:
        """Enter a text.

        Args:
            text: the key.
            value: a number below 2**64.

        Returns:
            None if the text is new, else the number that was entered with it first.
        """
        key = hash64(text) or 1
        at = self._find(key)
        if self._keys[at]:
            return self._values[at]
        self._enter(at, key, value)
        return None

    def has(self, number: int) -> bool:
        """Whether a text with this `hash64` was entered."""
        return self._keys[self._find(number or 1)] != 0

    def change(self, text: str, by: int) -> int | None:
        """Add to the number of a text, which is 0 where it is new.

        Returns:
            The new number; None, and nothing is changed, where it would be below 0.
        """
        key = hash64(text) or 1
        at = self._find(key)
        number = (self._values[at] if self._keys[at] else 0) + by
        if number < 0:
            return None
        if not self._keys[at]:
            self._enter(at, key, number)
        else:
            self._values[at] = number
        return number

    def _find(self, key: int) -> int:
        mask = len(self._keys) - 1
        at = key & mask
        while self._keys[at] not in (0, key):
            at = (at + 1) & mask
        return at

    def _enter(self, at: int, key: int, value: int) -> None:
        self._keys[at], self._values[at] = key, value
        self._used += 1
        if 4 * self._used > 3 * len(self._keys):
            self._grow()

    def _grow(self) -> None:
        keys, values = self._keys, self._values
        self._keys, self._values = array("Q", bytes(16 * len(keys))), array("Q", bytes(16 * len(keys)))
        for key, value in zip(keys, values, strict=True):
            if key:
                at = self._find(key)
                self._keys[at], self._values[at] = key, value


class HashSet:
    """Remembers texts by their 64-bit hash. The caveats are those of `HashMap`."""

    def __init__(self) -> None:
        self._map = HashMap()

    def add(self, text: str) -> bool:
        """Enter a text; True if it is new."""
        return self._map.setdefault(text, 0) is None

    def has(self, number: int) -> bool:
        """Whether a text with this `hash64` was entered: to ask later for texts that are not kept."""
        return self._map.has(number)


class HashBag:
    """Counts texts by their 64-bit hash, so that one heap of them can be held against another.

    The caveats are those of `HashMap`.
    """

    def __init__(self) -> None:
        self._map = HashMap()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def put(self, text: str) -> None:
        """Put a text in; what is there already stands in it twice."""
        self._map.change(text, 1)
        self._size += 1

    def take(self, text: str) -> bool:
        """Take a text out; False if none is left."""
        if self._map.change(text, -1) is None:
            return False
        self._size -= 1
        return True


def hash64(text: str) -> int:
    """A 64-bit number of a text, the same in every run."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
