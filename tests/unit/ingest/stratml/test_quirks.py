"""Real files break the schema: what is there is read, what is empty is skipped."""

from __future__ import annotations

import pytest

from planvev.ingest.account import Use, account_for_draft
from planvev.ingest.draft import Draft, Kind
from unit.ingest.stratml.files import codes, part_1, part_2, read, rows_of, texts

EMPTY = """
<Organization><Name/><Stakeholder><Name/><Description/></Stakeholder></Organization>
<Vision><Description/><Identifier>ID-${uuid}</Identifier></Vision>
<Mission><Description/></Mission>
<Value><Name> </Name><Description/></Value>
<Goal>
  <Name/><Description/><Identifier>_7</Identifier><SequenceIndicator>1</SequenceIndicator>
  <Stakeholder StakeholderTypeType=""><Name/><Role><Name/><RoleType>Performer</RoleType></Role>
  </Stakeholder>
  <OtherInformation/>
  <Objective><Name/><Description/><Identifier>_8</Identifier></Objective>
</Goal>
"""


def doubts(draft: Draft) -> list[str]:
    return [doubt.code for row in draft.rows for doubt in row.doubts]


def test_empty_elements_are_skipped_and_accounted_for() -> None:
    draft = read(part_2(EMPTY))
    assert draft.rows == []
    assert account_for_draft(draft).count(Use.UNPLACED) == 0


@pytest.mark.parametrize(
    "spelt",
    [
        part_1("<Goal><Name>Mål</Name><Objective><Name>Delmål</Name></Objective></Goal>"),
        "<strategicplan><goal><name>Mål</name><objective><name>Delmål</name></objective></goal>"
        "</strategicplan>",
        "<StrategicPlan xmlns='http://www.stratml.net'><Goal><Name>Mål</Name><Objective>"
        "<Name>Delmål</Name></Objective></Goal></StrategicPlan>",
        "<StrategicPlan><Goals><Goal><Name>Mål</Name><Objectives><Objective><Name>Delmål</Name>"
        "</Objective></Objectives></Goal></Goals></StrategicPlan>",
        "<p:PerformancePlanOrReport xmlns:p='http://www.stratml.net/PerformancePlanOrReport'>"
        "<p:StrategicPlanCore><p:Goal><p:Objective><p:Name>Delmål</p:Name></p:Objective>"
        "<p:Name>Mål</p:Name></p:Goal></p:StrategicPlanCore></p:PerformancePlanOrReport>",
    ],
    ids=["standard", "lower case", "old namespace", "wrapped", "order"],
)
def test_goals_are_found_however_the_file_has_them(spelt: str) -> None:
    goal, objective = rows_of(read(spelt), Kind.GOAL)
    assert (goal.text, goal.level, objective.text, objective.level) == (
        "Mål",
        "hovedmal",
        "Delmål",
        "delmal",
    )
    assert objective.parent == goal.id


def test_a_goal_without_a_name_has_its_description_for_text() -> None:
    draft = read(part_1("<Goal><Name/><Description>Flere trær.</Description></Goal>"))
    assert texts(draft, Kind.GOAL) == ["Flere trær."]
    assert rows_of(draft, Kind.SECTION) == []
    assert doubts(draft) == ["stratml-no-name"]


def test_a_goal_without_words_stays_above_objectives_that_have_some() -> None:
    draft = read(
        part_1(
            "<Goal><Name/><SequenceIndicator>3</SequenceIndicator>"
            "<Objective><Name>Delmål</Name></Objective></Goal>"
        )
    )
    goal, objective = rows_of(draft, Kind.GOAL)
    assert (goal.text, objective.text, objective.parent) == ("3", "Delmål", goal.id)
    assert doubts(draft) == ["stratml-no-name"]


def test_a_goal_that_says_nothing_at_all_is_called_by_its_element() -> None:
    draft = read(part_1("<Goal><Name/><Objective><Name>Delmål</Name></Objective></Goal>"))
    assert texts(draft, Kind.GOAL) == ["(Goal)", "Delmål"]
    assert doubts(draft) == ["stratml-no-name"]


def test_what_stands_in_an_empty_objective_goes_to_its_goal() -> None:
    draft = read(
        part_2(
            "<Goal><Name>Mål</Name><Objective><Name/><PerformanceIndicator>"
            "<MeasurementDimension>Trivsel</MeasurementDimension><UnitOfMeasurement/>"
            "</PerformanceIndicator></Objective></Goal>"
        )
    )
    (goal,) = rows_of(draft, Kind.GOAL)
    (target,) = rows_of(draft, Kind.TARGET)
    assert target.parent == goal.id
    assert doubts(draft) == ["stratml-moved"]


