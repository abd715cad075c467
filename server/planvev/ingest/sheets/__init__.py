"""Spreadsheets: plans in and out, the template, and drafts as tables.

See ``docs/spreadsheets.md``.
"""

from planvev.ingest.sheets.draft_in import apply_table
from planvev.ingest.sheets.draft_out import draft_csv, draft_workbook
from planvev.ingest.sheets.plan_out import plan_workbook
from planvev.ingest.sheets.plans_out import LinkCounts, plans_workbook
from planvev.ingest.sheets.reading import draft_of_sheets
from planvev.ingest.sheets.template_out import template_workbook

__all__ = [
    "LinkCounts",
    "apply_table",
    "draft_csv",
    "draft_of_sheets",
    "draft_workbook",
    "plan_workbook",
    "plans_workbook",
    "template_workbook",
]
