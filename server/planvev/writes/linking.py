"""Links recorded and decided on: what is there is looked at, and added to, under one lock.

Nothing is ever taken away. So two people who decide at the same time lose nothing, and the
history of a link is whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from pyoxigraph import NamedNode

from planvev.access.roles import Principal, Role
from planvev.archive.archive import Archive
from planvev.archive.manifest import Manifest
from planvev.errors import Forbidden, InputError, ResourceNotFound
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
from planvev.writes.writer import Request, Writer, Written

_PLACE: Final = re.compile(r"(.*/id/[^/?#]+/[^/?#]+)(?:/.*)?", re.DOTALL)
_SDG: Final = "http://metadata.un.org/sdg/"
_TICK: Final = timedelta(microseconds=1)
_HASH_LENGTH: Final = 6


@dataclass(frozen=True)
class LinksWritten(Written):
    """What recording or deciding did.

    recorded: IRIs of the links, or of the decisions, that are new; there: those for which there
    was nothing to do. Both in the order in which they were asked for.
    """

    recorded: tuple[str, ...] = ()
    there: tuple[str, ...] = ()


def record_links(writer: Writer, links: Sequence[NewLink], request: Request) -> LinksWritten:
    """Record links in the plans that they start from, all at once or none.

    A link is recorded once: where one joins the same ends by the same type, wherever it comes from,
    it stays as it is. Raises InputError for a link that cannot be, ResourceNotFound for an end that
    is in no plan, and what ``Writer.update`` raises.
    """
    for link in links:
        _check(link)
    return _merge(writer, _Recording(writer.archive, links, request.author), request)


def decide(
    writer: Writer, decisions: Sequence[NewDecision], request: Request, who: Principal
) -> LinksWritten:
    """Take decisions in somebody's name, all at once or none; nobody's decision is overwritten.

    A decision that says what its author's standing decision says is not taken again. Raises
    ResourceNotFound for a link that is not there, Forbidden where a reviewer would settle, and
    what ``Writer.update`` raises.
    """
    if who.role is Role.REVIEWER and any(each.settle for each in decisions):
        raise Forbidden(f"«{who.name}» is {who.role}, and may not settle what others decided.")
    return _merge(writer, _Deciding(writer.archive, decisions, who.name), request)


def _merge(writer: Writer, work: _Recording | _Deciding, request: Request) -> LinksWritten:
    message = request.message or work.message
    written = writer.merge_graphs(work, replace(request, message=message))
    taken = {each.name: getattr(written, each.name) for each in fields(written)}
    return LinksWritten(**taken, recorded=tuple(work.recorded), there=tuple(work.there))


class _Recording:
    """Makes the triples of links that are not there yet."""

    def __init__(self, archive: Archive, links: Sequence[NewLink], author: str) -> None:
        self._archive = archive
        self._links = links
        self._author = author
        self.recorded: list[str] = []
        self.there: list[str] = []

    @property
    def message(self) -> str:
        count = len(self._links)
        return f"record {count} link" + ("" if count == 1 else "s")

    def __call__(self, manifest: Manifest) -> dict[str, bytes]:
        graphs = LinkGraphs(self._archive, manifest)
        time = stamp(self._archive.clock())
        ends = Ends(graphs)
        known: dict[str, dict[tuple[str, str, str], str]] = {}
        self.recorded, self.there = [], []
        for new in self._links:
            plan = new.plan or ends.plan_of(new.source)
            if plan not in known:
                known[plan] = links_of_plan(plan, graphs)
            key = (new.source, new.target, new.type)
            if key in known[plan]:
                self.there.append(known[plan][key])
                continue
            if found := self._turned(new, ends, known, graphs):
                self.there.append(found)
                continue
            ends.require(new.source)
            ends.require(new.target)
            iri = link_iri(plan, *key)
            link = Link(
                iri,
                *key,
                new.basis,
                new.confidence,
                new.reasons,
                new.agents,
                time,
                (),
                "",
                new.method,
            )
            if not link.agents:
                machine = new.basis == "machineSuggestion"
                agent = graphs.suggester() if machine else graphs.agent(self._author)
                link = replace(link, agents=(agent,))
            graphs.added[graph_of_plan(plan, RECORDED)] += link_triples(link, new.quotes)
            known[plan][key] = iri
            self.recorded.append(iri)
        return graphs.merged()

    def _turned(
        self,
        new: NewLink,
        ends: Ends,
        known: dict[str, dict[tuple[str, str, str], str]],
        graphs: LinkGraphs,
    ) -> str | None:
        """Return the link that says the same from the other end, of a type that means so."""
        if new.type not in SYMMETRIC:
            return None
        try:
            plan = ends.plan_of(new.target)
        except ResourceNotFound:
            return None
        if plan not in known:
            known[plan] = links_of_plan(plan, graphs)
        return known[plan].get((new.target, new.source, new.type))


class _Deciding:
    """Makes the triples of decisions that say something new."""

    def __init__(self, archive: Archive, decisions: Sequence[NewDecision], name: str) -> None:
        self._archive = archive
        self._decisions = decisions
        self._name = name
        self.recorded: list[str] = []
        self.there: list[str] = []

    @property
    def message(self) -> str:
        outcomes = sorted({each.outcome.value for each in self._decisions})
        count = len(self._decisions)
        return f"{' and '.join(outcomes)}: {count} link" + ("" if count == 1 else "s")

    def __call__(self, manifest: Manifest) -> dict[str, bytes]:
        graphs = LinkGraphs(self._archive, manifest)
        agent = graphs.agent(self._name)
        histories = histories_in([each.link for each in self._decisions], graphs)
        now = self._archive.clock().astimezone(UTC)
        self.recorded, self.there = [], []
        for new in self._decisions:
            plan, history = histories[new.link]
            decision = decision_on(new, history, agent, now)
            if decision is None:
                self.there.append(new.link)
                continue
            decisions = (*history.decisions, decision)
            histories[new.link] = plan, replace(history, decisions=decisions)
            triples = decision_triples(decision, new.language)
            graphs.added[graph_of_plan(plan, DECISIONS)] += triples
            self.recorded.append(decision.iri)
        return graphs.merged() if self.recorded else {}


def decision_on(
    new: NewDecision, history: LinkHistory, agent: str, now: datetime
) -> Decision | None:
    """Return the decision to write down; None where it would say nothing new."""
    stands = standing(history.decisions)
    own = next((each for each in reversed(stands) if each.agent == agent), None)
    others = tuple(each.iri for each in stands if each.agent != agent) if new.settle else ()
    before = own.outcome if own else Outcome.REOPENED
    comment = new.comment.strip()
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


def _check(link: NewLink) -> None:
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
    if link.basis == "statedInText" and not link.quotes:
        raise InputError("A link that is stated in the text needs the passage that states it.")


def require_iri(iri: str) -> None:
    """Raise InputError for what is no absolute IRI."""
    try:
        NamedNode(iri)
    except ValueError as error:
        raise InputError(f"«{iri}» is no IRI: {error}") from None
