"""What is added for a link to record and for a decision to take, held against what is there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from pyoxigraph import NamedNode

from planvev.archive.archive import Archive
from planvev.archive.manifest import Manifest
from planvev.errors import InputError, ResourceNotFound
from planvev.ingest.graphs import graph_of_plan
from planvev.linking.links import (
    BASES,
    SYMMETRIC,
    TYPES,
    Decision,
    Link,
    LinkHistory,
    Outcome,
    link_iri,
    standing,
)
from planvev.linking.records import (
    DECISIONS,
    RECORDED,
    NewDecision,
    NewLink,
    decision_iri,
    decision_triples,
    link_triples,
    stamp,
)
from planvev.writes.link_graphs import Ends, LinkGraphs, histories_in, links_of_plan

_TICK: Final = timedelta(microseconds=1)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""What content that is sent may not hold either (``sparql.content``)."""
_DIGITS_MAX: Final = 40
"""Of a confidence: more than any program computes, and far from what would fill a graph."""


class LinkMaker:
    """Adds links and decisions to the graphs of one generation. author: whose they are."""

    def __init__(self, archive: Archive, manifest: Manifest, author: str) -> None:
        self.graphs = LinkGraphs(archive, manifest)
        self._author = author
        self._now = archive.clock().astimezone(UTC)
        self._ends = Ends(self.graphs)
        self._known: dict[str, dict[tuple[str, str, str], str]] = {}
        self._histories: dict[str, tuple[str, LinkHistory]] = {}

    def find(self, new: NewLink) -> str:
        """Return the link that says the same, "" for none. Raises ResourceNotFound."""
        plan = new.plan or self._ends.plan_of(new.source)
        found = self._links_of(plan).get((new.source, new.target, new.type), "")
        if found or new.type not in SYMMETRIC:
            return found
        try:
            other = self._ends.plan_of(new.target)
        except ResourceNotFound:
            return ""
        return self._links_of(other).get((new.target, new.source, new.type), "")

    def record(self, new: NewLink) -> tuple[str, bool]:
        """Return the IRI of a link, and whether it was there before.

        Raises InputError for a link that cannot be, ResourceNotFound for an end that is not there.
        """
        check_link(new)
        plan = new.plan or self._ends.plan_of(new.source)
        if found := self.find(new):
            return found, True
        if new.basis == "statedInText" and not new.quotes:
            raise InputError("A link that is stated in the text needs the passage that states it.")
        self._ends.require(new.source)
        self._ends.require(new.target)
        key = new.source, new.target, new.type
        link = Link(
            link_iri(plan, *key),
            *key,
            new.basis,
            new.confidence,
            {language: _clean(text) for language, text in new.reasons.items()},
            new.agents or (self._maker_of(new),),
            stamp(self._now),
            method=_clean(new.method),
        )
        self.graphs.added[graph_of_plan(plan, RECORDED)] += link_triples(link, new.quotes)
        self._links_of(plan)[key] = link.iri
        self._histories[link.iri] = plan, LinkHistory(link)
        return link.iri, False

    def _maker_of(self, new: NewLink) -> str:
        machine = new.basis == "machineSuggestion"
        return self.graphs.suggester() if machine else self.graphs.agent(self._author)

    def _links_of(self, plan: str) -> dict[tuple[str, str, str], str]:
        if plan not in self._known:
            self._known[plan] = links_of_plan(plan, self.graphs)
        return self._known[plan]

    def read(self, links: list[str]) -> None:
        """Read the histories of many links at once. Raises ResourceNotFound."""
        wanted = [link for link in links if link not in self._histories]
        self._histories |= histories_in(wanted, self.graphs)

    def history(self, link: str) -> LinkHistory:
        """Return a link with all decisions on it, those just added too. Raises ResourceNotFound."""
        self.read([link])
        return self._histories[link][1]

    def decide(self, new: NewDecision) -> Decision | None:
        """Add a decision; None where it would say nothing new.

        Raises InputError, ResourceNotFound.
        """
        require_text(new.comment)
        history = self.history(new.link)
        decision = decision_on(new, history, self.graphs.agent(self._author), self._now)
        if decision is not None:
            plan = self._histories[new.link][0]
            decisions = (*history.decisions, decision)
            self._histories[new.link] = plan, replace(history, decisions=decisions)
            triples = decision_triples(decision, new.language)
            self.graphs.added[graph_of_plan(plan, DECISIONS)] += triples
        return decision


def decision_on(
    new: NewDecision, history: LinkHistory, agent: str, now: datetime
) -> Decision | None:
    """Return the decision to write down; None where it would say nothing new."""
    stands = standing(history.decisions)
    own = next((each for each in reversed(stands) if each.agent == agent), None)
    others = tuple(each.iri for each in stands if each.agent != agent) if new.settle else ()
    before = own.outcome if own else Outcome.REOPENED
    comment = _clean(new.comment).strip()
    if new.outcome is before and not others and comment in ("", own.comment if own else ""):
        return None
    time = max([now, *(_after(each.time) for each in history.decisions)])
    iri = decision_iri(new.link, time)
    return Decision(
        iri, new.link, new.outcome, agent, stamp(time), comment, settles=tuple(sorted(others))
    )


def _after(time: str) -> datetime:
    """Return the first moment that is later than a time, whatever zone it may be in."""
    try:
        moment = datetime.fromisoformat(time)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC) + timedelta(hours=14)
        return moment.astimezone(UTC) + _TICK
    except (ValueError, OverflowError):
        return datetime.min.replace(tzinfo=UTC)


def check_link(link: NewLink) -> None:
    """Raise InputError for a link that says nothing sensible by itself."""
    for iri in (link.source, link.target, *link.agents, *(q.source for q in link.quotes)):
        require_iri(iri)
    if link.source == link.target:
        raise InputError(f"A link cannot lead from <{link.source}> to itself.")
    if link.type not in TYPES:
        raise InputError(f"«{link.type}» is no type of link: {', '.join(TYPES)}.")
    if link.basis not in BASES:
        raise InputError(f"«{link.basis}» is nothing that a link rests on: {', '.join(BASES)}.")
    if link.confidence is not None and not 0 <= link.confidence <= 1:
        raise InputError(f"The confidence is from 0 to 1, not {link.confidence}.")
    if link.confidence is not None and len(format(link.confidence, "f")) > _DIGITS_MAX:
        raise InputError(f"The confidence has at most {_DIGITS_MAX} digits.")
    for text in (link.method, *link.reasons.values(), *(q.exact for q in link.quotes)):
        require_text(text)


def _clean(text: str) -> str:
    r"""Return a text with spaces for control characters: no file of links could hold them.

    >>> _clean("a\x0bb")
    'a b'
    """
    return _CONTROL.sub(" ", text)


def require_text(text: str) -> None:
    """Raise InputError for what is no text in Unicode: half a character, or bytes of no UTF-8."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise InputError("A text has a character that is none: half of a pair, or no UTF-8.")


def require_iri(iri: str) -> None:
    """Raise InputError for what is no absolute IRI."""
    try:
        NamedNode(iri)
    except ValueError as error:
        raise InputError(f"«{iri}» is no IRI: {error}") from None
