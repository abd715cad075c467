"""SERVICE and LOAD: which texts reach outside, and which of them may.

It is asked before a query is run, and once more by the engine before it gives one a worker that
has a network.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from planvev.errors import FederationRefused
from planvev.rdf.located_tokens import Located, UnclearTokens, is_in_doubt, located_tokens
from planvev.rdf.query_tokens import TokenKind, query_tokens

_BEFORE_NAME_AND_GROUP: Final = frozenset({"GRAPH", "FROM", "NAMED", "DESCRIBE", "WHERE"})
_START: Final = Located(TokenKind.OTHER, "", 0, 0)
_SERVICE: Final = re.compile("service", re.IGNORECASE)
_SUSPECT: Final = re.compile(r"service|load|\\u", re.IGNORECASE)
"""A text without any of this holds neither keyword, not even with codepoint escapes."""


def refuse_federation(query: str, allowed: Collection[str] = (), *, load: bool = True) -> None:
    """Raise FederationRefused for a query that reaches outside.

    allowed: IRIs of endpoints that SERVICE may ask, each written out: ``SERVICE <iri>`` or
    ``SERVICE SILENT <iri>``, no variable, no prefixed name, no escape. Where the tokens are in
    doubt (``planvev.rdf.located_tokens``), a query that has the word at all is refused if any
    endpoint is allowed: the worker that it would run in has a network.
    load: whether to refuse LOAD too, which no query has.

    >>> refuse_federation("ASK { SERVICE <urn:a> {} }", allowed={"urn:a"})
    >>> refuse_federation("ASK { SERVICE ?x {} }", allowed={"urn:a"})
    Traceback (most recent call last):
        ...
    planvev.errors.FederationRefused: SERVICE is not done here but to endpoints that this one knows.
    """
    if not _SUSPECT.search(query):
        return
    try:
        tokens = located_tokens(query)
        doubtful = is_in_doubt(tokens)
    except UnclearTokens:
        # No store reads an escaped keyword; what it means is not looked into.
        tokens = [Located(token.kind, token.text, 0, 0) for token in query_tokens(query)]
        doubtful = True
    if allowed and doubtful and _SERVICE.search(query):
        raise _service_refused(allowed)
    previous = before = _START
    for number, token in enumerate(tokens):
        if token.kind is TokenKind.WORD or token.text == "{":
            if not _is_allowed_service(tokens[number : number + 3], allowed):
                _refuse_service(token, previous, before, allowed)
            if load and token.word == "LOAD":
                raise FederationRefused("LOAD is not done here: this endpoint fetches nothing.")
        before, previous = previous, token


def names_service(query: str) -> bool:
    """Return whether a query asks other endpoints, once ``refuse_federation`` let it through.

    >>> names_service("ASK { SERVICE <urn:a> {} }"), names_service("ASK { ?service a 'SERVICE' }")
    (True, False)
    """
    return bool(_SERVICE.search(query)) and any(
        token.kind is TokenKind.WORD and token.text.upper() == "SERVICE"
        for token in query_tokens(query)
    )


def _is_allowed_service(tokens: Sequence[Located], allowed: Collection[str]) -> bool:
    """Return whether tokens begin with ``SERVICE <iri>`` or ``SERVICE SILENT <iri>``, allowed."""
    if tokens[0].word != "SERVICE" or len(tokens) < 3:
        return False
    target = tokens[2] if tokens[1].word == "SILENT" else tokens[1]
    return target.kind is TokenKind.IRI and target.text[1:-1] in allowed


def _refuse_service(
    token: Located, previous: Located, before: Located, allowed: Collection[str]
) -> None:
    """Refuse SERVICE, also where no space stands around it.

    Parsers that read keywords first take ``trueSERVICE`` for two words and ``SERVICE:pn {`` or
    ``SERVICEx:pn {`` for a keyword and a prefixed name. A prefixed name stands before a group
    only after the words of _BEFORE_NAME_AND_GROUP.
    """
    if "SERVICE" in token.word:
        raise _service_refused(allowed)
    if token.text == "{" and previous.kind is TokenKind.PREFIXED_NAME:
        prefix = previous.text.partition(":")[0].upper()
        if "SERVICE" in prefix and before.text.upper() not in _BEFORE_NAME_AND_GROUP:
            raise _service_refused(allowed)


def _service_refused(allowed: Collection[str]) -> FederationRefused:
    if allowed:
        return FederationRefused("SERVICE is not done here but to endpoints that this one knows.")
    return FederationRefused("SERVICE is not done here: this endpoint asks no other one.")
