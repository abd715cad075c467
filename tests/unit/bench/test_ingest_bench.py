"""Hand counts are held against what was found: matching, parents, and the counts themselves."""

from __future__ import annotations

import hashlib
import io
import json
import os
import time
from pathlib import Path

import pytest
from bench import ingest
from bench.figures import Verdict
from bench.importing import truths
from bench.importing.elements import AREA, Counted, comparable, goal_above
from bench.importing.long import LINES, PAGES, pages, write_long
from bench.importing.matching import Parents, Score, match
from bench.importing.reading import Blocks, Reading, read_apart
from bench.importing.report import print_results
from bench.importing.results import PlanResult, Results, XmlResult, total, total_parents
from bench.importing.stratml import count_stratml
from rich.console import Console

INPUTS = ingest.default_inputs()
real_files = pytest.mark.skipif(
    not INPUTS.is_dir(), reason=f"the real files are not in {INPUTS}: set PLANVEV_SHARED"
)

PLAN = [
    Counted("Goal", "Barn i Lauvdal har trygge dager", "1", "hovedmal"),
    Counted("Strategy", "Styrke helsestasjonen", of=0),
    Counted("Strategy", "Bygge trygge skoleveier", of=0),
    Counted("Goal", "Eldre i Lauvdal bor godt", "2", "hovedmal"),
    Counted("Strategy", "Bygge boliger i sentrum", of=3),
]


def test_case_marks_and_cut_words_do_not_matter() -> None:
    assert comparable("**Bygge** gang- og sykkel-\n veier.") == comparable(
        "bygge gang- og sykkelveier"
    )


def test_what_is_found_whole_has_full_precision_and_recall() -> None:
    matching = match(PLAN, PLAN)
    for kind, number in (("Goal", 2), ("Strategy", 3)):
        assert matching.score(kind) == Score(number, number, number, number)
    assert matching.parents("Strategy") == Parents(3, 3)


def test_a_missed_element_costs_recall_and_an_invented_one_precision() -> None:
    found = [*PLAN[:2], Counted("Strategy", "Dette er en overskrift", of=0), *PLAN[3:4]]
    matching = match(PLAN, found)
    score = matching.score("Strategy")
    assert (score.counted, score.found, score.both) == (3, 2, 1)
    assert (score.recall, score.precision) == (pytest.approx(1 / 3), 0.5)
    assert [PLAN[place].text for place in matching.missed("Strategy")] == [
        "Bygge trygge skoleveier",
        "Bygge boliger i sentrum",
    ]
    assert [found[place].text for place in matching.wrong("Strategy")] == ["Dette er en overskrift"]


def test_a_wording_that_is_nearly_the_same_is_found_but_not_alike() -> None:
    score = match(PLAN[:1], [Counted("Goal", "1 Barn i Lauvdal har trygge dager")]).score("Goal")
    assert (score.both, score.alike) == (1, 0)


def test_a_sentence_less_at_the_end_is_found_but_half_a_sentence_less_is_not() -> None:
    counted = [Counted("Strategy", "Bygge flere trygge skoleveier i Lauvdal. Ferdig i 2025.")]
    whole = [Counted("Strategy", "Bygge flere trygge skoleveier i Lauvdal.")]
    broken = [Counted("Strategy", "Bygge flere trygge skoleveier i")]
    assert match(counted, whole).score("Strategy") == Score(1, 1, 1, 0)
    assert match(counted, broken).score("Strategy").both == 0


def test_a_wording_that_runs_into_the_next_is_not_found() -> None:
    run_together = [Counted("Strategy", "Styrke helsestasjonen Bygge trygge skoleveier")]
    assert match(PLAN, run_together).score("Strategy").both == 0


def test_the_same_wording_of_another_kind_is_not_found() -> None:
    assert match(PLAN[:1], [Counted("Strategy", PLAN[0].text)]).score("Goal").both == 0


def test_equal_wordings_are_paired_in_their_order() -> None:
    twice = [Counted("Strategy", "Rekruttere fagfolk"), Counted("Strategy", "Rekruttere fagfolk")]
    assert match(twice, twice).pairs == {0: 0, 1: 1}


def test_a_strategy_under_another_goal_stands_wrong() -> None:
    found = [*PLAN[:4], Counted("Strategy", "Bygge boliger i sentrum", of=0)]
    assert match(PLAN, found).parents("Strategy") == Parents(3, 2)


def test_a_nested_strategy_stands_under_the_goal_above_it() -> None:
    found = [*PLAN[:2], Counted("Strategy", "Bygge trygge skoleveier", of=1)]
    assert goal_above(found, 2) == 0
    assert match(PLAN[:3], found).parents("Strategy") == Parents(2, 2)


