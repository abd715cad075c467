"""The validation report: what was found, where, how bad, and what to do.

A report that does not conform is a result, not an exception. Here it is objects and JSON; as RDF it
stands in ``report_graph``, as a table for people in ``rendering``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from planvev.vocab import SH, XSD

SPARQL_COMPONENT = SH.SPARQLConstraintComponent.value


class Severity(IntEnum):
    """How bad a result is; the worst first, so that results sort by it."""

    VIOLATION = 0
    WARNING = 1
    INFO = 2

    @property
    def iri(self) -> str:
        """The severity's IRI in SHACL."""
        return SH[self.name.capitalize()].value

    @classmethod
    def of_iri(cls, iri: str) -> Severity:
        """Return the severity of a SHACL IRI; one that SHACL does not know is a violation."""
        name = iri.rpartition("#")[2].upper()
        return cls[name] if name in cls.__members__ else cls.VIOLATION


@dataclass(frozen=True)
class ValidationResult:
    """One thing that is not as it should be.

    focus_node: the node that the shape was tried on. value: the term at fault, where there is one;
    a literal as written, an IRI bare. path: a property's IRI, ``^`` before it where it is followed
    backwards. messages and name: by language, nb and en; name is how a person would call the
    subject. path_of_file: where the subject is described.
    """

    severity: Severity
    focus_node: str
    source_shape: str
    source_constraint_component: str
    messages: Mapping[str, str]
    path: str | None = None
    value: NamedNode | Literal | None = None
    name: Mapping[str, str] = field(default_factory=dict)
    graph: str | None = None
    path_of_file: Path | None = None

    @property
    def subject(self) -> str:
        """What the result is about: a set query's value, else the focus node.

        A rule that compares elements runs once per plan, and finds the element as its value.
        """
        if self.source_constraint_component == SPARQL_COMPONENT and isinstance(
            self.value, NamedNode
        ):
            return self.value.value
        return self.focus_node

    @property
    def sort_key(self) -> tuple[str, ...]:
        """An order that depends on the content only: severity, subject, shape, value, text."""
        parts = (self.source_shape, self.source_constraint_component, self.path, str(self.value))
        number = [part.zfill(6) if part.isdigit() else part for part in _parts(self.subject)]
        texts = (text for _, text in sorted(self.messages.items()))
        return (str(int(self.severity)), "/".join(number), *(part or "" for part in parts), *texts)

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain JSON values."""
        return {
            "severity": self.severity.name.capitalize(),
            "subject": self.subject,
            "name": dict(self.name),
            "message": dict(self.messages),
            "file": str(self.path_of_file) if self.path_of_file else None,
            "graph": self.graph,
            "focusNode": self.focus_node,
            "resultPath": self.path,
            "value": _json_term(self.value),
            "sourceShape": self.source_shape,
            "sourceConstraintComponent": self.source_constraint_component,
        }


def _parts(iri: str) -> list[str]:
    """Split an IRI so that 2.10 sorts after 2.9."""
    return iri.replace(".", "/").split("/")


def _json_term(term: NamedNode | Literal | None) -> dict[str, str] | None:
    """Return a term in the form of SPARQL's JSON results."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype == XSD.string:
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


@dataclass(frozen=True)
class ValidationReport:
    """All results, in their order, and which shapes were tried on something.

    shapes: the IRIs of all shapes that have a target; focused: those of them that had a focus
    node. triples: how many the submitted graphs hold; files: how many files they come from.
    omitted: how many more results there are, in an excerpt.
    """

    results: tuple[ValidationResult, ...]
    shapes: frozenset[str] = frozenset()
    focused: frozenset[str] = frozenset()
    triples: int = 0
    files: int = 0
    omitted: int = 0

    @property
    def results_total(self) -> int:
        """How many results there are, with those that an excerpt leaves out."""
        return len(self.results) + self.omitted

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and infos are no obstacle."""
        return all(result.severity is not Severity.VIOLATION for result in self.results)

    def counts(self) -> Counter[Severity]:
        """Count the results by severity."""
        return Counter(result.severity for result in self.results)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        counts = self.counts()
        return {
            "conforms": self.conforms,
            "files": self.files,
            "triples": self.triples,
            "counts": {s.name.capitalize(): counts[s] for s in Severity},
            "results": [result.as_json() for result in self.results],
        }

    def excerpt(self, results_max: int, text_length_max: int) -> ValidationReport:
        """Return the worst results, their texts cut: what can be sent whatever was submitted.

        results_max: at least 1, so that the excerpt conforms where the report does.
        text_length_max: in characters, of a message, of a name, and of a literal or IRI that is a
        value; a longer value is left out, since a part of it is another value.
        """
        kept = sorted(self.results, key=lambda result: result.sort_key)[:results_max]
        return replace(
            self,
            results=tuple(_shortened(result, text_length_max) for result in kept),
            omitted=self.omitted + len(self.results) - len(kept),
        )


def _shortened(result: ValidationResult, length_max: int) -> ValidationResult:
    def cut(texts: Mapping[str, str]) -> dict[str, str]:
        return {
            language: text if len(text) <= length_max else f"{text[: length_max - 2]} …"
            for language, text in texts.items()
        }

    too_long = result.value is not None and len(result.value.value) > length_max
    return replace(
        result,
        messages=cut(result.messages),
        name=cut(result.name),
        value=None if too_long else result.value,
    )


def merge(reports: Iterable[ValidationReport]) -> ValidationReport:
    """Join reports on different files into one."""
    reports = list(reports)
    results = {result.sort_key: result for report in reports for result in report.results}
    return ValidationReport(
        results=tuple(result for _, result in sorted(results.items())),
        shapes=frozenset().union(*(report.shapes for report in reports)),
        focused=frozenset().union(*(report.focused for report in reports)),
        triples=sum(report.triples for report in reports),
        files=sum(report.files for report in reports),
        omitted=sum(report.omitted for report in reports),
    )


def shapes_without_focus(report: ValidationReport) -> frozenset[str]:
    """Return the shapes that were tried on nothing, and so said nothing."""
    return report.shapes - report.focused
