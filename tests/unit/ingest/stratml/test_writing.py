"""Plans as StratML: valid against the ISO schemas, and read back without loss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from lxml import etree
from pyoxigraph import NamedNode

from planvev.errors import ConfigError
from planvev.ingest.account import Use, account_for_draft
from planvev.ingest.checking import check_draft, faults
from planvev.ingest.draft import Draft, Kind, Row
from planvev.ingest.export.plan import PlanItem, PlanModel
from planvev.ingest.stratml import PROFILES, Loss, lost, stratml_of
from planvev.vocab import PV
from unit.ingest.export.plans import HOSTILE, SMALL, read_small
from unit.ingest.stratml.files import MISSING, SCHEMAS, codes, elements, read, rows_of

each_file = pytest.mark.parametrize(
    ("profile", "part"), [(profile, part) for profile in PROFILES for part in (1, 2)]
)

ODD = """
<vision> a pv:Vision ; pv:partOf <> ; pv:text "Lys og luft"@nb ; pv:position 1 .
<vision-2> a pv:Vision ; pv:partOf <> ; pv:text "Enda en"@nb ; pv:position 2 .
<value/apen> a pv:Value ; pv:partOf <> ; pv:text "Åpen"@nb ; pv:position 1 .
<value/2> a pv:Value ; pv:partOf <> ; pv:text "Modig"@nb ; skos:notation "2" ; pv:position 2 .
<value/apen/section/1> a pv:Section ; pv:partOf <> ; pv:sectionOf <value/apen> ;
    pv:text "Vi deler."@nb ; pv:position 1 .
<section/mission> a pv:Section ; pv:partOf <> ; pv:sectionOf <> ; rdfs:label "Mission"@nb ;
    pv:text "Å tjene alle."@nb ; pv:position 1 .
<goal/0> a pv:Goal ; pv:partOf <> ; pv:text "Lillevik er god"@nb ; skos:notation "0" ;
    pv:goalLevel <https://w3id.org/planvev/code/goal-level/overordnet-mal> ; pv:position 1 .
<goal/1> a pv:Goal ; pv:partOf <> ; pv:subGoalOf <goal/0> ; pv:text "Flere trær"@nb ;
    skos:notation "1" ; rdfs:label "Trær"@nb, "Trees"@en ;
    pv:goalLevel <https://w3id.org/planvev/code/goal-level/hovedmal> ; pv:position 1 .
<goal/1.1> a pv:Goal ; pv:partOf <> ; pv:subGoalOf <goal/1> ; pv:text "Eik"@nb ;
    skos:notation "1.1" ; pv:goalLevel <https://w3id.org/planvev/code/goal-level/delmal> ;
    dct:identifier "A-77", "B-78" ; pv:position 1 .
<goal/1.1.1> a pv:Goal ; pv:partOf <> ; pv:subGoalOf <goal/1.1> ; pv:text "Sommereik"@nb ;
    pv:goalLevel <https://w3id.org/planvev/code/goal-level/periodemal> ; pv:position 1 .
<goal/1.1/section/1> a pv:Section ; pv:partOf <> ; pv:sectionOf <goal/1.1> ;
    pv:text "Først."@nb ; pv:position 1 .
<goal/1.1/section/2> a pv:Section ; pv:partOf <> ; pv:sectionOf <goal/1.1> ;
    rdfs:label "Hvorfor"@nb ; pv:text "Fordi."@nb ; pv:position 2 .
<goal/1.1/section/3> a pv:Section ; pv:partOf <> ; pv:sectionOf <goal/1.1> ;
    pv:text "[pv:self path=\\"x\\"] Sist."@nb ; pv:position 3 .
<strategy/1.1.1> a pv:Strategy ; pv:partOf <> ; pv:pursues <goal/1.1> ; pv:text "plante"@nb ;
    skos:notation "1.1.1" ; pv:leadVerb "plante"@nb ; pv:position 1 .
<action/t_1> a pv:Action ; pv:partOf <> ; pv:pursues <strategy/1.1.1> ; pv:text "Grave hull"@nb ;
    pv:position 1 .