def test_a_cycle_of_parents_has_no_goal_above_it() -> None:
    assert goal_above([Counted("Strategy", "a", of=1), Counted("Strategy", "b", of=0)], 0) is None


AREA_PLAN = [
    Counted("Goal", "Innsatsområde frivillighet", "2", AREA),
    Counted("Goal", "Flere deltar i lag", of=0),
    Counted("Goal", "Lagene trives", of=0),
    Counted("Strategy", "Låne ut lokaler gratis", of=0),
]


def test_an_area_counts_only_where_areas_are_asked_for() -> None:
    found = AREA_PLAN[1:3]
    matching = match(AREA_PLAN, found)
    assert matching.score("Goal", areas=False) == Score(2, 2, 2, 2)
    assert matching.score("Goal") == Score(3, 2, 2, 2)


def test_what_is_found_to_be_an_area_is_not_wrong_where_areas_are_left_out() -> None:
    found = [Counted("Goal", "Innledning", level=AREA), *AREA_PLAN[1:3]]
    matching = match(AREA_PLAN, found)
    assert matching.score("Goal", areas=False).precision == 1.0
    assert matching.score("Goal").precision == pytest.approx(2 / 3)


@pytest.mark.parametrize("above", [0, 1, 2])
def test_under_an_area_every_goal_of_it_is_right(above: int) -> None:
    found = [*AREA_PLAN[:3], Counted("Strategy", "Låne ut lokaler gratis", of=above)]
    assert match(AREA_PLAN, found).parents("Strategy") == Parents(1, 1)


def test_what_is_optional_is_neither_missed_nor_wrong() -> None:
    counted = [PLAN[0], Counted("Goal", "Kommunen vokser", optional=True)]
    without = match(counted, PLAN[:1]).score("Goal")
    with_it = match(counted, [PLAN[0], Counted("Goal", "Kommunen vokser")]).score("Goal")
    assert without == with_it == Score(1, 1, 1, 1)


def test_nothing_counted_and_nothing_found_is_no_fault() -> None:
    score = match([], []).score("Goal")
    assert (score.precision, score.recall) == (1.0, 1.0)


def test_a_vision_is_the_same_with_the_sentence_that_explains_it() -> None:
    slogan = Counted("Vision", "Lauvdal – nær alt")
    found = [Counted("Vision", "Lauvdal – nær alt. Vi bygger på det som er nært.")]
    assert match([slogan], found).score("Vision").both == 1


# The counts

TEXT = "Plan\nMål: Grønne torg\n• Plante trær • Gi\n  rom for lek\n"


@pytest.fixture
def counted_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    (inputs / "plan.txt").write_text(TEXT, encoding="utf-8")
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    spans = {
        word: [TEXT.index(word), TEXT.index(word) + len(word)]
        for word in ("Grønne torg", "Plante trær", "Gi\n", "rom for lek")
    }
    folder = tmp_path / "truths"
    folder.mkdir()
    (folder / "plan.toml").write_text(
        f"""file = "plan.txt"
sha256 = "{digest}"
elements = [
  {{ line = 2, kind = "Goal", id = "torg", spans = [{spans["Grønne torg"]}] }},
  {{ line = 3, kind = "Strategy", of = "torg", spans = [{spans["Plante trær"]}] }},
  {{ line = 3, kind = "Strategy", of = "torg", spans = [{spans["Gi" + chr(10)]},
     {spans["rom for lek"]}] }},
]
""".replace(",\n     [", ", ["),
        encoding="utf-8",
    )
    monkeypatch.setattr(truths, "TRUTHS", folder)
    monkeypatch.setattr(truths, "XML_TRUTHS", folder / "stratml.toml")
    return inputs


def test_a_count_takes_its_wordings_from_the_file(counted_file: Path) -> None:
    (truth,) = truths.plan_truths(counted_file)
    assert [(one.kind, one.text, one.of) for one in truth.elements] == [
        ("Goal", "Grønne torg", None),
        ("Strategy", "Plante trær", 0),
        ("Strategy", "Gi rom for lek", 0),
    ]


def test_a_file_that_was_changed_is_not_measured(counted_file: Path) -> None:
    (counted_file / "plan.txt").write_text(TEXT + "mer", encoding="utf-8")
    with pytest.raises(truths.TruthError, match=r"plan\.txt is not the file that was counted"):
        truths.plan_truths(counted_file)


