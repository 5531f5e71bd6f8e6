"""Writes a large export of a blog that never was, for the benchmarks: `generate.py OUT.xml --size 100M`.

The same size and seed give the same bytes. Memory is constant: each item is written as soon as it is made. Three of
five posts are blocks, the rest is classic text; bodies are of very different lengths; there are threads of comments,
meta that PHP serialized, attachments, pages and drafts. Standard library only.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BLOG = "https://blog.example.org"
UNITS = {"K": 1000, "M": 1000**2, "G": 1000**3}
FIRST_DAY = dt.datetime(2004, 1, 1, 8, 30, tzinfo=dt.UTC)
POOL = 4000
MEAN_COMMENTS = 8
MAX_COMMENTS = 400
MAX_BODY = 300_000

WORDS = """
    above after again almost along always amber anchor answer apple around ash autumn bakery barge barley basket before
    behind bell below bench between birch boat bottle bread bridge bright bring brook brush candle canvas carry cedar
    chalk cheese cherry clay cloud coast copper corner cotton cradle crossing cup dance dawn distant door dust early
    east echo ember empty evening fern ferry field finch fire first flint flour fog follow forest forge frost garden
    gather glass grain granite gravel green grey hammer harbour harvest hazel heather hedge hill hollow honey hour
    house inlet iron island ivory kettle kitchen lake lamp lantern late laurel leaf ledger letter light lime linen
    listen little loaf lower marble market meadow mill mirror mist moon morning moss mountain narrow near needle never
    night north oak oar oats ocean old olive open orchard other over owl paper path pear pebble pepper pine plain plum
    pond poplar quarry quiet rain raven reed rest ridge river road roof root rope rose round rye saddle sail salt sand
    season shadow shore silver slate slow smoke snow soft south sparrow spoon spring stable stair station stone storm
    stream summer table tall thaw thread tide timber tin today under valley velvet village wagon walk wall warm water
    weather west wheat wheel while willow wind window winter wood wool yard yellow
""".split()  # noqa: SIM905 - a list of three hundred words reads better so
ODD = ("naïve", "Ærø", "北京", "שלום", "مرحبا", "Привет", "😀", "1_000", "a*b", "R&amp;D", "&nbsp;", "&#8217;s", "“so”")
ACCENTS = (
    "<strong>{}</strong>", "<em>{}</em>", "<code>{}()</code>", f'<a href="{BLOG}/2011/{{}}/">{{}}</a>',
    '<a href="https://pages.example.net/{}" title="See &quot;{}&quot;" rel="noopener">{}</a>',
)  # fmt: skip

HEAD = f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
\txmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
\txmlns:content="http://purl.org/rss/1.0/modules/content/"
\txmlns:wfw="http://wellformedweb.org/CommentAPI/"
\txmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
\t<title>A blog &amp; its archive</title>
\t<link>{BLOG}</link>
\t<description>Made to be measured</description>
\t<pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate>
\t<language>en-US</language>
\t<wp:wxr_version>1.2</wp:wxr_version>
\t<wp:base_site_url>{BLOG}</wp:base_site_url>
\t<wp:base_blog_url>{BLOG}</wp:base_blog_url>
"""
TAIL = "</channel>\n</rss>\n"


