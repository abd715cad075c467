"""The matcher as a reconciliation service (Reconciliation Service API 0.2), for OpenRefine."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

blueprint: Final = Blueprint("reconcile", __name__)
