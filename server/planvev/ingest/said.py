"""What rows say beside what their columns have a name for: labels in other languages, statements.

A workbook that planvev wrote carries all that its plan's graphs say, so that it comes back exactly.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from planvev.ingest.anchoring import passages_in
from planvev.ingest.document import Document
from planvev.ingest.elements import Element
from planvev.ingest.sheets.statements import statement_triples
from planvev.ingest.to_rdf import node_of, passage_triples
from planvev.vocab import RDFS


def said_of_elements(elements: Iterable[Element], plan: NamedNode) -> dict[str, dict[Triple, None]]:
    """Return what the elements' own rows say of them, by the suffix of the graph that says it."""
    found: dict[str, dict[Triple, None]] = defaultdict(dict)
    for element in elements:
        node = node_of(plan, element.path)
        for suffix, triple in statement_triples(node, element.properties):
            found[suffix][triple] = None
        for language, text in labels_of(element):
            label = Literal(text, language=language)
            found[f"translation-{language}"][Triple(node, RDFS.label, label)] = None
    return found


def labels_of(element: Element) -> Iterator[tuple[str, str]]:
    """Yield the labels of an element in other languages than the plan's."""
    labels = element.properties.get("labels", [])
    for item in labels if isinstance(labels, list) else [labels]:
        pair = json.loads(item)
        yield str(pair["language"]), str(pair["value"])


def said_of_actors(document: Document, plan: NamedNode) -> Iterator[tuple[str, Triple]]:
    """Yield what a workbook says of the actors of its plan: the graph's suffix, the triple.

    Nothing for a workbook of another plan.
    """
    if document.meta.get("plan") != plan.value:
        return
    for iri, statements in json.loads(document.meta.get("actors", "{}")).items():
        said = [json.dumps(each) for each in statements]
        yield from statement_triples(NamedNode(iri), {"statement": said})


def said_of_plan(document: Document, plan: NamedNode) -> Iterator[tuple[str, Triple]]:
    """Yield what a workbook says of the plan itself: the graph's suffix, the triple.

    Nothing for a workbook of another plan.
    """
    if document.meta.get("plan") != plan.value:
        return
    statements = [json.dumps(each) for each in json.loads(document.meta.get("statements", "[]"))]
    yield from statement_triples(plan, {"statement": statements})
    passages = [json.dumps(each) for each in json.loads(document.meta.get("passages", "[]"))]
    for triple in passage_triples(plan, passages_in(passages)):
        yield "adopted", triple
