"""The validation report as RDF. Source: SHACL § 3.6 (https://www.w3.org/TR/shacl/).

A report of ours conforms where nothing in it is worse than a warning, as pySHACL has it with
``allow_warnings``. What SHACL has no property for (the graph, the subject's name) is left to JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, serialize

from planvev.rdf.formats import RDF_SYNTAX, RDF_XML, Format
from planvev.rdf.prefixes import prefixes_in_use
from planvev.validation.report import ValidationReport, ValidationResult
from planvev.vocab import RDF, RDFS, SH, XSD

_NOT_IN_XML: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold (XML 1.0 § 2.2), and carriage returns, which its readers change (§ 2.11)."""
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


def serialize_report(report: ValidationReport, chosen: Format) -> bytes:
    """Return the report in one of the RDF formats, the same bytes for the same report.

    In RDF/XML a value that XML cannot hold is left out, and messages have U+FFFD in its place.
    """
    triples = report_triples(report)
    if chosen is RDF_XML:
        triples = list(_for_xml(triples))
    prefixes = prefixes_in_use(triples)
    return serialize(triples, format=RDF_SYNTAX[chosen], prefixes=prefixes) or b""


def report_triples(report: ValidationReport) -> list[Triple]:
    """Return the report as triples; what an excerpt leaves out is counted in a comment."""
    node = BlankNode("report")
    conforms = Literal("true" if report.conforms else "false", datatype=XSD.boolean)
    triples = [
        Triple(node, RDF.type, SH.ValidationReport),
        Triple(node, SH.conforms, conforms),
    ]
    if report.omitted:
        listed, total = len(report.results), report.results_total
        nb = f"Rapporten har {total} resultater; de {listed} alvorligste er med her."
        en = f"The report has {total} results; the {listed} most severe are given here."
        triples.append(Triple(node, RDFS.comment, Literal(nb, language="nb")))
        triples.append(Triple(node, RDFS.comment, Literal(en, language="en")))
    for number, result in enumerate(report.results, start=1):
        triples.append(Triple(node, SH.result, BlankNode(f"result{number}")))
        triples += _result_triples(BlankNode(f"result{number}"), result)
    return triples


def _result_triples(node: BlankNode, result: ValidationResult) -> Iterator[Triple]:
    """Yield one result. A focus node without an IRI is a blank node, a shape without one unsaid."""
    focus = _iri(result.focus_node) or BlankNode(f"{node.value}focus")
    yield Triple(node, RDF.type, SH.ValidationResult)
    yield Triple(node, SH.focusNode, focus)
    yield Triple(node, SH.resultSeverity, NamedNode(result.severity.iri))
    component = NamedNode(result.source_constraint_component)
    yield Triple(node, SH.sourceConstraintComponent, component)
    shape = _iri(result.source_shape)
    if shape is not None:
        yield Triple(node, SH.sourceShape, shape)
    yield from _path_triples(node, result.path or "")
    if result.value is not None:
        yield Triple(node, SH.value, result.value)
    for language, text in sorted(result.messages.items()):
        yield Triple(node, SH.resultMessage, Literal(text, language=language))


def _path_triples(node: BlankNode, path: str) -> Iterator[Triple]:
    """Yield a result's path: a property, or the inverse of one (SHACL § 2.3.1.4)."""
    property_ = _iri(path.removeprefix("^"))
    if property_ is None:
        return
    if path.startswith("^"):
        inverse = BlankNode(f"{node.value}path")
        yield Triple(node, SH.resultPath, inverse)
        yield Triple(inverse, SH.inversePath, property_)
    else:
        yield Triple(node, SH.resultPath, property_)


def _iri(text: str) -> NamedNode | None:
    """Return an absolute IRI as a term; None for what is none, as the label of a blank node."""
    try:
        return NamedNode(text)
    except ValueError:
        return None


def _for_xml(triples: Iterable[Triple]) -> Iterator[Triple]:
    for triple in triples:
        literal = triple.object
        if not isinstance(literal, Literal) or not _NOT_IN_XML.search(literal.value):
            yield triple
        elif triple.predicate == SH.resultMessage:
            text = _NOT_IN_XML.sub(_REPLACEMENT, literal.value)
            yield Triple(triple.subject, triple.predicate, Literal(text, language=literal.language))
