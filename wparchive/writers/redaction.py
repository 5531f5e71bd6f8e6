"""Records without what is personal: for archives and databases that are handed on.

E-mail and IP addresses, passwords, and fields that hold such go, as the database's `private_` tables have them; so does
what issues quote. Texts stay: what somebody wrote into a comment is not looked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from msgspec.structs import replace

from wparchive.ledger import where_of
from wparchive.model import Author, Comment, Issue, Post, Site, Term, Where
from wparchive.writers.markdown.visibility import public_name
from wparchive.writers.sqlite.private import is_private, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wparchive.ledger import Ledger
    from wparchive.model import Meta, Record

T = TypeVar("T", Term, Post, Comment)

NO_PASSWORD: Final = "(left out)"  # noqa: S105 - it says that there was one
"""Stands for a password: without one, the post would be public."""


def redacted(records: Iterable[Record], ledger: Ledger) -> Iterator[Record]:
    """Leave out what is personal.

    Args:
        records: of a site.
        ledger: takes an issue for each record that loses fields, which account for them.
    """
    for record in records:
        if isinstance(record, Post):
            yield _post(record, ledger)
        elif isinstance(record, Author):
            login, name = public_name(record.login), public_name(record.name, record.email)
            yield replace(record, login=login, name=name, email=None, extra=split(record.extra)[0])
        elif isinstance(record, Term):
            yield _without_fields(record, ledger, Where("", record=f"term {record.taxonomy} {record.slug}"))
        elif isinstance(record, Site):
            yield replace(record, extra=split(record.extra)[0])
        elif isinstance(record, Issue):
            yield replace(record, original=None)
        else:
            yield record


def _post(post: Post, ledger: Ledger) -> Post:
    where = where_of(post)
    return replace(
        _without_fields(post, ledger, where),
        author=public_name(post.author) if post.author else None,
        author_name=public_name(post.author_name) if post.author_name else None,
        password=NO_PASSWORD if post.password else None,
        comments=tuple([_comment(comment, ledger, where) for comment in post.comments]),
    )


def _comment(comment: Comment, ledger: Ledger, where: Where) -> Comment:
    author = comment.author
    name = public_name(author.name, author.email) if author.name else author.name
    url = None if author.url and author.email and author.email in author.url else author.url
    public = replace(author, name=name, url=url, email=None, ip=None)
    return replace(_without_fields(comment, ledger, where), author=public)


def _without_fields(record: T, ledger: Ledger, where: Where) -> T:
    public: tuple[Meta, ...] = tuple([row for row in record.meta if not is_private(row)])
    if left := len(record.meta) - len(public):
        ledger.report("redacted", where, f"{left} of them", kind="meta", units=left)
    return replace(record, meta=public, extra=split(record.extra)[0])