def test_goals_with_the_same_name_stay_apart() -> None:
    draft = read(part_1("<Goal><Name>Mål</Name></Goal>" * 2))
    assert texts(draft, Kind.GOAL) == ["Mål", "Mål"]
    assert len({row.id for row in draft.rows}) == 2


def test_a_placeholder_for_a_name_is_kept_and_doubted() -> None:
    draft = read(part_1("<Goal><Name>[To be named]</Name></Goal>"))
    assert texts(draft, Kind.GOAL) == ["[To be named]"]
    assert doubts(draft) == ["stratml-placeholder"]


def test_an_objective_outside_of_a_goal_is_read_with_a_doubt() -> None:
    draft = read(part_1("<Objective><Name>Delmål</Name></Objective>"))
    assert texts(draft, Kind.GOAL) == ["Delmål"]
    assert doubts(draft) == ["parent-guessed"]


def test_nested_objectives_stand_under_one_another() -> None:
    draft = read(
        part_1(
            "<Goal><Name>A</Name><Objective><Name>B</Name><Objective><Name>C</Name></Objective>"
            "</Objective></Goal>"
        )
    )
    a, b, c = rows_of(draft, Kind.GOAL)
    assert (b.parent, c.parent, c.level) == (a.id, b.id, "delmal")


def test_an_element_that_the_schema_lacks_becomes_a_section() -> None:
    draft = read(
        part_1(
            "<Goal><Name>Mål</Name><SuccessFactor><Name>Vilje</Name><Weight>3</Weight>"
            "</SuccessFactor></Goal>"
        )
    )
    (section,) = rows_of(draft, Kind.SECTION)
    assert (section.text, section.label) == ("Vilje 3", "Success Factor")
    assert section.parent == rows_of(draft, Kind.GOAL)[0].id
    assert "stratml-unknown" in codes(draft)


def test_goals_inside_of_an_unknown_element_are_goals() -> None:
    draft = read(part_1("<Theme><Name>Klima</Name><Goal><Name>Mål</Name></Goal></Theme>"))
    assert (texts(draft, Kind.SECTION), texts(draft, Kind.GOAL)) == (["Klima"], ["Mål"])


def test_words_that_are_marked_up_are_one_paragraph() -> None:
    draft = read(
        part_1(
            "<Goal><Name>Mer <b>grønt</b> nå</Name>"
            "<Description>Vi <i>skal</i> plante.</Description></Goal>"
        )
    )
    assert texts(draft, Kind.GOAL) == ["Mer grønt nå"]
    assert texts(draft, Kind.SECTION) == ["Vi skal plante."]


def test_version_3_5_names_stakeholders_by_reference() -> None:
    draft = read(
        """<OrganizationalStrategyDocument xmlns="http://schemas.stratml.us/3.5">
        <Organisation><Identifer>org</Identifer><Name>Lillevik kommune</Name>
        <Individual><Identifer>uid-1</Identifer><GivenName>Fornavn</GivenName>
          <Surname>Etternavn</Surname><Role><Name>Leder</Name></Role></Individual>
        <Strategy><Goal><Name>Mål</Name><Stakeholders>
          <Individual><Extends>uid-1</Extends></Individual>
          <Group><Name>Velforeninger</Name></Group>
          <Organization><ReferenceIdentifier>uid-9</ReferenceIdentifier></Organization>
          <Individual/>
        </Stakeholders></Goal></Strategy></Organisation>
        </OrganizationalStrategyDocument>"""
    )
    mentions = rows_of(draft, Kind.MENTION)
    assert [(row.text, row.properties["stakeholderType"]) for row in mentions] == [
        ("Fornavn Etternavn", "Person"),
        ("Velforeninger", "Generic_Group"),
        ("uid-9", "Organization"),
    ]
    assert {row.parent for row in mentions} == {rows_of(draft, Kind.GOAL)[0].id}
    assert doubts(draft) == ["stratml-no-name"]
    assert draft.facts.body == "Lillevik kommune"
    assert texts(draft, Kind.SECTION) == ["Fornavn Etternavn Leder"]
    assert ("stratml-spelling", ("Identifer", "Identifier", "2, 3")) in draft.document.warnings


def test_deep_nesting_takes_no_time() -> None:
    empty = "<Goal>" * 190 + "<Goal/>" * 20_000 + "</Goal>" * 190
    assert read(f"<StrategicPlan>{empty}</StrategicPlan>").rows == []
