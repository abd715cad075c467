"""What is said of a write that was refused by validation: members of a problem, a page.

The RDF forms are those of ``planvev.validation.report_graph``. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from planvev.validation.report import Severity, ValidationReport, ValidationResult
from planvev.validation.wording import without_repeats
from planvev.web.language import gettext, ngettext
from planvev.web.statements import language_rank

RESULTS_MAX: Final = 100
TEXT_LENGTH_MAX: Final = 2000
"""Of a message or value, in characters: literals of the data may be a megabyte long."""
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def excerpt(report: ValidationReport) -> ValidationReport:
    """Return what is sent of a report."""
    return report.excerpt(RESULTS_MAX, TEXT_LENGTH_MAX)


def members(report: ValidationReport) -> dict[str, Any]:
    """Return the members that problem details have for a report. No path of a file is told."""
    return {
        "conforms": report.conforms,
        "results_total": report.results_total,
        "results": [_result_members(result) for result in excerpt(report).results],
    }


def _result_members(result: ValidationResult) -> dict[str, Any]:
    said = result.as_json()
    return {
        "severity": said["severity"],
        "subject": said["subject"],
        "name": said["name"],
        "message": said["message"],
        "focusNode": said["focusNode"],
        "path": said["resultPath"],
        "value": said["value"],
        "graph": said["graph"],
        "sourceShape": said["sourceShape"],
        "sourceConstraintComponent": said["sourceConstraintComponent"],
    }


@dataclass(frozen=True)
class Row:
    """One result on the page. name: what a person calls the subject. graph: its IRI, or empty."""

    severity: str
    name: str
    message: str
    language: str
    graph: str


@dataclass(frozen=True)
class ReportView:
    """The page about a report. counts: by severity, as «3 feil»; listed: of how many results."""

    counts: tuple[str, ...]
    total: int
    listed: int
    rows: tuple[Row, ...]


def report_view(report: ValidationReport) -> ReportView:
    """Return what the page shows; what is said twice of the same thing is shown once."""
    found = report.counts()
    shown = excerpt(report)
    return ReportView(
        counts=tuple(_count(found[s], s) for s in Severity if found[s]),
        total=report.results_total,
        listed=len(shown.results),
        rows=tuple(_row(result) for result in without_repeats(shown.results)),
    )


def _row(result: ValidationResult) -> Row:
    wanted = _best(result.messages)
    return Row(
        severity=_severity(result.severity),
        name=_printable(result.name.get(_best(result.name), "") or result.subject),
        message=_printable(result.messages.get(wanted, "")),
        language=wanted,
        graph=_printable(result.graph or ""),
    )


def _best(texts: Mapping[str, str]) -> str:
    """Return the language, of those that there are texts in, that suits the page best."""
    return min(texts, key=language_rank, default="")


def _severity(severity: Severity) -> str:
    return {
        Severity.VIOLATION: gettext("error"),
        Severity.WARNING: gettext("warning"),
        Severity.INFO: gettext("remark"),
    }[severity].capitalize()


def _count(number: int, severity: Severity) -> str:
    if severity is Severity.VIOLATION:
        return ngettext("%(num)s error", "%(num)s errors", number)
    if severity is Severity.WARNING:
        return ngettext("%(num)s warning", "%(num)s warnings", number)
    return ngettext("%(num)s remark", "%(num)s remarks", number)


def _printable(text: str) -> str:
    """Return a text with U+FFFD for control characters, which HTML has no place for."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
