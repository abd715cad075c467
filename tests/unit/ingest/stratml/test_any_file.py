"""Whatever a file has and in whatever order: it is read, and every character has an owner."""

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from planvev.ingest.account import Use, account_for_draft
from planvev.ingest.checking import check_draft, faults
from planvev.ingest.draft import FINDINGS, Kind
from planvev.ingest.elements import wording
from unit.ingest.stratml.files import read

NAMES = [
    "Goal",
    "Objective",
    "Name",
    "Description",
    "OtherInformation",
    "Identifier",
    "Identifer",
    "SequenceIndicator",
    "Value",
    "Vision",
    "Mission",
    "Stakeholder",
    "Stakeholders",
    "Role",
    "RoleType",
    "PerformanceIndicator",
    "TargetResult",
    "Target",
    "Result",
    "Baseline",
    "ActualResult",
    "MeasurementInstance",
    "MeasurementDimension",
    "UnitOfMeasurement",
    "NumberOfUnits",
    "EndDate",
    "Relationship",
    "ReferentIdentifier",
    "Map",
    "MappedIdentifier",
    "Organization",
    "Individual",
    "Extends",
    "Submitter",
    "Contact",
    "AdministrativeInformation",
    "Source",
    "Goals",
    "Strategy",
    "id",
    "b",
    "Asset",
]
WORDS = st.sampled_from(
    [
        "",
        " ",
        "Trær",
        "To linjer\n  i ett",
        "Et avsnitt\n\nog et til",
        "[To be determined]",
        "ID-${uuid}",
        "_a1",
        "2030-12-31",
        "Performer",
        '[pv:plan profile="strategies"]',
        '[pv:self path="goal/1" under="goal/2"]',
        '[pv:Strategy path="strategy/1" under="goal/1" place="2"] plante',
    ]
)


def element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>",
        st.sampled_from(NAMES),
        st.lists(inside, max_size=5),
    )


TREES = st.recursive(WORDS.map(escape), element, max_leaves=25)
ROOTS = st.sampled_from(
    ["StrategicPlan", "PerformancePlanOrReport", "OrganizationalStrategyDocument"]
)


@given(ROOTS, st.lists(element(TREES), max_size=6))
def test_every_file_is_read_and_every_character_owned(root: str, parts: list[str]) -> None:
    draft = read(f"<{root}>{''.join(parts)}</{root}>")
    assert account_for_draft(draft).count(Use.UNPLACED) == 0
    for row in draft.rows:
        if row.kind not in FINDINGS and row.slices:
            assert wording(draft.document.text, row.slices, []) == row.text


@given(st.lists(element(TREES), max_size=6))
def test_files_of_others_have_rows_without_faults(parts: list[str]) -> None:
    draft = read(f"<StrategicPlan>{''.join(parts)}</StrategicPlan>".replace("[pv:plan", "[pv-plan"))
    check_draft(draft)
    assert [(row, doubt) for row, doubt in faults(draft) if row is not None] == []
    assert all(row.kind is not Kind.STRATEGY for row in draft.rows)


@given(st.lists(element(TREES), max_size=6))
def test_no_character_of_a_row_belongs_to_another_but_for_findings(parts: list[str]) -> None:
    draft = read(f"<PerformancePlanOrReport>{''.join(parts)}</PerformancePlanOrReport>")
    held = sorted(
        [
            (piece.start, piece.end)
            for row in draft.rows
            if row.kind not in FINDINGS
            for piece in row.slices
        ]
        + [(piece.start, piece.end) for piece in draft.furniture]
    )
    assert all(first[1] <= second[0] for first, second in pairwise(held))