def test_a_folder_of_texts_has_its_counts_beside_them(tmp_path: Path) -> None:
    value = {
        "goals": [{"text": "Hovedmål"}, {"text": "Delmål", "parent": "Hovedmål", "number": "1"}],
        "strategies": [{"text": "Strategi", "goal": "Delmål"}],
        "actions": [
            {"text": "Tiltak", "strategy": "Strategi"},
            {"text": "Annet", "goal": "Delmål"},
        ],
        "vision": "Visjon",
        "values": ["Åpen"],
    }
    (tmp_path / "plan.json").write_text(json.dumps(value), encoding="utf-8")
    (truth,) = truths.corpus_truths(tmp_path)
    assert truth.file == tmp_path / "plan.txt"
    assert [(one.kind, one.of) for one in truth.elements] == [
        ("Goal", None),
        ("Goal", 0),
        ("Strategy", 1),
        ("Action", 2),
        ("Action", 1),
        ("Vision", None),
        ("Value", None),
    ]


@real_files
def test_the_real_plans_have_the_numbers_that_people_counted() -> None:
    numbers = {
        truth.file.name: tuple(
            sum(one.kind == kind and not one.optional for one in truth.elements)
            for kind in ("Goal", "Strategy")
        )
        for truth in truths.plan_truths(INPUTS)
    }
    assert numbers == {
        "krodsherad-folkehelse-2024-2033.txt": (14, 22),
        "krodsherad-samfunnsdel-2019-2032.txt": (23, 140),
        "trondheim-kommuneplanens-samfunnsdel.txt": (29, 92),
        "trondheim-miljopakken-hovedmal.txt": (10, 0),
    }


@real_files
def test_the_counts_of_stratml_are_those_of_a_plain_walk_over_the_xml() -> None:
    entries = truths.xml_truths(INPUTS)
    assert len(entries) == 7
    for entry in entries:
        if entry.line is None:
            assert count_stratml(entry.file) == entry.counts, entry.file.name


def test_empty_elements_of_stratml_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "plan.xml"
    path.write_text(
        """<StrategicPlan xmlns="urn:any"><Name>Plan</Name>
        <Value><Name>Åpen</Name></Value><Value><Name/><Description> </Description></Value>
        <Goal><Name/><Identifier>_1</Identifier><SequenceIndicator>1</SequenceIndicator>
          <Objective><Name>Delmål</Name><Stakeholder><Name>Innbyggerne</Name></Stakeholder>
          <Stakeholder><Name/><Role><Name>Rolle</Name></Role></Stakeholder></Objective></Goal>
        </StrategicPlan>""",
        encoding="utf-8",
    )
    assert count_stratml(path) == {"goals": 0, "objectives": 1, "values": 1, "stakeholders": 1}


def test_a_stakeholder_of_version_3_5_is_one_by_reference(tmp_path: Path) -> None:
    path = tmp_path / "plan.xml"
    path.write_text(
        "<D><Goal><Name>Mål</Name><Stakeholders><Individual><Extends>uid-1</Extends></Individual>"
        "<Individual/></Stakeholders></Goal></D>",
        encoding="utf-8",
    )
    assert count_stratml(path) == {"goals": 1, "objectives": 0, "values": 0, "stakeholders": 1}


# Reading apart


def _sleeps(path: Path) -> Reading:
    time.sleep(60)
    return Reading(path)


def _fails(path: Path) -> Reading:
    raise ValueError(f"no plan in {path.name}")


def _dies(path: Path) -> Reading:
    os._exit(int(path.name))


def _fills_memory(path: Path) -> Reading:
    return Reading(path, format=str(len(bytearray(64_000_000))))


def test_a_reading_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.importing.reading.SECONDS_MAX", 0.2)
    assert read_apart(_sleeps, Path("plan.txt")).failure == "ended after 0 s"


def test_a_reading_that_fails_says_why() -> None:
    failure = read_apart(_fails, Path("plan.txt")).failure
    assert failure.startswith("ValueError: no plan in plan.txt (test_ingest_bench.py:")


def test_a_reading_that_dies_is_a_failure() -> None:
    assert read_apart(_dies, Path("3")).failure == "the process ended without an answer"


def test_the_memory_of_a_reading_is_its_own() -> None:
    assert 55 < read_apart(_fills_memory, Path("plan.txt")).memory_mib < 100


# Bars and report


def _result(found: list[Counted], lost: int = 0, exact: bool = False) -> PlanResult:
    reading = Reading(Path("plan.txt"), "text", 0.1, 3.0, found, Blocks(5, lost=lost))
    return PlanResult("plan", reading, match(PLAN, found), exact)


def test_a_plan_found_whole_holds_the_bars() -> None:
    bars = Results(plans=[_result(PLAN), _result(PLAN, exact=True)]).bars
    assert {bar.verdict for bar in bars} == {Verdict.PASS}


