"""Which graphs a SPARQL Update request may change; its USING clauses; what it must not fetch.

Pure: it looks at tokens and does not parse. The store does that, in a worker.

*It fails safe.* The analysis follows the grammar of SPARQL 1.1 Update (§ 19.8, rules 29–53) token
by token, as the store reads it. Whatever it does not know to the letter makes the answer «any
graph» (``open_ended``): keywords glued to what follows (``CLEARALL``, ``GRAPHex:g``, which some
parsers accept), an unknown operation, a ``{`` that follows no GRAPH, a prefix that is not
declared, tokens that are in doubt (``planvev.rdf.located_tokens``). So the graphs that are named
are all that can change, or the answer is «any». It may name graphs that do not change in the end.
A text that the store does not parse changes nothing, whatever is said of it here.

What GRAPH names in a WHERE is read, not changed, and is left out. In updates the default graph is
always the unnamed one, whatever it is for queries.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pyoxigraph import NamedNode

from planvev.archive.manifest import DEFAULT
from planvev.engine.base import Dataset
from planvev.errors import BadRequest, FederationRefused
from planvev.rdf.located_tokens import Located, UnclearTokens, is_in_doubt, located_tokens
from planvev.rdf.query_tokens import TokenKind
from planvev.sparql.scan import refuse_federation
from planvev.sparql.update_grammar import Reading, read_update

_LOAD_SILENT: Final = "LOADSILENT"


@dataclass(frozen=True)
class UpdateAnalysis:
    """What an update may change.

    graphs: IRIs, and DEFAULT for the unnamed graph, as the archive's manifests have them.
    open_ended: whether it may change other graphs too (then ``graphs`` is what was seen).
    reason: why it is open-ended, for a message; empty where it is not.
    copies: source and target of each COPY, ADD and MOVE, in their order.
    """

    graphs: frozenset[str]
    open_ended: bool = False
    reason: str = ""
    copies: tuple[tuple[str, str], ...] = ()

    def sources(self, graph: str) -> frozenset[str]:
        """Return the graphs of which a copy may have come into a graph, on whatever way.

        >>> update = "COPY <urn:a> TO <urn:b> ; ADD <urn:b> TO <urn:c> ; COPY <urn:d> TO <urn:b>"
        >>> sorted(analyse_update(update).sources("urn:c"))
        ['urn:a', 'urn:b']
        """
        held: dict[str, frozenset[str]] = {}
        for source, target in self.copies:
            copied = held.get(source, frozenset()) | {source}
            held[target] = held.get(target, frozenset()) | copied
        return held.get(graph, frozenset()) - {graph}


def analyse_update(update: str, base_iri: str | None = None) -> UpdateAnalysis:
    """Return the graphs that an update may change. base_iri: what the store is given as BASE.

    >>> sorted(analyse_update("PREFIX e: <urn:e:> COPY e:a TO e:b; CLEAR DEFAULT").graphs)
    ['default', 'urn:e:b']
    >>> analyse_update("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }").open_ended
    True
    """
    try:
        reading = _read(update, base_iri)
    except UnclearTokens as error:
        return UpdateAnalysis(frozenset(), open_ended=True, reason=str(error))
    return UpdateAnalysis(
        frozenset(reading.graphs),
        open_ended=bool(reading.reason),
        reason=reading.reason,
        copies=tuple(reading.copies),
    )


def with_using(update: str, using: Dataset, base_iri: str | None = None) -> str:
    """Return the update with ``using-graph-uri`` and ``using-named-graph-uri`` put into it.

    They become USING and USING NAMED clauses before the WHERE of each DELETE and INSERT; the
    short form ``DELETE WHERE`` is written out for it (SPARQL 1.1 Protocol § 2.2.3). Nothing else
    changes; an empty ``using`` changes nothing. Lines move, so that places in the store's messages
    may be some columns off. Raises BadRequest where the update has USING or WITH of its own, or
    where its operations cannot be told apart.

    >>> with_using("INSERT { ?s a 1 } WHERE { ?s ?p ?o }", Dataset(("urn:a",), ("urn:b",)))
    'INSERT { ?s a 1 } USING <urn:a> USING NAMED <urn:b> WHERE { ?s ?p ?o }'
    """
    if not using:
        return update
    try:
        reading = _read(update, base_iri)
    except UnclearTokens as error:
        raise BadRequest(
            f"{error} using-graph-uri and using-named-graph-uri cannot be put into this update; "
            "write USING clauses instead."
        ) from None
    if reading.names_dataset:
        raise BadRequest(
            "The update names its dataset itself (USING, WITH); using-graph-uri and "
            "using-named-graph-uri must not do so too."
        )
    clauses = "".join(f"USING {NamedNode(iri)} " for iri in using.default_graphs)
    clauses += "".join(f"USING NAMED {NamedNode(iri)} " for iri in using.named_graphs)
    parts = []
    position = 0
    for pattern in reading.patterns:
        parts.append(update[position : pattern.where])
        if pattern.group_end:
            group_start = pattern.where + len("WHERE")
            parts.append(update[group_start : pattern.group_end] + " ")
        parts.append(clauses)
        position = pattern.where
    return "".join([*parts, update[position:]])


def refuse_outside(update: str) -> None:
    """Raise FederationRefused for an update that asks another endpoint or fetches a document.

    That is SERVICE, wherever it leads, and LOAD. LOAD SILENT passes: the worker has no network, so
    it fails in silence, as it may (SPARQL 1.1 Update § 3.1.4). To be asked once the update is known
    to parse, so that one that does not parse is told so first.

    >>> refuse_outside("LOAD SILENT <http://example.org/> INTO GRAPH <urn:g>")
    >>> refuse_outside("LOAD <http://example.org/>")
    Traceback (most recent call last):
        ...
    planvev.errors.FederationRefused: LOAD is not done here: this server fetches nothing. Send ...
    """
    refuse_federation(update, load=False)
    try:
        tokens = located_tokens(update)
    except UnclearTokens:
        return  # no store reads it
    depth = 0
    for token, following in pairwise([*tokens, _END]):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and _loads(token, following):
            raise FederationRefused(
                "LOAD is not done here: this server fetches nothing. Send the document by the "
                "Graph Store Protocol."
            )


_END: Final = Located(TokenKind.OTHER, "", 0, 0)


def _loads(token: Located, following: Located) -> bool:
    """Return whether a LOAD begins here, glued to what follows or not, that is not SILENT."""
    if token.word == "LOAD":
        return following.word != "SILENT"
    if token.word.startswith("LOAD"):
        return not token.word.startswith(_LOAD_SILENT)
    if token.kind is not TokenKind.PREFIXED_NAME or following.kind is TokenKind.IRI:
        return False  # PREFIX load: <…>
    name = token.text.upper()
    return name.startswith("LOAD") and not name.startswith(_LOAD_SILENT)


def _read(update: str, base_iri: str | None) -> Reading:
    tokens = located_tokens(update)
    if is_in_doubt(tokens):
        raise UnclearTokens("It cannot be told with certainty where a comparison ends.")
    return read_update(tokens, base_iri, DEFAULT)
