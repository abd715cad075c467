"""What the elements of StratML become: rows, findings, facts and running text, nothing lost."""

from __future__ import annotations

import pytest

from planvev.errors import DocumentRefused
from planvev.ingest.account import Use, account_for_draft
from planvev.ingest.draft import Draft, Kind, Row
from planvev.ingest.elements import Role, wording
from unit.ingest.stratml.files import PART_2, part_1, part_2, read, rows_of, texts

GOAL = """
<Goal>
  <Name>Flere går og sykler</Name>
  <Description>Lillevik skal være en by å gå i.

    Det gir
    renere luft.</Description>
  <Identifier>_a1</Identifier>
  <SequenceIndicator>1</SequenceIndicator>
  <Stakeholder StakeholderTypeType="Generic_Group"><Name>Skolebarn</Name></Stakeholder>
  <OtherInformation>Se trafikkplanen.</OtherInformation>
  <Objective>
    <Name>Trygge skoleveier</Name>
    <Description/>
    <Identifier>_a2</Identifier>
    <SequenceIndicator>1.1</SequenceIndicator>
  </Objective>
</Goal>
"""


def only(draft: Draft, kind: Kind) -> Row:
    (row,) = rows_of(draft, kind)
    return row


def test_a_goal_has_its_name_number_identifier_and_level() -> None:
    goal, objective = rows_of(read(part_1(GOAL)), Kind.GOAL)
    assert (goal.text, goal.number, goal.level) == ("Flere går og sykler", "1", "hovedmal")
    assert (goal.parent, goal.properties) == ("", {"identifier": "_a1"})
    assert (objective.text, objective.number, objective.level) == (
        "Trygge skoleveier",
        "1.1",
        "delmal",
    )
    assert objective.parent == goal.id


def test_each_paragraph_of_description_and_other_information_is_a_section_below() -> None:
    draft = read(part_1(GOAL))
    goal = rows_of(draft, Kind.GOAL)[0]
    assert [(row.text, row.parent) for row in rows_of(draft, Kind.SECTION)] == [
        ("Lillevik skal være en by å gå i.", goal.id),
        ("Det gir renere luft.", goal.id),
        ("Se trafikkplanen.", goal.id),
    ]


def test_rows_rest_on_slices_that_make_their_wording() -> None:
    draft = read(part_1(GOAL))
    for row in draft.rows:
        if row.kind is not Kind.MENTION:
            assert wording(draft.document.text, row.slices, []) == row.text


def test_the_pinned_text_has_a_leaf_a_line_and_keeps_the_lines_inside_one() -> None:
    document = read(part_1(GOAL)).document
    assert document.text.splitlines() == [
        "Plan for Lillevik",
        "Flere går og sykler",
        "Lillevik skal være en by å gå i.",
        "Det gir",
        "renere luft.",
        "_a1",
        "1",
        "Skolebarn",
        "Se trafikkplanen.",
        "Trygge skoleveier",
        "_a2",
        "1.1",
    ]
    assert [block.style for block in document.blocks][:3] == [
        "Name",
        "Goal/Name",
        "Goal/Description",
    ]
    assert [block.place.line for block in document.blocks][1:5] == [3, 4, 6, 8]


def test_a_stakeholder_is_a_mention_of_what_it_stands_in() -> None:
    draft = read(
        part_1(
            f"<Organization><Stakeholder><Name>Velforeningen</Name></Stakeholder></Organization>{GOAL}"
        )
    )
    ours, children = rows_of(draft, Kind.MENTION)
    assert (ours.text, ours.parent) == ("Velforeningen", "")
    assert (children.text, children.parent) == ("Skolebarn", rows_of(draft, Kind.GOAL)[0].id)
    assert children.properties == {"stakeholderType": "Generic_Group", "role": "named"}
    assert {piece.role for piece in children.slices} == {Role.QUOTATION}


def test_roles_give_the_role_and_keep_their_words() -> None:
    stakeholder = (
        "<Stakeholder><Name>Idrettslaget</Name><Description>Driver hallen</Description>"
        "<Role><Name>Drift</Name><Description>Har nøkkelen</Description>"
        "<RoleType>Performer</RoleType></Role>"
        "<Role><Name>Bruk</Name><RoleType>Beneficiary</RoleType></Role></Stakeholder>"
    )
    mention = only(
        read(
            part_2(f"<Organization>{stakeholder}</Organization>{GOAL.replace('Stakeholder', 'X')}")
        ),
        Kind.MENTION,
    )
    assert mention.properties == {
        "description": "Driver hallen",
        "roleName": ["Drift", "Bruk"],
        "roleDescription": "Har nøkkelen",
        "role": "both",
    }


