"""What the engine answered to a page's queries, indexed in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from planvev.vocab import PV, RDF, XSD
from planvev.web.language import current

Binding = Mapping[str, Mapping[str, str]]
_PREFERENCE: Final = {
    "nb": ("nb", "no", "nn", "en", ""),
    "nn": ("nn", "no", "nb", "en", ""),
    "en": ("en", "nb", "no", "nn", ""),
}
"""Which languages of data a page in a language prefers, best first."""
_TAG: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_TRANSLATION: Final = "/translation-"
"""In the name of a graph: its texts were adopted by nobody, and come after those that were."""


@dataclass(frozen=True, slots=True)
class Value:
    """An object of a statement. kind: uri, bnode, literal. datatype: an IRI, of literals."""

    kind: str
    text: str
    language: str = ""
    datatype: str = XSD.string.value

    @property
    def is_iri(self) -> bool:
        """Whether this is an IRI and not a literal or a blank node."""
        return self.kind == "uri"


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple in its graph. subject: an IRI, or ``_:label`` for a blank node."""

    graph: str
    subject: str
    predicate: str
    object: Value


def value_of(term: Mapping[str, str]) -> Value | None:
    """Read a term of SPARQL JSON results; None for triple terms, which pages do not show."""
    kind = term["type"]
    if kind in ("literal", "typed-literal"):
        return Value(
            "literal",
            term["value"],
            _language(term.get("xml:lang", "")),
            term.get("datatype", XSD.string.value),
        )
    if kind in ("uri", "bnode"):
        return Value(kind, term["value"])
    return None


def _language(tag: str) -> str:
    """Return a language tag in small letters; nothing for what is none (BCP 47)."""
    main = tag.partition("--")[0]  # a base direction of RDF 1.2 is no part of it
    return main.lower() if _TAG.fullmatch(main) else ""


def statement_of(binding: Binding) -> Statement | None:
    """Read a row of ?g ?s ?p ?o; None where it is not whole."""
    if not all(name in binding for name in "gspo"):
        return None
    value = value_of(binding["o"])
    subject = binding["s"]
    if value is None or subject["type"] not in ("uri", "bnode"):
        return None
    name = subject["value"] if subject["type"] == "uri" else f"_:{subject['value']}"
    return Statement(binding["g"]["value"], name, binding["p"]["value"], value)


def iri_in(binding: Binding, name: str) -> str:
    """Return the IRI that a variable is bound to; empty where it is bound to none."""
    term = binding.get(name)
    return term["value"] if term and term["type"] == "uri" else ""


def language_rank(language: str) -> int:
    """Return how well a language serves a reader of the page's; 0 is best.

    >>> language_rank("nb"), language_rank("nn-NO"), language_rank("fr")
    (0, 2, 5)
    """
    preferred = _PREFERENCE[current()]
    main = language.partition("-")[0].lower()
    return preferred.index(main) if main in preferred else len(preferred)


def _best_first(statement: Statement) -> tuple[bool, int, str]:
    value = statement.object
    return _TRANSLATION in statement.graph, language_rank(value.language), value.text


class Statements:
    """A set of statements, found by subject and by object."""

    def __init__(self, statements: Iterable[Statement] = ()) -> None:
        self._of: dict[str, list[Statement]] = {}
        self._to: dict[str, list[Statement]] = {}
        self._seen: set[Statement] = set()
        self.add(statements)

    def add(self, statements: Iterable[Statement]) -> None:
        """Add statements that are not here yet."""
        for statement in statements:
            if statement in self._seen:
                continue
            self._seen.add(statement)
            self._of.setdefault(statement.subject, []).append(statement)
            if statement.object.is_iri:
                self._to.setdefault(statement.object.text, []).append(statement)

    def __iter__(self) -> Iterator[Statement]:
        for statements in self._of.values():
            yield from statements

    def of(self, subject: str) -> Sequence[Statement]:
        """Return what is said of a subject, in the order of arrival."""
        return self._of.get(subject, ())

    def to(self, iri: str) -> Sequence[Statement]:
        """Return the statements whose object is this IRI."""
        return self._to.get(iri, ())

    def values(self, subject: str, predicate: NamedNode) -> list[Value]:
        """Return a subject's values of a predicate, best language first."""
        wanted = predicate.value
        found = [s for s in self.of(subject) if s.predicate == wanted]
        if len(found) < 2:
            return [s.object for s in found]
        return list(dict.fromkeys(s.object for s in sorted(found, key=_best_first)))

    def value(self, subject: str, *predicates: NamedNode) -> Value | None:
        """Return the best value of the first predicate that has one."""
        for predicate in predicates:
            values = self.values(subject, predicate)
            if values:
                return values[0]
        return None

    def text(self, subject: str, predicate: NamedNode) -> str:
        """Return the best value's text, empty where there is none."""
        value = self.value(subject, predicate)
        return value.text if value else ""

    def iris(self, subject: str, predicate: NamedNode) -> list[str]:
        """Return a subject's values that are IRIs, sorted."""
        return [v.text for v in self.values(subject, predicate) if v.is_iri]

    def subjects(self, predicate: NamedNode, iri: str) -> list[str]:
        """Return the subjects that say this of an IRI, in the order of their positions."""
        found = {s.subject for s in self.to(iri) if s.predicate == predicate.value}
        return sorted(found, key=self.position)

    def subjects_of(self, kind: NamedNode) -> list[str]:
        """Return the subjects that are stated to be of a class, in the order of their positions."""
        return self.subjects(RDF.type, kind.value)

    def types(self, subject: str) -> frozenset[str]:
        """Return the classes of a subject."""
        return frozenset(self.iris(subject, RDF.type))

    def is_a(self, subject: str, *classes: NamedNode) -> bool:
        """Return whether a subject is stated to be of one of the classes."""
        types = self.types(subject)
        return any(c.value in types for c in classes)

    def position(self, subject: str) -> tuple[int, int, str]:
        """Return a key that puts siblings in the plan's order."""
        return number(self.text(subject, PV.position)), len(subject), subject


def number(text: str, missing: int = 1_000_000) -> int:
    """Read a whole number of any size that is sensible; ``missing`` where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else missing
