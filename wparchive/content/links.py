"""URLs and e-mail addresses in comments become links (WordPress: `make_clickable`)."""

from __future__ import annotations

import re
from typing import Final

from wparchive.content.markup import TAG
from wparchive.text import names

PROTOCOLS: Final = names(
    "http https ftp ftps mailto news irc irc6 ircs gopher nntp feed telnet mms rtsp sms svn tel fax xmpp webcal urn"
)
"""Schemes that WordPress lets into a link; `javascript` is none of them (`wp_allowed_protocols`)."""

_LONGEST_WORD: Final = 2000
"""WordPress links no longer ones either; it bounds the time for one word."""

_WEB_HINT: Final = re.compile(r"\.(?<=(?:www|ftp)\.)", re.IGNORECASE)
_MAIL_HINT: Final = re.compile(r"@(?<=[.0-9a-z_+-]@)[0-9a-z-]", re.IGNORECASE | re.ASCII)
_PROPER_TAG: Final = re.compile(r"<(?!\s*\w{1,20}://)[^<>]+>", re.ASCII)
_BRACKETED_URL: Final = re.compile(r"<\s*\w{1,20}://", re.ASCII)
"""`<http://example.org/>` is no tag; any other text that begins with `<` counts as one, even without its `>`."""
_VERBATIM_START: Final = re.compile(r"<(?:code|pre|script|style)[\s>]", re.IGNORECASE | re.ASCII)
_VERBATIM_END: Final = frozenset({"</code>", "</pre>", "</script>", "</style>"})

_WORD: Final = re.compile(r"(?<!\S)[^\s:.@]*+[:.@]\S*", re.ASCII)
_CHARACTER: Final = r"[\w\u0080-\U0010ffff#%~/@\[\]*(+=&$-]"
_URL: Final = re.compile(
    rf"(?<=[\s(<.,;:!?])(\w{{1,20}})(://(?!\s){_CHARACTER}*+(?:['.,;:!?)]{_CHARACTER}++)*)(\)?)", re.ASCII
)
"""Scheme, the rest, and a parenthesis behind it. Punctuation belongs to a URL only when more of the URL follows."""
_HOST: Final = re.compile(
    r"(?<=[\s>])((?:www|ftp)\.[\w\u0080-\U0010ffff#$%&~/.;:=,?@\[\]+-]+)", re.IGNORECASE | re.ASCII
)
_MAIL: Final = re.compile(r"(?<=[\s>])[.0-9a-z_+-]++@(?:[0-9a-z-]++\.)+[0-9a-z]{2,}", re.IGNORECASE | re.ASCII)
_LONE_AMPERSAND: Final = re.compile(r"&(?!(?:#[0-9]+|#x[0-9a-f]+|[a-z][a-z0-9]*);)", re.IGNORECASE)
_PARTS: Final = re.compile(r"(\w+://[^/?#]*)(.*)")
_LINK_IN_LINK: Final = re.compile(r"(<a(?:[ \r\n\t][^<>]*)?>)<a [^<>]*>([^<>]+)</a></a>", re.IGNORECASE)


def make_clickable(html: str) -> str:
    """Link the URLs, host names and e-mail addresses that stand outside tags, code and scripts.

    Args:
        html: a comment's content.

    Returns:
        The same with links.
    """
    return _link_words(html) if _may_hold_address(html) else html


def _link_words(html: str) -> str:
    parts = TAG.split(html)
    verbatim = 0
    for index, part in enumerate(parts):
        is_tag = index % 2 == 1
        if is_tag and _VERBATIM_START.match(part):
            verbatim += 1
        elif verbatim:
            verbatim -= is_tag and part.lower() in _VERBATIM_END
        elif not part.startswith("<") or _BRACKETED_URL.match(part):
            parts[index] = _WORD.sub(lambda word: _link_word(word[0]), part)
    return _LINK_IN_LINK.sub(r"\1\2</a>", "".join(parts))


def _may_hold_address(html: str) -> bool:
    """Whether it is worth looking: most URLs in comments stand in tags."""
    if "://" in html or "@" in html:
        words = _PROPER_TAG.sub("", html)
        if "://" in words or ("@" in words and _MAIL_HINT.search(words)):
            return True
    return _WEB_HINT.search(html) is not None


def _link_word(word: str) -> str:
    if len(word) > _LONGEST_WORD:
        return word
    text = _URL.sub(_link_url, f" {word} ")
    text = _HOST.sub(_link_host, text)
    text = _MAIL.sub(r'<a href="mailto:\g<0>">\g<0></a>', text)
    return text[1:-1]


def _link_url(found: re.Match[str]) -> str:
    scheme, rest, behind = found.groups()
    if scheme.lower() not in PROTOCOLS:
        return found[0]
    if behind and rest.count("(") > rest.count(")"):
        rest, behind = rest + behind, ""
    while rest.count("(") < rest.count(")"):
        rest, _, cut = rest.rpartition(")")
        behind = f"){cut}{behind}"
    return _link(scheme.lower() + rest) + behind


def _link_host(found: re.Match[str]) -> str:
    host = found[1]
    end = len(host) - (host[-1] in ".,;:)")
    return _link(f"http://{host[:end]}") + host[end:]


def _link(url: str) -> str:
    url = _LONE_AMPERSAND.sub("&#038;", url.replace("&amp;", "&#038;"))
    host, path = _PARTS.findall(url.replace("'", "&#039;"))[0]
    url = host + path.replace("[", "%5B").replace("]", "%5D")
    return f'<a href="{url}" rel="nofollow ugc">{url}</a>'
