"""Where people decide on links, one at a time or as a list."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

blueprint: Final = Blueprint("links_review", __name__)
