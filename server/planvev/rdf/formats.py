"""The media types that planvev reads and writes.

Sources: SPARQL 1.1 Query Results JSON, XML, CSV and TSV; the IANA media type registry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat


@dataclass(frozen=True, slots=True)
class Format:
    """One concrete syntax.

    name: short name, as in ``?format=`` and ``--format``. media_type: the registered type, without
    parameters. extension: without the dot. charset: whether the header names UTF-8 (text types).
    aliases: other media types that clients send for it. hints: other names for it in parameters
    that only hint at a format (``format_by_hint``); one name may hint at several formats.
    """

    name: str
    media_type: str
    extension: str
    charset: bool = False
    aliases: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


HTML: Final = Format("html", "text/html", "html", charset=True, aliases=("application/xhtml+xml",))

TURTLE: Final = Format(
    "turtle",
    "text/turtle",
    "ttl",
    charset=True,
    aliases=("application/x-turtle",),
    hints=("application/turtle", "n3", "text/n3", "application/n3", "text/rdf+n3"),
)
N_TRIPLES: Final = Format(
    "ntriples", "application/n-triples", "nt", aliases=("text/plain",), hints=("n-triples",)
)
JSON_LD: Final = Format(
    "jsonld",
    "application/ld+json",
    "jsonld",
    aliases=("application/json",),
    hints=("json", "json-ld", "ld+json", "application/x-json+ld"),
)
RDF_XML: Final = Format(
    "rdfxml",
    "application/rdf+xml",
    "rdf",
    aliases=("application/xml", "text/xml"),
    hints=("xml", "rdf+xml", "rdf/xml"),
)
TRIG: Final = Format("trig", "application/trig", "trig")
N_QUADS: Final = Format("nquads", "application/n-quads", "nq")

RESULTS_JSON: Final = Format(
    "json", "application/sparql-results+json", "srj", aliases=("application/json",)
)
RESULTS_XML: Final = Format(
    "xml", "application/sparql-results+xml", "srx", aliases=("application/xml", "text/xml")
)
RESULTS_CSV: Final = Format("csv", "text/csv", "csv", charset=True)
RESULTS_TSV: Final = Format("tsv", "text/tab-separated-values", "tsv", charset=True)

GRAPH_FORMATS: Final = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
RESULTS_FORMATS: Final = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)
"""Of SELECT; an ASK has no CSV or TSV form in the specification."""
BOOLEAN_FORMATS: Final = (RESULTS_JSON, RESULTS_XML)

RDF_SYNTAX: Final[dict[Format, RdfFormat]] = {
    TURTLE: RdfFormat.TURTLE,
    N_TRIPLES: RdfFormat.N_TRIPLES,
    JSON_LD: RdfFormat.JSON_LD,
    RDF_XML: RdfFormat.RDF_XML,
    TRIG: RdfFormat.TRIG,
    N_QUADS: RdfFormat.N_QUADS,
}
RESULTS_SYNTAX: Final[dict[Format, QueryResultsFormat]] = {
    RESULTS_JSON: QueryResultsFormat.JSON,
    RESULTS_XML: QueryResultsFormat.XML,
    RESULTS_CSV: QueryResultsFormat.CSV,
    RESULTS_TSV: QueryResultsFormat.TSV,
}


def format_of_extension(extension: str) -> Format | None:
    """Return the RDF format whose files end in ``extension`` (no dot), or None.

    >>> format_of_extension("ttl").name
    'turtle'
    """
    return next((f for f in RDF_SYNTAX if f.extension == extension.lower()), None)