def test_a_plan_with_a_missed_strategy_does_not() -> None:
    bars = Results(plans=[_result(PLAN[:4])]).bars
    assert [bar.verdict for bar in bars] == [Verdict.PASS, Verdict.FAIL]


def test_where_nothing_may_be_missed_one_different_letter_fails() -> None:
    found = [Counted("Goal", "Barn i Lauvdal har trygge dagar", "1"), *PLAN[1:]]
    bars = Results(plans=[_result(found, exact=True)]).bars
    assert [bar.verdict for bar in bars] == [Verdict.FAIL, Verdict.PASS]


def test_a_character_in_no_block_fails() -> None:
    bars = Results(plans=[_result(PLAN, lost=1)]).bars
    assert [(bar.verdict, bar.found) for bar in bars][-1] == (
        Verdict.FAIL,
        "5 blocks, 1 characters in none",
    )


def test_a_folder_is_held_to_the_bars_as_a_whole() -> None:
    results = [_result(PLAN), _result(PLAN[:4])]
    assert total(results, "Strategy") == Score(6, 5, 5, 5)
    assert total_parents(results, "Strategy") == Parents(5, 5)
    bars = Results(corpus=results).bars
    assert [bar.found for bar in bars] == ["1.00 and 1.00", "1.00 and 0.83"]


def test_a_stratml_file_holds_where_it_is_as_counted_or_refused_at_its_fault() -> None:
    reading = Reading(Path("plan.xml"))
    assert XmlResult("a", reading, {"goals": 1}, {"goals": 1}).holds
    assert not XmlResult("a", reading, {"goals": 1}, {"goals": 2}).holds
    refused = Reading(Path("plan.xml"), failure="plan.xml: linje 5, kolonne 23")
    assert XmlResult("a", refused, {}, {}, refused_at=5).holds
    assert not XmlResult("a", refused, {}, {}, refused_at=7).holds
    assert not XmlResult("a", reading, {}, {}, refused_at=5).holds


@pytest.mark.parametrize(
    ("reading", "verdict"),
    [
        (Reading(Path("a.txt"), seconds=10.5, failure="for lenge", reason="timeout"), Verdict.PASS),
        (Reading(Path("a.txt"), seconds=1.0), Verdict.PASS),
        (Reading(Path("a.txt"), seconds=1.0, failure="feil", reason="unreadable"), Verdict.FAIL),
        (Reading(Path("a.txt"), seconds=1.0, failure="KeyError"), Verdict.FAIL),
        (Reading(Path("a.txt"), seconds=13.0), Verdict.FAIL),
        (Reading(Path("a.txt"), memory_mib=600.0), Verdict.FAIL),
    ],
)
def test_a_hostile_file_is_read_or_refused_within_bounds(
    reading: Reading, verdict: Verdict
) -> None:
    assert [bar.verdict for bar in Results(hostile=[reading]).bars] == [verdict]


def test_the_report_says_what_was_measured() -> None:
    stream = io.StringIO()
    results = Results(
        plans=[_result(PLAN)],
        corpus=[_result(PLAN)],
        xml=[XmlResult("a.xml", Reading(Path("a.xml")), {}, {}, refused_at=1)],
        long=[Reading(Path("long.pdf"), seconds=12.0)],
        hostile=[Reading(Path("dots.txt"), seconds=1.0, failure="for stort")],
    )
    print_results(results, Console(file=stream, width=200))
    said = stream.getvalue()
    for word in ("1.00/1.00 (3 of 3)", "all together", "a.xml", "long.pdf", "for stort"):
        assert word in said
    assert "FAIL long.pdf: 50 pages in under 10 s: 12.0 s" in said
    assert json.loads(json.dumps(results.as_json()))["plans"][0]["kinds"]["Goal"]["recall"] == 1


def test_fifty_pages_are_written_in_three_formats(tmp_path: Path) -> None:
    assert (len(pages()), {len(page) for page in pages()}) == (PAGES, {LINES})
    starts = [path.read_bytes()[:4] for path in write_long(tmp_path)]
    assert starts == [b"1 He", b"PK\x03\x04", b"%PDF"]


def test_where_the_real_files_are_not_there_it_says_so_and_ends_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest.main(["--inputs", str(tmp_path / "none"), "--width", "300"]) == 0
    assert "set PLANVEV_SHARED" in capsys.readouterr().out


def test_the_inputs_are_looked_for_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PLANVEV_SHARED", str(tmp_path))
    assert ingest.default_inputs() == tmp_path / "inputs"
