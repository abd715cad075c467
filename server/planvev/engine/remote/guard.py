"""What a query is, and whether it is one that every SPARQL 1.1 store takes alike.

The remote store is not confined as our own workers are, and stores extend SPARQL: Virtuoso's
``DEFINE`` and ``OPTION`` fetch documents, its ``bif:`` and ``sql:`` call procedures, and it knows
prefixes that a query has not declared. What SPARQL 1.1 does not know stays here; so does SERVICE.

Stores read differently: some resolve codepoint escapes before they look for keywords, as SPARQL 1.1
§ 19.2 has it, some do not. So a text is checked both ways; and where it can be read in two ways for
another reason (``located_tokens``), it is refused if it so much as holds such a word.
"""

from __future__ import annotations

import re
from typing import Final

from planvev.engine.base import Query, ResultKind
from planvev.errors import QueryRefused, QuerySyntaxError
from planvev.rdf.federation import refuse_federation
from planvev.rdf.located_tokens import UnclearTokens, is_in_doubt, located_tokens
from planvev.rdf.query_tokens import Token, TokenKind, query_tokens, unescape

_KINDS: Final = {
    "SELECT": ResultKind.SOLUTIONS,
    "ASK": ResultKind.BOOLEAN,
    "CONSTRUCT": ResultKind.GRAPH,
    "DESCRIBE": ResultKind.GRAPH,
}
_PROLOGUE: Final = frozenset({"BASE", "PREFIX"})
_IN_PROLOGUE: Final = frozenset({TokenKind.IRI, TokenKind.PREFIXED_NAME})
_EXTENSIONS: Final = frozenset({"DEFINE", "OPTION"})
_PROCEDURES: Final = ("bif:", "sql:")
_SUSPECT: Final = re.compile("service|define|option|bif:|sql:", re.IGNORECASE)
_ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")


def check_query(text: str) -> ResultKind:
    r"""Return the kind of a query's answer.

    Raises QuerySyntaxError for what is no query, or uses a prefix that it does not declare;
    FederationRefused for SERVICE, QueryRefused for extensions that reach beyond SPARQL, and for
    what may be either to some store. Linear in the length of the text.

    >>> check_query("PREFIX select: <urn:ask> # ASK\nCONSTRUCT WHERE { ?s ?p ?o }")
    <ResultKind.GRAPH: 'graph'>
    """
    kind = _checked(text)
    resolved = unescape(text)
    if resolved != text:
        _checked(resolved)
    if _SUSPECT.search(resolved) and (_is_unclear(text) or _is_unclear(resolved)):
        raise QueryRefused("The query can be read in two ways. Put spaces around each «<» or «>».")
    return kind


def _is_unclear(text: str) -> bool:
    try:
        return is_in_doubt(located_tokens(text))
    except UnclearTokens:
        return True


def _checked(text: str) -> ResultKind:
    refuse_federation(text, load=False)
    kind: ResultKind | None = None
    declared: set[str] = set()
    previous = ""
    for token in query_tokens(text):
        word = token.text.upper() if token.kind is TokenKind.WORD else ""
        if word in _EXTENSIONS:
            raise QueryRefused(f"{word} is no SPARQL 1.1 and is not passed on.")
        if token.kind is TokenKind.PREFIXED_NAME:
            _note_prefix(token, declared, declares=kind is None and previous == "PREFIX")
        elif token.kind is TokenKind.IRI:
            _refuse_procedure(token)
        if kind is None and token.kind not in _IN_PROLOGUE and word not in _PROLOGUE:
            kind = _KINDS.get(word)
            if kind is None:
                break
        previous = word
    if kind is None:
        raise QuerySyntaxError("expected SELECT, ASK, CONSTRUCT or DESCRIBE")
    return kind


def text_with_base(query: Query) -> str:
    """Return the query's text, its base IRI in front where an IRI in it is relative.

    The store has a base of its own, which is not ours. What stands in the text still wins.

    >>> text_with_base(Query("ASK { <a> ?p <urn:b> }", 1, base_iri="http://example.org/"))
    'BASE <http://example.org/> ASK { <a> ?p <urn:b> }'
    """
    relative = query.base_iri and any(
        token.kind is TokenKind.IRI and not _ABSOLUTE.match(token.text)
        for token in query_tokens(query.text)
    )
    return f"BASE <{query.base_iri}> {query.text}" if relative else query.text


def _note_prefix(token: Token, declared: set[str], *, declares: bool) -> None:
    prefix = token.text.partition(":")[0]
    if declares:
        declared.add(prefix)
    elif prefix not in declared:
        raise QuerySyntaxError(f"the prefix «{prefix}:» is not declared")


def _refuse_procedure(token: Token) -> None:
    if token.text[1:].lower().startswith(_PROCEDURES):
        raise QueryRefused("Procedures of the store (bif:, sql:) are not called from here.")
