"""A suggestion approved as another type: recorded anew and approved, itself rejected."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC
from typing import Final

from planvev.access.roles import Principal, Role
from planvev.archive.archive import Archive
from planvev.archive.manifest import Manifest
from planvev.errors import Forbidden, InputError
from planvev.ingest.graphs import graph_of_plan
from planvev.linking.links import TYPES, Link, LinkHistory, Outcome, link_iri
from planvev.linking.records import (
    DECISIONS,
    RECORDED,
    NewDecision,
    decision_triples,
    link_triples,
    stamp,
)
from planvev.writes.link_graphs import LinkGraphs, histories_in, links_of_plan
from planvev.writes.linking import LinksWritten, decision_on
from planvev.writes.writer import Request, Writer

_BASIS: Final = "analystAssessment"


def retype(
    writer: Writer,
    link: str,
    type_: str,
    request: Request,
    who: Principal,
    comment: str = "",
    *,
    language: str = "nb",
    settle: bool = False,
) -> LinksWritten:
    """Approve what a link joins, but by another type, in one commit.

    The link of that type is recorded where there is none yet, and approved; the one that was
    suggested is rejected, with a reference to the other. type_: a code. comment: of the person, on
    both decisions. settle: set what others decided on the suggestion aside. Raises InputError for
    what is no type, ResourceNotFound for what is no link, Forbidden where a reviewer would settle,
    and what ``Writer.update`` raises.
    """
    if settle and who.role is Role.REVIEWER:
        raise Forbidden(f"«{who.name}» is {who.role}, and may not settle what others decided.")
    if type_ not in TYPES:
        raise InputError(f"«{type_}» is no type of link: {', '.join(TYPES)}.")
    decision = NewDecision(link, Outcome.REJECTED, comment.strip(), settle, language)
    work = _Retyping(writer.archive, decision, type_, who.name)
    message = request.message or f"approve a link as {type_}"
    written = writer.merge_graphs(work, replace(request, message=message))
    taken = {each.name: getattr(written, each.name) for each in fields(written)}
    return LinksWritten(**taken, recorded=tuple(work.recorded))


class _Retyping:
    """Makes the triples of the new link and of both decisions."""

    def __init__(self, archive: Archive, decision: NewDecision, type_: str, name: str) -> None:
        self._archive = archive
        self._decision = decision
        self._type = type_
        self._name = name
        self.recorded: list[str] = []

    def __call__(self, manifest: Manifest) -> dict[str, bytes]:
        graphs = LinkGraphs(self._archive, manifest)
        asked = self._decision
        plan, before = histories_in([asked.link], graphs)[asked.link]
        if before.link.type == self._type:
            raise InputError(f"<{asked.link}> is of the type «{self._type}» already.")
        agent = graphs.agent(self._name)
        now = self._archive.clock().astimezone(UTC)
        after = self._other(graphs, plan, before, agent, stamp(now))
        reference = " ".join(filter(None, (asked.comment, f"→ {after.link.iri}")))
        approved = replace(asked, link=after.link.iri, outcome=Outcome.APPROVED, settle=False)
        self.recorded = []
        for new, history in ((replace(asked, comment=reference), before), (approved, after)):
            decision = decision_on(new, history, agent, now)
            if decision is not None:
                triples = decision_triples(decision, asked.language)
                graphs.added[graph_of_plan(plan, DECISIONS)] += triples
                self.recorded.append(decision.iri)
        return graphs.merged()

    def _other(
        self, graphs: LinkGraphs, plan: str, before: LinkHistory, agent: str, time: str
    ) -> LinkHistory:
        """Return the link of the other type, described now if it was not there."""
        ends = before.link.source, before.link.target, self._type
        known = links_of_plan(plan, graphs).get(ends)
        if known:
            return histories_in([known], graphs)[known][1]
        link = Link(
            link_iri(plan, *ends),
            *ends,
            _BASIS,
            reasons=before.link.reasons,
            agents=(agent,),
            time=time,
        )
        graphs.added[graph_of_plan(plan, RECORDED)] += link_triples(link)
        return LinkHistory(link)