class Text:
    """Words, sentences, paragraphs and titles."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._pool = [self._sentence() for _ in range(POOL)]

    def words(self, number: int) -> list[str]:
        return self._rng.choices(WORDS, k=number)

    def _sentence(self) -> str:
        rng = self._rng
        words = self.words(rng.randint(5, 22))
        words[0] = words[0].capitalize()
        at, kind = rng.randrange(len(words)), rng.random()
        if kind < 0.22:
            accent = rng.choice(ACCENTS)
            words[at] = accent.format(*[words[at]] * accent.count("{}"))
        elif kind < 0.28:
            words[at] = rng.choice(ODD)
        return " ".join(words) + rng.choice("......?!")

    def sentence(self) -> str:
        return self._rng.choice(self._pool)

    def paragraph(self) -> str:
        return " ".join(self._rng.choices(self._pool, k=self._rng.randint(2, 6)))

    def title(self) -> str:
        return " ".join(self.words(self._rng.randint(2, 7))).capitalize()


class Bodies:
    """Bodies of posts, in blocks or as classic text."""

    def __init__(self, rng: random.Random, text: Text) -> None:
        self._rng = rng
        self._text = text

    def make(self) -> str:
        kinds = CLASSIC if self._rng.random() < 0.4 else BLOCKS
        wanted = min(MAX_BODY, self._rng.lognormvariate(8.3, 0.9))
        makers, weights = tuple(kinds), tuple(kinds.values())
        parts: list[str] = []
        length = 0
        while length < wanted:
            part = self._rng.choices(makers, weights)[0](self)
            parts.append(part)
            length += len(part)
        return "\n\n".join(parts)

    def _picture(self) -> tuple[str, int]:
        number = self._rng.randint(1, 99_999)
        return f"{BLOG}/wp-content/uploads/2012/05/picture-{number}-1024x683.jpg", number

    def _items(self) -> list[str]:
        return [self._text.sentence() for _ in range(self._rng.randint(2, 7))]

    def block_paragraph(self) -> str:
        return block("paragraph", f"<p>{self._text.paragraph()}</p>")

    def block_heading(self) -> str:
        level = self._rng.choice((2, 2, 3, 4))
        heading = f'<h{level} class="wp-block-heading">{self._text.title()}</h{level}>'
        return block("heading", heading, f' {{"level":{level}}}')

    def block_list(self) -> str:
        items = "\n\n".join(block("list-item", f"<li>{item}</li>") for item in self._items())
        return block("list", f'<ul class="wp-block-list">{items}</ul>')

    def block_image(self) -> str:
        url, number = self._picture()
        picture = f'<img src="{url}" alt="{self._text.title()}" class="wp-image-{number}"/>'
        caption = f'<figcaption class="wp-element-caption">{self._text.sentence()}</figcaption>'
        figure = f'<figure class="wp-block-image size-large"><a href="{url}">{picture}</a>{caption}</figure>'
        return block("image", figure, f' {{"id":{number},"sizeSlug":"large"}}')

    def block_code(self) -> str:
        lines = "\n".join(f"    if {word} &lt; {at} &amp;&amp; `x`:" for at, word in enumerate(self._text.words(8)))
        return block("code", f'<pre class="wp-block-code"><code>def f():\n{lines}\n        return 1</code></pre>')

    def block_table(self) -> str:
        rows = "".join("<tr>" + "".join(f"<td>{word}</td>" for word in self._text.words(3)) + "</tr>" for _ in range(5))
        return block("table", f'<figure class="wp-block-table"><table><tbody>{rows}</tbody></table></figure>')

    def block_quote(self) -> str:
        return block("quote", f'<blockquote class="wp-block-quote">{self.block_paragraph()}</blockquote>')

    def block_embed(self) -> str:
        url = f"https://video.example.net/watch?v={self._rng.randint(10**9, 10**10)}"
        wrapper = f'<div class="wp-block-embed__wrapper">\n{url}\n</div>'
        return block("embed", f'<figure class="wp-block-embed">{wrapper}</figure>', f' {{"url":"{url}"}}')

    def paragraph(self) -> str:
        return self._text.paragraph().replace(". ", ".\n", self._rng.random() < 0.1)

    def heading(self) -> str:
        return f"<h3>{self._text.title()}</h3>"

    def list(self) -> str:
        return "<ul>\n" + "\n".join(f"\t<li>{item}</li>" for item in self._items()) + "\n</ul>"

    def image(self) -> str:
        url, number = self._picture()
        picture = f'<a href="{url}"><img class="wp-image-{number}" src="{url}" alt="" width="300" height="200" /></a>'
        if self._rng.random() < 0.5:
            return picture
        return f'[caption id="attachment_{number}" align="aligncenter" width="300"]{picture} Words[/caption]'

    def quote(self) -> str:
        return f"<blockquote>{self._text.paragraph()}\n\n{self._text.sentence()}</blockquote>"

    def code(self) -> str:
        return "<pre>" + "\n".join(f"{word} = {at} &lt; 3;" for at, word in enumerate(self._text.words(6))) + "</pre>"

    def embed(self) -> str:
        return self._rng.choice((self.block_embed().split("\n")[2], '[gallery ids="12,13" columns="3"]', "<!--more-->"))


BLOCKS: dict[Callable[[Bodies], str], int] = {
    Bodies.block_paragraph: 62, Bodies.block_heading: 9, Bodies.block_list: 8, Bodies.block_image: 9,
    Bodies.block_code: 3, Bodies.block_table: 2, Bodies.block_quote: 4, Bodies.block_embed: 3,
}  # fmt: skip
CLASSIC: dict[Callable[[Bodies], str], int] = {
    Bodies.paragraph: 68, Bodies.heading: 6, Bodies.list: 6, Bodies.image: 10, Bodies.code: 2, Bodies.quote: 5,
    Bodies.embed: 3,
}  # fmt: skip


class Blog:
    """The items of the blog, one after the other."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._text = Text(self._rng)
        self._bodies = Bodies(self._rng, self._text)
        self._authors = [f"{word}{number}" for number, word in enumerate(self._text.words(8))]
        self._names = [self._text.title()[:30] for _ in range(600)]
        self._comment_ids = count(1)

    def head(self) -> str:
        authors = "".join(
            f"\t<wp:author>{leaf('author_id', str(number))}{leaf('author_login', login)}"
            f"{leaf('author_email', login + '@example.org')}{leaf('author_display_name', login.title())}</wp:author>\n"
            for number, login in enumerate(self._authors, 1)
        )
        categories = "".join(
            f"\t<wp:category>{leaf('term_id', str(number))}{leaf('category_nicename', word)}"
            f"{leaf('category_parent', '')}{leaf('cat_name', word.title())}</wp:category>\n"
            for number, word in enumerate(WORDS[:40], 1)
        )
        return HEAD + authors + categories

    def items(self) -> Iterator[str]:
        """Items without end."""
        date = FIRST_DAY
        for number in count(10):
            date += dt.timedelta(minutes=self._rng.randint(30, 900))
            kind = self._rng.choices(("post", "page", "attachment"), (62, 4, 34))[0]
            yield self._item(number, kind, date)

    def _item(self, number: int, kind: str, date: dt.datetime) -> str:
        rng, title = self._rng, self._text.title()
        status = "inherit" if kind == "attachment" else rng.choices(("publish", "draft", "private"), (94, 4, 2))[0]
        body = self._text.sentence() if kind == "attachment" else self._bodies.make()
        stamp, slug = f"{date:%Y-%m-%d %H:%M:%S}", f"{title.lower().replace(' ', '-')}-{number}"
        fields = {
            "post_id": str(number), "post_date": stamp, "post_date_gmt": stamp, "post_modified": stamp,
            "post_modified_gmt": stamp, "comment_status": "open", "ping_status": "open", "post_name": slug,
            "status": status, "post_parent": "0", "menu_order": "0", "post_type": kind, "post_password": "",
            "is_sticky": "0",
        }  # fmt: skip
        if kind == "attachment":
            fields["attachment_url"] = f"{BLOG}/wp-content/uploads/{slug}.jpg"
        written = "".join(f"\t\t{leaf(name, value)}\n" for name, value in fields.items())
        return (
            f"\t<item>\n\t\t<title>{cdata(title)}</title>\n\t\t<link>{BLOG}/{date:%Y/%m}/{slug}/</link>\n"
            f"\t\t<pubDate>{date:%a, %d %b %Y %H:%M:%S} +0000</pubDate>\n"
            f"\t\t<dc:creator>{cdata(rng.choice(self._authors))}</dc:creator>\n"
            f'\t\t<guid isPermaLink="false">{BLOG}/?p={number}</guid>\n\t\t<description></description>\n'
            f"\t\t<content:encoded>{cdata(body)}</content:encoded>\n\t\t<excerpt:encoded>{cdata('')}</excerpt:encoded>\n"
            f"{written}{self._terms(kind)}{self._meta(number, kind)}{self._comments(kind, date)}\t</item>\n"
        )

    def _terms(self, kind: str) -> str:
        if kind != "post":
            return ""
        category, *tags = self._rng.choice(WORDS[:40]), *self._text.words(self._rng.randint(0, 6))
        named = [("category", category), *(("post_tag", tag) for tag in dict.fromkeys(tags))]
        return "".join(f'\t\t<category domain="{d}" nicename="{s}">{cdata(s.title())}</category>\n' for d, s in named)

    def _meta(self, number: int, kind: str) -> str:
        rows = {"_edit_last": "1", "_edit_lock": f"{1_300_000_000 + number}:1"}
        if kind == "attachment":
            name = f"2012/05/picture-{number}.jpg"
            rows["_wp_attached_file"] = name
            rows["_wp_attachment_metadata"] = (
                f'a:3:{{s:5:"width";i:1024;s:6:"height";i:683;s:4:"file";s:{len(name)}:"{name}";}}'
            )
        elif self._rng.random() < 0.4:
            rows["_thumbnail_id"] = str(self._rng.randint(10, number + 1))
            rows["_wp_old_slug"] = "-".join(self._text.words(3))
        return "".join(
            f"\t\t<wp:postmeta>\n\t\t\t{leaf('meta_key', key)}\n\t\t\t{leaf('meta_value', value)}\n\t\t</wp:postmeta>\n"
            for key, value in rows.items()
        )

    def _comments(self, kind: str, date: dt.datetime) -> str:
        rng = self._rng
        number = 0 if kind == "attachment" else min(MAX_COMMENTS, int(rng.expovariate(1 / MEAN_COMMENTS)))
        written: list[str] = []
        known: list[int] = []
        for _ in range(number):
            parent = rng.choice(known) if known and rng.random() < 0.45 else 0
            known.append(next(self._comment_ids))
            date += dt.timedelta(minutes=rng.randint(1, 3000))
            written.append(self._comment(known[-1], parent, f"{date:%Y-%m-%d %H:%M:%S}"))
        return "".join(written)

    def _comment(self, number: int, parent: int, stamp: str) -> str:
        rng, kind = self._rng, self._rng.random()
        fields = {
            "comment_id": str(number), "comment_author": rng.choice(self._names),
            "comment_author_email": f"reader{number}@example.org",
            "comment_author_url": f"https://reader{number % 977}.example.org/",
            "comment_author_IP": f"192.0.2.{number % 254 + 1}", "comment_date": stamp, "comment_date_gmt": stamp,
            "comment_content": "\n\n".join(self._text.paragraph() for _ in range(rng.choice((1, 1, 1, 2, 3)))),
            "comment_approved": "spam" if kind > 0.98 else "0" if kind > 0.96 else "1",
            "comment_type": "pingback" if kind < 0.04 else "comment", "comment_parent": str(parent),
            "comment_user_id": "0",
        }  # fmt: skip
        written = "".join(f"\t\t\t{leaf(*field)}\n" for field in fields.items())
        return f"\t\t<wp:comment>\n{written}\t\t</wp:comment>\n"


def block(name: str, inner: str, attributes: str = "") -> str:
    return f"<!-- wp:{name}{attributes} -->\n{inner}\n<!-- /wp:{name} -->"


def cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>"


def leaf(name: str, text: str) -> str:
    return f"<wp:{name}>{text if text.isdigit() else cdata(text)}</wp:{name}>"


def size_in_bytes(text: str) -> int:
    """Read a size as `10M`."""
    unit = UNITS.get(text[-1:].upper(), 1)
    return int(float(text[:-1]) * unit) if unit > 1 else int(text)


def generate(path: Path, size: int, seed: int = 1) -> int:
    """Write an export of at least `size` bytes; its size is returned."""
    blog = Blog(seed)
    written = 0
    with path.open("wb") as sink:
        written += sink.write(blog.head().encode())
        for item in blog.items():
            written += sink.write(item.encode())
            if written >= size:
                break
        return written + sink.write(TAIL.encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", type=size_in_bytes, default="10M")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    generate(arguments.out, arguments.size, arguments.seed)


if __name__ == "__main__":
    main()
