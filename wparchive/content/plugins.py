"""Handlers of blocks and shortcodes that other packages add by entry points."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from wparchive.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@functools.cache
def added_handlers(kind: str) -> Mapping[str, Callable[..., Any]]:
    """Load the handlers of the entry point group `wparchive.<kind>`, once.

    To be asked only when a name turns up that this program does not know itself: looking for entry points is slow.

    Args:
        kind: `blocks` or `shortcodes`.

    Returns:
        Handlers by the name of their entry point.

    Raises:
        PluginError: if one cannot be loaded, or is no function.
    """
    from importlib.metadata import entry_points  # noqa: PLC0415 - slow to import; most runs need no add-on

    handlers = {}
    for point in entry_points(group=f"wparchive.{kind}"):
        try:
            handler = point.load()
        except Exception as error:
            raise PluginError(f"cannot be loaded: {error}", place=f"add-on {point.name}") from error
        if not callable(handler):
            raise PluginError("is no function", place=f"add-on {point.name}")
        handlers[point.name] = _named(f"add-on {point.name}", handler)
    return handlers


def _named(name: str, handler: Callable[..., Any]) -> Callable[..., Any]:
    """Let what goes wrong in a handler be known as its own fault."""

    @functools.wraps(handler)
    def answer(*asked: object) -> str | tuple[str, ...] | None:
        try:
            found = handler(*asked)
        except Exception as error:
            raise PluginError(f"failed: {type(error).__name__}: {error}", place=name) from error
        if found is None or isinstance(found, str | tuple):
            return found
        raise PluginError(f"gave {type(found).__name__} instead of HTML or None", place=name)

    return answer
