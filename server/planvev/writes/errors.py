"""Errors of writing that carry more than the tree in ``planvev.errors`` can know of."""

from __future__ import annotations

from planvev.errors import DoesNotConform
from planvev.validation.report import ValidationReport


class ValidationFailed(DoesNotConform):
    """A write whose result would not conform. report: says why."""

    def __init__(self, report: ValidationReport) -> None:
        super().__init__("The data would not follow the rules; nothing was changed.")
        self.report = report
