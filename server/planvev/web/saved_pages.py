"""``/queries``: the saved queries, each with a page, a form, its answer as files, and RDF."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, redirect, render_template, request
from pyoxigraph import serialize

from planvev import resources
from planvev.engine.base import Lane, Query, Result
from planvev.errors import ResourceNotFound
from planvev.rdf.formats import (
    GRAPH_FORMATS,
    HTML,
    RDF_SYNTAX,
    RESULTS_JSON,
    RESULTS_TSV,
    RESULTS_XML,
    Format,
)
from planvev.rdf.grouping import by_subject
from planvev.rdf.negotiation import format_by_name, negotiate
from planvev.web import language
from planvev.web.description import rows
from planvev.web.language import gettext, marked
from planvev.web.lists import with_links
from planvev.web.query_page import answer_of, names_of, whole_body
from planvev.web.saved_answers import ROWS_SHOWN, Answer, Shown, answer_table, shown
from planvev.web.saved_options import Field, Options, fields, fields_as_given, options_query
from planvev.web.saved_parameters import (
    InvalidParameter,
    Values,
    bound,
    path_with,
    query_string,
    values_of,
)
from planvev.web.saved_queries import (
    AUDIENCES,
    THEMES,
    SavedQuery,
    found,
    grouped,
    read_saved_queries,
)
from planvev.web.saved_rdf import RDF_PREFIXES, Place, triples_of
from planvev.web.site import accept_header, body_response, result_response, root_url, site
from planvev.web.tables import CSV, TABLE_FORMATS, XLSX, Table, table_bytes
from planvev.web.urls import split_extension

blueprint: Final = Blueprint("saved_queries", __name__)
_LIST_FORMATS: Final = (HTML, *GRAPH_FORMATS, *TABLE_FORMATS)
_ENGINE_FORMATS: Final = (RESULTS_JSON, RESULTS_XML, RESULTS_TSV)
_ANSWER_FORMATS: Final = (HTML, CSV, XLSX, *_ENGINE_FORMATS, *GRAPH_FORMATS)
_SHOWN_FORMATS: Final = (CSV, XLSX, RESULTS_JSON, RESULTS_TSV, RESULTS_XML)

_LIST_COLUMNS: Final = (
    marked("Question"),
    marked("What it answers"),
    marked("For whom"),
    marked("Theme"),
    marked("URL"),
)


@blueprint.get("/queries")
def saved_queries() -> Response:
    """Show the saved queries, by audience and theme; ``?q=`` leaves those that hold the words."""
    words = request.args.get("q", "").strip()
    chosen = _chosen(_LIST_FORMATS)
    wanted = found(_all(), words)
    if chosen in GRAPH_FORMATS:
        return _rdf(wanted, chosen)
    if chosen in TABLE_FORMATS:
        return _with_language(body_response(table_bytes(_list_table(wanted), chosen), chosen))
    pairs = [("q", words)] if words else []
    alternates = _alternates("/queries", pairs, _LIST_FORMATS)
    page = render_template(
        "queries.html",
        words=words,
        groups=grouped(wanted),
        count=len(wanted),
        total=len(_all()),
        audiences=AUDIENCES,
        themes=THEMES,
        alternates=alternates,
        table_links=[pair for pair in alternates if pair[0] in TABLE_FORMATS],
        rdf_links=[pair for pair in alternates if pair[0] in GRAPH_FORMATS],
    )
    return with_links(body_response(page, HTML), alternates)


@blueprint.get("/queries/<slug>")
def saved_query(slug: str) -> Response:
    """Answer a saved query in the format that is wanted; as RDF, say what it asks."""
    query = _query(slug)
    chosen = _chosen(_ANSWER_FORMATS)
    if chosen in GRAPH_FORMATS:
        return _rdf([query], chosen)
    given = request.args.to_dict(flat=False)
    try:
        values = values_of(query, given, site().urls)
    except InvalidParameter as fault:
        if chosen is not HTML:
            raise
        return _fault_page(query, fault)
    if chosen is HTML:
        return _answer_page(query, values)
    if chosen in TABLE_FORMATS:
        return _answer_file(query, values, chosen)
    return _answer_of_engine(query, values, chosen)


@blueprint.get("/id/query")
@blueprint.get("/doc/query")
def collection() -> Response:
    """Send on to the document about all saved queries (303: they are no document)."""
    return current_app.make_response(redirect("/queries", code=303))


@blueprint.get("/id/query/<name>")
@blueprint.get("/doc/query/<name>")
def thing(name: str) -> Response:
    """Send on from a query to the document about it; name: with an ending, in that format."""
    stem, extension = split_extension(name)
    pairs = [("format", extension.name)] if extension else []
    return current_app.make_response(redirect(path_with(_query(stem).slug, pairs), code=303))


def _all() -> Sequence[SavedQuery]:
    return list(read_saved_queries(resources.ontology_root() / "questions").values())


def _query(slug: str) -> SavedQuery:
    query = read_saved_queries(resources.ontology_root() / "questions").get(slug)
    if query is None:
        raise ResourceNotFound(f"{site().config.base_iri}id/query/{slug}")
    return query


def _chosen(offered: Sequence[Format]) -> Format:
    name = request.args.get("format")
    return format_by_name(name, offered) if name else negotiate(accept_header(), offered)


def _place() -> Place:
    return Place(site().config.base_iri, root_url())


def _rdf(wanted: Iterable[SavedQuery], chosen: Format) -> Response:
    triples = by_subject(triples_of(wanted, _place()))
    body = serialize(triples, format=RDF_SYNTAX[chosen], prefixes=RDF_PREFIXES)
    return body_response(body or b"", chosen)


def _list_table(wanted: Iterable[SavedQuery]) -> Table:
    here = language.current()
    columns = [gettext(name) for name in _LIST_COLUMNS]
    listed = [
        (
            query.general[here],
            query.about[here],
            gettext(AUDIENCES[query.audience]),
            gettext(THEMES[query.theme]),
            f"{root_url()}queries/{query.slug}",
        )
        for group in grouped(wanted)
        for theme in group.themes
        for query in theme.queries
    ]
    return Table("queries", columns, listed)


def _run(query: SavedQuery, values: Values, chosen: Format) -> Result:
    """Run a query as one that came from outside: what it costs depends on what was chosen."""
    return site().engine.query(
        Query(
            bound(query, values),
            site().config.query_timeout_s,
            format=chosen.name,
            lane=Lane.QUERY,
            spool=True,
        )
    )


def _answer_of_engine(query: SavedQuery, values: Values, chosen: Format) -> Response:
    result = _run(query, values, chosen)
    response = result_response(result)
    return _as_file(response, query, chosen) if chosen is RESULTS_TSV else response


def _answer_file(query: SavedQuery, values: Values, chosen: Format) -> Response:
    result = _run(query, values, RESULTS_JSON)
    answer = answer_of(whole_body(result), query.query)
    table = answer_table(answer, names_of(answer), query.slug, for_people=chosen is XLSX)
    response = body_response(table_bytes(table, chosen), chosen)
    return _with_language(_as_file(response, query, chosen))


def _as_file(response: Response, query: SavedQuery, chosen: Format) -> Response:
    """Have a table saved under the query's name: one that is opened at once may run formulas."""
    name = f"{query.slug}.{chosen.extension}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _with_language(response: Response) -> Response:
    response.vary.update(("Accept", "Cookie"))
    response.content_language.add(language.current())
    return response


