"""The tokens of a SPARQL query, read without parsing it.

Enough of the terminals of SPARQL 1.1 § 19.8 to know what is a keyword and what only looks like
one: inside a string, an IRI, a comment, a prefixed name, a variable. Every text has tokens, also
one that no parser accepts; time grows linearly with its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final, NamedTuple


class TokenKind(Enum):
    """The kinds of tokens that the scan tells apart."""

    SKIPPED = "skipped"
    """White space and comments."""
    STRING = "string"
    UNCLOSED = "unclosed"
    """A string without an end, up to where it must have ended. That is no SPARQL; but a parser that
    read what stands before it in another way may see something else here."""
    IRI = "iri"
    VARIABLE = "variable"
    LANGUAGE = "language"
    BLANK_NODE = "blank_node"
    PREFIXED_NAME = "prefixed_name"
    WORD = "word"
    """A keyword, ``a``, ``true``, ``false``, or the name of a built-in function."""
    OTHER = "other"
    """One character of punctuation, an operator, or a digit."""


class Token(NamedTuple):
    """One token. text: as it stands in the query, for words with codepoint escapes resolved."""

    kind: TokenKind
    text: str


_UCHAR: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_LOCAL: Final = rf"[\w:·-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%]|{_UCHAR}"
_PREFIX: Final = rf"[^\W\d_](?:[\w.·-]|{_UCHAR}){{0,128}}+"
_SKIPPED: Final = r"\s++|\#[^\r\n]*+"
_STRING: Final = r"""
    \"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\" | \'\'\'(?:[^'\\]|\\.|'(?!''))*+\'\'\'
    | "(?!"")(?:[^"\\\r\n]|\\.)*+" | '(?!'')(?:[^'\\\r\n]|\\.)*+'"""
_UNCLOSED: Final = r"""\"\"\".*+ | \'\'\'.*+ | "(?:[^"\\\r\n]|\\.)*+ | '(?:[^'\\\r\n]|\\.)*+"""
_IRI: Final = rf"""<(?:[^<>"{{}}|^`\\\x00-\x20]|{_UCHAR})*+>"""
_NAMES: Final = {
    "variable": rf"[?$](?:\w|·|{_UCHAR})++",
    "language": r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+",
    "blank_node": r"_:[\w.·-]++",
    "prefixed_name": rf"(?:{_PREFIX})?:(?:(?:\.(?={_LOCAL}|\.))|{_LOCAL})*+",
    "word": rf"(?:[^\W\d]|{_UCHAR})(?:\w|{_UCHAR})*+",
}
_TOKEN: Final = re.compile(
    rf"""
      (?P<skipped>{_SKIPPED})
    | (?P<string>{_STRING})
    | (?P<unclosed>{_UNCLOSED})
    | (?P<iri>{_IRI})
    | {"|".join(f"(?P<{kind}>{name})" for kind, name in _NAMES.items())}
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_RUN: Final = "|".join((_STRING, *_NAMES.values(), r"""[^\s\#"'<{}()\[\]!^+-]"""))
_MARK: Final = re.compile(
    rf"""
      (?P<run>(?:(?:{_IN_RUN})(?:{_SKIPPED})*+)++)
    | (?P<skipped>{_SKIPPED})
    | {_UNCLOSED}
    | {_IRI}
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
"""The same tokens; those that no one looks at in one go, so that Python sees few."""
_MAY_NAME_DATASET: Final = re.compile(r"from|\\u", re.IGNORECASE)
_KINDS: Final = {kind.value: kind for kind in TokenKind}
NAMED: Final = (TokenKind.WORD, TokenKind.PREFIXED_NAME)
"""The kinds that may be written with codepoint escapes."""


def unescape(text: str) -> str:
    """Resolve codepoint escapes (SPARQL 1.1 § 19.2); what is no character stays as it is."""

    def character(match: re.Match[str]) -> str:
        number = int(match[0][2:], 16)
        surrogate = 0xD800 <= number <= 0xDFFF
        return chr(number) if number <= 0x10FFFF and not surrogate else match[0]

    return re.sub(_UCHAR, character, text) if "\\" in text else text


def query_spans(query: str) -> Iterator[tuple[TokenKind, int, int]]:
    """Yield kind, start and end of every token, with white space and comments; no gaps between."""
    for match in _TOKEN.finditer(query):
        yield _KINDS[match.lastgroup or "other"], match.start(), match.end()


def query_marks(query: str) -> Iterator[str]:
    """Yield what nests in a query: brackets and ``! ^ + - <``, each for itself.

    And IRIs and strings without an end, in which others may see brackets. All between is one "".

    >>> list(query_marks("ASK { ?s ?p '(', -1 # )"))
    ['', '{', '', '-', '']
    """
    for match in _MARK.finditer(query):
        if match.lastgroup != "skipped":
            yield "" if match["run"] else match[0]


def query_tokens(query: str) -> Iterator[Token]:
    r"""Yield the tokens of a query in order, without white space and comments.

    >>> [token.text for token in query_tokens('ASK # {\n{ ?s a "SERVICE" }')]
    ['ASK', '{', '?s', 'a', '"SERVICE"', '}']
    """
    for kind, start, end in query_spans(query):
        if kind is not TokenKind.SKIPPED:
            text = query[start:end]
            yield Token(kind, unescape(text) if kind in NAMED else text)


def names_dataset(query: str) -> bool:
    """Return whether the query itself names its RDF dataset (FROM, FROM NAMED).

    >>> names_dataset("ASK FROM <urn:g> {}"), names_dataset("ASK { ?from a 'FROM' }")
    (True, False)
    """
    return bool(_MAY_NAME_DATASET.search(query)) and any(
        token.kind is TokenKind.WORD and "FROM" in token.text.upper()
        for token in query_tokens(query)
    )


def columns_in_order(query: str, columns: Sequence[str]) -> list[str]:
    """Return the columns of a table for people: of ``SELECT *`` as the query first names them.

    >>> columns_in_order("SELECT * { ?s ?p ?o }", ["o", "p", "s"])
    ['s', 'p', 'o']
    """
    tokens = list(query_tokens(query))
    words = (n for n, t in enumerate(tokens) if t.kind is TokenKind.WORD)
    start = next((n for n in words if tokens[n].text.upper() == "SELECT"), None)
    if start is None:
        return list(columns)
    after = tokens[start + 1 : start + 3]
    if after and after[0].text.upper() in ("DISTINCT", "REDUCED"):
        after = after[1:]
    if not after or after[0].text != "*":
        return list(columns)
    named = [unescape(t.text[1:]) for t in tokens if t.kind is TokenKind.VARIABLE]
    order = {name: place for place, name in reversed(list(enumerate(named)))}
    return sorted(columns, key=lambda column: order.get(column, len(named)))
