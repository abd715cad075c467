"""Links and the decisions on them, as records; what status follows. Plain data, pure.

The status is the one that ``ontology/derivations/links.rq`` derives; a test holds them together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

_HASH_LENGTH: Final = 12
_ZONES_MAX: Final = timedelta(hours=14)
"""How far a time without a zone may be off (XML Schema 1.1 Datatypes § D.1)."""
TYPES: Final = (
    *("contributesTo", "concretises", "implements", "continues", "measures", "constrains"),
    *("conflictsWith", "refersTo", "duplicates", "setsFrameFor"),
)
"""The codes of ``code/link-type``."""
SYMMETRIC: Final = frozenset({"conflictsWith", "duplicates"})
"""The types that mean the same both ways."""
BASES: Final = ("statedInText", "officialAssessment", "analystAssessment", "machineSuggestion")
"""The codes of ``code/link-basis``."""


class Status(StrEnum):
    """What a link's decisions come to: the codes of ``code/link-status``."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    DISPUTED = "disputed"


class Outcome(StrEnum):
    """What a decision says: the codes of ``code/decision-outcome``."""

    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    """Who decided takes that back: as if they had not decided."""


@dataclass(frozen=True)
class Decision:
    """Somebody's decision on a link.

    link, agent: IRIs. time: xsd:dateTime. settles: IRIs of decisions that it sets aside.
    """

    iri: str
    link: str
    outcome: Outcome
    agent: str
    time: str
    comment: str = ""
    agent_label: str = ""
    settles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Link:
    """A link as it is recorded.

    type, basis: codes ("contributesTo", "machineSuggestion"). reasons: by language. agents: IRIs
    of who made it. time: xsd:dateTime. passages: IRIs. graph: where it stands. method: of a
    machine, with its version.
    """

    iri: str
    source: str
    target: str
    type: str
    basis: str
    confidence: Decimal | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    agents: tuple[str, ...] = ()
    time: str = ""
    passages: tuple[str, ...] = ()
    graph: str = ""
    method: str = ""


@dataclass(frozen=True)
class LinkHistory:
    """A link with all decisions on it, oldest first, and the status that follows."""

    link: Link
    decisions: tuple[Decision, ...] = ()

    @property
    def standing(self) -> tuple[Decision, ...]:
        """The decisions that count."""
        return standing(self.decisions)

    @property
    def status(self) -> Status:
        """What the decisions come to."""
        return status_of(self.link.basis, self.decisions)


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions on one link that count, in their order.

    Of one person's decisions the latest counts, and none that a later decision settles.
    """
    all_ = tuple(decisions)
    return tuple(
        each
        for each in all_
        if not any(
            (each.iri in other.settles or other.agent == each.agent)
            and is_later(other.time, each.time)
            for other in all_
        )
    )


def status_of(basis: str, decisions: Iterable[Decision]) -> Status:
    """Return the status of a link with this basis and these decisions.

    >>> status_of("statedInText", ())
    <Status.APPROVED: 'approved'>
    """
    outcomes = {each.outcome for each in standing(decisions)}
    if Outcome.APPROVED in outcomes:
        against = {Outcome.REJECTED, Outcome.WITHDRAWN} & outcomes
        return Status.DISPUTED if against else Status.APPROVED
    for outcome, status in (
        (Outcome.REJECTED, Status.REJECTED),
        (Outcome.WITHDRAWN, Status.WITHDRAWN),
    ):
        if outcome in outcomes:
            return status
    return Status.APPROVED if basis == "statedInText" else Status.PROPOSED


def is_later(time: str, other: str) -> bool:
    """Whether one xsd:dateTime is later than another; False where that cannot be told.

    Source: XML Schema 1.1 Part 2 § D.2.1, as SPARQL compares them.

    >>> is_later("2026-03-01T12:00:00.5Z", "2026-03-01T12:00:00Z")
    True
    >>> is_later("2026-03-01T12:00:00+01:00", "2026-03-01T11:30:00Z")
    False
    """
    first, second = _moment(time), _moment(other)
    if first is None or second is None:
        return False
    if (first.tzinfo is None) == (second.tzinfo is None):
        return first > second
    apart = first.replace(tzinfo=first.tzinfo or UTC) - second.replace(tzinfo=second.tzinfo or UTC)
    return apart > _ZONES_MAX


def _moment(time: str) -> datetime | None:
    try:
        return datetime.fromisoformat(time)
    except ValueError:
        return None


def link_iri(plan: str, source: str, target: str, type_: str) -> str:
    """Return the IRI of a link that is recorded at run time.

    It follows from the ends and the type, so that the same link recorded twice is one link.
    plan: the IRI of the plan of the source.

    >>> link_iri("urn:p", "urn:p/goal/1", "urn:q/goal/2", "contributesTo")
    'urn:p/link/7de8634dc8de'
    """
    told = "\n".join((source, target, type_)).encode()
    return f"{plan}/link/{hashlib.sha256(told).hexdigest()[:_HASH_LENGTH]}"
