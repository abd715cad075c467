"""Which elements probably belong together, and why. Pure: elements in, ranked suggestions out."""

from __future__ import annotations

from planvev.linking.suggest.suggestion import Reason, Suggestion

__all__ = ["Reason", "Suggestion"]
