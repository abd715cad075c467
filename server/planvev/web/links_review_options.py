"""The filters of the review: what can be chosen in each, and how many links wait there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from planvev.linking.element import SDG
from planvev.web import wording
from planvev.web.description import Description
from planvev.web.language import gettext
from planvev.web.links_review_queries import code
from planvev.web.links_review_queue import Queue, short

_OPTION_CHARACTERS_MAX: Final = 70
_OPTIONS_MAX: Final = 400


@dataclass(frozen=True)
class Option:
    """A choice of a filter. group: what it stands under, "" for nothing."""

    value: str
    label: str
    count: int
    chosen: bool
    group: str = ""


def filter_iris(queue: Queue) -> list[str]:
    """Return what the filters name, and the choices of theirs that need a name."""
    of = queue.wanted
    named = dict.fromkeys(filter(None, (of.from_, of.to, of.goal, of.theme)))
    named |= dict.fromkeys([*queue.counts("from_"), *queue.counts("to")])
    named |= dict.fromkeys(code("link-type", one) for one in queue.counts("type"))
    named |= dict.fromkeys(code("link-basis", one) for one in queue.counts("basis"))
    named |= dict.fromkeys(_theme_counts(queue))
    named |= dict.fromkeys(_goals(queue))
    return [iri for iri in named if iri != SDG]


def _goals(queue: Queue) -> list[str]:
    """Return the targets that wait in the chosen plans, the most frequent first."""
    of = queue.wanted
    found: dict[str, int] = {}
    for row in queue.rows:
        in_plans = (not of.from_ or row.from_ == of.from_) and (not of.to or row.to == of.to)
        if row.status == of.status and in_plans:
            found[row.target] = found.get(row.target, 0) + 1
    return sorted(found, key=lambda iri: -found[iri])[:_OPTIONS_MAX]


def _theme_counts(queue: Queue) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in queue.rows:
        if row.status == queue.wanted.status:
            for theme in {t for e in (row.source, row.target) for t in queue.themes.get(e, ())}:
                counts[theme] = counts.get(theme, 0) + 1
    return counts


def filter_options(queue: Queue, description: Description) -> dict[str, list[Option]]:
    """Return the choices of each filter with how many links wait for each."""
    of = queue.wanted

    def label(iri: str) -> str:
        if iri == SDG:
            return gettext("The Sustainable Development Goals")
        number = description.number_of(iri)
        name = wording.shortened(description.name(iri).text, _OPTION_CHARACTERS_MAX)
        return f"{number} {name}" if number and number not in name.split()[:1] else name

    def options(counts: dict[str, int], chosen: str, prefix: str = "") -> list[Option]:
        values = counts if not chosen or chosen in counts else {chosen: 0, **counts}
        return [
            Option(
                value if prefix else short(value),
                wording.first_upper(label(f"{code(prefix, value)}" if prefix else value)),
                count,
                value == chosen,
            )
            for value, count in values.items()
        ]

    def sorted_(found: Sequence[Option]) -> list[Option]:
        return sorted(found, key=lambda one: one.label.casefold())

    goals = dict.fromkeys(_goals(queue), 0)
    return {
        "from": sorted_(options(queue.counts("from_"), of.from_)),
        "to": sorted_(options(queue.counts("to"), of.to)),
        "goal": sorted_(options(goals, of.goal)),
        "theme": sorted_(options(_theme_counts(queue), of.theme)),
        "type": sorted_(options(queue.counts("type"), of.type, "link-type")),
        "basis": sorted_(options(queue.counts("basis"), of.basis, "link-basis")),
    }
