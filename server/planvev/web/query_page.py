"""What the query page shows beside the form: the answer, pictures of it, ways to ask it again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from planvev.engine.base import Result, ResultKind
from planvev.errors import QueryRefused
from planvev.rdf.formats import Format
from planvev.rdf.query_tokens import columns_in_order
from planvev.resources import ontology_root
from planvev.vocab import CODE, GRAPH, PREFIXES
from planvev.web import queries
from planvev.web.chart import Chart, chart_of
from planvev.web.description import Description, add_names, rows, statements_of
from planvev.web.graph_drawing import GraphDrawing, graph_drawing
from planvev.web.language import current
from planvev.web.lists import JSON
from planvev.web.query_snippets import Snippet, snippets
from planvev.web.results_view import ResultsView, results_view
from planvev.web.saved_answers import ROWS_SHOWN, Answer, answer_table
from planvev.web.saved_queries import SavedQuery, read_saved_queries
from planvev.web.site import body_response, root_url, site
from planvev.web.statements import Statements
from planvev.web.tables import CSV, XLSX, table_bytes
from planvev.web.wording import compact_iri

blueprint: Final = Blueprint("query_page", __name__)
_NAMED_IN_GRAPH_MAX: Final = 400
_TABLE_BYTES_MAX: Final = 8_388_608
"""Of SPARQL JSON: some 20,000 rows of three columns."""


@dataclass(frozen=True)
class Shown:
    """An answer with all that is made of it."""

    results: ResultsView
    chart: Chart | None
    drawing: GraphDrawing | None
    snippets: list[Snippet]


def shown(result: Result, query: str, links: Mapping[str, str]) -> Shown:
    """Make the answer's views. links: URL by format name. At most one more trip to the engine."""
    is_table = result.kind is not ResultKind.GRAPH
    ways = snippets(f"{root_url()}sparql", query, is_table)
    if result.file:
        return Shown(results_view(result, site().urls, links, query), None, None, ways)
    if result.kind is ResultKind.SOLUTIONS:
        answer = answer_of(result.body, query)
        names = names_of(Answer(answer.columns, answer.bindings[:ROWS_SHOWN]))
        view = results_view(result, site().urls, links, query, names)
        return Shown(view, _chart(answer, names), None, ways)
    drawing = _drawing(result.body) if result.kind is ResultKind.GRAPH else None
    return Shown(results_view(result, site().urls, links, query), None, drawing, ways)


def answer_of(body: bytes, query: str) -> Answer:
    """Read SPARQL JSON results."""
    answer = json.loads(body)
    return Answer(columns_in_order(query, answer["head"]["vars"]), answer["results"]["bindings"])


def names_of(answer: Answer) -> Description:
    """Ask for the names of an answer's things."""
    description = Description("", site().urls, Statements())
    iris = answer.iris()
    if iris:
        found = rows(site().engine, queries.labels(iris), site().config.page_timeout_s)
        description.statements.add(statements_of(found))
    return description


def _chart(answer: Answer, names: Description) -> Chart | None:
    labels = {iri: names.name(iri).text for iri in answer.iris()}
    return chart_of(answer.columns, answer.bindings, labels)


def _drawing(turtle: bytes) -> GraphDrawing | None:
    triples = [
        quad.triple for quad in parse(turtle, RdfFormat.TURTLE) if isinstance(quad.triple, Triple)
    ]
    mentioned = {
        term.value
        for triple in triples[:_NAMED_IN_GRAPH_MAX]
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, NamedNode)
    }
    names = Description("", site().urls, Statements())
    if len(triples) <= _NAMED_IN_GRAPH_MAX:
        add_names(site().engine, names, site().config.page_timeout_s, sorted(mentioned))

    def name_of(iri: str) -> str:
        ref = None if iri.startswith("_:") else names.ref(iri)
        return f"{ref.number} {ref.text.text}".strip() if ref else iri

    def href_of(iri: str) -> str | None:
        return None if iri.startswith("_:") else site().urls.href_of(iri)

    return graph_drawing(triples, name_of, href_of)


def whole_body(result: Result) -> bytes:
    """Return an answer that is to be made into a table. Raises QueryRefused where it is too large.

    As objects of Python it takes ten times its bytes, in the process that serves everyone.
    """
    if result.file is None:
        return result.body
    with result.file:
        body = result.file.read(_TABLE_BYTES_MAX + 1)
    if len(body) > _TABLE_BYTES_MAX:
        raise QueryRefused(
            f"The answer is larger than {_TABLE_BYTES_MAX} bytes: too much for a table for "
            "spreadsheets. Take format=csv, or ask for less."
        )
    return body


def spreadsheet(result: Result, query: str, chosen: Format) -> Response:
    """Return an answer as a table for a spreadsheet, with names beside IRIs."""
    answer = answer_of(whole_body(result), query)
    table = answer_table(answer, names_of(answer), "sparql", for_people=True)
    response = body_response(table_bytes(table, CSV if chosen is not XLSX else XLSX), chosen)
    response.headers["Content-Disposition"] = f'attachment; filename="sparql.{chosen.extension}"'
    response.vary.add("Cookie")
    return response


def examples() -> Sequence[SavedQuery]:
    """Return the saved queries, to begin with."""
    return list(read_saved_queries(ontology_root() / "questions").values())


@blueprint.get("/sparql/vocabulary.json")
def vocabulary() -> Response:
    """Return prefixes and terms with their names in the language of the page, for completion."""
    engine, timeout_s = site().engine, site().config.page_timeout_s
    found = rows(engine, queries.vocabulary(GRAPH["ontology"].value, CODE.iri), timeout_s)
    names = Description("", site().urls, Statements(statements_of(found)))
    terms = [_term(iri, names) for iri in sorted({s.subject for s in names.statements})]
    body = {"language": current(), "prefixes": PREFIXES, "terms": terms}
    response = body_response(json.dumps(body, ensure_ascii=False), JSON)
    response.vary.add("Cookie")
    return response


def _term(iri: str, names: Description) -> dict[str, Any]:
    types = names.statements.types(iri)
    return {
        "iri": iri,
        "name": compact_iri(iri) if compact_iri(iri) != iri else f"<{iri}>",
        "label": names.name(iri).text,
        "is_class": any(one.endswith("#Class") for one in types),
        "is_property": any(one.endswith("Property") for one in types),
    }
