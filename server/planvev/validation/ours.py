"""Which graphs the rules in code on graphs are for: ours, by their name or by what they say.

Graphs that are not about plans are left alone: whoever puts a graph of people with blank nodes
here may. A graph is ours if it is named as one, or says something in terms of our ontology; the
unnamed graph can be so by what it says.
"""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.archive.canonical import split_lines
from planvev.archive.files import GraphFile
from planvev.vocab import GRAPH, PV

UNNAMED: Final = NamedNode("urn:planvev:unnamed-graph")
"""Stands for the unnamed graph where graphs go by their IRIs."""
_NAMED_AS_OURS: Final = re.compile(
    re.escape(GRAPH.iri)
    + r"(?:(?:shared|sdg|code|alignment)/.+|ontology|catalogue"
    + r"|[^/]+/[^/]+/(?:adopted|register|assessment|links|links-recorded|decisions"
    + r"|translation-\w+))"
)
_OUR_TERM: Final = f"<{PV.iri}".encode()


def is_named_as_ours(name: str) -> bool:
    """Whether a graph's IRI is one of those that plans, and what they share, have.

    >>> is_named_as_ours("https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/links")
    True
    >>> is_named_as_ours("https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/notes")
    False
    """
    return _NAMED_AS_OURS.fullmatch(name) is not None


def is_our_text(name: str, text: bytes) -> bool:
    """Whether a graph is ours. name: its key in a manifest; text: canonical."""
    return is_named_as_ours(name) or _OUR_TERM in text


def our_lines(text: bytes) -> int:
    """Return how many triples of a canonical text name a term of ours."""
    return sum(_OUR_TERM in line for line in split_lines(text))


def is_our_file(file: GraphFile) -> bool:
    """Whether a graph is ours that a file holds."""
    return is_named_as_ours(file.graph.value) or any(map(names_ours, file.triples))


def names_ours(triple: Triple) -> bool:
    """Whether a triple names a term of our ontology."""
    subject, node = triple.subject, triple.object
    if isinstance(node, Literal):
        node = node.datatype
    if isinstance(node, Triple) and names_ours(node):
        return True
    return triple.predicate in PV or subject in PV or node in PV
