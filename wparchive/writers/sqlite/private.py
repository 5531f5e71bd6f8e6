"""Which fields hold personal data, and so stand in tables that can be dropped."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wparchive.model import Meta

# Akismet keeps the commenter's request as a whole, shops the customer's addresses, form plugins the sender's.
_NAME: Final = re.compile(
    r"^_?akismet_|^_?(customer|billing|shipping)_|e-?mail|phone|passw|user_?-?agent|remote_?addr"
    r"|(?<![a-z])ip(?![a-z])|ip_?addr|(client|remote|user|author)ip|comment_agent",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,255}|\d{1,3}(\.\d{1,3}){3}|[0-9a-f]{0,4}(:[0-9a-f]{0,4}){4,7}")
_OF_SOMEBODY: Final = re.compile(r"[^@\s<>]{1,64}@[^@\s<>]{1,255} \([^()@]*\)|[^<>@]*<[^@\s<>]{1,64}@[^@\s<>]{1,255}>")
"""An address with a name, as feeds write their `author`, or as mail does."""
_LONGEST_ADDRESS: Final = 320


def is_private_name(name: str) -> bool:
    """Tell whether a field of this name holds personal data.

    Args:
        name: key of a meta row, name of an unknown element as `{namespace}name`, or key inside a decoded value.
            255 characters of it are looked at, as many as WordPress allows.
    """
    return _matches(name.rpartition("}")[2][:255])


@lru_cache(maxsize=1024)
def _matches(name: str) -> bool:
    return _NAME.search(name) is not None


def is_private(meta: Meta) -> bool:
    """Tell whether a meta row holds personal data: by its key, by keys inside its value, or because it is an address.

    Form plugins keep `{"remote_ip": …, "user_agent": …}` under keys as plain as `_meta`.
    """
    return _is_personal(meta.key, meta.value)


def _is_personal(name: str, value: Any) -> bool:  # noqa: ANN401 - whatever a source holds
    if is_private_name(name):
        return True
    todo = [value]
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            if len(value) <= _LONGEST_ADDRESS and (_ADDRESS.fullmatch(value) or _OF_SOMEBODY.fullmatch(value)):
                return True
        elif isinstance(value, dict):
            if any(is_private_name(str(name)) for name in value):
                return True
            todo.extend(value.values())
        elif isinstance(value, list):
            todo.extend(value)
    return False


def split(extra: dict[str, Any] | None) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Part the elements that nobody knew into (what may be shown, what is personal); None where nothing is."""
    if not extra:
        return None, None
    private = {name: value for name, value in extra.items() if _is_personal(name, value)}
    public = {name: value for name, value in extra.items() if name not in private}
    return public or None, private or None