def test_vision_values_and_mission() -> None:
    draft = read(
        part_1(
            "<Vision><Description>En by for alle</Description></Vision>"
            "<Mission><Description>Å tjene innbyggerne</Description></Mission>"
            "<Value><Name>Åpen</Name><Description>Vi deler det vi vet.</Description></Value>"
            f"<Value><Name>Åpen</Name></Value>{GOAL}"
        )
    )
    assert only(draft, Kind.VISION).text == "En by for alle"
    assert texts(draft, Kind.VALUE) == ["Åpen", "Åpen"]
    sections = rows_of(draft, Kind.SECTION)
    assert (sections[0].text, sections[0].label) == ("Å tjene innbyggerne", "Mission")
    assert sections[1].text == "Vi deler det vi vet."
    assert sections[1].parent == rows_of(draft, Kind.VALUE)[0].id


def test_the_facts_of_the_plan() -> None:
    draft = read(
        part_1(
            "<Organization><Name>Lillevik kommune</Name><Acronym>LK</Acronym></Organization>"
            + GOAL,
            after="<AdministrativeInformation><StartDate>2026-01-01</StartDate>"
            "<EndDate>2037-12-31</EndDate><PublicationDate>2026-02-03</PublicationDate>"
            "<Source>https://lillevik.example/plan</Source></AdministrativeInformation>",
        )
    )
    facts = draft.facts
    assert (facts.title, facts.body) == ("Plan for Lillevik", "Lillevik kommune")
    assert (facts.start_year, facts.end_year) == ("2026", "2037")
    assert (facts.source, facts.language) == ("https://lillevik.example/plan", "nb")
    assert draft.method == "stratml"


def test_the_day_of_publication_is_not_that_of_adoption() -> None:
    draft = read(
        part_1(
            GOAL,
            after="<AdministrativeInformation><PublicationDate>2026-02-03</PublicationDate>"
            "</AdministrativeInformation>",
        )
    )
    assert draft.facts.adopted_on == ""
    assert draft.document.meta["published"] == "2026-02-03"


def test_contact_data_becomes_no_row() -> None:
    submitter = (
        "<Submitter><GivenName>Fornavn</GivenName><Surname>Etternavn</Surname>"
        "<PhoneNumber>00 00 00 00</PhoneNumber><EmailAddress>post@lillevik.example</EmailAddress>"
        "</Submitter>"
    )
    for file in (
        part_2(GOAL, submitter),
        part_1(GOAL, after=f"<AdministrativeInformation>{submitter}</AdministrativeInformation>"),
    ):
        draft = read(file)
        held = {row.text for row in draft.rows} | {str(row.properties) for row in draft.rows}
        assert not any("Fornavn" in words or "post@" in words for words in held)
        assert account_for_draft(draft).count(Use.UNPLACED) == 0


def test_a_language_that_the_file_names_is_taken() -> None:
    file = part_1(GOAL).replace("<StrategicPlan ", '<StrategicPlan xml:lang="nn-NO" ')
    assert read(file).facts.language == "nn"


def test_a_file_without_small_words_counts_as_english() -> None:
    assert read(part_1("<Goal><Name>Growth</Name></Goal>")).facts.language == "en"


INDICATOR = """
<PerformanceIndicator ValueChainStage="Outcome" PerformanceIndicatorType="Quantitative">
  <SequenceIndicator>1.1.1</SequenceIndicator>
  <MeasurementDimension>Barn som går til skolen</MeasurementDimension>
  <UnitOfMeasurement>prosent</UnitOfMeasurement>
  <Identifier>_i1</Identifier>
  <Relationship RelationshipType="Narrower_Than">
    <ReferentIdentifier>_a1</ReferentIdentifier>
  </Relationship>
  <MeasurementInstance>
    <TargetResult><EndDate>2030-12-31</EndDate><NumberOfUnits>80</NumberOfUnits></TargetResult>
    <ActualResult><EndDate>2026-12-31</EndDate><NumberOfUnits>55</NumberOfUnits></ActualResult>
  </MeasurementInstance>
  <MeasurementInstance>
    <TargetResult><EndDate>2035-12-31</EndDate><NumberOfUnits>90</NumberOfUnits>
      <Description>om været tillater</Description></TargetResult>
  </MeasurementInstance>
  <OtherInformation>Telles i mai.</OtherInformation>
</PerformanceIndicator>
"""


