"""Blocks become what WordPress shows of them (WordPress: `do_blocks`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wparchive.content.blocks import links, media, post, restricted, saved, site
from wparchive.content.blocks.block import Block, BlockHandler, mark, placeholder
from wparchive.content.blocks.grammar import DELIMITER, FIELDS, parse_block_attributes
from wparchive.content.blocks.overrides import overridden, overrides_for, overrides_of
from wparchive.content.blocks.references import References
from wparchive.content.plugins import added_handlers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wparchive.content.blocks.overrides import Overrides
    from wparchive.content.context import RenderContext

HANDLERS: Final[Mapping[str, BlockHandler]] = {
    **saved.HANDLERS,
    **media.HANDLERS,
    **post.HANDLERS,
    **links.HANDLERS,
    **site.HANDLERS,
    **restricted.HANDLERS,
}
"""By the block's name without `core/`."""

DEEPEST: Final = 40
"""So many blocks with handlers stand in each other at most; those within stay as saved. Each looks at its content."""

_AS_SAVED: Final = saved.AS_SAVED - saved.HANDLERS.keys() - {"gallery"}
"""Blocks of which only the delimiters go, if they are not void."""


def render_blocks(
    source: str, context: RenderContext, references: References | None = None, prepare: Callable[[str], str] = str
) -> str:
    """Remove the delimiters, and render what has no saved HTML or is shown otherwise.

    Args:
        source: content on which what precedes blocks was done.
        context: the post around it; told of each block that became a placeholder.
        references: the reusable blocks that the post shows, on all its pages together.
        prepare: does on reusable blocks what precedes blocks.

    Returns:
        HTML, in which shortcodes may still stand.
    """
    parts = DELIMITER.split(source)
    if _AS_SAVED.issuperset(parts[2::FIELDS]) and not any(parts[4::FIELDS]):
        return "".join(parts[::FIELDS])
    return _Renderer(context, references or References(context.index), prepare).render(parts)


class _Frame(NamedTuple):
    """A block whose end was not met yet."""

    name: str
    attributes: str | None
    start: int
    """Where its content begins in the output."""
    is_handled: bool
    is_template: bool
    values: Mapping[str, Any]
    """What a post says in place of what was saved."""

    @property
    def has_templates(self) -> bool:
        """Whether the blocks in it stand in a template."""
        return self.is_template or self.name in site.TEMPLATES


class _Renderer:
    """Renders one content, and the reusable blocks in it."""

    def __init__(self, context: RenderContext, references: References, prepare: Callable[[str], str]) -> None:
        self._context = context
        self._references = references
        self._prepare = prepare

    def render(self, parts: list[str], overrides: Overrides | None = None, *, is_template: bool = False) -> str:
        out = parts[:1]
        frames: list[_Frame] = []
        handled = 0
        for at in range(1, len(parts), FIELDS):
            is_end, name, attributes, is_void, text = parts[at : at + FIELDS]
            within = frames[-1].has_templates if frames else is_template
            if is_void:
                out.append(self._show(Block(name, parse_block_attributes(attributes), None, within)))
            elif not is_end:
                values = overrides_for(parse_block_attributes(attributes), overrides) if overrides else {}
                is_handled = handled < DEEPEST and (bool(values) or self._handler(name) is not None)
                handled += is_handled
                frames.append(_Frame(name, attributes, len(out), is_handled, within, values))
            elif frames:
                handled -= frames[-1].is_handled
                self._close(frames.pop(), out)
            else:
                out += parts[at + FIELDS - 1 :: FIELDS]
                break
            out.append(text)
        while frames:
            self._close(frames.pop(), out)
        return "".join(out)

    def _close(self, frame: _Frame, out: list[str]) -> None:
        if frame.is_handled:
            content = saved_html = "".join(out[frame.start :])
            if frame.values and self._references.has_room:
                content = overridden(saved_html, frame.values)
                self._references.spend(len(content) - len(saved_html))
            block = Block(frame.name, parse_block_attributes(frame.attributes), content, frame.is_template)
            out[frame.start :] = [self._show(block)]

    def _show(self, block: Block) -> str:
        if not self._references.has_room:
            return placeholder(block, self._context) if block.content is None else block.content
        html = self._shown(block)
        # Finding a row of meta takes time, so that it counts as well.
        self._references.spend(len(html) - len(block.content or "") + len(self._context.meta))
        return html

    def _shown(self, block: Block) -> str:
        handler = self._handler(block.name)
        html = handler(block, self._context) if handler else None
        if html is not None:
            return html
        if block.content is not None or block.name in saved.AS_SAVED:
            return block.content or ""
        return site.unknown(block, self._context)

    def _referenced(self, block: Block, _: RenderContext) -> str:
        reference = block.attributes.get("ref")
        source = self._references.enter(reference)
        if source is None:
            self._context.found("block-not-inlined", str(reference)[:40])
            return mark(block)
        parts = DELIMITER.split(self._prepare(source))
        html = self.render(parts, overrides_of(block.attributes), is_template=block.is_template)
        self._references.leave()
        return html

    def _handler(self, name: str) -> BlockHandler | None:
        if name == "block":
            return self._referenced
        return HANDLERS.get(name) or (None if name in saved.AS_SAVED else added_handlers("blocks").get(name))
