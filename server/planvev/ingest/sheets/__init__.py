"""Spreadsheets: plans in and out, the template, and drafts as tables.

See ``docs/spreadsheets.md``.
"""

from planvev.ingest.sheets.reading import draft_of_sheets

__all__ = ["draft_of_sheets"]
