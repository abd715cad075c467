"""Links as a list: which of them are wanted, and what is told of each. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from planvev.ingest.export.ordering import natural
from planvev.ingest.sheets.codes import label_of
from planvev.linking.corpus import Corpus, Plan
from planvev.linking.element import SDG, Element
from planvev.linking.links import Link, LinkHistory, Status

LANGUAGES: Final = ("nb", "nn", "en")
COLUMNS: Final = (
    *("iri", "status", "type", "basis"),
    *("source", "source_plan", "source_number", "source_text"),
    *("target", "target_plan", "target_number", "target_text"),
    *("confidence", "reason", "made", "decided", "decided_by", "comment", "decisions"),
)
"""The columns of the list as data; the same in JSON."""


@dataclass(frozen=True)
class LinkFilter:
    """Which links are wanted; what is empty does not narrow.

    plan, target_plan: IRIs; of the development goals ``SDG``. text: words that a text or number of
    the ends, the reason or a comment holds, all of them, whatever their case.
    """

    plan: str = ""
    target_plan: str = ""
    statuses: frozenset[Status] = frozenset()
    types: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True)
class LinkRow:
    """A link with both ends; an end is None where it is described nowhere."""

    history: LinkHistory
    source: Element | None
    target: Element | None
    source_plan: Plan | None
    target_plan: Plan | None

    @property
    def link(self) -> Link:
        """The link."""
        return self.history.link

    def reason(self, *languages: str) -> str:
        """Return the reason in the first of these languages, else in any."""
        reasons = self.link.reasons
        found = [reasons[language] for language in languages if language in reasons]
        return next(iter([*found, *reasons.values()]), "")


def chosen_rows(corpus: Corpus, wanted: LinkFilter | None = None) -> list[LinkRow]:
    """Return the links that are wanted: by plan, then in the order of their ends."""
    wanted = wanted or LinkFilter()
    words = wanted.text.casefold().split()
    rows = []
    for history in corpus.links.values():
        row = row_of(corpus, history)
        if _is_chosen(row, wanted) and (not words or _has(row, words)):
            rows.append(row)
    return sorted(rows, key=_order)


def row_of(corpus: Corpus, history: LinkHistory) -> LinkRow:
    """Return a link with its ends."""
    source = corpus.elements.get(history.link.source)
    target = corpus.elements.get(history.link.target)
    return LinkRow(
        history,
        source,
        target,
        corpus.plans.get(source.plan) if source else None,
        corpus.plans.get(target.plan) if target else None,
    )


def end_text(end: Element | None, iri: str, *languages: str) -> str:
    """Return an end's number and wording; its IRI where nothing is known of it.

    >>> end_text(Element("urn:a", "Goal", "urn:p", "2.6", {"nb": "Trygg by"}), "urn:a", "nb")
    '2.6 Trygg by'
    """
    if end is None:
        return iri
    return f"{end.number} {end.text(*languages)}".strip() or iri


def plan_text(plan: Plan | None, end: Element | None, language: str) -> str:
    """Return the title of an end's plan; "" where it has none."""
    if plan is not None:
        return plan.title(language, *LANGUAGES)
    return _GOALS.get(language, _GOALS["nb"]) if end is not None and end.plan == SDG else ""


_GOALS: Final = {
    "nb": "FNs bærekraftsmål",
    "nn": "FNs berekraftsmål",
    "en": "UN Sustainable Development Goals",
}


def record(row: LinkRow, language: str = "nb") -> dict[str, object]:
    """Return a link as a record of plain data with COLUMNS; labels in a language.

    status, type and basis are codes. decided: when it was last decided on; decisions: all of them,
    oldest first.
    """
    link, history = row.link, row.history
    languages = (language, *LANGUAGES)
    last = history.decisions[-1] if history.decisions else None
    return {
        "iri": link.iri,
        "status": history.status.value,
        "type": link.type,
        "basis": link.basis,
        "source": link.source,
        "source_plan": plan_text(row.source_plan, row.source, language),
        "source_number": row.source.number if row.source else "",
        "source_text": row.source.text(*languages) if row.source else "",
        "target": link.target,
        "target_plan": plan_text(row.target_plan, row.target, language),
        "target_number": row.target.number if row.target else "",
        "target_text": row.target.text(*languages) if row.target else "",
        "confidence": None if link.confidence is None else float(link.confidence),
        "reason": row.reason(*languages),
        "made": link.time,
        "decided": last.time if last else "",
        "decided_by": "; ".join(
            sorted({each.agent_label or each.agent for each in history.standing})
        ),
        "comment": last.comment if last else "",
        "decisions": [
            {
                "iri": each.iri,
                "outcome": each.outcome.value,
                "by": each.agent_label or each.agent,
                "agent": each.agent,
                "time": each.time,
                "comment": each.comment,
                "settles": list(each.settles),
                "stands": each in history.standing,
            }
            for each in history.decisions
        ],
    }


def type_text(code: str, language: str) -> str:
    """Return what a type of link is called.

    >>> type_text("contributesTo", "nb")
    'bidrar til'
    """
    return label_of("link_type", code, language)


def _is_chosen(row: LinkRow, wanted: LinkFilter) -> bool:
    link = row.link
    return (
        (not wanted.plan or _plan_of(row.source, link.source) == wanted.plan)
        and (not wanted.target_plan or _plan_of(row.target, link.target) == wanted.target_plan)
        and (not wanted.types or link.type in wanted.types)
        and (not wanted.bases or link.basis in wanted.bases)
        and (not wanted.statuses or row.history.status in wanted.statuses)
    )


def _plan_of(end: Element | None, iri: str) -> str:
    if end is not None:
        return end.plan
    return SDG if iri.startswith(SDG) else iri


def _has(row: LinkRow, words: Iterable[str]) -> bool:
    told = [row.link.iri, row.link.source, row.link.target, *row.link.reasons.values()]
    told += [each.comment for each in row.history.decisions]
    for end in (row.source, row.target):
        if end is not None:
            told += [end.number, *end.texts.values()]
    text = "\n".join(told).casefold()
    return all(word in text for word in words)


def _order(row: LinkRow) -> tuple[object, ...]:
    ends = (row.link.source, row.link.target, row.link.iri)
    return tuple(natural(iri) for iri in ends)
