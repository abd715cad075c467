"""A StratML file as a tree of plain nodes that know the lines that they stand on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from xml.parsers import expat

from planvev.ingest.refusals import refuse
from planvev.ingest.stratml.names import ROOTS, canonical
from planvev.ingest.xml_guard import check_xml


@dataclass
class Words:
    """Text between two tags. pieces: as the parser gives them, each with the line it begins on."""

    pieces: list[tuple[str, int]] = field(default_factory=list)

    @cached_property
    def text(self) -> str:
        """All of it."""
        return "".join(piece for piece, _ in self.pieces)

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(piece) for piece, _ in self.pieces[:-1])]

    def line_at(self, offset: int) -> int:
        """Return the line on which a character stands, from 1."""
        index = bisect_right(self._starts, offset) - 1
        line = self.pieces[index][1]
        return line + self.text.count("\n", self._starts[index], offset)


@dataclass(eq=False)
class Node:
    """An element. name: as written, without prefix; key: as the schema calls it.

    attributes: without those of namespaces, but "xml:lang". parts: words and elements in order;
    they do not change once the element has ended, so what follows from them is found once.
    place: the slices of the pinned text that hold the words right inside, by ``pin``. answers:
    what ``emptiness`` found out, by question.
    """

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    column: int
    parts: list[Words | Node] = field(default_factory=list)
    place: list[tuple[int, int]] = field(default_factory=list)
    answers: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """The name that the schema has for it."""
        return canonical(self.name)

    @cached_property
    def children(self) -> list[Node]:
        """The elements right inside, in order."""
        return [part for part in self.parts if isinstance(part, Node)]

    @cached_property
    def words(self) -> str:
        """The text right inside, without that of elements inside, trimmed."""
        return "".join(part.text for part in self.parts if isinstance(part, Words)).strip()

    @cached_property
    def said(self) -> str:
        """All text inside, that of elements inside too, trimmed."""
        found = (
            part.text for node in self.walk() for part in node.parts if isinstance(part, Words)
        )
        return "".join(found).strip()

    def named(self, *keys: str) -> list[Node]:
        """Return the elements right inside that have one of these names."""
        return [child for child in self.children if child.key in keys]

    def walk(self) -> Iterator[Node]:
        """Yield this element and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


_XML = "http://www.w3.org/XML/1998/namespace"


def parse(content: bytes, name: str) -> Node:
    r"""Return the root element of a StratML file.

    name: of the file, for messages. Raises DocumentRefused: what ``check_xml`` refuses,
    "xml-broken" for a prefix that nothing declares, "not-stratml" for another root element.

    >>> root = parse(b"<StrategicPlan>\n <Name>Planen</Name></StrategicPlan>", "plan.xml")
    >>> [(node.key, node.words, node.line) for node in root.walk()]
    [('StrategicPlan', '', 1), ('Name', 'Planen', 2)]
    """
    check_xml(content, name)
    root = _Reader().read(content, name)
    if root.name.lower() not in ROOTS:
        raise refuse(name, "not-stratml", root.name[:80])
    return root


class _Reader:
    """One reading of one file."""

    def __init__(self) -> None:
        self._roots: list[Node] = []
        self._open: list[Node] = []
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.CharacterDataHandler = self._on_words

    def read(self, content: bytes, name: str) -> Node:
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages.get(error.code, str(error))
            raise refuse(name, "xml-broken", error.lineno, error.offset + 1, reason) from None
        return self._roots[0]

    def _on_start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, local = tag.rpartition(" ")
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        node = Node(local, namespace, _own_attributes(attributes), line, column)
        if self._open:
            self._open[-1].parts.append(node)
        else:
            self._roots.append(node)
        self._open.append(node)

    def _on_end(self, tag: str) -> None:
        del tag
        self._open.pop()

    def _on_words(self, text: str) -> None:
        parts = self._open[-1].parts
        if not parts or not isinstance(parts[-1], Words):
            parts.append(Words())
        words = parts[-1]
        assert isinstance(words, Words)  # noqa: S101 -- it was just put there
        words.pieces.append((text, self._parser.CurrentLineNumber))


def _own_attributes(attributes: dict[str, str]) -> dict[str, str]:
    own = {}
    for tag, value in attributes.items():
        namespace, _, local = tag.rpartition(" ")
        if not namespace:
            own[local] = value
        elif namespace == _XML and local == "lang":
            own["xml:lang"] = value
    return own
