"""Reasons are sentences in the reader's language, with the plans' own words, few and none twice."""

from __future__ import annotations

import pytest

from planvev.linking.element import Element
from planvev.linking.suggest.matcher import Matcher
from planvev.linking.suggest.suggestion import Reason
from planvev.linking.suggest.wording import reason_text
from unit.linking.suggest.elements import OVER, SECTOR, goal, reasons

ALL = [
    Reason("words", ("avfall", "sortering")),
    Reason("keywords", ("søppel",)),
    Reason("concepts", ("hytte – reiseliv",)),
    Reason("context", ("gjenbruk",)),
    Reason("theme", ("Avfall",)),
    Reason("actor", ("Teknisk etat",)),
    Reason("group", ("unge",)),
    Reason("quantity", ("42.5", "%", "2018", "12500", "", "")),
    Reason("parent", ("2.6",)),
    Reason("sibling", ("2.3", "")),
    Reason("sibling", ("Rent vann", "beside")),
    Reason("embedding", ()),
    Reason("number", ("6.1.2",)),
    Reason("quote", ("Trygg by",)),
]
BOKMAL = (
    "Felles ord: avfall, sortering. Felles stikkord: søppel. Beslektede ord: hytte – reiseliv. "
    "Ord i teksten rundt: gjenbruk. Samme tema: Avfall. Samme aktør: Teknisk etat. "
    "Samme målgruppe: unge. Samme tall og år: 42,5 % innen 2018, 12 500. "
    "Målet over, 2.6, ligner også. Godkjente koblinger fra mål ved siden av (2.3) peker hit. "
    "Godkjente koblinger fra mål ved siden av («Rent vann») peker på nabomål. "
    "Setningene betyr omtrent det samme. Viser til 6.1.2 ved nummer. "
    "Gjengir ordlyden: «Trygg by»."
)
NYNORSK = (
    "Felles ord: avfall, sortering. Felles stikkord: søppel. Slektande ord: hytte – reiseliv. "
    "Ord i teksten rundt: gjenbruk. Same tema: Avfall. Same aktør: Teknisk etat. "
    "Same målgruppe: unge. Same tal og år: 42,5 % innan 2018, 12 500. "
    "Målet over, 2.6, liknar òg. Godkjende koplingar frå mål ved sida av (2.3) peikar hit. "
    "Godkjende koplingar frå mål ved sida av («Rent vann») peikar på nabomål. "
    "Setningane betyr om lag det same. Viser til 6.1.2 ved nummer. "
    "Gjev att ordlyden: «Trygg by»."
)
ENGLISH = (
    "Words in common: avfall, sortering. Keywords in common: søppel. "
    "Related words: hytte – reiseliv. Words in the text around: gjenbruk. "
    "Same theme: Avfall. Same actor: Teknisk etat. Same target group: unge. "
    "Same number and year: 42.5% by 2018, 12,500. The goal above, 2.6, is alike too. "
    "Approved links of goals beside it (2.3) lead here. "
    "Approved links of goals beside it («Rent vann») lead to a goal beside this. "
    "The sentences mean much the same. Refers to 6.1.2 by number. Repeats the wording: «Trygg by»."
)


@pytest.mark.parametrize(("language", "said"), [("nb", BOKMAL), ("nn", NYNORSK), ("en", ENGLISH)])
def test_each_reason_is_a_sentence_in_each_language(language: str, said: str) -> None:
    assert reason_text(ALL, language) == said


def test_a_reason_of_an_unknown_kind_or_without_words_says_nothing() -> None:
    assert reason_text([Reason("words"), Reason("other", ("x",)), Reason("quantity")], "nb") == ""


def test_iris_are_not_shown_to_readers() -> None:
    unit = "http://qudt.org/vocab/unit/TONNE"
    told = [Reason("theme", ("https://w3id.org/planvev/id/code/theme/x",))]
    assert reason_text(told, "nb") == "Samme tema."
    assert reason_text([Reason("quantity", ("20", unit, ""))], "nb") == "Samme tall: 20."


def told(source: Element, target: Element) -> dict[str, tuple[str, ...]]:
    (found,) = Matcher([target, goal(OVER, "9", "Kunstgalleriet")]).match(source)
    return {code: each.values for code, each in reasons(found).items()}


def test_a_norwegian_reader_is_shown_norwegian_keywords() -> None:
    keywords = {"en": ("cottage", "second home"), "nb": ("fritidsbygning",), "nn": ("feriehus",)}
    found = told(
        goal(SECTOR, "1", "Fritidsbygninger"), goal(OVER, "1", "Mostro", keywords=keywords)
    )
    assert found["keywords"] == ("fritidsbygning",)
    assert not any("cottage" in name or "home" in name for own in found.values() for name in own)


def test_related_words_stand_in_the_language_of_the_source() -> None:
    texts = {"nb": "Mindre søppel", "en": "Less garbage"}
    target = goal(OVER, "1", texts=texts)
    assert told(goal(SECTOR, "1", "Avfall"), target)["concepts"] == ("avfall – søppel",)
    assert told(goal(SECTOR, "1", "Waste", "en"), target)["concepts"] == ("waste – garbage",)


def test_words_that_stand_apart_are_not_glued_together() -> None:
    found = told(
        goal(SECTOR, "1", "Tilpasning til klimaendringer"), goal(OVER, "1", "Overvann og flom")
    )
    assert found["concepts"][0].startswith("tilpasning til klimaendringer – ")


def test_names_keep_their_capital_and_words_at_the_beginning_lose_it() -> None:
    found = told(goal(SECTOR, "1", "Avfall i Kvasergrend"), goal(OVER, "1", "Avfall, Kvasergrend"))
    assert set(found["words"]) == {"avfall", "Kvasergrend"}


def test_few_words_are_named_the_weightiest_first_and_none_twice() -> None:
    names = ["Mostro", "Glima", "Kvaser", "Skrymir", "Gneip", "Vili"]
    source = goal(SECTOR, "1", " ".join([*names, "skoler", "skolen", "skole"]))
    target = goal(OVER, "1", " ".join([*names, "skole"]))
    others = [goal(OVER, str(number), "Skoler Mostro") for number in range(2, 6)]
    (first, *_) = Matcher([target, *others]).match(source)
    named = reasons(first)["words"].values
    assert named == ("Glima", "Gneip", "Kvaser", "Skrymir")


def test_words_of_two_letters_are_not_named_unless_they_are_capitals() -> None:
    found = told(goal(SECTOR, "1", "Så FN, kvernstein"), goal(OVER, "1", "FN så kvernstein"))
    assert set(found["words"]) == {"kvernstein", "FN"}


def test_a_long_wording_is_cut_and_stands_on_one_line() -> None:
    wording = {"nb": "Kvernstein\n\x07" + "kvernstein " * 50}
    above = Element(f"{OVER}/1", "Goal", OVER, texts=wording)
    found = Matcher([above, goal(OVER, "1.1", "Kvernstein")]).match_text("Kvernstein")
    named = next(r.values[0] for each in found for r in each.reasons if r.code == "parent")
    assert len(named) <= 80
    assert named.isprintable()
    assert named.endswith("…")
