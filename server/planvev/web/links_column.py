"""Links for a column of a spreadsheet: upload, matches, download with IRIs."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

blueprint: Final = Blueprint("links_column", __name__)
