"""What people read of results, in nb and en: severities, numbers, texts; each said once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from planvev.validation.report import Severity, ValidationResult

SEVERITIES: Final = {
    "nb": {Severity.VIOLATION: "Feil", Severity.WARNING: "Advarsel", Severity.INFO: "Merknad"},
    "en": {Severity.VIOLATION: "Violation", Severity.WARNING: "Warning", Severity.INFO: "Info"},
}
_UNITS: Final = {
    "nb": {
        "file": ("fil", "filer"),
        "triple": ("trippel", "tripler"),
        Severity.VIOLATION: ("feil", "feil"),
        Severity.WARNING: ("advarsel", "advarsler"),
        Severity.INFO: ("merknad", "merknader"),
    },
    "en": {
        "file": ("file", "files"),
        "triple": ("triple", "triples"),
        Severity.VIOLATION: ("violation", "violations"),
        Severity.WARNING: ("warning", "warnings"),
        Severity.INFO: ("info", "infos"),
    },
}


def count_of(number: int, unit: str | Severity, language: str) -> str:
    """Return a number with its unit, in the singular for one. unit: file, triple or a severity.

    >>> count_of(2, Severity.WARNING, "nb")
    '2 advarsler'
    """
    one, more = _UNITS[language][unit]
    return f"{number} {one if number == 1 else more}"


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text in a language, else in any other, else an empty text."""
    return texts.get(language) or next(iter(texts.values()), "")


def without_repeats(results: Iterable[ValidationResult]) -> tuple[ValidationResult, ...]:
    """Return the results without those that say the same of the same subject once more."""
    rows: dict[tuple[object, ...], ValidationResult] = {}
    for result in results:
        texts = tuple(sorted(result.messages.items()))
        key = (result.severity, result.subject, texts, result.path_of_file)
        rows.setdefault(key, result)
    return tuple(rows.values())
