"""What each record becomes in the database."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import msgspec

from wparchive.ledger import units_of
from wparchive.model import Archive, Author, Issue, Post, Site, Term, Where
from wparchive.threads import arrange
from wparchive.writers.sqlite import rows
from wparchive.writers.sqlite.database import checksum, key_of
from wparchive.writers.sqlite.private import is_private, split

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wparchive.ledger import Ledger
    from wparchive.model import Boilerplate, Comment, Meta, Record, TermRef
    from wparchive.writers.sqlite.database import Database
    from wparchive.writers.sqlite.rows import Row, Table


_SHORT: Final = 400
"""Characters up to which names are remembered: WordPress allows 200 for each, a hostile source fills the memory."""


def count(record: Record, ledger: Ledger) -> None:
    """Count out what a record holds: all of it is kept."""
    if isinstance(record, Post):
        ledger.went_out.update(units_of(record))
    elif isinstance(record, Term):
        ledger.went_out.update(term=1, meta=len(record.meta))
    elif isinstance(record, Author):
        ledger.went_out["author"] += 1


class RecordWriter:
    """Writes records into a database.

    Attributes:
        private_meta: how many meta rows went into `private_meta`.
        texts: the sum of the checksums of what posts and comments say, by whom and when. What is rendered can be made
            again, and is left out: with it the sum would take a fiftieth of the run.
    """

    def __init__(self, database: Database) -> None:
        """Write into an open database."""
        self._cached_author = lru_cache(maxsize=4096)(self._find_author)
        self._cached_term = lru_cache(maxsize=4096)(self._find_term)
        self.private_meta = 0
        self.texts = 0
        self._db = database
        self._writers: Mapping[type, Callable[[Any], None]] = {
            Archive: self._archive,
            Site: self._site,
            Author: self._author,
            Term: self._term,
            Post: self._post,
            Issue: self._issue,
        }
        self._late: defaultdict[Table, list[Row]] = defaultdict(list)

    def write(self, record: Record) -> None:
        """Write one record. An end record is passed over: the counts to keep are those of this run."""
        writer = self._writers.get(type(record))
        if writer:
            writer(record)
            self._flush()

    def end(self, ledger: Ledger) -> None:
        """Write the issues that nobody else will write, and the counts of the run."""
        for issue in ledger.drain():
            self._issue(issue)
        end = ledger.end()
        kinds = dict.fromkeys((*end.came_in, *end.went_out, *end.accounted))
        self._db.add_all(
            rows.END_COUNTS,
            [
                (
                    kind,
                    *(counts.get(kind, 0) for counts in (end.came_in, end.went_out, end.accounted)),
                    self.private_meta if kind == "meta" else 0,
                )
                for kind in kinds
            ],
        )
        self._db.add_all(rows.END_ISSUES, list(end.issues.items()))
        self._db.add(rows.END_CHECKSUM, (self.texts,))

    def _archive(self, archive: Archive) -> None:
        self._db.add(rows.ARCHIVE, rows.ARCHIVE.values(archive))
        self._db.add_all(rows.SOURCES, [rows.SOURCES.values(source) for source in archive.sources])

    def _site(self, site: Site) -> None:
        public, private = split(site.extra)
        key = self._db.add(rows.SITE, (_json(public), *rows.SITE.values(site)))
        self._private_extra(rows.SITE, key, private)

    def _author(self, author: Author) -> None:
        self._db.where = Where(source="", record=f"author {author.login}")
        public, private = split(author.extra)
        row = (1, _json(public), *rows.AUTHORS.values(author))
        known = self._db.find("SELECT id FROM authors WHERE login = ? AND NOT listed", author.login)
        key = self._put(rows.AUTHORS, author.id, row, known)
        if author.email is not None:
            self._later(rows.PRIVATE_AUTHORS, (key, author.email))
        self._private_extra(rows.AUTHORS, key, private)

    def _term(self, term: Term) -> None:
        self._db.where = Where(source="", record=f"term {term.taxonomy} {term.slug}")
        public, private = split(term.extra)
        row = (1, _json(public), *rows.TERMS.values(term))
        known = self._db.find(
            "SELECT id FROM terms WHERE taxonomy = ? AND slug = ? AND (slug <> '' OR name = ?) AND NOT listed",
            term.taxonomy,
            term.slug,
            term.name,
        )
        key = self._put(rows.TERMS, term.id, row, known)
        self._meta(rows.TERM_META, (None, None, key), term.meta)
        self._private_extra(rows.TERMS, key, private)

    def _post(self, post: Post) -> None:
        self._db.where = Where(source=post.source.name, line=post.source.line, record=f"post {post.id}")
        public, private = split(post.extra)
        computed = (
            None if post.author is None else self._author_key(post.author, post.author_name or post.author),
            key_of(post.parent),
            key_of(post.featured_image),
            post.password is not None,
            _json(post.inferred or None),
            _json(public),
        )
        key = self._put(rows.POSTS, post.id, computed + rows.POSTS.values(post))
        self.texts += checksum(post.status, post.published, post.title, post.body.source)
        if post.password is not None:
            self._later(rows.PRIVATE_POSTS, (key, post.password))
        if post.attachment is not None:
            self._later(rows.ATTACHMENTS, (key, *rows.ATTACHMENTS.values(post.attachment)))
        for position, term in enumerate(post.terms):
            self._later(rows.POST_TERMS, (key, position, self._term_key(term), term.name))
        self._meta(rows.POST_META, (key, None, None), post.meta)
        self._boilerplate(key, None, post.boilerplate)
        self._private_extra(rows.POSTS, key, private)
        if post.comments:
            self._comments(key, post.comments)

    def _comments(self, post: int, comments: Sequence[Comment]) -> None:
        keys = self._db.keys(rows.COMMENTS, [comment.id for comment in comments])
        for position, (key, comment, spot) in enumerate(zip(keys, comments, arrange(comments), strict=True), 1):
            public, private = split(comment.extra)
            computed = (
                key,
                post,
                position,
                None if spot.parent is None else keys[spot.parent],
                spot.path,
                _json(comment.mentions or None),
                _json(comment.reply_hint),
                _json(comment.inferred or None),
                _json(public),
            )
            self._later(rows.COMMENTS, computed + rows.COMMENTS.values(comment))
            self.texts += checksum(comment.status, comment.published, comment.author.name, comment.body.source)
            if comment.author.email is not None or comment.author.ip is not None:
                self._later(rows.PRIVATE_COMMENTS, (key, comment.author.email, comment.author.ip))
            self._meta(rows.COMMENT_META, (None, key, None), comment.meta)
            self._boilerplate(post, key, comment.boilerplate)
            self._private_extra(rows.COMMENTS, key, private)

    def _issue(self, issue: Issue) -> None:
        key = self._db.add(rows.ISSUES, rows.ISSUES.values(issue))
        if issue.original is not None:
            self._db.add(rows.PRIVATE_ISSUES, (key, issue.original))

    def _put(self, table: Table, wp_id: str | None, row: Row, known: int | None = None) -> int:
        """Insert a row, or complete the one that was made when a post named what it is."""
        key = self._db.keys(table, [wp_id])[0] if known is None else known
        return self._db.add(table, (key, *row), replace=known is not None)

    def _author_key(self, login: str, name: str) -> int:
        find = self._cached_author if len(login) + len(name) <= _SHORT else self._find_author
        return find(login, name)

    def _find_author(self, login: str, name: str) -> int:
        key = self._db.find("SELECT id FROM authors WHERE login = ? ORDER BY listed DESC, id LIMIT 1", login)
        return key or self._put(rows.AUTHORS, None, (0, None, None, login, name, None, None, None))

    def _term_key(self, term: TermRef) -> int:
        find = self._cached_term if len(term.slug) + len(term.name) <= _SHORT else self._find_term
        return find(term)

    def _find_term(self, term: TermRef) -> int:
        column, value = ("slug", term.slug) if term.slug else ("name", term.name)
        key = self._db.find(
            f"SELECT id FROM terms WHERE taxonomy = ? AND {column} = ? ORDER BY listed DESC, id LIMIT 1",  # noqa: S608
            term.taxonomy,
            value,
        )
        new = (0, None, None, term.taxonomy, term.slug, term.name, None, None, None)
        return key or self._put(rows.TERMS, None, new)

    def _meta(self, table: Table, owner: tuple[int | None, int | None, int | None], meta: Sequence[Meta]) -> None:
        """Write meta rows: of the post, the comment or the term whose key stands in `owner`."""
        key = owner[0] or owner[1] or owner[2]
        for position, entry in enumerate(meta):
            value = entry.value
            is_json = not isinstance(value, str)
            row = (position, entry.key, is_json, _json(value) if is_json else value, entry.raw)
            if is_private(entry):
                self.private_meta += 1
                self._late[rows.PRIVATE_META].append(owner + row)
            else:
                self._late[table].append((key, *row))

    def _boilerplate(self, post: int, comment: int | None, pieces: Sequence[Boilerplate]) -> None:
        for piece in pieces:
            self._later(rows.BOILERPLATE, (post, comment, *rows.BOILERPLATE.values(piece)))

    def _private_extra(self, table: Table, key: int, extra: dict[str, Any] | None) -> None:
        if extra:
            self._later(rows.PRIVATE_EXTRA, (table.name, key, _json(extra)))

    def _later(self, table: Table, row: Row) -> None:
        """Keep a row until the record is complete: many rows at once go in faster."""
        self._late[table].append(row)

    def _flush(self) -> None:
        for table, waiting in self._late.items():
            self._db.add_all(table, waiting)
        self._late.clear()


def _json(value: Any) -> str | None:  # noqa: ANN401 - whatever JSON can hold
    """Give a value as JSON text, and None as None."""
    if value is None:
        return None
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        # Halves of surrogate pairs: JSON can escape them, UTF-8 cannot hold them.
        return json.dumps(msgspec.to_builtins(value))
