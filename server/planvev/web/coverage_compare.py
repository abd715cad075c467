"""Two plans side by side as a page: goals, the links between them, what has no counterpart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Response, render_template, request

from planvev.analysis.compare import Change, Side, between, changes, compare
from planvev.analysis.coverage import SHOWN, PlanLink
from planvev.errors import ResourceNotFound
from planvev.rdf.formats import HTML
from planvev.vocab import CODE, DCT, PV
from planvev.web.coverage_data import (
    PlanData,
    add_names,
    add_outlines,
    objects_of,
    outline,
    parents_in,
    plan_data,
)
from planvev.web.coverage_filters import address, iri_asked
from planvev.web.coverage_thread import STATUS_WORDS
from planvev.web.coverage_view import COMPARE, thread_url, with_period
from planvev.web.description import Description, Ref
from planvev.web.language import gettext, marked
from planvev.web.lists import list_format, own_links, table_response, with_links
from planvev.web.plan_view import period_text
from planvev.web.site import body_response, site
from planvev.web.tables import Table

_CHANGE_WORDS: Final = {
    Change.CONTINUED: marked("continued"),
    Change.CHANGED: marked("changed"),
    Change.DROPPED: marked("dropped"),
    Change.NEW: marked("new"),
}


@dataclass(frozen=True)
class LinkWords:
    """A link between two goals. source, target: the ends where they are other than the goals."""

    ref: Ref
    type: Ref
    status: str
    status_code: str
    leads_left: bool
    source: Ref | None
    target: Ref | None


@dataclass(frozen=True)
class PairRow:
    """A goal of each plan with the links between; None where an end stands under no goal."""

    a: Ref | None
    b: Ref | None
    links: Sequence[LinkWords]


@dataclass(frozen=True)
class Compared:
    """The page. older, newer: a and b by their age.

    changes: the goals of the older plan and the new ones by what became of them; empty where
    neither plan follows the other.
    """

    a: Ref
    b: Ref
    pairs: Sequence[PairRow]
    only_a: Sequence[Ref]
    only_b: Sequence[Ref]
    older: Ref
    newer: Ref
    changes: dict[Change, Sequence[Ref]]


def compare_page() -> Response:
    """Show the plans ``?a=`` and ``?b=``; without them, the form to choose them."""
    chosen, urls = list_format(), site().urls
    a, b = (iri_asked(request.args, name, urls) for name in ("a", "b"))
    data = plan_data()
    for iri in (a, b):
        if iri and iri not in data.plans:
            raise ResourceNotFound(iri)
    found = compared(data, a, b) if a and b and a != b else None
    if found and chosen is not HTML:
        return table_response(compare_table(found), chosen)
    alternates = own_links() if found else []
    description = data.description
    options = sorted(
        (
            (
                urls.path_of(iri) or iri,
                with_period(description.name(iri).text, period_text(description, iri)),
            )
            for iri in data.plans
        ),
        key=lambda option: option[1].casefold(),
    )
    page = render_template(
        "coverage_compare.html",
        found=found,
        options=options,
        a=urls.path_of(a) or a,
        b=urls.path_of(b) or b,
        is_same=bool(a) and a == b,
        change_words={change: gettext(words) for change, words in _CHANGE_WORDS.items()},
        turned_url=address(COMPARE, [("a", urls.path_of(b) or b), ("b", urls.path_of(a) or a)]),
        thread_of=lambda ref: thread_url(urls, ref.iri),
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(body_response(page, HTML), alternates)


def compared(data: PlanData, a: str, b: str) -> Compared:
    """Compare two plans. Asks for their outlines and for names."""
    description = data.description
    add_outlines(description, [a, b], with_means=True)
    links = [link for link in between(data.links, a, b) if link.status in SHOWN]
    parents = {**data.parents, **parents_in(description.statements)}
    sides = {
        plan: Side(plan, outline(description, plan, with_means=False).rows, parents)
        for plan in (a, b)
    }
    found = compare(sides[a], sides[b], links)
    types = {CODE.iri + f"link-type/{link.type}" for link in links}
    ends = [end for link in links for end in (link.source, link.target)]
    levels = objects_of(description.statements, PV.goalLevel)
    add_names(description, [*ends, *sorted(types), *levels])
    older, newer = _by_age(data, a, b)
    is_successor = any(link.type == "continues" for link in links) or older in (
        description.statements.iris(newer, DCT.replaces)
    )
    told = changes(sides[older], sides[newer], links) if is_successor else {}
    return Compared(
        description.ref(a),
        description.ref(b),
        [
            PairRow(
                description.ref(pair.a) if pair.a else None,
                description.ref(pair.b) if pair.b else None,
                [_words(description, link, a, (pair.a, pair.b)) for link in pair.links],
            )
            for pair in found.pairs
        ],
        description.refs(found.only_a),
        description.refs(found.only_b),
        description.ref(older),
        description.ref(newer),
        {
            change: description.refs(goal for goal, what in told.items() if what == change)
            for change in Change
        }
        if told
        else {},
    )


def _by_age(data: PlanData, a: str, b: str) -> tuple[str, str]:
    """Return the older plan and the newer: by what replaces what, else by years."""
    statements = data.description.statements
    if a in statements.iris(b, DCT.replaces) or b in statements.iris(a, DCT.isReplacedBy):
        return a, b
    if b in statements.iris(a, DCT.replaces) or a in statements.iris(b, DCT.isReplacedBy):
        return b, a
    plans = data.plans
    first, second = sorted(
        (a, b), key=lambda iri: (plans[iri].begins or 0, plans[iri].adopted_on, iri != a)
    )
    return first, second


def _words(description: Description, link: PlanLink, a: str, goals: tuple[str, str]) -> LinkWords:
    return LinkWords(
        description.ref(link.iri),
        description.ref(CODE.iri + f"link-type/{link.type}"),
        gettext(STATUS_WORDS[link.status]),
        link.status,
        link.target_plan == a,
        description.ref(link.source) if link.source not in goals else None,
        description.ref(link.target) if link.target not in goals else None,
    )


def compare_table(found: Compared) -> Table:
    """Return the pairs with a row for each link, then the goals without a counterpart."""
    columns = [
        gettext("Goal of the first plan"),
        gettext("Type of link"),
        gettext("Status"),
        gettext("Goal of the second plan"),
        gettext("What became of it"),
        gettext("IRI in the first plan"),
        gettext("IRI in the second plan"),
        gettext("IRI of the link"),
    ]
    became = {
        ref.iri: gettext(_CHANGE_WORDS[change])
        for change, refs in found.changes.items()
        for ref in refs
    }
    rows = []
    for pair in found.pairs:
        for link in pair.links:
            told = next((became[r.iri] for r in (pair.a, pair.b) if r and r.iri in became), "")
            rows.append(_row(pair.a, pair.b, told, link))
    rows += [_row(ref, None, became.get(ref.iri, "")) for ref in found.only_a]
    rows += [_row(None, ref, became.get(ref.iri, "")) for ref in found.only_b]
    return Table(gettext("Two plans"), columns, rows)


def _row(a: Ref | None, b: Ref | None, became: str, link: LinkWords | None = None) -> list[str]:
    def named(ref: Ref | None) -> str:
        return f"{ref.number} {ref.text.text}".strip() if ref else ""

    return [
        named(a),
        link.type.text.text if link else "",
        link.status if link else "",
        named(b),
        became,
        a.iri if a else "",
        b.iri if b else "",
        link.ref.iri if link else "",
    ]
