"""The red thread of a goal as a page: a picture, and the same as a nested list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from flask import Response, render_template, request

from planvev.analysis.coverage import SHOWN, SYMMETRIC, above
from planvev.analysis.thread import Edge, Thread, thread
from planvev.errors import BadRequest
from planvev.linking.element import SDG
from planvev.linking.links import Status
from planvev.rdf.formats import HTML
from planvev.vocab import CODE, PV
from planvev.web.coverage_data import (
    PlanData,
    add_names,
    add_outlines,
    broader,
    objects_of,
    parents_in,
    plan_data,
    plan_of,
)
from planvev.web.coverage_filters import address, iri_asked
from planvev.web.coverage_view import CELL, COMPARE
from planvev.web.description import Description, Ref
from planvev.web.language import gettext, marked
from planvev.web.lists import (
    list_format,
    own_links,
    table_response,
    with_links,
)
from planvev.web.site import body_response, site
from planvev.web.tables import Table
from planvev.web.thread_drawing import Level, thread_drawing

_PLANS_MAX: Final = 40
_DRAWN_MAX: Final = 60
_DEPTH_MAX: Final = 12
_IN_TIME: Final = "continues"
"""Links from a plan to the one before it lead back in time, not up: they are compared elsewhere."""
STATUS_WORDS: Final = {
    Status.APPROVED.value: marked("approved"),
    Status.PROPOSED.value: marked("proposed, not decided"),
    Status.DISPUTED.value: marked("disputed"),
}


@dataclass(frozen=True)
class Step:
    """A node in the list. how: in words how it leads to the node above, empty at the top.

    is_repeated: it stood above already, with what is below it. links: the records behind.
    """

    ref: Ref
    plan: Ref | None
    how: str
    is_start: bool
    is_repeated: bool
    steps: list[Step] = field(default_factory=list)


def thread_page() -> Response:
    """Show the red thread of ``?goal=``: an element of a plan."""
    chosen, urls = list_format(), site().urls
    start = iri_asked(request.args, "goal", urls)
    if not start:
        raise BadRequest("goal: give the IRI of the goal whose thread is to be shown")
    data = plan_data()
    plan = plan_of(data, start)
    found, drawn = _threads(data, start, plan)
    description = data.description
    if chosen is not HTML:
        table = thread_table(data, description, found)
        return table_response(table, chosen)
    levels = {node: _level(data, node) for node in drawn.nodes}
    alternates = own_links()
    page = render_template(
        "coverage_thread.html",
        start=description.ref(start),
        plan=description.ref(plan),
        steps=steps(data, description, found),
        drawing=thread_drawing(
            drawn, levels, description.ref, lambda node: _plan_ref(data, description, node)
        ),
        found=found,
        left_undrawn=len(found.distances) - len(drawn.distances),
        counts=_counts(found),
        cell_url=address(CELL, [("goal", urls.path_of(start) or start)]),
        compare_url=address(COMPARE, [("a", urls.path_of(plan) or plan)]),
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(body_response(page, HTML), alternates)


def _counts(found: Thread) -> dict[str, int]:
    """Return how many links of each status the thread has."""
    links = {edge.link: edge.status for edge in found.edges if edge.is_link}
    return {status: list(links.values()).count(status) for status in STATUS_WORDS}


def _threads(data: PlanData, start: str, plan: str) -> tuple[Thread, Thread]:
    """Return the thread whole, and as much of it as is drawn. Asks for the outlines and names.

    The plans that it touches are known once it was followed from the plan of the start.
    """
    description = data.description

    def place(edge: Edge) -> tuple[str, int, str]:
        return _plan_at(data, edge.lower), len(edge.lower), edge.lower

    links = sorted(_link_edges(data), key=place)
    add_outlines(description, [plan], with_means=True)
    first = thread(start, [*_part_edges(data), *links])
    plans = {_plan_at(data, node) for node in first.nodes} - {plan, "", SDG}
    add_outlines(description, sorted(plans)[:_PLANS_MAX], with_means=True)
    targets = [node for node in first.nodes if node.startswith(SDG)]
    goals = [Edge(target, goal) for target, goal in broader(targets).items()]
    edges = [*_part_edges(data), *links, *goals]
    means = _means(description)
    found = thread(start, edges, means=means)
    drawn = thread(start, edges, means=means, nodes_max=_DRAWN_MAX)
    codes = {CODE.iri + f"link-type/{edge.type}" for edge in found.edges if edge.is_link}
    levels = objects_of(description.statements, PV.goalLevel)
    add_names(description, [*found.nodes, *sorted(codes), *levels])
    return found, drawn


def _link_edges(data: PlanData) -> Iterable[Edge]:
    overarching = data.overarching
    for link in data.links:
        if not link.follows_up or link.type == _IN_TIME or link.status not in SHOWN:
            continue
        leads_down = link.source_plan in overarching and link.target_plan not in overarching
        end = link
        if link.type in SYMMETRIC and leads_down and link.target_plan != SDG:
            end = link.turned()
        yield Edge(end.source, end.target, link.type, link.status, link.iri)


def _part_edges(data: PlanData) -> list[Edge]:
    """Return how elements stand in their plans; of ends of links, what they are about too."""
    statements = data.description.statements
    standing = {
        statement.subject: None
        for statement in statements
        if statement.predicate in (PV.pursues.value, PV.subGoalOf.value)
    }
    within = parents_in(statements)
    known = {**data.parents, **{element: within[element] for element in standing}}
    pairs = sorted(
        ((element, parent) for element, parents in known.items() for parent in parents),
        key=lambda pair: statements.position(pair[0]),
    )
    return [Edge(element, parent) for element, parent in pairs]


def _means(description: Description) -> frozenset[str]:
    statements = description.statements
    kinds = (PV.Strategy, PV.Action)
    return frozenset(one for kind in kinds for one in statements.subjects_of(kind))


def _plan_at(data: PlanData, node: str) -> str:
    """Return the plan that a node is, or is in, as far as is known."""
    if node.startswith(SDG):
        return SDG
    if node in data.plans or node in data.goals:
        return data.goals.get(node, node)
    plans = data.description.statements.iris(node, PV.partOf)
    if plans:
        return plans[0]
    return data.plan_by_end.get(node, "")


def _plan_ref(data: PlanData, description: Description, node: str) -> Ref | None:
    """Return the plan of a node where it is another than the node itself."""
    plan = _plan_at(data, node)
    return description.ref(plan) if plan not in ("", SDG, node) else None


def _level(data: PlanData, node: str) -> Level:
    """Return in which column of the picture a node stands."""
    statements = data.description.statements
    plan = _plan_at(data, node)
    if plan == SDG:
        return Level.DEVELOPMENT
    is_means = statements.is_a(node, PV.Strategy, PV.Action)
    if plan not in data.overarching:
        return Level.MEASURE if is_means else Level.SECTORAL
    if is_means:
        return Level.STRATEGY
    is_top = len(above(node, {**data.parents, **parents_in(statements)})) == 1
    return Level.MAIN if is_top else Level.SUB


def how_text(description: Description, edge: Edge) -> str:
    """Return in words how a node leads to the one above: the type of link, and its status."""
    if not edge.is_link:
        return gettext("part of the plan")
    name = description.name(CODE.iri + f"link-type/{edge.type}").text
    return f"{name} ({gettext(STATUS_WORDS[edge.status])})"


def steps(data: PlanData, description: Description, found: Thread) -> list[Step]:
    """Return the thread as a nested list; what stands under several is told of once."""
    below = found.below()
    told: set[str] = set()

    def step(node: str, how: str, depth: int) -> Step:
        repeated = node in told
        told.add(node)
        made = Step(
            description.ref(node),
            _plan_ref(data, description, node),
            how,
            node == found.start,
            repeated,
        )
        if not repeated and depth < _DEPTH_MAX:
            for lower, edges in _grouped(below.get(node, ())):
                words = "; ".join(dict.fromkeys(how_text(description, edge) for edge in edges))
                made.steps.append(step(lower, words, depth + 1))
        return made

    return [step(root, "", 0) for root in found.roots()]


def _grouped(edges: Iterable[Edge]) -> list[tuple[str, Sequence[Edge]]]:
    """Return the edges to a node by where they come from."""
    found: dict[str, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.lower, []).append(edge)
    return list(found.items())


def thread_table(data: PlanData, description: Description, found: Thread) -> Table:
    """Return the edges of the thread, one a row."""
    columns = [
        gettext("From the plan"),
        gettext("From"),
        gettext("How"),
        gettext("Status"),
        gettext("To the plan"),
        gettext("To"),
        gettext("IRI from"),
        gettext("IRI to"),
        gettext("IRI of the link"),
    ]
    rows = []
    for edge in found.edges:
        ends = [description.ref(node) for node in (edge.lower, edge.upper)]
        plans = [_plan_ref(data, description, node) for node in (edge.lower, edge.upper)]
        rows.append(
            [
                plans[0].text.text if plans[0] else "",
                f"{ends[0].number} {ends[0].text.text}".strip(),
                description.name(CODE.iri + f"link-type/{edge.type}").text
                if edge.is_link
                else gettext("part of the plan"),
                gettext(STATUS_WORDS[edge.status]) if edge.is_link else "",
                plans[1].text.text if plans[1] else "",
                f"{ends[1].number} {ends[1].text.text}".strip(),
                edge.lower,
                edge.upper,
                edge.link,
            ]
        )
    return Table(gettext("Red thread"), columns, rows)
