"""URLs and e-mail addresses in comments become links (WordPress: `make_clickable`)."""

from __future__ import annotations

import re
from html.entities import name2codepoint
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


def _any_of_url(signs: str) -> str:
    """Give an expression for letters, digits, what is not ASCII, and some signs.

    It says what is none of these: an expression with a range of thousands of characters takes long to compile.
    """
    others = "".join(sign for sign in map(chr, range(128)) if not sign.isalnum() and sign not in signs)
    return f"[^{re.escape(others)}]"


_CHARACTER: Final = _any_of_url("_#%~/@[]*(+=&$-")
_URL: Final = re.compile(
    rf"(?<=[\s(<.,;:!?])(\w{{1,20}})(://(?!\s){_CHARACTER}*+(?:['.,;:!?)]{_CHARACTER}++)*)(\)?)", re.ASCII
)
"""Scheme, the rest, and a parenthesis behind it. Punctuation belongs to a URL only when more of the URL follows."""
_HOST: Final = re.compile(rf"(?<=[\s>])((?:www|ftp)\.{_any_of_url('_#$%&~/.;:=,?@[]+-')}+)", re.IGNORECASE | re.ASCII)
_MAIL: Final = re.compile(r"(?<=[\s>])[.0-9a-z_+-]++@(?:[0-9a-z-]++\.)+[0-9a-z]{2,}", re.IGNORECASE | re.ASCII)
_AMPERSAND: Final = re.compile(r"&(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]*);)?")
_ENTITIES: Final = {*name2codepoint, "apos"}
_FRONT: Final = re.compile(r"\w+://(?:[^/?#]*@)?[^/?#:@]+(?::[0-9]{0,5})?(?=[/?#]|\Z)")
"""Scheme, host and port, where they are well-formed."""
_LINK: Final = re.compile(r"<a(?:[ \r\n\t][^>]++)?>", re.IGNORECASE)
_LINK_ENDS: Final = re.compile("</a></a>", re.IGNORECASE)


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
        if _VERBATIM_START.match(part):
            verbatim += 1
        elif verbatim:
            verbatim -= part.lower() in _VERBATIM_END
        elif not part.startswith("<") or _BRACKETED_URL.match(part):
            parts[index] = _WORD.sub(lambda word: _link_word(word[0]), part)
    return _without_links_in_links("".join(parts))


def _without_links_in_links(html: str) -> str:
    """Take away each link that is all that a link holds. Tags are found by their ends, which is linear."""
    out: list[str] = []
    done = 0
    for end in _LINK_ENDS.finditer(html):
        inner_end = html.rfind(">", done, end.start())
        inner = html.rfind(">", done, max(inner_end, 0)) + 1
        outer = html.rfind(">", done, max(inner - 1, 0)) + 1
        is_inner = html[inner : inner + 3].lower() == "<a " and inner + 3 < inner_end < end.start() - 1
        if is_inner and _LINK.search(html, max(outer, done), inner):
            out += html[done:inner], html[inner_end + 1 : end.start()], "</a>"
            done = end.end()
    return "".join([*out, html[done:]])


def _may_hold_address(html: str) -> bool:
    """Whether it is worth looking: most URLs in comments stand in attributes. A link in a link is undone, too."""
    urls = html.count("://")
    if "@" in html or "</a></a>" in html or urls != html.count('"http://') + html.count('"https://'):
        words = _PROPER_TAG.sub("", html)
        if "://" in words or ("@" in words and _MAIL_HINT.search(words)) or "</a></a>" in html:
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
    url = _AMPERSAND.sub(_escape, url.replace(";//", "://").replace("&amp;", "&#038;")).replace("'", "&#039;")
    if "[" in url or "]" in url:
        found = _FRONT.match(url)
        front, rest = (found[0], url[found.end() :]) if found else ("", url)
        # WordPress does not find the rest again where the front stands in it once more.
        if not front or front not in rest:
            url = front + rest.replace("[", "%5B").replace("]", "%5D")
    return f'<a href="{url}" rel="nofollow ugc">{url}</a>'


def _escape(found: re.Match[str]) -> str:
    name = found[1] or ""
    if name[1:].isdecimal():
        return f"&#{name[1:].lstrip('0').zfill(3)};"
    return found[0] if name.startswith("#") or name in _ENTITIES else f"&#038;{found[0][1:]}"
