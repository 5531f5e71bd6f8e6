"""Comments in the very form in which WordPress writes them: all fields, in its order, then meta rows.

A second fast way beside `tokens`, for what an export has most of. One match of one regular expression is one comment,
where the tokens would be seventeen. It takes all comments of an item or none.
Measured on an export of 100 MB with 33,000 comments: a sixth of the whole import.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from wparchive.readers.wxr.elements import COMMENT_FIELDS, META_FIELDS

TEXT: Final = rb"(?:<!\[CDATA\[)?+((?<=A\[)[^\]]*+(?:\](?!\]>)[^\]]*+)*+(?=\]\]>)|(?<!A\[)[^<&]*+(?<!\]\]>))(?:\]\]>)?+"
"""The text of a leaf: that of one CDATA section to its end, or one without markup and entities."""

COMMENT: Final = b"<wp:comment>"
SINCE_3_0: Final = "wp:comment_user_id"
END: Final = re.compile(rb"\s*+</item>")


def _leaf(name: str) -> bytes:
    tag = name.encode()
    leaf = rb"\s*+<%b>%b</%b>" % (tag, TEXT, tag)
    return rb"(?:%b)?+" % leaf if name == SINCE_3_0 else leaf


_ROW: Final = rb"\s*+<wp:commentmeta>%b\s*+</wp:commentmeta>" % b"".join(map(_leaf, META_FIELDS))
_FIELDS: Final = b"".join(map(_leaf, COMMENT_FIELDS))
ONE_COMMENT: Final = re.compile(rb"\s*+<wp:comment>%b(?:%b)?+(\s*+</wp:comment>)?+" % (_FIELDS, _ROW))
NEXT_ROW: Final = re.compile(rb"%b(\s*+</wp:comment>)?+" % _ROW)


class RegularComment(NamedTuple):
    """The fields of `COMMENT_FIELDS` in order, an absent one empty; and key and value of each meta row."""

    fields: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]


def regular_comments(data: bytes, begin: int) -> list[RegularComment] | None:
    """Read the comments with which an item ends.

    Args:
        data: the item; what of it is not XML's own is checked elsewhere.
        begin: where the first comment starts.

    Returns:
        The comments; None unless everything from there to the end of the item is comments in this form.

    Raises:
        UnicodeDecodeError: where a text is not UTF-8.
    """
    comments = []
    count = len(COMMENT_FIELDS)
    while found := ONE_COMMENT.match(data, begin):
        *texts, key, value, end = found.groups(b"")
        begin = found.end()
        rows = [(key.decode(), value.decode())] if found.start(count + 1) >= 0 else []
        while not end:
            row = NEXT_ROW.match(data, begin)
            if row is None:
                return None
            rows.append((row[1].decode(), row[2].decode()))
            begin, end = row.end(), row[3]
        comments.append(RegularComment(tuple(map(bytes.decode, texts)), tuple(rows)))
    return comments if END.fullmatch(data, begin) else None
