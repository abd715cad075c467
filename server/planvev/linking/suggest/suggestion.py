"""A suggestion: two ends, a score, and the reasons for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for a suggestion.

    code: what it is ("words", "keywords", "theme", "actor", "group", "quantity", "parent",
    "sibling", "number", "quote"). values: what is to be named: the shared words as they are
    written, labels, numbers. weight: how much of the score it is.
    """

    code: str
    values: tuple[str, ...] = ()
    weight: float = 0.0


@dataclass(frozen=True)
class Suggestion:
    """That a source probably follows up a target.

    source, target: IRIs. score: from 0 to 1; reasons: the weightiest first. certain: whether the
    plan says so itself: by a number or a quote; start, end: where in its source text then
    (code points), and text: the SHA-256 of that text, "" where there is none.
    """

    source: str
    target: str
    score: float
    reasons: tuple[Reason, ...] = ()
    certain: bool = False
    text: str = ""
    start: int = 0
    end: int = 0
