"""The matrix, the gaps and the links behind a cell as tables and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from planvev.web import tables
from planvev.web.coverage_filters import Wanted
from planvev.web.coverage_links import LinkDetail
from planvev.web.coverage_view import Cell, GapRow, Matrix, Row, gap_text
from planvev.web.language import gettext
from planvev.web.tables import Table


def matrix_table(found: Matrix, asked: Wanted) -> Table:
    """Return the matrix with a column for each plan and status, and the totals."""
    words = {
        "approved": gettext("approved"),
        "proposed": gettext("proposed"),
        "disputed": gettext("disputed"),
        "rejected": gettext("rejected"),
        "withdrawn": gettext("withdrawn"),
    }
    statuses = asked.statuses
    columns = [gettext("Number"), gettext("Goal"), gettext("Level"), "IRI", gettext("Lacks")]
    columns += [f"{gettext('In all')}: {words[status]}" for status in statuses]
    for column in found.columns:
        named = f"{column.number}. {column.heading}"
        columns += [f"{named}: {words[status]}" for status in statuses]
    rows = [_matrix_row(row, statuses) for row in found.rows]
    last: list[tables.Cell] = ["", gettext("In all"), "", "", ""]
    for cell in (found.total, *(column.total for column in found.columns)):
        last += _numbers(cell, statuses)
    return Table(gettext("Coverage"), columns, [*rows, last])


def _matrix_row(row: Row, statuses: Sequence[str]) -> list[tables.Cell]:
    made: list[tables.Cell] = [row.ref.number, row.ref.text.text, row.ref.kind, row.ref.iri]
    made.append(row.gap)
    for cell in (row.total, *row.cells):
        # A goal that is there for the goals under it was not counted: that is no nought.
        made += [None] * len(statuses) if row.is_context else _numbers(cell, statuses)
    return made


def _numbers(cell: Cell | None, statuses: Sequence[str]) -> list[tables.Cell]:
    known = {count.status: count.number for count in cell.counts} if cell else {}
    return [known.get(status, 0) for status in statuses]


def matrix_json(found: Matrix, asked: Wanted) -> str:
    """Return the matrix as JSON: plans, goals with the cells that are not empty, gaps."""

    def numbers(cell: Cell | None) -> dict[str, int]:
        return {count.status: count.number for count in cell.counts} if cell else {}

    document = {
        "plan": {"iri": found.plan.iri, "title": found.plan.text.text},
        "statuses": list(asked.statuses),
        "withWhatStandsUnder": asked.below,
        "plans": [
            {
                "iri": column.plan.iri,
                "title": column.ref.text.text,
                "type": column.plan.type,
                "status": column.plan.status,
                "period": column.period,
                "total": numbers(column.total),
            }
            for column in found.columns
        ],
        "goals": [
            {
                "iri": row.ref.iri,
                "number": row.ref.number,
                "text": row.ref.text.text,
                "kind": row.ref.kind,
                "total": numbers(row.total),
                "cells": [
                    {"plan": column.plan.iri, **numbers(cell)}
                    for column, cell in zip(found.columns, row.cells, strict=True)
                    if cell
                ],
            }
            for row in found.rows
        ],
        "total": numbers(found.total),
        "gaps": {
            "goalsNotFollowedUp": [
                {"iri": gap.goal, "proposed": gap.is_proposed} for gap in found.unfollowed
            ],
            "goalsThatHang": [
                {"iri": gap.goal, "plan": gap.plan, "proposed": gap.is_proposed}
                for gap in found.hanging
            ],
        },
    }
    return json.dumps(document, ensure_ascii=False)


def gaps_table(unfollowed: Iterable[GapRow], hanging: Iterable[GapRow]) -> Table:
    """Return the gaps both ways, one goal a row."""
    columns = [
        gettext("Gap"),
        gettext("Plan"),
        gettext("Number"),
        gettext("Goal"),
        gettext("Lacks"),
        "IRI",
        gettext("IRI of the plan"),
    ]
    rows: list[list[tables.Cell]] = [
        [
            said,
            gap.plan.text.text,
            gap.ref.number,
            gap.ref.text.text,
            gap_text(gap.is_proposed),
            gap.ref.iri,
            gap.plan.iri,
        ]
        for said, gaps in (
            (gettext("Not followed up"), unfollowed),
            (gettext("Hangs in the air"), hanging),
        )
        for gap in gaps
    ]
    return Table(gettext("Gaps"), columns, rows)


def links_table(found: Iterable[LinkDetail]) -> Table:
    """Return links with both wordings, and the latest decision on each."""
    columns = [
        gettext("Plan"),
        gettext("Number"),
        gettext("From"),
        gettext("Type of link"),
        gettext("Number of the goal"),
        gettext("To"),
        gettext("Status"),
        gettext("Basis"),
        gettext("Score"),
        gettext("Reason"),
        gettext("Made by"),
        gettext("Made on"),
        gettext("Decided by"),
        gettext("Decided on"),
        gettext("Comment"),
        gettext("IRI of the link"),
        gettext("IRI from"),
        gettext("IRI to"),
    ]
    return Table(gettext("Links"), columns, [_link_row(link) for link in found])


def _link_row(link: LinkDetail) -> list[tables.Cell]:
    latest = link.decisions[0] if link.decisions else None
    return [
        link.source.plan.text.text if link.source.plan else "",
        link.source.ref.number,
        link.source.wording.text,
        link.type.text.text,
        link.target.ref.number,
        link.target.wording.text,
        link.status.text,
        link.basis.text,
        link.confidence,
        link.reason.text if link.reason else "",
        "; ".join(agent.text.text for agent in link.agents),
        link.time,
        latest.by.agent.text.text if latest and latest.by.agent else "",
        latest.by.time if latest else "",
        latest.reason.text if latest and latest.reason else "",
        link.ref.iri,
        link.source.ref.iri,
        link.target.ref.iri,
    ]
