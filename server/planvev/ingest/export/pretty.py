"""JSON that people read: objects that hold objects over several lines, all else on one."""

from __future__ import annotations

from json import JSONEncoder
from typing import Any, Final

_INDENT: Final = "  "
_encode: Final = JSONEncoder(ensure_ascii=False).encode


def pretty(value: Any, before: str = "") -> str:
    """Return JSON. before: what stands before the line that the value ends on.

    >>> print(pretty({"id": 1, "label": {"nb": "mål"}, "goals": [{"label": {"nb": "by"}}]}))
    {
      "id": 1,
      "label": {"nb": "mål"},
      "goals": [
        {
          "label": {"nb": "by"}
        }
      ]
    }
    """
    if not _holds_objects(value):
        return _encode(value)
    inner = before + _INDENT
    if isinstance(value, dict):
        lines = [f"{inner}{_encode(name)}: {pretty(one, inner)}" for name, one in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{before}}}"
    return "[\n" + ",\n".join(inner + pretty(one, inner) for one in value) + f"\n{before}]"


def _holds_objects(value: Any) -> bool:
    if isinstance(value, dict):
        return any(isinstance(one, dict | list) for one in value.values())
    return isinstance(value, list) and any(isinstance(one, dict | list) for one in value)
