"""The validation report for people: a table in the terminal, nb or en."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from planvev.validation.report import Severity, ValidationReport, ValidationResult
from planvev.validation.wording import SEVERITIES, count_of, in_language, without_repeats

_STYLES: Final = {
    Severity.VIOLATION: "bold red",
    Severity.WARNING: "yellow",
    Severity.INFO: "cyan",
}
_HEADINGS: Final = {
    "nb": ("", "Hva det gjelder", "Hva som er galt, og hva du kan gjøre", "Fil"),
    "en": ("", "What it is about", "What is wrong, and what to do", "File"),
}
_VERDICT: Final = {
    "nb": {True: "Dataene følger reglene.", False: "Dataene følger ikke reglene."},
    "en": {True: "The data conform.", False: "The data do not conform."},
}


def render(report: ValidationReport, console: Console, language: str = "nb") -> None:
    """Print the results, the worst first, and the counts. language: nb or en."""
    results = without_repeats(report.results)
    if results:
        console.print(_table(results, language))
    style = "green" if report.conforms else "bold red"
    console.print(Text(_VERDICT[language][report.conforms], style=style))
    console.print(Text(_counts(report, results, language)))


def _counts(report: ValidationReport, results: Sequence[ValidationResult], language: str) -> str:
    """Return how much was validated, and how many rows of each severity there are."""
    by_severity = Counter(result.severity for result in results)
    sizes = (count_of(report.files, "file", language), count_of(report.triples, "triple", language))
    found = (count_of(by_severity[severity], severity, language) for severity in Severity)
    return f"{', '.join(sizes)}: {', '.join(found)}."


def _table(results: tuple[ValidationResult, ...], language: str) -> Table:
    """Return the results as a table; texts of the data are shown as they are, never as markup."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 1, 0))
    for number, heading in enumerate(_HEADINGS[language]):
        table.add_column(heading, ratio=(None, 3, 5, 2)[number], overflow="fold")
    for result in results:
        table.add_row(
            Text(SEVERITIES[language][result.severity], style=_STYLES[result.severity]),
            Text(in_language(result.name, language) or result.subject),
            Text(in_language(result.messages, language)),
            Text(_short(result.path_of_file)),
        )
    return table


def _short(path: Path | None) -> str:
    """Return a file's path, from the working folder where it lies below it."""
    if path is None:
        return ""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
