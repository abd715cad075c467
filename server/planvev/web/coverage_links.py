"""Links as a page tells of them: both wordings, status, basis, reason, decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pyoxigraph import NamedNode

from planvev.analysis.coverage import PlanLink
from planvev.linking.element import SDG
from planvev.vocab import PROV, PV, RDFS
from planvev.web import wording
from planvev.web.coverage_data import code_of
from planvev.web.description import Description, Ref, Text, text_of
from planvev.web.views import Attribution, DecisionRow


@dataclass(frozen=True)
class End:
    """An end of a link. wording: whole. plan: what it is part of, None where it is one itself."""

    ref: Ref
    wording: Text
    plan: Ref | None


@dataclass(frozen=True)
class LinkDetail:
    """A link. status_code: of the codelist; decisions: the latest first; time: in words."""

    ref: Ref
    type: Ref
    source: End
    target: End
    status: Text
    status_code: str
    basis: Text
    confidence: str
    reason: Text | None
    agents: Sequence[Ref]
    time: str
    decisions: Sequence[DecisionRow]


def link_details(description: Description, links: Iterable[PlanLink]) -> list[LinkDetail]:
    """Tell of links. description: has all that is said of them, and the names."""
    named = _Named(description)
    return [detail for link in links if (detail := _detail(named, link))]


def named_in(description: Description, links: Iterable[str]) -> list[str]:
    """Return what links and the decisions on them name: ends, codes, people."""
    statements = description.statements
    decisions = {link: statements.subjects(PV.decides, link) for link in links}
    subjects = [*decisions, *(one for found in decisions.values() for one in found)]
    return [s.object.text for one in subjects for s in statements.of(one) if s.object.is_iri]


class _Named:
    """Names things, each once: the links of a plan are of few types, plans and people."""

    def __init__(self, description: Description) -> None:
        self.statements = description.statements
        self.ref = cache(description.ref)
        self.name = cache(description.name)

    def refs(self, iris: Iterable[str]) -> list[Ref]:
        """Return several things by name."""
        return [self.ref(iri) for iri in iris]


def _detail(description: _Named, found: PlanLink) -> LinkDetail | None:
    statements, link = description.statements, found.iri
    # A symmetric link may have been turned: what is told is what is recorded.
    plans = {found.source: found.source_plan, found.target: found.target_plan}
    ends = [statements.iris(link, each) for each in (PV.linkSource, PV.linkTarget)]
    types = statements.iris(link, PV.linkType)
    if not types or not all(ends):
        return None
    status = statements.text(link, PV.linkStatus)
    basis = statements.text(link, PV.linkBasis)
    reason = statements.value(link, PV.reason)
    return LinkDetail(
        ref=description.ref(link),
        type=description.ref(types[0]),
        source=_end(description, ends[0][0], plans),
        target=_end(description, ends[1][0], plans),
        status=description.name(status) if status else Text(""),
        status_code=code_of(status),
        basis=description.name(basis) if basis else Text(""),
        confidence=wording.number_text(statements.text(link, PV.confidence)),
        reason=text_of(reason) if reason else None,
        agents=description.refs(statements.iris(link, PROV.wasAttributedTo)),
        time=_time(description, link, PROV.generatedAtTime),
        decisions=_decisions(description, link),
    )


def _end(description: _Named, iri: str, plans: Mapping[str, str]) -> End:
    value = description.statements.value(iri, PV.text, RDFS.label)
    plan = plans.get(iri, "")
    return End(
        description.ref(iri),
        text_of(value) if value else description.name(iri),
        description.ref(plan) if plan not in ("", iri, SDG) else None,
    )


def _time(description: _Named, iri: str, predicate: NamedNode) -> str:
    time = description.statements.text(iri, predicate)
    return wording.date_text(time) if time else ""


def _decisions(description: _Named, link: str) -> list[DecisionRow]:
    statements = description.statements
    found = sorted(
        statements.subjects(PV.decides, link),
        key=lambda one: statements.text(one, PROV.endedAtTime),
        reverse=True,
    )
    rows = []
    for decision in found:
        agents = description.refs(statements.iris(decision, PROV.wasAssociatedWith))
        outcome = statements.text(decision, PV.outcome)
        comment = statements.value(decision, PV.reason, RDFS.comment)
        rows.append(
            DecisionRow(
                description.ref(decision),
                description.name(outcome) if outcome else Text(""),
                Attribution(
                    agents[0] if agents else None,
                    _time(description, decision, PROV.endedAtTime),
                ),
                text_of(comment) if comment else None,
            )
        )
    return rows
