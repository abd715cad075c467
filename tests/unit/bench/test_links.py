"""Rankings are measured as they should be, and the cases say what they are meant to say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench import links
from bench.figures import Verdict
from bench.links import OURS, Result, bars
from bench.links_measures import Measures, by_matcher, by_tfidf, measure
from bench.links_sets import (
    LANGUAGES,
    OWN_GOALS,
    Case,
    Question,
    cited_cases,
    indicator_cases,
    pair_cases,
)

from planvev.linking.element import SDG, Element

INPUTS = links.default_inputs()
real_files = pytest.mark.skipif(
    not INPUTS.is_dir(), reason=f"the real files are not in {INPUTS}: set PLANVEV_SHARED"
)

TARGETS = (
    Element("urn:t:1", "Goal", "urn:t", "1", {"nb": "Trygge skoleveier for alle barn"}),
    Element("urn:t:2", "Goal", "urn:t", "2", {"nb": "Rent drikkevann"}, {"nb": ("vannverk",)}),
    Element("urn:t:3", "Goal", "urn:t", "3", {"nb": "Levende kulturliv"}),
)
ALL = frozenset(each.iri for each in TARGETS)


def case(*questions: Question) -> Case:
    return Case("three goals", "pairs", TARGETS, ALL, questions)


def question(text: str, *wanted: str) -> Question:
    return Question(text, frozenset(wanted))


def test_recall_is_the_share_of_the_right_targets_that_are_there() -> None:
    asked = [question("", "a", "b"), question("", "c")]
    found = measure(asked, lambda _: ["a", "x", "c", "y", "z", "b"])
    assert found.recall_1 == pytest.approx((0.5 + 0) / 2)
    assert found.recall_5 == pytest.approx((0.5 + 1) / 2)
    assert found.recall_10 == 1


def test_a_hit_is_any_of_the_right_targets_and_the_first_one_counts_by_its_place() -> None:
    found = measure([question("", "a", "b"), question("", "c")], lambda _: ["x", "b"])
    assert found.hit_5 == 0.5
    assert found.mrr == pytest.approx(1 / 4)


def test_what_comes_after_ten_answers_does_not_count() -> None:
    found = measure([question("", "k")], lambda _: list("abcdefghijk"))
    assert (found.recall_10, found.mrr) == (0, 0)


def test_plain_tf_idf_knows_only_the_words_of_the_wording() -> None:
    asked = question("Antall vannverk", "urn:t:2")
    assert by_tfidf(case(asked), widened=False)(asked) == []
    assert by_tfidf(case(asked), widened=True)(asked) == ["urn:t:2"]


def test_the_matcher_finds_what_shares_no_word_with_the_wording() -> None:
    asked = question("Drikkevatnet skal vere reint", "urn:t:2")
    assert by_tfidf(case(asked), widened=True)(asked) == []
    assert by_matcher(case(asked))(asked)[0] == "urn:t:2"


def test_answers_are_taken_from_what_is_asked_for_only() -> None:
    asked = question("Trygge skoleveier og rent drikkevann", "urn:t:2")
    only = Case("one", "pairs", TARGETS, frozenset({"urn:t:2"}), (asked,))
    assert by_matcher(only)(asked) == ["urn:t:2"]
    assert by_tfidf(only, widened=False)(asked) == ["urn:t:2"]


def result(kind: str, ours: float, other: float) -> Result:
    return Result(
        "a case",
        kind,
        10,
        {OURS: Measures(1, ours, 1, 1, 1), "TF-IDF": Measures(1, other, 1, 1, 1)},
        0.1,
    )


def test_a_bar_fails_where_too_little_is_found_and_where_tf_idf_finds_more() -> None:
    good = [result("indicators", 0.6, 0.3), result("cited goals", 0.9, 0.9)]
    assert [bar.verdict for bar in bars(good)] == [Verdict.PASS] * 3
    poor = [result("indicators", 0.5, 0.3), result("cited goals", 0.8, 0.9)]
    found = bars(poor)
    assert [bar.verdict for bar in found] == [Verdict.FAIL, Verdict.PASS, Verdict.FAIL]
    assert found[2].found == "a case: recall_5 of TF-IDF"


def test_what_was_not_measured_is_said_so() -> None:
    assert bars([])[0].verdict is Verdict.NOT_MEASURED


def test_pairs_have_between_ten_and_twenty_goals_each_and_follow_up_what_is_there() -> None:
    cases = pair_cases()
    for each in cases:
        assert 10 <= len(each.targets) <= 20, each.name
        assert 10 <= len(each.questions) <= 25, each.name
        for asked in each.questions:
            assert asked.wanted, asked.text
            assert asked.wanted <= each.asked, asked.text


def test_pairs_are_there_for_each_two_languages() -> None:
    told = {each.name.rpartition("(")[2].rstrip(")") for each in pair_cases()}
    assert told == {f"{one} to {other}" for one in LANGUAGES for other in LANGUAGES}


def test_a_link_to_a_goal_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'name = "a"\n[overarching]\nlanguage = "nb"\n[overarching.goals]\n"1" = "Ett"\n'
        '[sectoral]\nlanguage = "nb"\n[[sectoral.goals]]\ntext = "To"\nfollows = ["2"]\n',
        encoding="utf-8",
    )
    with pytest.raises(KeyError):
        pair_cases(tmp_path)


def test_pairs_of_plans_are_matched_better_than_by_tf_idf() -> None:
    for each in pair_cases():
        ours = measure(each.questions, by_matcher(each))
        plain = measure(each.questions, by_tfidf(each, widened=False))
        assert ours.recall_1 >= plain.recall_1, each.name
        assert ours.recall_5 >= plain.recall_5, each.name
        assert ours.mrr >= plain.mrr, each.name
        assert ours.recall_5 >= 0.7, each.name


def test_without_the_real_files_the_pairs_are_measured_still(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tmp_path / "links.json"
    arguments = ["--inputs", str(tmp_path / "none"), "--quick", "--json", str(told)]
    assert links.main(arguments) == 0
    assert "set PLANVEV_SHARED" in capsys.readouterr().out
    written = json.loads(told.read_text(encoding="utf-8"))
    assert {each["kind"] for each in written["cases"]} == {"pairs"}
    assert written["cases"][0]["measures"][OURS]["recall_5"] > 0


@real_files
def test_what_the_health_plan_cites_is_read_from_the_real_plans() -> None:
    goals, quoted, own = cited_cases(INPUTS)
    assert len(goals.asked) == 23
    assert [len(each.questions) for each in (goals, quoted, own)] == [11, 37, len(OWN_GOALS)]
    assert all(each.wanted <= goals.asked for c in (goals, quoted, own) for each in c.questions)


@real_files
def test_indicators_lead_to_targets_that_are_there(repository_data: Path) -> None:
    everything, once, first, last = indicator_cases(INPUTS / "links", repository_data)
    assert len(everything.questions) == len(first.questions) + len(last.questions)
    assert len(once.questions) < len(everything.questions)
    assert all(each.wanted <= everything.asked for each in everything.questions)
    assert min(everything.asked).startswith(SDG)


@pytest.fixture
def repository_data() -> Path:
    return links.ROOT / "data"
