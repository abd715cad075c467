"""What can be called here besides SPARQL: the routes, what they take and what they answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from planvev.ingest.export.formats import FORMATS as EXPORT_FORMATS
from planvev.rdf.formats import GRAPH_FORMATS
from planvev.web.api_link_operations import LINK_OPERATIONS
from planvev.web.api_model import (
    BAD,
    BUSY,
    PAGE,
    Operation,
    Parameter,
    format_parameter,
    refusals,
)
from planvev.web.coverage_operations import COVERAGE_OPERATIONS
from planvev.web.language import gettext, marked
from planvev.web.tables import CSV, XLSX

_HTML: Final = "text/html"
_JSON: Final = "application/json"
_LIST: Final = (_HTML, _JSON, CSV.media_type, XLSX.media_type)
_RDF: Final = tuple(one.media_type for one in GRAPH_FORMATS)
_DOCUMENT: Final = (
    _HTML,
    *_RDF,
    "application/x-bibtex",
    "application/vnd.citationstyles.csl+json",
)
_RESULTS: Final = (
    _HTML,
    CSV.media_type,
    XLSX.media_type,
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/tab-separated-values",
)

TAGS: Final = {
    "search": marked("Search and lists"),
    "things": marked("Things and vocabularies"),
    "queries": marked("Saved queries"),
    "links": marked("Links between plans"),
    "dataset": marked("The dataset as a whole"),
    "writing": marked("Graphs, to read and to change"),
    "service": marked("The service"),
    "pages": marked("Pages"),
}


_LISTS: Final = format_parameter("html", "json", "csv", "xlsx")
_RDF_NAMES: Final = tuple(one.name for one in GRAPH_FORMATS)
_DOCUMENTS: Final = format_parameter(
    "html", *_RDF_NAMES, "csv", "xlsx", "citation", "bibtex", "csl-json"
)
_NOT_FOUND: Final = {"404": marked("Nothing is known of it")}
_THING: Final = "trondheim/samfunnsdel-2009/goal/2.6"
_GRAPH: Final = "https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/register"
_FACETS: Final = tuple(
    Parameter(name, about)
    for name, about in (
        ("plan", marked("Only of this plan: an IRI, or a path of a page here")),
        ("kind", marked("Only of this kind: the IRI of a class or goal level")),
        ("theme", marked("Only with this theme: an IRI")),
        ("actor", marked("Only what names this actor: an IRI or path")),
        ("group", marked("Only what names this target group: an IRI or path")),
    )
)
_GRAPH_WRITES: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("put", marked("Replace a graph"), _RDF),
    ("post", marked("Add to a graph"), _RDF),
    ("delete", marked("Remove a graph"), ()),
)


OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        "/search",
        "search",
        marked("Search in goals, strategies, texts, terms, actors and groups"),
        _LIST,
        (Parameter("q", marked("Words"), example="barnehage"), *_FACETS, PAGE, _LISTS),
        others={**BAD, **BUSY},
    ),
    Operation(
        "/search/suggest",
        "search",
        marked("Up to eight things whose words begin as what is typed"),
        (_JSON,),
        (Parameter("q", marked("What has been typed"), example="barneh"),),
        others=BUSY,
    ),
    Operation(
        "/search/opensearch.xml",
        "search",
        marked("Description of the search for browsers"),
        ("application/opensearchdescription+xml",),
    ),
    Operation(
        "/plans",
        "search",
        marked("All plans, with type, body, period and status"),
        _LIST,
        (
            Parameter("q", marked("Words of the title")),
            Parameter("body", marked("Last part of the body's IRI")),
            Parameter("type", marked("Code of the instrument type")),
            Parameter("status", marked("Code of the status")),
            PAGE,
            _LISTS,
        ),
        others=BAD,
    ),
    Operation(
        "/goals",
        "search",
        marked("All goals, with how many strategies and targets each has"),
        _LIST,
        (
            Parameter("q", marked("Words of the text")),
            _FACETS[0],
            Parameter("level", marked("Only of this level: an IRI or path")),
            _FACETS[2],
            _FACETS[4],
            PAGE,
            _LISTS,
        ),
        others=BAD,
    ),
    Operation(
        "/instruments",
        "search",
        marked("The plan and control system: types of instruments, horizons, law"),
        _LIST,
        (_LISTS,),
    ),
    Operation(
        "/id/{path}",
        "things",
        marked("A thing itself: sends on to the document about it"),
        (_HTML,),
        (Parameter("path", marked("The thing's path"), "path", example=_THING),),
        status="303",
    ),
    Operation(
        "/doc/{path}",
        "things",
        marked("The document about a thing, as page, RDF, table or citation"),
        _DOCUMENT,
        (
            Parameter("path", marked("The thing's path"), "path", example=_THING),
            _DOCUMENTS,
            Parameter("view", marked("Of a plan: its text in reading order"), values=("reading",)),
        ),
        others={**_NOT_FOUND, "406": marked("None of the formats on offer is accepted")},
    ),
    Operation(
        "/sdg",
        "things",
        marked("The development goals of the UN, with how many links lead to each"),
        _LIST,
        (_LISTS,),
    ),
    Operation(
        "/sdg/{path}",
        "things",
        marked("A development goal or target of the UN, with what links to it here"),
        _DOCUMENT,
        (Parameter("path", marked("Its number"), "path", example="11.6"), _DOCUMENTS),
        others={**_NOT_FOUND, "406": marked("None of the formats on offer is accepted")},
    ),
    Operation(
        "/history/{path}",
        "things",
        marked("Which states of the data changed what is said of a thing"),
        (_HTML, _JSON),
        (
            Parameter("path", marked("The path of its document"), "path", example=f"doc/{_THING}"),
            format_parameter("html", "json"),
        ),
        others=_NOT_FOUND,
    ),
    Operation(
        "/ontology",
        "things",
        marked("The ontology: all terms"),
        (_HTML, *_RDF),
        (format_parameter("html", *_RDF_NAMES, "csv", "xlsx"),),
    ),
    Operation(
        "/ontology.{extension}",
        "things",
        marked("The ontology in one format"),
        _RDF,
        (Parameter("extension", marked("Ending of the format"), "path", example="ttl"),),
        others=_NOT_FOUND,
    ),
    Operation(
        "/code/{path}",
        "things",
        marked("A codelist, or one code"),
        (_HTML, *_RDF),
        (
            Parameter("path", marked("The list, or list and code"), "path", example="goal-level"),
            format_parameter("html", *_RDF_NAMES, "csv", "xlsx"),
        ),
        others=_NOT_FOUND,
    ),
    Operation(
        "/shapes",
        "things",
        marked("What is demanded of the data, in SHACL or in sentences"),
        (_HTML, *_RDF),
        (format_parameter("html", *_RDF_NAMES, "csv", "xlsx"),),
    ),
    Operation(
        "/shapes.{extension}",
        "things",
        marked("The shapes in one format"),
        _RDF,
        (Parameter("extension", marked("Ending of the format"), "path", example="ttl"),),
    ),
    Operation(
        "/queries",
        "queries",
        marked("All saved queries, as page, table or RDF"),
        (_HTML, *_RDF, CSV.media_type, XLSX.media_type),
        (
            Parameter("q", marked("Words of the question")),
            format_parameter("html", *_RDF_NAMES, "csv", "xlsx"),
        ),
    ),
    Operation(
        "/queries/{slug}",
        "queries",
        marked("The answer to a saved query; its own parameters choose what it is about"),
        _RESULTS,
        (
            Parameter(
                "slug",
                marked("The query's name"),
                "path",
                example="how-many-elements-of-each-kind-does-the-plan-have",
            ),
            format_parameter("html", "csv", "xlsx", "json", "xml", "tsv"),
        ),
        others={**BAD, **_NOT_FOUND},
    ),
    Operation(
        "/data", "dataset", marked("What there is to take away, in numbers"), _LIST, (_LISTS,)
    ),
    Operation(
        "/dumps",
        "dataset",
        marked("Files of the whole dataset, with size and hash"),
        (_JSON, _HTML),
        (format_parameter("json", "html"),),
    ),
    Operation(
        "/dumps/{name}",
        "dataset",
        marked("A file of the whole dataset, compressed"),
        ("application/gzip",),
        (Parameter("name", marked("The file's name"), "path", example="planvev.nq.gz"),),
        others=_NOT_FOUND,
    ),
    Operation(
        "/export",
        "dataset",
        marked("A plan, or all plans, as a file for other programs"),
        tuple(one.media_type for one in EXPORT_FORMATS),
        (
            Parameter(
                "plan",
                marked("An IRI, or the path of a plan; all plans where it is left out"),
                example="trondheim/samfunnsdel-2009",
            ),
            format_parameter(*(one.name for one in EXPORT_FORMATS)),
            Parameter("lang", marked("Language of labels and headings"), values=("nb", "nn", "en")),
            Parameter(
                "profile",
                marked("Of StratML: which goals are its goals"),
                values=("goals", "strategies"),
            ),
            Parameter("part", marked("Of StratML: which part of the standard"), values=("1", "2")),
            Parameter(
                "table",
                marked("Of CSV: which table; both in a zip file where it is left out"),
                values=("nodes", "edges"),
                example="nodes",
            ),
        ),
        others={
            **BAD,
            **_NOT_FOUND,
            "406": marked("None of the formats on offer is accepted"),
        },
    ),
    Operation(
        "/import/template.xlsx",
        "dataset",
        marked("A workbook to fill in a plan"),
        (XLSX.media_type,),
        (Parameter("lang", marked("Language of the workbook"), values=("nb", "nn", "en")),),
    ),
    Operation("/catalog", "dataset", marked("The catalogue (DCAT-AP-NO)"), _RDF),
    Operation("/.well-known/void", "dataset", marked("Description of the dataset (VoID)"), _RDF),
    Operation(
        "/data/sources/{sha256}.txt",
        "dataset",
        marked("The text of a source as it was supplied"),
        ("text/plain",),
        (Parameter("sha256", marked("The text's SHA-256"), "path"),),
        others=_NOT_FOUND,
    ),
    Operation("/graph", "writing", marked("All named graphs with their sizes"), _LIST, (_LISTS,)),
    Operation(
        "/graph/{path}",
        "writing",
        marked("A named graph, whole"),
        (_HTML, *_RDF),
        (
            Parameter(
                "path",
                marked("The graph's path"),
                "path",
                example="trondheim/samfunnsdel-2009/register",
            ),
            format_parameter("html", *_RDF_NAMES),
        ),
        others=_NOT_FOUND,
    ),
    *(
        Operation(
            "/graph/{path}",
            "writing",
            about,
            (_JSON,),
            (Parameter("path", marked("The graph's path"), "path"),),
            method,
            others=refusals(with_body=bool(body)),
            status="204",
            token=True,
            body=body,
        )
        for method, about, body in _GRAPH_WRITES
    ),
    Operation(
        "/graph-store",
        "writing",
        marked("The same by SPARQL 1.1 Graph Store Protocol"),
        _RDF,
        (
            Parameter("graph", marked("The graph's IRI"), example=_GRAPH),
            Parameter("default", marked("The unnamed graph"), kind="boolean"),
            format_parameter(*_RDF_NAMES),
        ),
        others={**BAD, **_NOT_FOUND},
    ),
    *(
        Operation(
            "/graph-store",
            "writing",
            about,
            (_JSON,),
            (
                Parameter("graph", marked("The graph's IRI")),
                Parameter("default", marked("The unnamed graph"), kind="boolean"),
            ),
            method,
            others=refusals(with_body=bool(body)),
            status="204",
            token=True,
            body=body,
        )
        for method, about, body in _GRAPH_WRITES
    ),
    Operation("/health", "service", marked("Whether the server runs"), (_JSON,)),
    Operation(
        "/health/ready",
        "service",
        marked("Whether queries are answered"),
        (_JSON,),
        others=BUSY,
    ),
    Operation("/metrics", "service", marked("Numbers for Prometheus"), ("text/plain",)),
    Operation("/status", "service", marked("The limits that hold, and the state"), (_JSON,)),
    Operation(
        "/sparql/vocabulary.json",
        "service",
        marked("Prefixes and terms with their names, for completion"),
        (_JSON,),
        (Parameter("lang", marked("Language of the names"), values=("nb", "nn", "en")),),
    ),
    Operation("/openapi.json", "service", marked("This description"), (_JSON,)),
    Operation("/", "pages", marked("The start page"), (_HTML,)),
    Operation("/about", "pages", marked("About the site and its accessibility"), _LIST, (_LISTS,)),
    Operation("/about/third-party", "pages", marked("Licences of others' code"), ("text/plain",)),
    Operation("/api", "pages", marked("This list as a page"), (_HTML,)),
    *LINK_OPERATIONS,
    *COVERAGE_OPERATIONS,
)


def example_path(operation: Operation) -> str:
    """Return a path that can be asked for, with the examples of its parameters.

    >>> example_path(OPERATIONS[0])
    '/search?q=barnehage'
    """
    path, asked = operation.path, []
    for parameter in operation.parameters:
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", parameter.example)
        elif parameter.example:
            asked.append(f"{parameter.name}={parameter.example}")
    return f"{path}?{'&'.join(asked)}" if asked else path


def grouped(operations: Iterable[Operation] = OPERATIONS) -> Sequence[tuple[str, list[Operation]]]:
    """Return the operations by tag, with the tag's heading."""
    groups: dict[str, list[Operation]] = {tag: [] for tag in TAGS}
    for operation in operations:
        groups[operation.tag].append(operation)
    return [(gettext(TAGS[tag]), members) for tag, members in groups.items() if members]
