"""The list of links, and links as data: what is read of them, and what is written."""

from __future__ import annotations

from typing import Final

from flask import Blueprint

blueprint: Final = Blueprint("links_pages", __name__)
