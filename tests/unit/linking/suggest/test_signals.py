"""Each thing that speaks for a pair does something, and is told as a reason."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from planvev.linking.element import Element, Quantity
from planvev.linking.suggest.matcher import Matcher
from planvev.linking.suggest.suggestion import Suggestion
from unit.linking.suggest.elements import OVER, SECTOR, best, goal, numbers, reasons

OTHER = goal(OVER, "9", "Kunstgalleriet viser grafikk")


def only(source: Element, target: Element, **more: object) -> Suggestion:
    """Return the one suggestion, and see that it is of this target, not of the other goal."""
    found = Matcher([target, OTHER], **more).match(source)  # type: ignore[arg-type]
    assert [each.target for each in found] == [target.iri]
    return found[0]


def test_forms_of_a_word_are_the_same_word() -> None:
    found = only(goal(SECTOR, "1", "Snekkere"), goal(OVER, "1", "En snekker"))
    assert set(reasons(found)) == {"words"}


def test_a_compound_is_like_what_it_is_made_of() -> None:
    found = only(goal(SECTOR, "1", "Skogbrannvern"), goal(OVER, "1", "Brannvern"))
    assert reasons(found)["words"].values == ("brannvern",)


def test_words_that_are_spelt_alike_are_alike() -> None:
    found = only(goal(SECTOR, "1", "Kvernsteinsbrotet"), goal(OVER, "1", "Kvernsteinsbruddet"))
    assert reasons(found)["words"].values == ("Kvernsteinsbrotet – Kvernsteinsbruddet",)


def test_bokmal_and_nynorsk_meet() -> None:
    targets = [goal(OVER, "1", "Trygge skoleveger"), goal(OVER, "2", "Flere arbeidsplasser")]
    assert best(goal(SECTOR, "1", "Fleire arbeidsplassar", "nn"), targets)[0] == "2"
    assert best(goal(SECTOR, "1", "Trygge skulevegar", "nn"), targets)[0] == "1"


def test_bokmal_and_english_meet_in_concepts() -> None:
    targets = [goal(OVER, "1", "Less waste", "en"), goal(OVER, "2", "Safe cycling", "en")]
    found = Matcher(targets).match(goal(SECTOR, "1", "Søppel"))
    assert numbers(found)[0] == "1"
    assert reasons(found[0])["concepts"].values == ("søppel – waste",)


def test_keywords_of_a_target_count() -> None:
    target = goal(OVER, "1", "Noe helt annet", keywords={"nb": ("kvernstein",)})
    assert reasons(only(goal(SECTOR, "1", "Kvernstein"), target))["keywords"].values


@pytest.mark.parametrize("side", ["source", "target"])
def test_running_text_under_an_element_counts(side: str) -> None:
    told = goal(SECTOR, "1", "Om kvernstein")
    bare = goal(OVER, "1", "Mostro", context=("Her er kvernstein.",))
    pair = (told, bare) if side == "target" else (bare, told)
    assert reasons(only(*pair))["context"].values == ("kvernstein",)


def test_what_stands_above_a_source_counts() -> None:
    above = goal(SECTOR, "1", "Kvernstein")
    source, target = goal(SECTOR, "1.1", "Mostro"), goal(OVER, "1", "Kvernstein og grus")
    assert best(source, [target, OTHER], sources=[above, source]) == ["1"]
    assert best(source, [target, OTHER]) == []


def test_what_stands_above_a_target_counts() -> None:
    targets = [
        *(goal(OVER, "1", "Kvernstein"), goal(OVER, "1.1", "Mostro")),
        *(goal(OVER, "2", "Grafikk"), goal(OVER, "2.1", "Mostro")),
    ]
    found = Matcher(targets).match(goal(SECTOR, "1", "Kvernstein i Mostro"))
    ranked = numbers(found)
    assert ranked.index("1.1") < ranked.index("2.1")
    assert reasons(found[ranked.index("1.1")])["parent"].values == ("1",)


def test_parents_that_are_alike_speak_for_their_children() -> None:
    sources = [goal(SECTOR, "1", "Kvernstein"), goal(SECTOR, "1.1", "Mostro")]
    targets = [goal(OVER, "1", "Kvernstein"), goal(OVER, "1.1", "Gneip"), OTHER]
    found = Matcher(targets, sources=sources).match(sources[1])
    assert "1.1" in numbers(found)
    assert "parent" in reasons(found[numbers(found).index("1.1")])


@pytest.mark.parametrize("mark", ["theme", "actor", "group"])
def test_the_same_mark_speaks_for_a_pair(mark: str) -> None:
    held: dict[str, frozenset[str]] = {f"{mark}s": frozenset({"urn:mark"})}
    found = only(goal(SECTOR, "1", "Mostro", **held), goal(OVER, "1", "Gneip", **held))
    assert reasons(found)[mark].values == ("urn:mark",)


def test_the_rarer_mark_speaks_louder() -> None:
    common, rare = frozenset({"urn:common"}), frozenset({"urn:rare"})
    targets = [goal(OVER, str(n), "Gneip", themes=common) for n in range(1, 6)]
    targets.append(goal(OVER, "6", "Gneip", themes=rare))
    assert best(goal(SECTOR, "1", "Mostro", themes=common | rare), targets)[0] == "6"


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Kutte 37 % innen 2031", "Ned 37 prosent før 2031"),
        ("Bygge 450 hus innen 2031", "Til sammen 450 nye naust innen 2031"),
    ],
)
def test_the_same_number_and_year_speak_for_a_pair(here: str, there: str) -> None:
    target = goal(OVER, "1", there)
    later = goal(OVER, "2", there.replace("2031", "2044"))
    found = Matcher([target, later]).match(goal(SECTOR, "1", here))
    assert numbers(found)[0] == "1"
    assert reasons(found[0])["quantity"].values[2] == "2031"


def test_numbers_of_facts_and_of_texts_meet() -> None:
    unit = "http://qudt.org/vocab/unit/PERCENT"
    held = (Quantity(Decimal("37.0"), unit, 2031),)
    found = only(goal(SECTOR, "1", "Mostro", quantities=held), goal(OVER, "1", "37 % innen 2031"))
    assert reasons(found)["quantity"].values == ("37", "%", "2031")


def test_approved_links_of_what_stands_beside_speak_for_their_targets() -> None:
    sources = [goal(SECTOR, "1.1", "Mostro"), goal(SECTOR, "1.2", "Glima")]
    targets = [goal(OVER, "3.1", "Kvaser"), goal(OVER, "3.2", "Skrymir"), OTHER]
    ends = (sources[1].iri, targets[0].iri)
    found = Matcher(targets, sources=sources, links=[(*ends, "approved")]).match(sources[0])
    assert numbers(found) == ["3.1", "3.2"]
    assert reasons(found[0])["sibling"].values == ("1.2", "")
    assert reasons(found[1])["sibling"].values == ("1.2", "beside")
    assert best(sources[0], targets, sources=sources, links=[(*ends, "proposed")]) == []


@pytest.mark.parametrize("status", ["rejected", "approved", "withdrawn", "disputed", "proposed"])
def test_a_pair_that_a_link_is_known_of_is_not_suggested(status: str) -> None:
    source = goal(SECTOR, "1", "Kvernstein")
    targets = [goal(OVER, "1", "Kvernstein"), goal(OVER, "2", "Kvernstein")]
    assert best(source, targets) == ["1", "2"]
    assert best(source, targets, links=[(source.iri, targets[0].iri, status)]) == ["2"]


class Meanings:
    """Stands in for a model: sentences about stone point one way, others another."""

    def encode(self, texts: Sequence[str]) -> list[tuple[float, float]]:
        return [(1.0, 0.0) if text in ("Stein", "Mostro") else (0.0, 1.0) for text in texts]


def test_sentences_that_mean_the_same_speak_for_a_pair() -> None:
    source, target = goal(SECTOR, "1", "Stein"), goal(OVER, "1", "Mostro")
    assert best(source, [target, OTHER], encoder=Meanings()) == ["1"]
    assert best(source, [target, OTHER]) == []
