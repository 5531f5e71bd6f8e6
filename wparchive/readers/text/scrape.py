"""One scrape as a record: title, text, comments, and of every other line what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.model import Body, Boilerplate, Origin, Post, Where
from wparchive.readers.text.article import Article, is_about_author, read_article
from wparchive.readers.text.comments import comments_of, missing
from wparchive.readers.text.lines import joined
from wparchive.readers.text.page import Scrape
from wparchive.readers.text.starts import Thread, find_thread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wparchive.ledger import Ledger
    from wparchive.model import Comment

MOST_LINES: Final = 100_000
"""Lines that are not blank. What is longer is no page."""
UNKNOWN: Final = "unknown"
COMMENTS: Final = "comments"
_NAMED: Final = 40
_SHORT: Final = 25
_PART: Final = 0.75
_BRANCHES: Final = frozenset(
    {"comment-form", "akismet-notice", "back-to-top", "footer", "sidebar", "cookie-notice", "subscribe"}
)
_INHERIT: Final = frozenset(
    {"related", "author-box", "sidebar", "comment-form", "navigation", "share", "footer", "subscribe", "cookie-notice"}
)
_GLUED: Final = frozenset({"akismet-notice", "meta"})
_APART: Final = frozenset({"author-box", "related", "navigation"})
_LONG: Final = 120
_UPPER: Final = 0.8


class Read(NamedTuple):
    """A scrape that was read.

    Attributes:
        post: with its comments.
        family: of the scrape, by a letter and a word.
        sure: `certain`, `likely` or `guessed`.
    """

    post: Post
    family: str
    sure: str


def read_scrape(text: str, name: str, ledger: Ledger) -> Read:
    """Read one scrape.

    Args:
        text: decoded.
        name: of the source.
        ledger: gets what the scrape's own witnesses say otherwise.
    """
    page = Scrape(text)
    if len(page) > MOST_LINES:
        ledger.report("thread-not-split", Where(name), f"{len(page):,} lines are no page")
        return Read(_post(name, Article("", None, (0, 0)), text.strip(), (), ()), "text", "guessed")
    thread = find_thread(page)
    comments = comments_of(page, thread) if thread is not None else ()
    heap = None if thread is not None else _heap(page)
    heading = thread.heading if thread is not None else heap.start - 1 if heap is not None else None
    begin = _beginning(page, thread, heap)
    title = page.headings[heading].title if heading is not None else ""
    article = read_article(page, begin, title)
    body = joined(page.lines[article.body[0] : article.body[1]])
    rest = _rest(page, article, begin, thread, heap)
    post = _post(name, article, body, comments, tuple(_pieces(page, rest)))
    _report(page, post, thread, heap, ledger)
    family = _family(page, thread, comments, heap)
    return Read(post, family, _sureness(page, thread, heap))


def _post(
    name: str, article: Article, body: str, comments: tuple[Comment, ...], boilerplate: tuple[Boilerplate, ...]
) -> Post:
    return Post(
        type="post",
        status="publish",
        title=article.title,
        slug="",
        author_name=article.author,
        published=article.published,
        published_raw=article.published_raw,
        body=Body(body, "text"),
        terms=(),
        meta=(),
        comments=comments,
        boilerplate=boilerplate,
        source=Origin(name),
    )


# --- where the parts are ------------------------------------------------------------------------------------------


def _beginning(page: Scrape, thread: Thread | None, heap: range | None) -> int:
    """The line where the post ends: the thread's heading, or its first comment, or what follows a post without any."""
    if thread is not None:
        return thread.heading if thread.heading is not None else thread.starts[0].at
    if heap is not None:
        return heap.start - 1
    form = _form(page, 1)
    return form if form is not None else len(page)


def _form(page: Scrape, first: int) -> int | None:
    """The last title of a form that something of a form follows; a menu can have `Leave a comment` as well."""
    notice = next((at for at in range(len(page) - 1, first - 1, -1) if page.kind(at) == "akismet-notice"), None)
    forms = [at for at in range(first, len(page) if notice is None else notice) if page.kind(at) == "comment-form"]
    if not forms:
        return notice
    begin = forms[-1]
    for at in reversed(forms[:-1]):
        if any(
            page.kind(between) is None and len(page.lines[between].text) > _SHORT for between in range(at + 1, begin)
        ):
            break
        begin = at
    return begin


def _heap(page: Scrape) -> range | None:
    """The lines of comments that run together: below the heading of a thread, up to the form."""
    for at in sorted(page.headings, reverse=True):
        heading = page.headings[at]
        if heading.stated == 0 or (heading.stated is None and page.words(at).text.istitle() is False) or at == 0:
            continue
        end = next((below for below in range(at + 1, len(page)) if page.kind(below) in _BRANCHES), len(page))
        prose = sum(len(page.words(below).text) for below in range(at + 1, end))
        above = sum(len(page.words(above).text) for above in range(at))
        if end > at + 1 and prose > 20 and above > 100 and (heading.stated is not None or end < len(page)):
            return range(at + 1, end)
    return None


