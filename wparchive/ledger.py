"""The ledger: what came in, what went out, and every issue between.

Each unit that a reader counts in must be counted out by a writer, or be accounted for by an issue that names it:
`in == out + accounted` for every kind, or the run fails with `UnbalancedError`.
Issues are of a closed list, `CODES`; docs/reference/issue-codes.md is made from it.
"""

from __future__ import annotations

import tempfile
from collections import Counter, deque
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from wparchive.errors import UnbalancedError
from wparchive.model import End, Issue, Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wparchive.model import Post

Severity = Literal["info", "changed", "lost"]

KINDS: Final = ("author", "term", "post", "comment", "meta")
"""The kinds of units that are counted. `meta` are the rows of post, comment and term meta together."""


class Code(NamedTuple):
    """One entry of the list of issue codes."""

    severity: Severity
    meaning: str
    remedy: str = ""


CODES: Final[Mapping[str, Code]] = {
    # --- the bytes of an export -------------------------------------------------------------------------------
    "control-characters": Code("changed", "Control characters that XML forbids were removed."),
    "bare-ampersand": Code("changed", "An `&` that starts no entity was escaped."),
    "html-entity": Code("changed", "An HTML entity that XML does not know was replaced by its character."),
    "invalid-character-reference": Code("changed", "A numeric reference to a character that XML forbids was removed."),
    "invalid-utf8": Code("changed", "Bytes that are not UTF-8 were read as Windows-1252."),
    "undecodable-bytes": Code("lost", "Bytes that no encoding explains were replaced by U+FFFD."),
    "c1-characters": Code("changed", "C1 control characters were read as the Windows-1252 characters they stand for."),
    "declared-encoding": Code("info", "The file is in another encoding than UTF-8 and was transcoded."),
    "junk-before-xml": Code("changed", "Text before the XML declaration was set aside."),
    "junk-after-rss": Code("changed", "Text after the end of the document was set aside."),
    "junk-between-items": Code("changed", "Text between items that is no element was set aside."),
    "joined-documents": Code("info", "Several exports were joined into one file; all of them are read."),
    "undeclared-prefix": Code("changed", "A namespace prefix without declaration was given its usual meaning."),
    "document-type": Code("changed", "A document type declaration was ignored; no entity of it is expanded."),
    "unescaped-cdata-end": Code("changed", "A `]]>` inside a text was kept as text."),
    "bare-markup": Code("changed", "A value that stands in the XML without escaping was kept as text."),
    "unclosed-element": Code("changed", "An element without its end was closed."),
    "stray-end-tag": Code("changed", "An end tag without its start was ignored."),
    "item-resynced": Code("changed", "Reading went on at the next item after one that has no proper end."),
    "item-truncated": Code("lost", "The file ends inside this item; what is there of it was kept.", "Export again."),
    "document-truncated": Code("lost", "The file ends before the end of the document.", "Export again."),
    "item-recovered": Code("lost", "The item could only be read by guessing; parts of it may be missing."),
    "item-unreadable": Code("lost", "The item could not be read at all; its bytes are in the issue."),
    "item-too-large": Code("lost", "The item is larger than the limit and was skipped.", "Raise --max-item-size."),
    "channel-unreadable": Code("lost", "A part of the channel outside items could not be read."),
    "empty-source": Code("info", "The source holds no item."),
    # --- what the elements say --------------------------------------------------------------------------------
    "unknown-element": Code("info", "An element that nobody knows was kept under `extra`."),
    "repeated-element": Code(
        "changed", "An element that should stand once stands again; the later ones are in `extra`."
    ),
    "unreadable-date": Code("changed", "A date that cannot be read was kept as text."),
    "inferred-offset": Code("info", "A date without UTC time was given the site's usual offset."),
    "term-parent-ambiguous": Code("changed", "A parent category is given by a name that several categories have."),
    "inexact-php": Code(
        "info", "A PHP-serialized value was decoded although its lengths do not fit; the text is kept."
    ),
    "duplicate-author": Code("info", "An author that was already read was left out."),
    "duplicate-term": Code("info", "A term that was already read was left out."),
    "term-merged": Code("info", "A term became one with another, as the file of changes asked for."),
    "term-not-found": Code("info", "The file of changes names a term that no source has.", "Look at its slug."),
    "duplicate-post": Code("info", "The same item, already read from another source, was left out."),
    "repeated-post": Code(
        "info", "An item stands twice in one source, with the same id, guid and content; both are kept."
    ),
    "conflicting-post": Code("changed", "An item has the id and guid of another, but other content; both are kept."),
    "duplicate-comment": Code("info", "The same comment, already read, was left out."),
    "conflicting-comment": Code("changed", "A comment has the id of another, but other content; both are kept."),
    "empty-comment": Code("info", "A comment element without any content was kept as it is."),
    "comment-parent-missing": Code("info", "A comment answers one that is not in the source; it is shown at the top."),
    "comment-cycle": Code("changed", "Comments answer each other in a circle; the first is shown at the top."),
    "other-site": Code("changed", "A further source is of another site; its records are kept with the first's."),
    # --- sources ----------------------------------------------------------------------------------------------
    "source-unreadable": Code("lost", "A source could not be read; the others were."),
    "source-skipped": Code("info", "A file of a folder or zip that no reader knows was left out."),
    "archive-cut-short": Code("lost", "An archive without end record was cut short.", "Import again."),
    "archive-mismatch": Code("lost", "An archive holds other counts than its end record says.", "Import again."),
    # --- saved pages ------------------------------------------------------------------------------------------
    "wrong-encoding-declared": Code("info", "A page is in another encoding than it says."),
    "guessed-encoding": Code("changed", "An encoding was guessed by the letters of what is in it."),
    "double-encoded": Code("changed", "Text was encoded twice."),
    "page-unreadable": Code("lost", "A page cannot be taken out of what it was saved in."),
    "page-without-post": Code("info", "A page is not that of a post; it gave links and no record."),
    "pages-joined": Code("info", "What several pages, feeds or lists show of one post became one record."),
    "post-differs": Code(
        "changed", "Two pages show a post with different words; the later one is kept, the other is in the issue."
    ),
    "comment-differs": Code(
        "changed", "Two pages show a comment with different words; the better one is kept, the other is in the issue."
    ),
    "body-part-missing": Code("lost", "A post has more pages than were given.", "Save its other pages as well."),
    "thread-page-missing": Code(
        "lost", "The comments of a post go on on pages that were not given.", "Save the comment pages as well."
    ),
    "thread-page-in-export": Code(
        "info", "The comments of a post go on on pages that were not given; what the export has stands for them."
    ),
    "comment-count-differs": Code("info", "A page says that it has another number of comments than were found."),
    "comment-not-found": Code("info", "A page answers comments that are not there."),
    "comment-author-differs": Code("info", "A reply link names another author than the comment shows."),
    "comments-elsewhere": Code(
        "lost", "Comments of a page are loaded by a script from another place, and are not in what was saved."
    ),
    "thread-guessed": Code("changed", "Comments were found by their likeness only, for nothing calls itself one."),
    "head-differs": Code("info", "The head of a page says something else of the post than the page shows."),
    "post-from-feed": Code("info", "A post was read from a feed, since its own page is missing."),
    "post-excerpt-only": Code("lost", "The page of a post is missing; only what lists or feeds show of it was kept."),
    "feed-item-unreadable": Code("lost", "An item of a feed could not be read; its text is in the issue."),
    "list-too-long": Code("lost", "A page lists more posts than are read of one page; the rest of them was left out."),
    "post-unknown": Code("info", "A post is linked, and is not among the pages."),
    "numbers-missing": Code("info", "Printed numbers of comments are missing: those comments are not in the scrape."),
    "thread-not-split": Code(
        "changed", "Comments run together, and cannot be told apart; their text is kept as boilerplate `comments`."
    ),
    "records-passed-over": Code("info", "Records of a web archive that are no pages were passed over."),
    # --- rendering and cleaning -------------------------------------------------------------------------------
    "unknown-shortcode": Code("info", "A shortcode that is none of WordPress's own stays as written."),
    "shortcode-placeholder": Code(
        "info", "A shortcode that shows what only the live site knows became a marked placeholder."
    ),
    "shortcode-unwrapped": Code("info", "The wrappers of a page builder were taken away; what they hold was kept."),
    "shortcode-removed": Code("changed", "A shortcode that nobody knows was taken out, as --shortcodes asks for."),
    "several-languages": Code("info", "A text in several languages (qTranslate) shows these."),
    "text-in-custom-fields": Code(
        "info", "A post has no text of its own: what a page builder shows stands in its custom fields, which are kept."
    ),
    "block-placeholder": Code("info", "A block that shows what only the live site knows became a marked placeholder."),
    "block-not-inlined": Code(
        "info", "A reusable block is not in the source, or not public, or contains itself; a placeholder stands for it."
    ),
    "media-missing": Code(
        "info",
        "A post shows images, sound or video that the source does not hold; a marked placeholder stands for them.",
    ),
    "unsafe-html": Code("changed", "Markup that could run code was taken out of what is shown; the source keeps it."),
    "boilerplate-moved": Code("changed", "A cleaning rule moved a piece aside."),
    "boilerplate-unknown": Code("info", "Lines of a page are neither its text nor boilerplate that a rule knows."),
    "furniture-learned": Code("info", "What stands on most pages of a site was taken for its furniture."),
    # --- writing ----------------------------------------------------------------------------------------------
    "not-published": Code("info", "A record that is not public was not published.", "--include publishes it."),
    "passage-not-published": Code(
        "info", "What a post shows to members alone was not published.", "--include protected publishes it."
    ),
    "redacted": Code("info", "Custom fields that hold personal data were left out, as --redact asks."),
    "markup-left-out": Code(
        "info", "Elements of these names have no words in Markdown and were left out; the archive and SQLite keep them."
    ),
    "no-place": Code("info", "A record has no place in this format; the archive and SQLite keep it."),
    "link-unresolved": Code("info", "A link to a page of the old site leads nowhere on the new one; it was left."),
    "media-not-fetched": Code(
        "lost", "A file of the media library could not be had; links still lead to the old site.", "Use --media-dir."
    ),
    "media-elsewhere": Code(
        "info", "Files on a host that is not the site's own were not fetched.", "--media-host fetches from it."
    ),
    "media-type-differs": Code("info", "A file is of another type than its name says; it was kept as it is."),
    "media-from-original": Code("info", "Of a picture that pages show smaller, the original was taken."),
    "path-collision": Code("changed", "Two posts ask for one file; the later one got a name of its own."),
    "comment-undated": Code(
        "changed", "A comment without a date was given that of the one it follows: the system orders by dates."
    ),
    "thread-flattened": Code(
        "changed", "Answers to answers stand beside each other, with links to what they answer: Isso has one level."
    ),
    "redirects-left-out": Code(
        "info",
        "A service takes no more redirects than these.",
        "--redirects csv has all.",
    ),
    "path-changed": Code("changed", "A name that a file system cannot hold was changed."),
}


