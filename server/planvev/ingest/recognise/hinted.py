"""What hints change: lines, lead-ins and areas that a person names; the plan's own facts."""

from __future__ import annotations

from typing import Final

from planvev.ingest.draft import PlanFacts
from planvev.ingest.hints import Hints
from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.repeats import bare_words
from planvev.ingest.recognise.units import Unit

_LABELS: Final = {"goal": Leads.GOAL, "strategy": Leads.STRATEGY, "action": Leads.ACTION}


def ignored_lines(hints: Hints) -> frozenset[int]:
    """Return the lines, from 1, that are furniture because a person says so."""
    return frozenset(number for number, (kind, _) in hints.lines.items() if kind == "ignore")


def apply_hints(units: list[Unit], hints: Hints) -> None:
    """Set, in place, what a person says of units: by their first line, or by their words."""
    phrases = {bare_words(phrase): Leads(leads) for phrase, leads in hints.lead_ins.items()}
    areas = {bare_words(heading) for heading in hints.areas}
    lines = hints.lines
    for unit in units:
        words = bare_words(unit.text)
        if words in phrases:
            unit.leads = phrases[words]
        if words in areas:
            unit.told, unit.leads = "heading", None
        kind, level = lines.get(unit.line.number, ("", ""))
        if kind:
            _tell(unit, kind, level)


def _tell(unit: Unit, kind: str, level: str) -> None:
    unit.told = "heading" if kind == "area" else kind
    unit.leads = None
    if kind in _LABELS:
        unit.head.level = level


def hinted_facts(facts: PlanFacts, hints: Hints) -> PlanFacts:
    """Put what a person says over what was guessed, without a doubt."""
    said = dict(hints.facts)
    if hints.language:
        said["language"] = hints.language
    labels = {name: getattr(facts, name) for name in said}
    for name, value in said.items():
        setattr(facts, name, value)
    facts.doubts = [
        doubt
        for doubt in facts.doubts
        if doubt.arguments[1:] not in {(v,) for v in labels.values()}
    ]
    return facts
