"""Which files are taken, and whether a file is what its name says: by the bytes that it begins with.

A list of what is taken, not of what is not: what lands in a site's folder is put on a web server, and a server runs
what it knows how to run. The list is that of uploads which WordPress allows (`get_allowed_mime_types`), without HTML
and scripts. The marks are those of the WHATWG MIME Sniffing Standard, of the IANA registrations, and of libmagic.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

HEAD: Final = 4096
"""So many bytes of a file are looked at."""

_ENDINGS: Final = {
    "image/jpeg": "jpg jpeg jpe jfif",
    "image/png": "png apng",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic heif",
    "image/bmp": "bmp",
    "image/tiff": "tif tiff",
    "image/x-icon": "ico cur",
    "image/svg+xml": "svg",
    "image/vnd.adobe.photoshop": "psd",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a m4b",
    "audio/aac": "aac",
    "audio/flac": "flac",
    "audio/midi": "mid midi",
    "audio/ogg": "ogg oga opus",
    "audio/wav": "wav",
    "audio/x-ms-wma": "wma",
    "audio/x-realaudio": "ra ram",
    "audio/x-matroska": "mka",
    "video/mp4": "mp4 m4v",
    "video/3gpp": "3gp 3g2",
    "video/avi": "avi divx",
    "video/mpeg": "mpeg mpg mpe",
    "video/ogg": "ogv",
    "video/quicktime": "mov qt",
    "video/webm": "webm",
    "video/x-flv": "flv",
    "video/x-matroska": "mkv",
    "video/x-ms-wmv": "wmv asf wmx wm",
    "application/pdf": "pdf",
    "application/zip": "zip docx docm xlsx xlsm pptx pptm ppsx odt ods odp odg epub kmz key numbers pages oxps",
    "application/x-ole": "doc xls ppt pps pot mdb mpp",
    "application/gzip": "gz gzip tgz",
    "application/x-7z-compressed": "7z",
    "application/vnd.rar": "rar",
    "application/x-tar": "tar",
    "application/rtf": "rtf",
    "application/x-shockwave-flash": "swf",
    "text/plain": "txt asc srt vtt csv tsv ics gpx kml",
}
_TYPES: Final = {ending: mime for mime, endings in _ENDINGS.items() for ending in endings.split()}

_MARKS: Final = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/avi"),
    (4, b"ftypavi", "image/avif"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftyphe", "image/heic"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"\0\0\1\0", "image/x-icon"),
    (0, b"\0\0\2\0", "image/x-icon"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (0, b"PK\3\4", "application/zip"),
    (0, b"PK\5\6", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\7", "application/vnd.rar"),
    (0, b"{\\rtf", "application/rtf"),
)
_WITHOUT_MARK: Final = frozenset({
    "application/x-tar", "application/x-shockwave-flash", "audio/aac", "audio/midi", "audio/x-realaudio",
    "text/plain",
})  # fmt: skip
"""Types whose files begin with anything, or with too many things."""

_PAGE: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body|script|title)\b", re.IGNORECASE
)
_PICTURE: Final = re.compile(rb"<(?:[a-z]{1,9}:)?svg\b", re.IGNORECASE)
_ENDING: Final = re.compile(r"[^.].*\.([A-Za-z0-9]{1,7})\Z", re.DOTALL)
_PAGES: Final = ("text/html", "application/xhtml+xml")
_RECORDINGS: Final = ("audio", "video")


class Verdict(NamedTuple):
    """What is to be thought of a file.

    Attributes:
        mime: its media type, "" where it is not taken.
        fault: why it is not taken.
    """

    mime: str
    fault: str = ""


def ending_of(name: str) -> str:
    """Give the ending of a file's name, in lower case and without the dot."""
    found = _ENDING.match(name)
    return found[1].lower() if found else ""


def is_taken(name: str) -> bool:
    """Tell by its name whether a file is of a kind that is taken."""
    return ending_of(name) in _TYPES


def check(name: str, head: bytes, declared: str = "") -> Verdict:
    """Hold a file against its name.

    Args:
        name: of the file.
        head: its first bytes, `HEAD` of them if there are as many.
        declared: the media type that the server names; it is asked only about files that begin with anything.
    """
    expected, found = _TYPES.get(ending_of(name), ""), _found(head)
    if not expected:
        fault = "is of no kind that is taken"
    elif not head:
        fault = "is empty"
    elif found == "text/html":
        fault = "is a web page"
    elif expected in _WITHOUT_MARK:
        fault = "is a web page, says the server" if declared.partition(";")[0].strip().lower() in _PAGES else ""
    elif _are_alike(found, expected):
        return Verdict(found)
    elif not found and _family(expected) in _RECORDINGS and not _is_text(head):
        fault = ""  # recordings begin with all sorts of things
    else:
        fault = f"is {found or ('text' if _is_text(head) else 'something else')}, not {expected}"
    return Verdict("" if fault else expected, fault)


def _family(mime: str) -> str:
    return mime.partition("/")[0]


def _are_alike(found: str, expected: str) -> bool:
    """Tell whether a file may have this name: a PNG file called `a.jpg` is a picture all the same."""
    return _family(found) == _family(expected) or (_family(found) in _RECORDINGS and _family(expected) in _RECORDINGS)


def differs(name: str, mime: str) -> bool:
    """Tell whether a picture is of another type than its name says; other names stand for several types."""
    expected = _TYPES.get(ending_of(name), "")
    return expected.startswith("image/") and mime != expected


def _found(head: bytes) -> str:
    if _PAGE.match(head):
        return "text/html"
    found = next((mime for at, mark, mime in _MARKS if head.startswith(mark, at)), "")
    if not found and b"%PDF-" in head[:1024]:
        return "application/pdf"
    return found or ("image/svg+xml" if _PICTURE.search(head) else "")


def _is_text(head: bytes) -> bool:
    return b"\0" not in head and all(byte >= 32 or byte in b"\t\n\r\f" for byte in head[:512])