class Ledger:
    """Counts units and collects issues during one run.

    Issues go two ways: the pipeline drains them into the stream of records, so that archives hold them;
    and a spool on disk keeps them for the report, so that memory stays bounded however many there are.
    """

    def __init__(self) -> None:
        self.came_in: Counter[str] = Counter()
        self.went_out: Counter[str] = Counter()
        self.accounted: Counter[str] = Counter()
        self.issues: Counter[str] = Counter()
        self._units: Counter[tuple[str, str]] = Counter()
        self._last_code = ""
        self._severities: Counter[str] = Counter()
        self._carried: Counter[str] = Counter()
        self._held_codes: frozenset[str] = frozenset()
        self._held: list[tuple[str, Where, str]] = []
        self._pending: deque[Issue] = deque()
        self._spool = tempfile.SpooledTemporaryFile(max_size=1 << 16)  # noqa: SIM115 - lives as long as the ledger

    def __del__(self) -> None:
        self._spool.close()

    def report(  # noqa: PLR0913 - one issue has this many sides
        self, code: str, where: Where, detail: str = "", *, original: str | None = None, kind: str = "", units: int = 0
    ) -> None:
        """Enter an issue.

        Args:
            code: a key of `CODES`.
            where: the source, line and record that it is about.
            detail: what the general meaning of the code does not say of this case.
            original: the bytes or text that the issue is about.
            kind: of `KINDS`, when units of it will not go out because of this.
            units: how many of them.

        Raises:
            KeyError: for a code that is not in the list.
        """
        entry = CODES[code]
        if code in self._held_codes:
            self._held.append((code, where, detail))
            return
        message = f"{entry.meaning[:-1]}: {detail}" if detail else entry.meaning
        issue = Issue(code=code, severity=entry.severity, message=message, where=where, original=original)
        self._last_code = code
        self.account(kind, units)
        self._pending.append(issue)
        self._enter(issue)

    def hold(self, *codes: str) -> None:
        """Keep issues of these codes back until it is known whether they are true: an export may have what pages lack.

        Args:
            codes: of issues that account for no units.
        """
        self._held_codes = frozenset(codes)

    def take_held(self) -> list[tuple[str, Where, str]]:
        """Give what was kept back since the last call: code, place and detail, to be reported again if it is true."""
        held, self._held = self._held, []
        return held

    def carry(self, issue: Issue) -> None:
        """Count an issue of an earlier run, which an archive holds and which is in the stream already.

        Its code may be one that only another version of this program knows.
        """
        self._carried[issue.code] += 1
        self._enter(issue)

    def _enter(self, issue: Issue) -> None:
        self.issues[issue.code] += 1
        self._severities[issue.severity] += 1
        self._spool.write(msgspec.json.encode(issue) + b"\n")

    def account(self, kind: str, units: int) -> None:
        """Account for further units by the issue that was reported last: a withheld post takes its comments along."""
        if units:
            self.accounted[kind] += units
            self._units[self._last_code, kind] += units

    def units_of_code(self, code: str) -> dict[str, int]:
        """Count the units that issues of a code account for, by kind."""
        return {kind: self._units[code, kind] for kind in KINDS if self._units[code, kind]}

    def drain(self) -> Iterator[Issue]:
        """Give the issues that were entered since the last call."""
        while self._pending:
            yield self._pending.popleft()

    def all_issues(self) -> Iterator[Issue]:
        """Give every issue of the run, in order. To be called when the run is over."""
        self._spool.seek(0)
        decoder = msgspec.json.Decoder(Issue)
        for line in self._spool:
            yield decoder.decode(line)
        self._spool.seek(0, 2)

    def arisen(self, code: str) -> int:
        """How many issues of a code arose in this run, those of earlier runs aside."""
        return self.issues[code] - self._carried[code]

    def severity_count(self, severity: Severity) -> int:
        """How many issues of a severity were entered."""
        return self._severities[severity]

    def check_balance(self) -> None:
        """Make sure that everything which came in is out or accounted for.

        Raises:
            UnbalancedError: naming each kind that does not balance.
        """
        wrong = [
            f"{kind}: {self.came_in[kind]} in, {self.went_out[kind]} out, {self.accounted[kind]} accounted for"
            for kind in sorted({*self.came_in, *self.went_out, *self.accounted})
            if self.came_in[kind] != self.went_out[kind] + self.accounted[kind]
        ]
        if wrong:
            raise UnbalancedError(
                f"the ledger does not balance ({'; '.join(wrong)})",
                remedy="this is a bug of wparchive: please report it",
            )

    def end(self, sha256: str | None = None) -> End:
        """Give the end record for what was counted so far."""
        return End(
            came_in=_ordered(self.came_in),
            went_out=_ordered(self.went_out),
            accounted=_ordered(self.accounted),
            issues=dict(sorted(self.issues.items())),
            sha256=sha256,
        )


def units_of(post: Post) -> dict[str, int]:
    """Count the units that one post record carries: itself, its comments, and all meta rows."""
    meta = len(post.meta)
    for comment in post.comments:
        meta += len(comment.meta)
    return {"post": 1, "comment": len(post.comments), "meta": meta}


def where_of(post: Post) -> Where:
    """Give the place of an issue about a post."""
    return Where(source=post.source.name, line=post.source.line, record=f"post {post.id}" if post.id else None)


def _ordered(counts: Counter[str]) -> dict[str, int]:
    return {kind: counts[kind] for kind in KINDS if counts[kind]}
