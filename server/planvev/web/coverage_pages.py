"""Which overarching goals are followed up by which plans, and what hangs in the air."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

blueprint: Final = Blueprint("coverage_pages", __name__)
