"""The extraction report: every character of the source has exactly one owner.

Owners are the elements, through their wording and repeated slices, and the furniture.
Quotations stand inside an owner and own nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from planvev.ingest.elements import Extraction, Role


@dataclass(frozen=True)
class Span:
    """A piece of the source with its line (from 1), code points, words, and owners' names."""

    line: int
    start: int
    end: int
    text: str
    owners: tuple[str, ...]


@dataclass(frozen=True)
class Account:
    """How many characters (white space aside) have an owner, and which have none or several."""

    characters: int
    owned_by_elements: dict[str, int]
    owned_by_furniture: dict[str, int]
    elements: dict[str, int]
    furniture: tuple[Span, ...]
    unowned: tuple[Span, ...]
    contested: tuple[Span, ...]

    @property
    def is_complete(self) -> bool:
        """Whether each character has exactly one owner."""
        return not self.unowned and not self.contested


def account_for(draft: Extraction) -> Account:
    """Account for every character of the draft's source that is not white space."""
    owners = _owners(draft)
    by_place: list[list[str]] = [[] for _ in draft.source]
    for start, end, name in owners:
        for place in range(start, end):
            by_place[place].append(name)
    places = [place for place, char in enumerate(draft.source) if not char.isspace()]
    kinds: Counter[str] = Counter()
    for place in places:
        kinds.update(name.partition(" ")[0] for name in by_place[place])
    return Account(
        characters=len(places),
        owned_by_elements={e.kind: kinds[e.kind] for e in draft.elements if kinds[e.kind]},
        owned_by_furniture={f.kind: kinds[f.kind] for f in draft.furniture},
        elements=dict(Counter(element.kind for element in draft.elements)),
        furniture=tuple(
            _span(draft.source, piece.start, piece.end, (piece.kind,)) for piece in draft.furniture
        ),
        unowned=_runs(draft.source, by_place, lambda names: not names),
        contested=_runs(draft.source, by_place, lambda names: len(names) > 1),
    )


def _owners(draft: Extraction) -> list[tuple[int, int, str]]:
    owners = [(piece.start, piece.end, piece.kind) for piece in draft.furniture]
    for element in draft.elements:
        owners += [
            (piece.start, piece.end, f"{element.kind} {element.path}")
            for piece in element.slices
            if piece.role is not Role.QUOTATION
        ]
    return owners


def _span(source: str, start: int, end: int, owners: tuple[str, ...]) -> Span:
    return Span(source.count("\n", 0, start) + 1, start, end, source[start:end], owners)


def _runs(
    source: str, by_place: list[list[str]], chosen: Callable[[list[str]], bool]
) -> tuple[Span, ...]:
    """Return the runs of characters whose owners are ``chosen``, white space not counted."""
    runs: list[list[int]] = []
    open_run = False
    for place, char in enumerate(source):
        if char.isspace():
            continue
        if chosen(by_place[place]):
            if open_run and "\n" not in source[runs[-1][1] : place]:
                runs[-1][1] = place + 1
            else:
                runs.append([place, place + 1])
            open_run = True
        else:
            open_run = False
    return tuple(_span(source, start, end, tuple(by_place[start])) for start, end in runs)
