"""One scrape as a record: title, text, comments, and of every other line what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from wparchive.model import Body, Origin, Post, Where
from wparchive.readers.text.article import Article, read_article
from wparchive.readers.text.boilerplate import Parts, pieces_of
from wparchive.readers.text.lines import joined
from wparchive.readers.text.report import family_of, report_thread
from wparchive.readers.text.scrape import Scrape
from wparchive.readers.text.thread.comments import comments_of
from wparchive.readers.text.thread.finding import find_thread
from wparchive.readers.text.thread.heaps import heap_in, split_heap
from wparchive.readers.text.thread.model import GUESSED

if TYPE_CHECKING:
    from wparchive.ledger import Ledger
    from wparchive.model import Boilerplate, Comment
    from wparchive.readers.text.thread.model import Thread

MOST_LINES: Final = 100_000
"""Lines that are not blank. What is longer is no page."""
_SHORT: Final = 25
_BLANKS: Final = 5
"""Line ends for each line that is not blank."""


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
    ends = text.count("\n") + text.count("\r")
    scrape = Scrape(text if ends <= _BLANKS * MOST_LINES else "")
    if len(scrape) > MOST_LINES or ends > _BLANKS * MOST_LINES:
        ledger.report("thread-not-split", Where(name), f"{ends:,} lines are no page")
        return Read(_post(name, Article("", None, (0, 0)), text.strip(), (), ()), "text", "guessed")
    thread = find_thread(scrape)
    heap = None if thread is not None else heap_in(scrape)
    if heap is not None and (thread := split_heap(scrape, heap)) is not None:
        heap = None
    comments = comments_of(scrape, thread) if thread is not None else ()
    heading = thread.heading if thread is not None else heap.start - 1 if heap is not None else None
    end = _end_of_post(scrape, thread, heap)
    title = scrape.headings[heading].title if heading is not None else ""
    article = read_article(scrape, end, title)
    body = joined(scrape.lines[article.body[0] : article.body[1]])
    post = _post(name, article, body, comments, pieces_of(scrape, Parts(article, thread, heap, end)))
    if heap is not None:
        ledger.report("thread-not-split", Where(name, line=scrape.lines[heap.start].at + 1))
    if thread is not None:
        report_thread(scrape, post, thread, ledger)
    family = "H run together" if heap is not None else family_of(scrape, thread, comments)
    return Read(post, family, _sureness(scrape, thread, heap))


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


def _end_of_post(scrape: Scrape, thread: Thread | None, heap: range | None) -> int:
    """The line where the post ends: the thread's heading, or its first comment, or what follows a post without any."""
    if thread is not None:
        return thread.heading if thread.heading is not None else thread.starts[0].at
    if heap is not None:
        return heap.start - 1
    form = _form(scrape, 1)
    return form if form is not None else len(scrape)


def _form(scrape: Scrape, first: int) -> int | None:
    """The last title of a form that something of a form follows; a menu can have `Leave a comment` as well."""
    notice = next((at for at in range(len(scrape) - 1, first - 1, -1) if scrape.kind(at) == "akismet-notice"), None)
    forms = [at for at in range(first, len(scrape) if notice is None else notice) if scrape.kind(at) == "comment-form"]
    if not forms:
        return notice
    begin = forms[-1]
    for at in reversed(forms[:-1]):
        if any(
            scrape.kind(between) is None and len(scrape.lines[between].text) > _SHORT
            for between in range(at + 1, begin)
        ):
            break
        begin = at
    return begin


def _sureness(scrape: Scrape, thread: Thread | None, heap: range | None) -> str:
    if heap is not None or (thread is not None and thread.family in GUESSED):
        return "guessed"
    if thread is None:
        return "likely" if _form(scrape, 1) is not None else "guessed"
    closed = thread.end < len(scrape) and scrape.kind(thread.end) is not None
    return "certain" if closed or thread.heading is not None else "likely"
