"""Invented goals for tests of suggestions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from planvev.linking.element import Element
from planvev.linking.suggest.matcher import Matcher
from planvev.linking.suggest.suggestion import Reason, Suggestion

OVER = "urn:over"
SECTOR = "urn:sector"


def goal(plan: str, number: str, text: str = "", language: str = "nb", **more: Any) -> Element:
    """Return a goal of a plan; above it the goal whose number its own begins with."""
    parent = number.rpartition(".")[0]
    more.setdefault("parents", (f"{plan}/{parent}",) if parent else ())
    more.setdefault("texts", {language: text} if text else {})
    return Element(f"{plan}/{number}", "Goal", plan, number, **more)


def numbers(found: Iterable[Suggestion]) -> list[str]:
    """Return the numbers of the goals that are suggested."""
    return [each.target.rpartition("/")[2] for each in found]


def reasons(suggestion: Suggestion) -> dict[str, Reason]:
    """Return the reasons of a suggestion by code."""
    return {each.code: each for each in suggestion.reasons}


def best(source: Element, targets: Iterable[Element], **more: Any) -> list[str]:
    """Return the numbers of what a matcher of these targets suggests, the best first."""
    return numbers(Matcher(list(targets), **more).match(source))