<strategy/1.1.1/target/1> a pv:Target ; pv:about <strategy/1.1.1> ; pv:indicator "trær"@nb ;
    pv:targetKind <https://w3id.org/planvev/code/target-kind/absolute> ; pv:targetValue 1000.0 ;
    pv:unit <http://qudt.org/vocab/unit/NUM> ; pv:deadline "2031"^^xsd:gYear .
<goal/1.1/mention/1> a pv:Mention ; pv:about <goal/1.1> ; pv:mentioned <actor/velet> ;
    pv:role <https://w3id.org/planvev/code/mention-role/partner> ; dct:description "Har spader" .
<strategy/1.1.1/mention/1> a pv:Mention ; pv:about <strategy/1.1.1> ; pv:mentioned <actor/velet> ;
    pv:role <https://w3id.org/planvev/code/mention-role/performer> .
<mention/1> a pv:Mention ; pv:about <> ; pv:mentioned <actor/velet> ;
    pv:role <https://w3id.org/planvev/code/mention-role/named> .
<actor/velet> a pv:Actor ; rdfs:label "Velet"@nb .
"""
"""A plan with what is rare: an overall goal, four levels, two visions, words like our marks."""


def small(turtle: str) -> PlanModel:
    """Return a small plan, which its elements call <>."""
    return read_small(turtle.replace("<>", f"<{SMALL}>"))


@pytest.fixture(scope="session")
def odd() -> PlanModel:
    return small("@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ." + ODD)


@pytest.fixture(params=["samfunnsdel", "odd"])
def plan(request: pytest.FixtureRequest) -> PlanModel:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, PlanModel)
    return found


def validate(content: bytes, part: int) -> None:
    if not SCHEMAS[part].exists():
        pytest.skip(MISSING)
    schema = etree.XMLSchema(etree.parse(SCHEMAS[part]))
    schema.assertValid(etree.fromstring(content))


Said = tuple[str, str, str, str, str, str, str]


def of_items(plan: PlanModel) -> list[Said]:
    """Return what is said of each element: kind, path, path above, number, level, text, label."""
    paths = {item.iri: item.path for item in plan.items}
    return [
        (
            item.kind,
            item.path,
            paths.get(item.parent, ""),
            item.number,
            item.level,
            " ".join(item.text.split()),
            "" if item.labels.get("nb", item.text) == item.text else item.labels["nb"],
        )
        for item in plan.items
    ]


def of_rows(draft: Draft) -> list[Said]:
    paths = {row.id: row.path for row in draft.rows}
    return [
        (
            row.kind.value,
            row.path or _slug_of_mission(row),
            paths.get(row.parent, ""),
            row.number,
            row.level,
            row.text,
            row.label,
        )
        for row in draft.rows
        if row.kind not in (Kind.TARGET, Kind.MENTION)
    ]


def _slug_of_mission(row: Row) -> str:
    return "section/mission" if row.label == "Mission" else ""


FINDINGS = ("role", "indicator", "targetKind", "targetValue", "deadline", "reason", "comparator")


def of_findings(plan: PlanModel) -> Counter[tuple[str, ...]]:
    paths = {item.iri: item.path for item in plan.items}
    return Counter(
        (item.kind, paths.get(item.parent, ""), *(_said(item, name) for name in FINDINGS))
        for item in plan.findings
        if item.kind in ("Target", "Mention")
    )


def _said(item: PlanItem, name: str) -> str:
    terms = item.properties.get(PV[name].value, [])
    values = [t.value.rpartition("/")[2] if isinstance(t, NamedNode) else t.value for t in terms]
    return " ".join(" ".join(values).split())


def of_finding_rows(draft: Draft) -> Counter[tuple[str, ...]]:
    paths = {row.id: row.path for row in draft.rows}
    return Counter(
        (
            row.kind.value,
            paths.get(row.parent, ""),
            *(str(row.properties.get(name, "")) for name in FINDINGS),
        )
        for row in draft.rows
        if row.kind in (Kind.TARGET, Kind.MENTION)
    )


@each_file
def test_files_are_valid(plan: PlanModel, profile: str, part: int) -> None:
    validate(stratml_of(plan, profile, part), part)


@each_file
def test_a_file_read_back_has_every_element(plan: PlanModel, profile: str, part: int) -> None:
    draft = read(stratml_of(plan, profile, part))
    assert sorted(of_rows(draft)) == sorted(of_items(plan))


@each_file
def test_siblings_keep_their_order(plan: PlanModel, profile: str, part: int) -> None:
    draft = read(stratml_of(plan, profile, part))

    def by_parent(said: list[Said]) -> dict[tuple[str, str], list[str]]:
        order: dict[tuple[str, str], list[str]] = {}
        for kind, path, above, *_ in said:
            order.setdefault((kind, above), []).append(path)
        return order

    assert by_parent(of_rows(draft)) == by_parent(of_items(plan))


@each_file
def test_a_file_read_back_has_targets_and_mentions(
    plan: PlanModel, profile: str, part: int
) -> None:
    draft = read(stratml_of(plan, profile, part))
    assert of_finding_rows(draft) == of_findings(plan)


@each_file
def test_a_file_read_back_has_the_plans_facts(
    samfunnsdel: PlanModel, profile: str, part: int
) -> None:
    facts = read(stratml_of(samfunnsdel, profile, part)).facts
    assert (facts.title, facts.body) == (samfunnsdel.title(), "Trondheim kommune")
    assert (facts.start_year, facts.end_year, facts.adopted_on) == ("2009", "2020", "2010-06-10")
    assert (facts.instrument_type, facts.status, facts.language) == (
        "samfunnsdel",
        "replaced",
        "nb",
    )
    assert facts.source == samfunnsdel.iri


@each_file
def test_a_file_read_back_can_be_taken_in(plan: PlanModel, profile: str, part: int) -> None:
    draft = read(stratml_of(plan, profile, part))
    check_draft(draft)
    assert [row for row, _ in faults(draft) if row is not None] == []
    assert codes(draft) == set()
    assert account_for_draft(draft).count(Use.UNPLACED) == 0


@each_file
def test_parents_come_before_their_children(plan: PlanModel, profile: str, part: int) -> None:
    draft = read(stratml_of(plan, profile, part))
    seen = {""}
    for row in draft.rows:
        assert row.parent in seen
        seen.add(row.id)


def root_of(plan: PlanModel, profile: str, part: int = 1) -> ElementTree.Element:
    return ElementTree.fromstring(stratml_of(plan, profile, part))  # noqa: S314 - ours


def test_the_profile_goals_has_main_goals_and_sub_goals(samfunnsdel: PlanModel) -> None:
    root = root_of(samfunnsdel, "goals")
    assert [len(list(elements(root, name))) for name in ("Goal", "Objective")] == [4, 25]


def test_the_profile_strategies_has_sub_goals_and_strategies(samfunnsdel: PlanModel) -> None:
    root = root_of(samfunnsdel, "strategies")
    assert [len(list(elements(root, name))) for name in ("Goal", "Objective")] == [25, 92]


def test_an_overall_goal_stands_above_the_level_of_goals(odd: PlanModel) -> None:
    root = root_of(odd, "goals")
    names = [
        [part.text for part in goal if part.tag.endswith("Name")] for goal in elements(root, "Goal")
    ]
    assert names == [["Flere trær"]]
    assert len(list(elements(root, "Objective"))) == 2


def test_a_plan_without_goals_gives_a_valid_file_that_has_none() -> None:
    plan = small('<vision> a pv:Vision ; pv:partOf <> ; pv:text "Lys"@nb .')
    for part in (1, 2):
        content = stratml_of(plan, "strategies", part)
        validate(content, part)
        assert rows_of(read(content), Kind.GOAL) == []


def test_texts_that_are_markup_or_no_xml_come_back_as_they_are() -> None:
    elements_of_plan = "".join(
        f"<goal/{n}> a pv:Goal ; pv:partOf <> ; pv:text {_turtle(text)}@nb ; pv:position {n} ."
        for n, text in enumerate(HOSTILE, start=1)
    )
    plan = small(elements_of_plan)
    for part in (1, 2):
        content = stratml_of(plan, "goals", part)
        validate(content, part)
        assert [row.text for row in rows_of(read(content), Kind.GOAL)] == [
            " ".join(text.split()) for text in HOSTILE
        ]


def _turtle(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for character, written in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(character, written)
    return f'"{escaped}"'


def test_a_character_that_xml_has_not_is_marked() -> None:
    plan = small('<goal/1> a pv:Goal ; pv:partOf <> ; pv:text "Mål\\u0002 en\\uFFFE"@nb .')
    content = stratml_of(plan, "goals", 1)
    validate(content, 1)
    assert rows_of(read(content), Kind.GOAL)[0].text == "Mål\ufffd en\ufffd"


def test_the_same_plan_gives_the_same_bytes(samfunnsdel: PlanModel) -> None:
    assert stratml_of(samfunnsdel, "goals", 2) == stratml_of(samfunnsdel, "goals", 2)


def test_names_that_are_given_name_the_stakeholders(odd: PlanModel) -> None:
    iri = f"{odd.iri}/actor/velet"
    content = stratml_of(odd, "goals", 1, {iri: "Lillevik vel"})
    assert "<Name>Lillevik vel</Name>" in content.decode()


def test_what_is_lost_is_told_as_data(odd: PlanModel) -> None:
    assert lost(odd, "goals", 1) == [
        Loss("Section", 2, carried=True),
        Loss("Action", 1, carried=True),
        Loss("Goal", 1, carried=True),
        Loss("Mention", 1, carried=True),
        Loss("Strategy", 1, carried=True),
        Loss("Target", 1, carried=True),
        Loss("Vision", 1, carried=True),
        Loss("labels", 1, carried=False),
    ]


def test_what_is_lost_is_said_in_the_file_in_the_plans_language(samfunnsdel: PlanModel) -> None:
    notes = [note for note in _notes(samfunnsdel) if "[pv:note]" in note]
    assert len(notes) == len(lost(samfunnsdel, "goals", 1))
    assert any("92 strategier er skrevet som merkede linjer" in note for note in notes)
    assert any("henvisninger til steder i kildeteksten er ikke med" in note for note in notes)


def _notes(plan: PlanModel) -> Iterator[str]:
    root = root_of(plan, "goals")
    yield from (root.findtext("{*}OtherInformation") or "").split("\n\n")


@pytest.mark.parametrize(("profile", "part"), [("tiltak", 1), ("goals", 3)])
def test_another_profile_or_part_is_an_error(odd: PlanModel, profile: str, part: int) -> None:
    with pytest.raises(ConfigError):
        stratml_of(odd, profile, part)


@pytest.mark.parametrize(
    "path", ["goal/1> <x", "../../else", "goal//1", "goal/ø", "https://else.example/1"]
)
def test_a_file_that_looks_like_ours_makes_no_iri_outside_of_the_plan(path: str) -> None:
    written = path.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    draft = read(
        "<StrategicPlan><OtherInformation>"
        f'[pv:plan profile="goals" language="{written}" instrument="{written}" '
        f'status="{written}" adopted="{written}"]\n\n'
        f'[pv:Goal path="{written}" level="{written}" place="99999999999" under="{written}"] Mål'
        f'\n\n[pv:GlossaryEntry explains="{written}"] Ord'
        "</OtherInformation></StrategicPlan>"
    )
    goal, entry = draft.rows
    assert (goal.text, goal.path, goal.level, goal.parent) == ("Mål", "", "", "")
    assert entry.properties == {}
    facts = draft.facts
    assert (facts.language, facts.instrument_type, facts.status) == ("en", "", "")
    assert facts.adopted_on == ""


def test_a_row_that_a_file_puts_under_itself_is_read_with_a_fault() -> None:
    draft = read(
        '<StrategicPlan><OtherInformation>[pv:plan profile="goals"]\n\n'
        '[pv:Goal path="goal/1" under="goal/1"] Mål</OtherInformation></StrategicPlan>'
    )
    check_draft(draft)
    assert [doubt.code for row, doubt in faults(draft) if row is not None] == ["own-parent"]
