"""What is refused in a document before a parser sees it: depth, entities, remote contexts.

Measured with pyoxigraph 0.5.13, which holds the interpreter's lock while it parses:

- triple terms in Turtle and N-Triples overflow the stack between 10,000 and 100,000 deep;
- JSON-LD takes memory by the square of its depth and overflows the stack before 10,000; a scoped
  context is made again for each value that it is for (50 KB: 3.7 s, 250 KB: over 100 s);
- RDF/XML takes time by the square of its depth (16,000: 6 s), of the attributes of an element and
  of the namespaces that are declared; it expands internal entities without end.

The scans here read strings, comments and brackets as the parsers do; where they cannot (a string
that does not end), a parser stops with an error at the same place.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

from pyoxigraph import RdfFormat

from planvev.errors import BadContent

DEPTH_MAX: Final = 100
XML_ATTRIBUTES_MAX: Final = 1000
"""In one element; and of namespace declarations in one document."""
CONTEXT_COST_MAX: Final = 300_000
"""How often JSON-LD may make a term of a context; about a second."""

_TURTLE: Final = re.compile(
    rb"""
      \#[^\n\r]*+
    | <(?:[^<>"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]+)*+>
    | \\.
    | \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*+\"\"\"
    | '''(?:'{0,2}(?:[^'\\]|\\.))*+'''
    | "(?:[^"\\\n\r]|\\.)*+"
    | '(?:[^'\\\n\r]|\\.)*+'
    | (?P<open><<|[\[({])
    | (?P<close>>>|[\])}])
    """,
    re.DOTALL | re.VERBOSE,
)
_JSON: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)
_XML: Final = re.compile(
    rb"""
      <!--(?!-?>).*?-->
    | <!\[CDATA\[.*?\]\]>
    | <\?(?!>).*?\?>
    | (?P<close></[^<>]*+>)
    | <[^<>"'!?/](?P<inner>(?:[^<>"'/]|/(?!>)|"[^"]*+"|'[^']*+')*+)(?P<empty>/?)>
    | (?P<other><)
    """,
    re.DOTALL | re.VERBOSE,
)
_DOCTYPE: Final = re.compile(rb"<!\s*(?:doctype|entity)", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(rb"=\s*[\"']")
_Pairs = list[tuple[str, Any]]


def refuse_dangerous_content(content: bytes, syntax: RdfFormat) -> None:
    """Raise BadContent, with line and column, for a document that must not reach a parser.

    content: UTF-8. syntax: Turtle, N-Triples, JSON-LD or RDF/XML. Linear in time.
    """
    if syntax == RdfFormat.RDF_XML:
        _refuse_xml(content)
    elif syntax == RdfFormat.JSON_LD:
        _refuse_depth(content, _JSON)
        _refuse_json_ld(content)
    else:
        _refuse_depth(content, _TURTLE)


def refuse_at(content: bytes, offset: int, problem: str) -> NoReturn:
    """Raise BadContent with the line and column (in characters) of a byte of the content."""
    before = content[:offset]
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode("utf-8", "replace")) + 1
    raise BadContent(problem, before.count(b"\n") + 1, column)


def _refuse_depth(content: bytes, tokens: re.Pattern[bytes]) -> None:
    depth = 0
    for token in tokens.finditer(content):
        if token.lastgroup == "open":
            depth += 1
            if depth > DEPTH_MAX:
                refuse_at(content, token.start(), f"it nests deeper than {DEPTH_MAX} levels.")
        elif token.lastgroup == "close":
            depth = max(depth - 1, 0)


def _refuse_xml(content: bytes) -> None:
    doctype = _DOCTYPE.search(content)
    if doctype:
        refuse_at(content, doctype.start(), "RDF/XML with a DOCTYPE is not read here.")
    if content.count(b"xmlns") > XML_ATTRIBUTES_MAX:
        raise BadContent(f"it declares more than {XML_ATTRIBUTES_MAX} namespaces.")
    depth = 0
    for token in _XML.finditer(content):
        if token["other"]:
            refuse_at(content, token.start(), "the XML is not well-formed.")
        if token["close"]:
            depth -= 1
        elif token["inner"] is not None:
            if len(_ATTRIBUTE.findall(token["inner"])) > XML_ATTRIBUTES_MAX:
                refuse_at(content, token.start(), "an element has too many attributes.")
            depth += not token["empty"]
            if depth > DEPTH_MAX:
                refuse_at(content, token.start(), f"it nests deeper than {DEPTH_MAX} levels.")


class _Contexts:
    """The contexts of a JSON-LD document, counted while it is read.

    terms: how many entries they have together, those of contexts inside contexts included.
    """

    def __init__(self) -> None:
        self.terms = 0

    def look_at(self, pairs: _Pairs) -> dict[str, Any]:
        """Look at one object; every pair of it, also where a key comes twice."""
        for key, value in pairs:
            if key == "@context":
                for context in value if isinstance(value, list) else [value]:
                    self._look_at_context(context)
        return dict(pairs)

    def _look_at_context(self, context: Any) -> None:
        if isinstance(context, str):
            raise BadContent(
                f"the context «{context[:200]}» would have to be fetched. Put the context itself "
                "into the document."
            )
        if isinstance(context, dict):
            if "@import" in context:
                raise BadContent("a context with @import would have to be fetched.")
            self.terms += len(context)


def _refuse_json_ld(content: bytes) -> None:
    contexts = _Contexts()
    try:
        document = json.loads(
            content, object_pairs_hook=contexts.look_at, parse_int=str, parse_float=str
        )
    except json.JSONDecodeError as error:
        raise BadContent(f"{error.msg}.", error.lineno, error.colno) from None
    own = document.get("@context") if isinstance(document, dict) else None
    scoped = contexts.terms - (len(own) if isinstance(own, dict) else 0)
    values = content.count(b",") + content.count(b":") + 1
    if scoped and (scoped + contexts.terms // 10) * values > CONTEXT_COST_MAX:
        raise BadContent(
            "it has too many contexts inside the document for its size. Put one context at its "
            "beginning."
        )