def with_indicator(indicator: str) -> Draft:
    return read(
        part_2(f"<Goal><Name>G</Name><Objective><Name>O</Name>{indicator}</Objective></Goal>")
    )


def test_an_indicator_is_a_target_for_each_target_result() -> None:
    draft = with_indicator(INDICATOR)
    first, second = rows_of(draft, Kind.TARGET)
    objective = rows_of(draft, Kind.GOAL)[1]
    assert (first.text, first.parent, first.number) == (
        "Barn som går til skolen",
        objective.id,
        "1.1.1",
    )
    assert first.properties == {
        "indicator": "Barn som går til skolen",
        "unit": "prosent",
        "targetValue": "80",
        "endDate": "2030-12-31",
        "deadline": "2030",
        "actualResult": "EndDate: 2026-12-31; NumberOfUnits: 55",
        "valueChainStage": "Outcome",
        "performanceIndicatorType": "Quantitative",
        "identifier": "_i1",
        "relationship": "Narrower_Than | _a1",
        "otherInformation": "Telles i mai.",
    }
    assert second.properties["targetValue"] == "90"
    assert second.properties["description"] == "om været tillater"


def test_an_indicator_without_a_target_result_is_one_target_without_value() -> None:
    draft = with_indicator(
        "<PerformanceIndicator><MeasurementDimension>Trivsel</MeasurementDimension>"
        "<UnitOfMeasurement/></PerformanceIndicator>"
    )
    assert only(draft, Kind.TARGET).properties == {"indicator": "Trivsel"}


def test_an_indicator_of_placeholders_is_none() -> None:
    draft = with_indicator(
        "<PerformanceIndicator><MeasurementDimension/><UnitOfMeasurement/>"
        "<Relationship><Identifier>[To_be_identified]</Identifier><Name/></Relationship>"
        "<MeasurementInstance><ActualResult><Description>[To be determined]</Description>"
        "</ActualResult></MeasurementInstance></PerformanceIndicator>"
    )
    assert rows_of(draft, Kind.TARGET) == []
    assert account_for_draft(draft).count(Use.UNPLACED) == 0


def test_an_empty_relationship_is_no_link() -> None:
    draft = with_indicator(
        "<PerformanceIndicator><MeasurementDimension>Trivsel</MeasurementDimension>"
        '<UnitOfMeasurement/><Relationship RelationshipType="Peer_To"><Identifier>_r1</Identifier>'
        "<ReferentIdentifier/><Name/><Description/></Relationship></PerformanceIndicator>"
    )
    assert "relationship" not in only(draft, Kind.TARGET).properties


def test_other_xml_is_refused_by_its_root() -> None:
    with pytest.raises(DocumentRefused) as caught:
        read("<html><body/></html>", "side.xml")
    assert (caught.value.reason, caught.value.arguments) == ("not-stratml", ("html",))


def test_a_prefix_that_nothing_declares_is_refused_with_its_place() -> None:
    with pytest.raises(DocumentRefused) as caught:
        read("<StrategicPlan>\n<x:Name>P</x:Name></StrategicPlan>")
    assert (caught.value.reason, caught.value.arguments[:2]) == ("xml-broken", ("2", "1"))


def test_an_external_dtd_is_refused() -> None:
    with pytest.raises(DocumentRefused) as caught:
        read('<!DOCTYPE StrategicPlan SYSTEM "plan.dtd"><StrategicPlan/>')
    assert caught.value.reason == "xml-doctype"


def test_elements_may_have_a_prefix() -> None:
    prefixed = (
        part_2(GOAL).replace("</", "</s:").replace(f'xmlns="{PART_2}"', f'xmlns:s="{PART_2}"')
    )
    prefixed = prefixed.replace("<", "<s:").replace("<s:/s:", "</s:")
    assert texts(read(prefixed), Kind.GOAL) == texts(read(part_2(GOAL)), Kind.GOAL)


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252"])
def test_a_file_in_another_encoding_says_the_same(encoding: str) -> None:
    file = f'<?xml version="1.0" encoding="{encoding}"?>\n{part_1(GOAL)}'
    assert texts(read(file.encode(encoding)), Kind.GOAL) == texts(read(part_1(GOAL)), Kind.GOAL)