def _options(query: SavedQuery) -> Options:
    text = options_query(query)
    engine, timeout_s = site().engine, site().config.page_timeout_s
    return Options(rows(engine, text, timeout_s) if text else [], site().urls)


def _answer_page(query: SavedQuery, values: Values) -> Response:
    result = _run(query, values, RESULTS_JSON)
    pairs = query_string(query, values, site().urls)
    path = path_with(query.slug, [])
    alternates = _alternates(path, pairs, _ANSWER_FORMATS)
    if result.file:
        result.file.close()
        view = Shown((), (), 0, is_too_large=True)
    else:
        answer = answer_of(result.body, query.query)
        view = shown(answer, names_of(Answer(answer.columns, answer.bindings[:ROWS_SHOWN])))
    form = fields(query, values, _options(query), language.current(), site().urls)
    page = _page(query, form, pairs, alternates, view=view, sparql=bound(query, values))
    return with_links(body_response(page, HTML), alternates)


def _fault_page(query: SavedQuery, fault: InvalidParameter) -> Response:
    """Show the form as it was filled in, with what is wrong."""
    given = request.args.to_dict(flat=False)
    form = fields_as_given(query, given, _options(query), language.current(), fault)
    response = body_response(_page(query, form, [], [], fault=fault), HTML, 400)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(
    query: SavedQuery,
    form: Sequence[Field],
    pairs: Sequence[tuple[str, str]],
    alternates: Sequence[tuple[Format, str]],
    **more: object,
) -> str:
    root = root_url().removesuffix("/")
    return render_template(
        "queries_one.html",
        query=query,
        title=query.general[language.current()],
        about=query.about[language.current()],
        audience=gettext(AUDIENCES[query.audience]),
        theme=gettext(THEMES[query.theme]),
        fields=form,
        unknown=[name for field in form for name in field.unknown],
        alternates=alternates,
        own_url=root + path_with(query.slug, pairs),
        urls={f.name: root + url for f, url in alternates},
        iri=_place().query(query.slug).value,
        downloads=[pair for pair in alternates if pair[0] in _SHOWN_FORMATS],
        rdf_links=[pair for pair in alternates if pair[0] in GRAPH_FORMATS],
        **more,
    )


def _alternates(
    path: str, pairs: Sequence[tuple[str, str]], formats: Iterable[Format]
) -> list[tuple[Format, str]]:
    return [
        (f, f"{path}?{urlencode([*pairs, ('format', f.name)], safe='/:')}")
        for f in formats
        if f is not HTML
    ]
