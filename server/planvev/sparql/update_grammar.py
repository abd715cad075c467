"""The grammar of SPARQL 1.1 Update, as far as it says which graphs change (§ 19.8, rules 29–53).

A recogniser over tokens that knows every token that it passes. It raises UnclearTokens at the
first that it does not expect, and then nothing that it has read is relied on
(``planvev.sparql.update`` says why).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode, RdfFormat, parse

from planvev.rdf.located_tokens import Located, UnclearTokens
from planvev.rdf.query_tokens import TokenKind

_EXPONENT: Final = re.compile(r"[eE][0-9]*")
_TRIPLE_CHARACTERS: Final = frozenset(".;,()[]^<>~+-0123456789")
_TRIPLE_WORDS: Final = frozenset({"A", "TRUE", "FALSE"})
_ANNOTATION_DEPTH_MAX: Final = 100
_NAMES: Final = (TokenKind.IRI, TokenKind.PREFIXED_NAME)
_PLAIN_KINDS: Final = frozenset(
    {
        TokenKind.STRING,
        TokenKind.IRI,
        TokenKind.VARIABLE,
        TokenKind.LANGUAGE,
        TokenKind.BLANK_NODE,
        TokenKind.PREFIXED_NAME,
    }
)


@dataclass(frozen=True)
class Pattern:
    """Where USING clauses of an operation go.

    where: the offset of its WHERE. group_end: of the short form DELETE WHERE, the offset after its
    group, which is template and pattern in one; else 0.
    """

    where: int
    group_end: int = 0


@dataclass
class Reading:
    """What was read. graphs: those that change. reason: why others may change too, or empty.

    names_dataset: whether an operation has USING or WITH. patterns: in the order of the text.
    copies: source and target of each COPY, ADD and MOVE, in their order.
    """

    graphs: set[str] = field(default_factory=set)
    reason: str = ""
    names_dataset: bool = False
    patterns: list[Pattern] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)


def read_update(tokens: list[Located], base_iri: str | None, default: str) -> Reading:
    """Read an update. default: the key of the unnamed graph. Raises UnclearTokens."""
    reader = _Reader(tokens, base_iri, default)
    reader.read()
    return reader.reading


class _Reader:
    """Reads the operations of an update one after the other."""

    def __init__(self, tokens: list[Located], base_iri: str | None, default: str) -> None:
        self.reading = Reading()
        self._tokens = tokens
        self._position = 0
        self._default = default
        self._base_iri = base_iri
        self._prefixes: dict[str, str] = {}
        self._operations: dict[str, Callable[[], None]] = {
            "INSERT": self._modify,
            "DELETE": self._modify,
            "WITH": self._modify,
            "CLEAR": self._clear,
            "DROP": self._clear,
            "CREATE": self._create,
            "COPY": self._copy,
            "ADD": self._copy,
            "MOVE": self._move,
            "LOAD": self._load,
        }

    def read(self) -> None:
        """Read all: Update ::= Prologue ( Update1 ( ';' Update )? )? ."""
        while True:
            self._read_prologue()
            if self._at_end():
                return
            operation = self._operations.get(self._peek().word)
            if operation is None:
                raise UnclearTokens(
                    f"«{self._peek().text}» begins no operation that is known here."
                )
            operation()
            if self._at_end():
                return
            self._expect(";")

    # --- Tokens ---

    def _at_end(self) -> bool:
        return self._position >= len(self._tokens)

    def _peek(self) -> Located:
        if self._at_end():
            raise UnclearTokens("The update ends in the middle of an operation.")
        return self._tokens[self._position]

    def _next(self) -> Located:
        token = self._peek()
        self._position += 1
        return token

    def _take(self, *words: str) -> bool:
        """Pass the next token if it is one of these keywords."""
        found = not self._at_end() and self._peek().word in words
        self._position += found
        return found

    def _expect(self, text: str) -> Located:
        """Pass a keyword or a character of punctuation."""
        token = self._next()
        if text not in (token.word, token.text) or token.kind not in (
            TokenKind.WORD,
            TokenKind.OTHER,
        ):
            raise UnclearTokens(f"«{token.text}» stands where «{text}» was expected.")
        return token

    # --- Names of graphs ---

    def _read_prologue(self) -> None:
        while True:
            if self._take("BASE"):
                self._base_iri = self._iri(self._name(TokenKind.IRI))
            elif self._take("PREFIX"):
                prefix = self._name(TokenKind.PREFIXED_NAME).text
                self._prefixes[prefix] = self._iri(self._name(TokenKind.IRI))
            elif self._take("VERSION"):
                self._name(TokenKind.STRING)
            else:
                return

    def _name(self, *kinds: TokenKind) -> Located:
        token = self._next()
        if token.kind not in kinds:
            raise UnclearTokens(f"«{token.text}» stands where a name was expected.")
        return token

    def _iri(self, token: Located) -> str:
        """Return the IRI that a token names. It is resolved as the store resolves it: by Turtle."""
        prefix = token.text.partition(":")[0] + ":"
        document = f"<urn:s> <urn:p> {token.text} ."
        if token.kind is TokenKind.PREFIXED_NAME and prefix in self._prefixes:
            document = f"PREFIX {prefix} <{self._prefixes[prefix]}>\n{document}"
        try:
            quads = parse(document.encode(), RdfFormat.TURTLE, base_iri=self._base_iri)
            objects = [quad.object for quad in quads]
        except (SyntaxError, ValueError):
            objects = []
        if len(objects) != 1 or not isinstance(objects[0], NamedNode):
            raise UnclearTokens(f"Which graph «{token.text}» names cannot be told.")
        return objects[0].value

    def _graph(self) -> str:
        return self._iri(self._name(*_NAMES))

    def _graph_or_default(self) -> str:
        """Read a graph: GraphOrDefault ::= 'DEFAULT' | 'GRAPH'? iri ."""
        if self._take("DEFAULT"):
            return self._default
        self._take("GRAPH")
        return self._graph()

    def _open(self, reason: str) -> None:
        self.reading.reason = self.reading.reason or reason

    # --- Operations on whole graphs (rules 31–37) ---

    def _clear(self) -> None:
        operation = self._next().word
        self._take("SILENT")
        if self._take("GRAPH"):
            self.reading.graphs.add(self._graph())
        elif self._take("DEFAULT"):
            self.reading.graphs.add(self._default)
        elif self._take("NAMED", "ALL"):
            self._open(f"{operation} NAMED and {operation} ALL reach every graph.")
        else:
            raise UnclearTokens(f"«{self._peek().text}» is nothing that {operation} is done to.")

    def _create(self) -> None:
        self._next()
        self._take("SILENT")
        self._expect("GRAPH")
        self.reading.graphs.add(self._graph())

    def _copy(self) -> None:
        self._transfer()

    def _move(self) -> None:
        self.reading.graphs.add(self._transfer())

    def _transfer(self) -> str:
        """Read COPY, ADD or MOVE; return the source, which only MOVE changes."""
        self._next()
        self._take("SILENT")
        source = self._graph_or_default()
        self._expect("TO")
        target = self._graph_or_default()
        self.reading.graphs.add(target)
        self.reading.copies.append((source, target))
        return source

    def _load(self) -> None:
        self._next()
        self._take("SILENT")
        self._name(*_NAMES)
        if self._take("INTO"):
            self._expect("GRAPH")
            self.reading.graphs.add(self._graph())
        else:
            self.reading.graphs.add(self._default)

    # --- Operations on triples (rules 38–46) ---

    def _modify(self) -> None:
        graph = self._default
        if self._take("WITH"):
            self.reading.names_dataset = True
            graph = self._graph()
        if self._take("DELETE"):
            if graph == self._default and self._take("DATA"):
                return self._quads(graph)
            if graph == self._default and self._peek().word == "WHERE":
                return self._delete_where(graph)
            self._quads(graph)
            if self._take("INSERT"):
                self._quads(graph)
        else:
            self._expect("INSERT")
            if graph == self._default and self._take("DATA"):
                return self._quads(graph)
            self._quads(graph)
        return self._using_and_where()

    def _delete_where(self, graph: str) -> None:
        where = self._next()
        self._quads(graph)
        end = self._tokens[self._position - 1].end
        self.reading.patterns.append(Pattern(where.start, end))

    def _using_and_where(self) -> None:
        while self._take("USING"):
            self.reading.names_dataset = True
            self._take("NAMED")
            self._name(*_NAMES)
        self.reading.patterns.append(Pattern(self._expect("WHERE").start))
        self._expect("{")
        depth = 1
        while depth:
            token = self._next()
            if token.kind is TokenKind.OTHER:
                depth += (token.text == "{") - (token.text == "}")

    def _quads(self, default: str) -> None:
        """Read a template: '{' Triples? ( 'GRAPH' VarOrIri '{' … '}' '.'? Triples? )* '}' .

        default: the graph of the triples that stand outside GRAPH.
        """
        self._expect("{")
        while not self._passes("}"):
            if self._take("GRAPH"):
                self._quads_of_graph()
            elif not self._passes("."):
                self.reading.graphs.add(default)
                self._pass_in_triple()

    def _quads_of_graph(self) -> None:
        name = self._name(*_NAMES, TokenKind.VARIABLE)
        if name.kind is TokenKind.VARIABLE:
            self._open(f"GRAPH {name.text} stands for any graph.")
        else:
            self.reading.graphs.add(self._iri(name))
        self._expect("{")
        while not self._passes("}"):
            self._pass_in_triple()

    def _passes(self, text: str) -> bool:
        """Pass the next token if it is this character of punctuation."""
        token = self._peek()
        found = token.kind is TokenKind.OTHER and token.text == text
        self._position += found
        return found

    def _pass_in_triple(self, depth: int = 0) -> None:
        """Pass one token of a triple, or an annotation ``{| … |}`` (SPARQL 1.2)."""
        token = self._next()
        if token.kind in _PLAIN_KINDS or token.word in _TRIPLE_WORDS:
            return
        if token.kind is TokenKind.OTHER:
            if token.text in _TRIPLE_CHARACTERS:
                return
            if token.text == "{" and self._peek().text == "|" and self._peek().start == token.end:
                self._position += 1
                while not self._passes("|") and depth < _ANNOTATION_DEPTH_MAX:
                    self._pass_in_triple(depth + 1)
                self._expect("}")
                return
        elif _EXPONENT.fullmatch(token.text) and self._follows_a_digit(token):
            return
        raise UnclearTokens(f"«{token.text}» stands where a triple was expected.")

    def _follows_a_digit(self, token: Located) -> bool:
        before = self._tokens[self._position - 2]
        return before.end == token.start and before.text in ".0123456789"