def _rest(
    page: Scrape, article: Article, begin: int, thread: Thread | None, heap: range | None
) -> list[tuple[int, str | None]]:
    """Every line that is neither title nor text nor comment, with the kind that its place gives it."""
    taken = set(range(*article.body))
    if thread is not None:
        taken.update(range(thread.starts[0].at, thread.end))
    if article.title_at is not None:
        taken.add(article.title_at)
    first = thread.starts[0].at if thread is not None else begin
    found: list[tuple[int, str | None]] = []
    for at in range(len(page)):
        if at in taken:
            continue
        place: str | None = None
        if heap is not None and at in heap:
            place = COMMENTS
        elif (thread is not None and at == thread.heading) or (heap is not None and at == heap.start - 1):
            place = COMMENTS
        elif thread is not None and thread.heading is not None and thread.heading < at < first:
            place = COMMENTS
        elif at in article.meta:
            place = "meta"
        elif at < article.body[0]:
            place = "header"
        elif at in page.headings and (at < first or thread is None):
            place = COMMENTS
        found.append((at, place))
    return found


def _pieces(page: Scrape, rest: Sequence[tuple[int, str | None]]) -> Iterator[Boilerplate]:
    """Give what is left in pieces of one kind each."""
    kind: str | None = None
    run: list[int] = []
    before = ""
    for at, place in rest:
        found = _kind(page, at, place, before)
        if run and (found != kind or at != run[-1] + 1):
            yield _piece(page, run, kind or UNKNOWN)
            run = []
        kind = before = found
        run.append(at)
    if run:
        yield _piece(page, run, kind or UNKNOWN)


def _kind(page: Scrape, at: int, place: str | None, before: str) -> str:
    if place == COMMENTS:
        return COMMENTS
    known = page.kind(at)
    if place == "header":
        return known if known in ("navigation", "meta", "share", "cookie-notice", "sidebar", "advert") else "header"
    if place == "meta":
        return known if known in ("share", "advert") else "meta"
    if known is not None:
        in_form = (
            before in ("comment-form", "akismet-notice")
            and known in ("share", "meta")
            and len(page.lines[at].text) < 30
        )
        return "comment-form" if in_form and not page.lines[at].gap else known
    if is_about_author(page, at):
        return "author-box"
    text, glued = page.words(at).text, not page.lines[at].gap
    if not any(map(str.isalnum, text)) or text == "\u0394":
        return before or "media"
    if glued and before in _GLUED:
        return before
    follows = page.marks[at] is not None or glued or (before in _APART and len(text) < _LONG)
    return before if follows and before in _INHERIT else UNKNOWN


def _piece(page: Scrape, run: Sequence[int], kind: str) -> Boilerplate:
    return Boilerplate(kind=kind, text=joined(page.lines[run[0] : run[-1] + 1]), place="page")


# --- what is to be said of it -------------------------------------------------------------------------------------


def _report(page: Scrape, post: Post, thread: Thread | None, heap: range | None, ledger: Ledger) -> None:
    where = Where(post.source.name)
    if heap is not None:
        ledger.report("thread-not-split", Where(post.source.name, line=page.lines[heap.start].at + 1))
        return
    if thread is None:
        return
    top = [comment.number for comment in post.comments if comment.number is not None and comment.depth == 1]
    if gaps := missing(top):
        more = f" and {len(gaps) - _NAMED} more" if len(gaps) > _NAMED else ""
        ledger.report("numbers-missing", where, ", ".join(map(str, gaps[:_NAMED])) + more)
    count = page.headings[thread.heading].stated if thread.heading is not None else None
    found = len(post.comments)
    pings = sum(comment.type != "comment" for comment in post.comments)
    if count is not None and count not in (found, found - pings):
        ledger.report("comment-count-differs", where, f"it says {count}, {found} are there")
    if thread.family in ("inline", "answered"):
        ledger.report("thread-guessed", where, f"{found} comments")


def _family(page: Scrape, thread: Thread | None, comments: Sequence[Comment], heap: range | None) -> str:
    """Name the family of a scrape."""
    if heap is not None:
        return "H run together"
    if thread is None or not comments:
        return "no comments"
    named = sum(comment.author.name is not None for comment in comments)
    name = _form_of(page, thread, comments, named)
    upper = [comment.author.name for comment in comments if comment.author.name]
    if len(upper) > 2 and sum(text.isupper() for text in upper) >= _UPPER * len(upper):
        name += ", F upper case"
    count = page.headings[thread.heading].stated if thread.heading is not None else None
    return f"{name}, I in part" if count and len(comments) <= _PART * count else name


def _form_of(page: Scrape, thread: Thread, comments: Sequence[Comment], named: int) -> str:
    if any(comment.id is not None for comment in comments):
        return "G Markdown"
    if thread.family == "numbered":
        return "B numbered with names" if 2 * named >= len(comments) else "A numbered"
    if thread.family == "headed":
        said = sum(start.head is not None and start.head.shape == "says" for start in thread.starts)
        return "C name says" if 2 * said >= len(comments) else "D name and date"
    return {"inline": "E on one line", "footed": "D name below", "answered": "D reply below"}[thread.family]


def _sureness(page: Scrape, thread: Thread | None, heap: range | None) -> str:
    if heap is not None or (thread is not None and thread.family in ("inline", "answered")):
        return "guessed"
    if thread is None:
        return "likely" if _form(page, 1) is not None else "guessed"
    closed = thread.end < len(page) and page.kind(thread.end) is not None
    return "certain" if closed or thread.heading is not None else "likely"
