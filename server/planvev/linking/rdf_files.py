"""Links and decisions as RDF: out as they stand, in by the same way as every other file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from planvev.archive.canonical import parse_exact, serialize_canonical
from planvev.errors import BadContent
from planvev.ingest.export.quads import n_quads
from planvev.ingest.export.sources import GraphTexts
from planvev.linking.exchange import Item, LinkFileRefused
from planvev.linking.links import Link, LinkHistory, Outcome, Status
from planvev.linking.records import (
    AGENTS,
    NewLink,
    Quote,
    agent_labels,
    histories_of,
    link_graphs,
)
from planvev.rdf.formats import N_QUADS, N_TRIPLES, RDF_SYNTAX, TRIG, Format
from planvev.rdf.prefixes import prefixes_in_use
from planvev.sparql.content import Document, parse_content
from planvev.vocab import OA, PROV, PV, RDF

_TAKEN_OVER: Final = {
    Status.APPROVED: Outcome.APPROVED,
    Status.REJECTED: Outcome.REJECTED,
    Status.WITHDRAWN: Outcome.WITHDRAWN,
}


def link_texts(texts: GraphTexts, links: Iterable[str]) -> dict[str, bytes]:
    """Return what the graphs say of some links: themselves, passages, decisions, who is behind it.

    links: IRIs. Returns canonical texts by graph, those left out that say nothing of them.
    """
    wanted = set(links)
    there = texts.graphs()
    parsed = {graph: list(parse_exact(texts.text(graph))) for graph in link_graphs(there)}
    decisions = {
        triple.subject
        for triples in parsed.values()
        for triple in triples
        if triple.predicate == PV.decides
        and isinstance(triple.object, NamedNode)
        and triple.object.value in wanted
    }
    chosen = {
        graph: [t for t in triples if t.subject in decisions or _is_of(t.subject, wanted)]
        for graph, triples in parsed.items()
    }
    agents = {
        triple.object
        for triples in chosen.values()
        for triple in triples
        if triple.predicate in (PROV.wasAttributedTo, PROV.wasAssociatedWith)
    }
    if AGENTS in there:
        chosen[AGENTS] = [t for t in parse_exact(texts.text(AGENTS)) if t.subject in agents]
    return {graph: serialize_canonical(triples) for graph, triples in chosen.items() if triples}


def turtle(graphs: dict[str, bytes]) -> bytes:
    """Return canonical texts together as Turtle, the prefixes sorted."""
    triples = [triple for _, text in sorted(graphs.items()) for triple in parse_exact(text)]
    prefixes = prefixes_in_use(triples)
    body = serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b""
    lines = body.splitlines(keepends=True)
    head = [line for line in lines if line.startswith(b"@prefix ")]
    # The serializer writes the prefixes in any order.
    return b"".join([*sorted(head), *lines[len(head) :]])


def quads(graphs: dict[str, bytes]) -> bytes:
    """Return canonical texts as N-Quads."""
    return n_quads(graphs)


def _is_of(subject: object, wanted: set[str]) -> bool:
    """Whether a subject is a wanted link, or a passage below one."""
    if not isinstance(subject, NamedNode):
        return False
    link = subject.value.partition("/passage/")[0]
    return link in wanted


def read_rdf(content: bytes, format_: Format) -> list[Item]:
    """Read links and the decisions on them from RDF, whatever graphs it names.

    What a link's decisions come to is taken over; whose they were is told in the comment. Raises
    BadContent for what is no RDF, LinkFileRefused where there is no link in it.
    """
    if format_ in (N_QUADS, TRIG):
        content, format_ = _without_graphs(content, format_), N_TRIPLES
    triples = parse_content(Document(content, format_), None)
    if any(not isinstance(triple.subject, NamedNode) for triple in triples if _names_link(triple)):
        raise BadContent("a link or a decision is a blank node; give it an IRI.")
    histories = histories_of({"": triples}, agent_labels(triples))
    declared = {
        triple.subject.value
        for triple in triples
        if _names_link(triple) and isinstance(triple.subject, NamedNode)
    }
    broken = sorted(declared - histories.keys())
    if broken:
        problem = "lacks pv:linkSource, pv:linkTarget, pv:linkType or pv:linkBasis"
        raise LinkFileRefused([f"<{iri}> {problem}." for iri in broken])
    if not histories:
        raise LinkFileRefused(["There is no pv:Link in the file."])
    quotes = _Quotes(triples)
    return [_item(history, quotes) for history in histories.values()]


def _without_graphs(content: bytes, format_: Format) -> bytes:
    try:
        quads = parse(content, RDF_SYNTAX[format_], rename_blank_nodes=False)
        return serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
    except (SyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        raise BadContent(f"{error}", line) from None


def _names_link(triple: Triple) -> bool:
    return triple.predicate == RDF.type and triple.object == PV.Link


def _item(history: LinkHistory, quotes: _Quotes) -> Item:
    link = history.link
    names = sorted({each.agent_label or each.agent for each in history.standing})
    outcome = _TAKEN_OVER.get(history.status) if history.decisions else None
    comments = [each.comment for each in history.standing if each.comment]
    told = "; ".join([*comments, *names]) if outcome else ""
    new = NewLink(
        link.source,
        link.target,
        link.type,
        link.basis,
        link.confidence,
        {language or "nb": text for language, text in link.reasons.items()},
        link.method,
        quotes=tuple(quotes.of(link)),
    )
    return Item(new, f"<{link.iri}>", outcome=outcome, comment=told)


class _Quotes:
    """The passages in a file."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[str, dict[str, list[NamedNode | Literal]]] = {}
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(
                triple.object, NamedNode | Literal
            ):
                facts = self._said.setdefault(triple.subject.value, {})
                facts.setdefault(triple.predicate.value, []).append(triple.object)

    def of(self, link: Link) -> Iterator[Quote]:
        """Yield a link's passages in their order; those that are not whole are left out."""
        found = [self._quote(passage) for passage in link.passages]
        for _, quote in sorted(found, key=lambda pair: pair[0]):
            if quote is not None:
                yield quote

    def _quote(self, passage: str) -> tuple[int, Quote | None]:
        source = self._one(passage, OA.hasSource)
        selectors = [term.value for term in self._all(passage, OA.hasSelector)]
        exact = next((self._one(s, OA.exact) for s in selectors if self._one(s, OA.exact)), "")
        start, end = (
            next((self._one(s, place) for s in selectors if self._one(s, place)), "")
            for place in (OA.start, OA.end)
        )
        order = self._one(passage, PV.passageOrder)
        at = int(order) if order.isdecimal() else 0
        if not (source and exact and start.isdecimal() and end.isdecimal()):
            return at, None
        return at, Quote(source, exact, int(start), int(end))

    def _all(self, subject: str, predicate: NamedNode) -> list[NamedNode | Literal]:
        return self._said.get(subject, {}).get(predicate.value, [])

    def _one(self, subject: str, predicate: NamedNode) -> str:
        return next((term.value for term in self._all(subject, predicate)), "")
