"""The list of plans: what is told of each, the choices of its filters, and a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from planvev.vocab import CODE, DCT, PV
from planvev.web.description import Description, Ref, statements_of
from planvev.web.language import gettext
from planvev.web.plan_view import period_text
from planvev.web.statements import Binding, Statement, iri_in, number
from planvev.web.tables import Cell, Table
from planvev.web.wording import date_text

_PROPOSALS: Final = frozenset(CODE[f"plan-status/{s}"].value for s in ("draft", "hearing"))


@dataclass(frozen=True)
class PlanEntry:
    """A plan in the list of all. elements: how many of its elements are in the graph.

    adopted: a day, or the year or month where that is all that is known. in_our_words: its
    elements are paraphrases.
    """

    ref: Ref
    body: Ref | None
    type: Ref | None
    period: str
    status: Ref | None
    adopted: str
    replaces: list[Ref]
    replaced_by: list[Ref]
    elements: int
    in_our_words: bool = False

    @property
    def adopted_text(self) -> str:
        """The date of adoption in words; empty where it is not known."""
        return date_text(self.adopted) if self.adopted else ""

    @property
    def is_proposal(self) -> bool:
        """Whether the plan was not adopted when it was last heard of."""
        return self.status is not None and self.status.iri in _PROPOSALS


def facts(bindings: Sequence[Binding]) -> list[Statement]:
    """Return what the rows of ``plan_queries.plans`` say of plans and of their periods."""
    of_objects = [
        {"g": row["k"], "s": row["o"], "p": row["q"], "o": row["v"]}
        for row in bindings
        if "v" in row
    ]
    return statements_of([*bindings, *of_objects])


def entries(
    description: Description, bindings: Iterable[Binding], worded: Iterable[Binding] | None = None
) -> list[PlanEntry]:
    """Return the plans of ``plan_queries.plans``: with content first, then the latest.

    description: has what is said of them, and the names. worded: the rows of
    ``plan_queries.worded``; None where it does not matter whose words a plan's are.
    """
    in_own_words = None if worded is None else {iri_in(row, "plan") for row in worded}
    firsts: dict[str, Binding] = {}
    for row in bindings:
        if iri_in(row, "s"):
            firsts.setdefault(iri_in(row, "s"), row)

    def key(plan: str) -> tuple[bool, int, str]:
        row = firsts[plan]
        year = row["begins"]["value"][:4] if "begins" in row else ""
        return "elements" not in row, -number(year, 0), plan

    return [
        _entry(
            description, plan, firsts[plan], in_own_words is not None and plan not in in_own_words
        )
        for plan in sorted(firsts, key=key)
    ]


def _entry(description: Description, plan: str, row: Binding, unworded: bool) -> PlanEntry:
    statements = description.statements
    adopted = statements.value(plan, PV.adoptedOn, DCT.dateAccepted)

    def first(predicate: NamedNode) -> Ref | None:
        iris = statements.iris(plan, predicate)
        return description.ref(iris[0]) if iris else None

    return PlanEntry(
        ref=description.ref(plan),
        body=first(PV.body),
        type=first(PV.instrumentType),
        period=period_text(description, plan),
        status=first(PV.planStatus),
        adopted=adopted.text if adopted else "",
        replaces=description.refs(statements.iris(plan, DCT.replaces)),
        replaced_by=description.refs(statements.iris(plan, DCT.isReplacedBy)),
        elements=int(row["elements"]["value"]) if "elements" in row else 0,
        in_our_words=unworded and "elements" in row,
    )


def named_iris(bindings: Iterable[Binding]) -> dict[str, None]:
    """Return what a list of plans names."""
    found = [iri_in(row, name) for row in bindings for name in ("s", "o", "value")]
    return dict.fromkeys(iri for iri in found if iri)


def choices(
    description: Description, bindings: Iterable[Binding], facets: Sequence[str]
) -> dict[str, list[Ref]]:
    """Return what a list can be chosen by: things by facet, by name."""
    found: dict[str, list[Ref]] = {facet: [] for facet in facets}
    for row in bindings:
        value = iri_in(row, "value")
        if "facet" in row and value:
            found[row["facet"]["value"]].append(description.ref(value))
    for refs in found.values():
        refs.sort(key=lambda ref: (ref.text.text.casefold(), ref.iri))
    return found


def table(found: Iterable[PlanEntry]) -> Table:
    """Return the plans as a table for a spreadsheet."""
    columns = [
        gettext("Plan"),
        gettext("Type"),
        gettext("Body"),
        gettext("Period"),
        gettext("Status"),
        gettext("Adopted"),
        gettext("Follows"),
        gettext("Replaced by"),
        gettext("Elements"),
        "IRI",
    ]
    cells: list[list[Cell]] = [
        [
            entry.ref.text.text,
            entry.type.text.text if entry.type else "",
            entry.body.text.text if entry.body else "",
            entry.period,
            entry.status.text.text if entry.status else "",
            entry.adopted,
            "; ".join(ref.text.text for ref in entry.replaces),
            "; ".join(ref.text.text for ref in entry.replaced_by),
            entry.elements,
            entry.ref.iri,
        ]
        for entry in found
    ]
    return Table(gettext("Plans"), columns, cells)
