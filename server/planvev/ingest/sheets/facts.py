"""What titles above the tables say of the plan: they are read as the head of a document is."""

from __future__ import annotations

from collections.abc import Iterable

from planvev.ingest.document import Block, Document
from planvev.ingest.draft import PlanFacts
from planvev.ingest.facts import plan_facts
from planvev.ingest.language import language_of


def facts_from_titles(titles: Iterable[str], texts: Iterable[str]) -> PlanFacts:
    """Return the facts that can be guessed, each with a doubt. texts: of the plan's rows.

    >>> facts = facts_from_titles(["Handlingsplan 2025–2028 for Storvik kommune"], [])
    >>> facts.title, facts.start_year, facts.end_year, facts.body
    ('Handlingsplan 2025–2028 for Storvik kommune', '2025', '2028', 'Storvik kommune')
    """
    lines = [" ".join(title.split()) for title in titles]
    blocks = []
    place = 0
    for line in lines:
        blocks.append(Block(place, place + len(line)))
        place += len(line) + 1
    meta = {"language": language_of("\n".join(texts))}
    return plan_facts(Document("", "", "\n".join(lines), tuple(blocks), "", meta=meta))
