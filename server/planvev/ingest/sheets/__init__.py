"""Spreadsheets: plans in and out, the template, and drafts as tables.

See ``docs/spreadsheets.md``.
"""

from planvev.ingest.sheets.plan_out import plan_workbook
from planvev.ingest.sheets.reading import draft_of_sheets
from planvev.ingest.sheets.template_out import template_workbook

__all__ = ["draft_of_sheets", "plan_workbook", "template_workbook"]
