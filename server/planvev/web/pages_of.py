"""The pages of a long list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

_AROUND: Final = 2


@dataclass(frozen=True)
class PageLink:
    """A page of a list by number; gap: pages are left out before it."""

    number: int
    url: str
    current: bool
    gap: bool


def page_numbers(
    current: int, total: int, size: int, path: str, parameters: MultiDict[str, str]
) -> Sequence[PageLink]:
    """Return links to the first, the last and the neighbouring pages; none where there is one page.

    >>> [p.number for p in page_numbers(5, 1000, 100, "/goals", MultiDict())]
    [1, 3, 4, 5, 6, 7, 10]
    """
    last = -(-total // size)
    if last < 2:
        return []
    near = range(max(current - _AROUND, 1), min(current + _AROUND, last) + 1)
    numbers = sorted({1, last, *near})
    kept = [pair for pair in parameters.items(multi=True) if pair[0] not in ("page", "format")]
    return [
        PageLink(
            number,
            f"{path}?{urlencode([*kept, ('page', str(number))])}",
            number == current,
            bool(before) and number > before + 1,
        )
        for before, number in zip([0, *numbers], numbers, strict=False)
    ]
