"""``/about`` and ``/data``: what this is, how it was made, what there is to take away."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, render_template, request

from planvev.errors import ResourceNotFound
from planvev.rdf.formats import HTML
from planvev.sparql.dumps import DUMP_FORMATS
from planvev.vocab import PV
from planvev.web import queries
from planvev.web.assets import BUILT
from planvev.web.data_state import data_state
from planvev.web.description import Description, add_names, rows, statements_of
from planvev.web.dumps import entry
from planvev.web.language import current, gettext, marked
from planvev.web.lists import list_format, own_links, table_response, with_links
from planvev.web.site import body_response, root_url, site
from planvev.web.statements import Statements
from planvev.web.tables import Cell, Table
from planvev.web.wording import date_text, number_text

blueprint: Final = Blueprint("about", __name__)
_CRITERIA: Final = Path(__file__).parent / "accessibility.toml"
_COUNTED: Final = (
    (PV.PlanInstrument, marked("Plans")),
    (PV.Goal, marked("Goals")),
    (PV.Strategy, marked("Strategies")),
    (PV.Action, marked("Actions")),
    (PV.Target, marked("Targets")),
    (PV.Challenge, marked("Challenges")),
    (PV.Mention, marked("Mentions")),
    (PV.Actor, marked("Actors")),
    (PV.TargetGroup, marked("Target groups")),
    (PV.Section, marked("Sections of text")),
    (PV.GlossaryEntry, marked("Terms explained")),
    (PV.Link, marked("Links")),
)
_SOURCES_MAX: Final = 500


@dataclass(frozen=True)
class Criterion:
    """A success criterion of WCAG, with how the site meets it and how that was checked."""

    number: str
    level: str
    names: dict[str, str]
    status: str
    checked: str

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.names[current()]


@cache
def criteria() -> Sequence[Criterion]:
    """Return all criteria that the site is held to."""
    listed = tomllib.loads(_CRITERIA.read_text(encoding="utf-8"))["criteria"]
    return [
        Criterion(number, level, {"nb": nb, "nn": nn, "en": en}, status, checked)
        for number, level, nb, nn, en, status, checked in listed
    ]


def _status(criterion: Criterion) -> str:
    return {
        "met": gettext("met"),
        "not-applicable": gettext("not applicable"),
        "partly": gettext("partly met"),
    }[criterion.status]


def _checked(criterion: Criterion) -> str:
    return {
        "axe": gettext("automatic tests in a browser (axe, narrow screens), on each kind of page"),
        "keyboard": gettext("tests that walk through each kind of page by keys alone"),
        "looked": gettext("inspection of the pages"),
        "built": gettext("how pages are made"),
    }[criterion.checked]


@blueprint.get("/about")
def about() -> Response:
    """Say what planvev is, how the data were made, and how accessible the site is."""
    chosen = list_format()
    if chosen is not HTML:
        return table_response(_criteria_table(), chosen)
    config = site().config
    alternates = own_links()
    page = render_template(
        "about.html",
        criteria=criteria(),
        status=_status,
        checked=_checked,
        declaration=site().urls.href_of(config.accessibility_url),
        feedback=config.feedback_address,
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(body_response(page, HTML), alternates)


def _criteria_table() -> Table:
    columns = [
        gettext("Criterion"),
        gettext("Level"),
        gettext("Name"),
        gettext("Status"),
        gettext("How it was checked"),
    ]
    cells: list[list[Cell]] = [
        [c.number, c.level, c.name, _status(c), _checked(c)] for c in criteria()
    ]
    return Table(gettext("Accessibility"), columns, cells)


@blueprint.get("/about/third-party")
def third_party() -> Response:
    """Return the licences of others' code that is in the site's style sheets and scripts."""
    path = BUILT / "THIRD_PARTY_NOTICES"
    if not path.is_file():
        raise ResourceNotFound(request.base_url)
    return Response(path.read_text(encoding="utf-8"), content_type="text/plain; charset=utf-8")


@blueprint.get("/data")
def data() -> Response:
    """Show what there is to take away: endpoint, dumps, vocabularies, sources, numbers."""
    chosen = list_format()
    counted = site().statistics.get(site().config.page_timeout_s)
    numbers = [
        (gettext(name), kind.value, counted.classes.get(kind.value, 0)) for kind, name in _COUNTED
    ]
    if chosen is not HTML:
        columns = [gettext("Kind"), gettext("How many"), "IRI"]
        cells: list[list[Cell]] = [[name, number, iri] for name, iri, number in numbers]
        return table_response(Table(gettext("Data"), columns, cells), chosen)
    state = data_state()
    alternates = own_links()
    page = render_template(
        "data.html",
        root=root_url(),
        numbers=[(name, site().urls.href_of(iri), number) for name, iri, number in numbers],
        number_of=number_text,
        example=next(filter(None, map(site().urls.path_of, counted.examples)), None),
        today=date_text(f"{datetime.now(UTC):%Y-%m-%d}"),
        state=state,
        statements=sum(state.graphs.values()) + state.unnamed,
        entries=[entry(site().dumps, one, root_url()) for one in DUMP_FORMATS]
        if site().dumps
        else [],
        sources=_sources(),
        limits=site().config.limits,
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(body_response(page, HTML), alternates)


def _sources() -> list[tuple[object, str, str | None]]:
    """Return the source texts: each with its hash, and where its copy is."""
    engine, timeout_s = site().engine, site().config.page_timeout_s
    found = rows(engine, queries.things_of(PV.SourceText, _SOURCES_MAX), timeout_s)
    description = Description("", site().urls, Statements(statements_of(found)))
    add_names(engine, description, timeout_s)
    iris = description.statements.subjects_of(PV.SourceText)
    listed: list[tuple[object, str, str | None]] = []
    for iri in iris:
        sha256 = iri.rpartition("/")[2]
        href = site().urls.source_path(sha256) if sha256 in site().sources else None
        listed.append((description.ref(iri), sha256, href))
    return listed
