"""Language tags in the letters that they were put in.

RDF compares language tags without regard to case, and the parsers of pyoxigraph lower-case them
(``@nb-NO`` becomes ``@nb-no``; so in 0.5.13). What was put is to be given back as it was, so the
letters are looked up in the document and put back into the canonical lines:

- Turtle and N-Triples: the tags stand in the document in the order of the literals;
- JSON-LD: the lenient parser of pyoxigraph keeps the letters;
- RDF/XML, and Turtle in which a triple is written once and stands twice (annotations of RDF 1.2):
  a tag that the document spells in one way only is spelled so.

Where none of this tells how a tag was spelled, it stays in lower case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, RdfFormat, Triple, parse, serialize

_TAGGED = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"@([A-Za-z0-9-]+)', re.DOTALL)
_CAPITAL_TAG = re.compile(rb"@[a-z0-9-]*[A-Z]")
_TURTLE_TOKEN = re.compile(
    rb"""
      \#[^\n\r]*+                                       # a comment
    | <(?:[^<>"{}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]+)*+> # an IRI
    | \\.                                               # an escaped character of a local name
    | (?: \"\"\"(?:"{0,2}(?:[^"\\]|\\.))*+\"\"\"
        | '''(?:'{0,2}(?:[^'\\]|\\.))*+'''
        | "(?:[^"\\\n\r]|\\.)*+"
        | '(?:[^'\\\n\r]|\\.)*+'
      )(?:\s*+@([A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?))?
    """,
    re.DOTALL | re.VERBOSE,
)
_XML_LANG = re.compile(rb"""xml:lang\s*=\s*["']([A-Za-z0-9-]+)["']""")
_TEXT_SYNTAXES = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES)


def has_capital_tags(content: bytes) -> bool:
    """Whether a document in Turtle or N-Triples may have a language tag with a capital letter."""
    return _CAPITAL_TAG.search(content) is not None


def fold_tags(line: bytes) -> bytes:
    r"""Return a canonical line with its language tags in lower case.

    >>> fold_tags(b'<urn:s> <urn:p> "NB \\"@NB"@nb-NO .').decode()
    '<urn:s> <urn:p> "NB \\"@NB"@nb-no .'
    """
    return _TAGGED.sub(_fold, line) if has_capital_tags(line) else line


def respell(lines: list[bytes], content: bytes, syntax: RdfFormat) -> list[bytes]:
    """Return the lines with their language tags as the document spells them.

    lines: the canonical lines of what pyoxigraph parsed, in its order. content: the document.
    """
    if syntax == RdfFormat.JSON_LD:
        return _respell_json_ld(lines, content)
    if syntax in _TEXT_SYNTAXES:
        if not has_capital_tags(content):
            return lines
        spelled = [tag for tag in _TURTLE_TOKEN.findall(content) if tag]
    else:
        spelled = _XML_LANG.findall(content)
    if all(tag == tag.lower() for tag in spelled):
        return lines
    parsed = [tag for line in lines for tag in _TAGGED.findall(line)]
    if [tag.lower() for tag in spelled] != parsed:
        spelled = _by_only_spelling(parsed, spelled)
    return _put_back(lines, spelled)


def with_exact_tags(triples: Iterable[Triple], lines: Sequence[bytes]) -> Iterator[Triple]:
    """Yield the triples with the language tags that stand in the line of each."""
    for triple, line in zip(triples, lines, strict=True):
        literal = triple.object
        if (
            isinstance(literal, Literal)
            and literal.language is not None
            and literal.direction is None
            and has_capital_tags(line)
        ):
            exact = _literal_with_tag(literal, _TAGGED.findall(line)[-1].decode())
            yield Triple(triple.subject, triple.predicate, exact)
        else:
            yield triple


def _fold(match: re.Match[bytes]) -> bytes:
    start = match.start(1) - match.start()
    return match[0][:start] + match[1].lower()


def _by_only_spelling(parsed: Sequence[bytes], spelled: Sequence[bytes]) -> list[bytes]:
    """Return for each parsed tag the one way in which the document spells it, else itself."""
    spellings: dict[bytes, set[bytes]] = {}
    for tag in spelled:
        spellings.setdefault(tag.lower(), set()).add(tag)
    return [
        next(iter(spellings[tag])) if len(spellings.get(tag, ())) == 1 else tag for tag in parsed
    ]


def _put_back(lines: Iterable[bytes], spelled: Iterable[bytes]) -> list[bytes]:
    tags = iter(spelled)

    def spell(match: re.Match[bytes]) -> bytes:
        return match[0][: match.start(1) - match.start()] + next(tags)

    return [_TAGGED.sub(spell, line) for line in lines]


def _respell_json_ld(lines: list[bytes], content: bytes) -> list[bytes]:
    """Return the lines of the lenient parser, where it differs in language tags alone."""
    quads = parse(content, RdfFormat.JSON_LD, lenient=True)
    exact = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""
    spelled = _TAGGED.findall(exact)
    parsed = [tag for line in lines for tag in _TAGGED.findall(line)]
    return _put_back(lines, spelled) if [tag.lower() for tag in spelled] == parsed else lines


def _literal_with_tag(literal: Literal, tag: str) -> Literal:
    """Return the literal with a tag in these letters, which ``Literal(…)`` would lower-case."""
    value = {"@value": literal.value, "@language": tag}
    document = json.dumps({"@id": "urn:s", "urn:p": value}).encode()
    exact = next(parse(document, RdfFormat.JSON_LD, lenient=True)).object
    if not isinstance(exact, Literal) or (exact.value, exact.language) != (literal.value, tag):
        return literal
    return exact
