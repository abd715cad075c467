"""Reasons in words that a planner understands. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from planvev.linking.suggest.suggestion import Reason


def reason_text(reasons: Sequence[Reason], language: str) -> str:
    """Return the reasons as sentences. language: nb, nn or en."""
    return " ".join(", ".join(reason.values) for reason in reasons)
