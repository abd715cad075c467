"""What comes out of matching: the same each time, in order, within bounds, of what is asked for."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from planvev.linking.element import Element
from planvev.linking.suggest.matcher import Matcher
from planvev.linking.suggest.weights import Weights
from unit.linking.suggest.elements import OVER, SECTOR, best, goal, numbers

TARGETS = [
    goal(OVER, "1", "Gode oppvekstvilkår", themes=frozenset({"urn:t1", "urn:t2"})),
    goal(OVER, "1.1", "Barn leker trygt ute og går til skolen"),
    goal(OVER, "1.2", "Ungdom deltar i idrett og kultur", actors=frozenset({"urn:a", "urn:b"})),
    goal(OVER, "2", "Klimagassutslippene er kuttet med 30 % innen 2031"),
    goal(OVER, "2.1", "Flere går, sykler og reiser kollektivt"),
]
SOURCES = [
    goal(SECTOR, "1", "Trygge skoleveger for barn som går og sykler"),
    goal(
        *(SECTOR, "1.1", "Fleire sykler til skulen", "nn"),
        themes=frozenset({"urn:t1", "urn:t2", "urn:t3"}),
    ),
    goal(SECTOR, "1.2", "Idrett for ungdom", actors=frozenset({"urn:a", "urn:b", "urn:c"})),
]
LINKS = [(SOURCES[1].iri, TARGETS[4].iri, "approved"), (SOURCES[2].iri, TARGETS[3].iri, "rejected")]
HOSTILE = {
    "empty": "",
    "blank": " \n\t\u00a0",
    "control": "Trygg\x00by\x1b[31m \u202e\ufeff",
    "emoji": "🚲" * 50_000,
    "long": "Trygge skoleveger for alle barn. " * 4_000,
    "one word": "barnehage" * 12_000,
    "digits": "1" * 100_000,
    "percent": "20 % " * 25_000,
    "points": "1." * 50_000,
    "lone surrogate": "skole \ud800",
    "other digits": "٣٠ % innen 2031, ² ½",
}


def found_by(targets: list[Element], sources: list[Element]) -> list[str]:
    matcher = Matcher(targets, sources=sources, links=LINKS)
    return [repr(matcher.match(each)) for each in SOURCES]


def test_the_order_of_what_is_given_does_not_matter() -> None:
    first = found_by(TARGETS, SOURCES)
    for seed in range(5):
        mixed = random.Random(seed)  # noqa: S311 — no secret
        targets, sources = mixed.sample(TARGETS, 5), mixed.sample(SOURCES, 3)
        assert found_by(targets, sources) == first


def test_another_seed_of_hashes_gives_the_same() -> None:
    told = set()
    code = "from unit.linking.suggest.test_matcher import *; print(found_by(TARGETS, SOURCES))"
    for seed in ("0", "1", "77"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        ran = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True
        )
        told.add(ran.stdout)
    assert len(told) == 1


def test_ties_go_by_iri() -> None:
    same = [replace(goal(OVER, "1", "Kvernstein"), iri=f"urn:{name}") for name in "cab"]
    found = Matcher(same).match(goal(SECTOR, "1", "Kvernstein"))
    assert [each.target for each in found] == ["urn:a", "urn:b", "urn:c"]


def test_no_more_are_suggested_than_are_asked_for() -> None:
    matcher = Matcher(TARGETS)
    assert [len(matcher.match(SOURCES[0], top)) for top in (0, 1, 2)] == [0, 1, 2]


def test_scores_lie_between_0_and_1_and_fall() -> None:
    scores = [each.score for each in Matcher(TARGETS).match(SOURCES[0])]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_an_element_is_not_suggested_to_itself() -> None:
    assert TARGETS[1].iri not in [each.target for each in Matcher(TARGETS).match(TARGETS[1])]


def test_a_target_that_nothing_speaks_for_is_left_out() -> None:
    assert best(goal(SECTOR, "1", "Kvernstein"), TARGETS) == []


def test_only_those_asked_for_are_suggested_and_the_others_still_tell() -> None:
    strategy = Element(
        f"{OVER}/s", "Strategy", OVER, texts={"nb": "Kvernstein"}, parents=(f"{OVER}/3",)
    )
    targets = [*TARGETS, goal(OVER, "3", "Mostro"), strategy]
    source = goal(SECTOR, "1", "Kvernstein")
    assert best(source, targets)[0] == "s"
    goals = {each.iri for each in targets if each.kind == "Goal"}
    assert numbers(Matcher(targets).match(source, among=goals)) == ["3"]
    assert numbers(Matcher(targets).match_text("Kvernstein", among=goals)) == ["3"]
    assert Matcher(targets).match(source, among=["urn:unknown"]) == []


def test_what_is_asked_for_is_found_behind_many_others() -> None:
    many = [goal(OVER, str(n), "Kvernstein") for n in range(300)]
    last = replace(goal(OVER, "x", "Kvernstein og mye annet"), iri="urn:z")
    found = Matcher([*many, last]).match_text("Kvernstein", 3, among={last.iri})
    assert [each.target for each in found] == ["urn:z"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_is_matched_fast(text: str) -> None:
    hostile = goal(OVER, "3", text, keywords={"nb": (text,)}, context=(text,) * 40)
    began = time.process_time()
    matcher = Matcher([*TARGETS, hostile])
    for found in (matcher.match_text(text), matcher.match(hostile), matcher.match(SOURCES[0])):
        for each in found:
            assert 0 < each.score < 1
            assert all(value.isprintable() for reason in each.reasons for value in reason.values)
    assert time.process_time() - began < 5


def test_without_targets_nothing_is_suggested() -> None:
    assert Matcher([]).match_text("Trygge skoler") == []


def test_a_text_is_read_in_the_language_that_it_is_in() -> None:
    targets = [goal(OVER, "1", "Mindre avfall"), goal(OVER, "2", "Sykkelveger")]
    matcher = Matcher(targets)
    assert numbers(matcher.match_text("Less waste in all of the schools"))[0] == "1"
    assert numbers(matcher.match_text("waste", language="en-GB"))[0] == "1"


def test_weights_decide() -> None:
    targets = [goal(OVER, "1", "Kvernstein"), goal(OVER, "2", themes=frozenset({"urn:t"}))]
    source = goal(SECTOR, "1", "Kvernstein", themes=frozenset({"urn:t"}))
    assert best(source, targets)[0] == "1"
    assert best(source, targets, weights=Weights(words=0.1, theme=5.0))[0] == "2"


def test_signals_are_told_for_any_pair_and_of_no_other() -> None:
    matcher = Matcher(TARGETS, sources=SOURCES)
    signals = matcher.signals(SOURCES[2], TARGETS[2].iri)
    assert signals["actor"] == pytest.approx(2 / 3, abs=0.2)
    assert signals["words"] > 0
    with pytest.raises(KeyError):
        matcher.signals(SOURCES[0], "urn:unknown")
