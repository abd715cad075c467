"""What a plan's text says that it follows up: what is found, what is not, and where it stands."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from planvev.linking.citations import PlanText, find_citations, naming_of, naming_of_goals
from planvev.linking.citations_names import Naming
from planvev.linking.corpus_passages import Slice
from planvev.linking.element import SDG, Element
from planvev.linking.suggest.suggestion import Suggestion

OWN = "https://w3id.org/planvev/id/lillevik/barn-2025"
TARGET = "https://w3id.org/planvev/id/lillevik/samfunnsdel-2022"
WORDINGS = {
    "1": "Lillevik er et inkluderende samfunn",
    "1.1": "Alle innbyggere har en meningsfull hverdag",
    "1.2": "Frivilligheten i Lillevik er mangfoldig og sterk",
    "2": "Lillevik er grønt og bærekraftig",
    "2.1": "Klimagassutslippene går ned hvert år i hele perioden",
    "2.2": "Naturmangfoldet er tatt vare på for dem som kommer etter oss",
    "2.3": "Det er lett å sykle, gå og reise kollektivt",
    "3": "Trygg oppvekst",
    "3.1": "Barn og unge har gode venner og trygge voksne rundt seg",
    "3.2": "Skolene gir alle barn mestring og tilhørighet",
    "3.3": "Ungdom deltar i det som angår dem",
}
GOALS = [
    Element(
        f"{TARGET}/goal/{number}",
        "Goal",
        TARGET,
        number,
        {"nb": text},
        parents=(f"{TARGET}/goal/{number[0]}",) if "." in number else (),
    )
    for number, text in WORDINGS.items()
]
STRATEGIES = [
    Element(
        f"{TARGET}/strategy/2.3.1",
        "Strategy",
        TARGET,
        "2.3.1",
        {"nb": "Bygge sammenhengende sykkelveier mellom bygdene"},
        parents=(f"{TARGET}/goal/2.3", f"{TARGET}/goal/2"),
    ),
    Element(
        f"{TARGET}/strategy/3.2.1",
        "Strategy",
        TARGET,
        "",
        {"nb": "Styrke samarbeidet mellom hjem, skole og helsestasjon"},
        parents=(f"{TARGET}/goal/3.2", f"{TARGET}/goal/3"),
    ),
]
NAMING = naming_of(
    {"nb": "Kommuneplanens samfunnsdel for Lillevik 2022–2034"},
    "samfunnsdel",
    {"nb": "Temaplan for barn og unge 2025–2028"},
    "Lillevik kommune",
)


def find(text: str, own: tuple[str, ...] = (), *, naming: Naming = NAMING) -> list[Suggestion]:
    """Return the citations in a text. own: numbers that the plan itself has goals by."""
    mine = [Element(f"{OWN}/goal/{number}", "Goal", OWN, number) for number in own]
    return suggested(PlanText(OWN, text, "0" * 64, mine), [*GOALS, *STRATEGIES], naming)


def suggested(source: PlanText, targets: Sequence[Element], naming: Naming) -> list[Suggestion]:
    return [each.suggestion for each in find_citations(source, targets, naming)]


def numbers(found: list[Suggestion]) -> list[str]:
    return [each.target.rpartition("/")[2] for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Planen støtter opp under delmål 3.2 i kommuneplanens samfunnsdel.", ["3.2"]),
        ("Dette følger opp samfunnsdelens hovedmål 3 og delmål 2.1.", ["3", "2.1"]),
        (
            "I samfunnsdelen er det særlig målene 1.1, 1.2 og 3.1 som gjelder.",
            ["1.1", "1.2", "3.1"],
        ),
        ("Jf. kommuneplanens samfunnsdel, mål 3.1–3.3.", ["3.1", "3.2", "3.3"]),
        ("Tiltaket bygger på mål 2.1 til 2.3 i samfunnsdelen", ["2.1", "2.2", "2.3"]),
        ("Strategi 2.3.1 i samfunnsdelen er førende.", ["2.3.1"]),
        ("(samfunnsdelen 3.2)", ["3.2"]),
        ("Kommunen skal arbeide for tidlig innsats (jf. samfunnsdelen, hovedmål nr. 3).", ["3"]),
        ("Sjå kommuneplanen sin samfunnsdel, delmål 3.2 og 3.3.", ["3.2", "3.3"]),
        ("Tiltaka medverkar til hovudmål 2 i samfunnsdelen til kommunen.", ["2"]),
        ("Målet er forankra i delmåla 1.1 og 1.2 i samfunnsdelen.", ["1.1", "1.2"]),
        ("This plan supports goal 3.2 of the municipal master plan.", ["3.2"]),
        ("See the social element of the master plan, objectives 2.1 and 2.2.", ["2.1", "2.2"]),
        ("Mål i samfunnsdelen:\n3.1\n3.2\n", ["3.1", "3.2"]),
        ("Mål i samfunnsdelen:\n• Mål 3.1\n• Mål 3.3\n", ["3.1", "3.3"]),
        ("Disse målene i samfunnsdelen er viktigst:\n- 1.1, 1.2\n- 2.2\n", ["1.1", "1.2", "2.2"]),
        (
            "Tiltak\tAnsvar\tMål i samfunnsdelen\n"
            "Flere turer\tKultur\t2.3\nLeksehjelp\tSkole\t3.2, 3.3\n",
            ["2.3", "3.2", "3.3"],
        ),
        (
            "Tiltak            Frist    Samfunnsdelen\n"
            "Flere turer       2026     2.3\nLeksehjelp        2027     3\n",
            ["2.3", "3"],
        ),
        ("Mål\tTiltak\tAnsvar\tSamfunnsdelen\nTurer\t2.3\nLek\tSkole\t3.2\n", ["2.3", "3.2"]),
        ("Planen bygger på samfunnsdelen. Delmål 3.2 er førende.", ["3.2"]),
        ("| Tiltak | Kobling til samfunnsdelen |\n|---|---|\n| Leksehjelp | 3.2 |\n", ["3.2"]),
        ("1 Jf. kommuneplanens samfunnsdel 2022–2034, delmål\n3.2.", ["3.2"]),
        ("3.1 Barn og unge har gode venner og trygge voksne rundt seg", ["3.1"]),
        ("• 3.1: Barn og ungar har gode vener og trygge vaksne rundt seg\n", ["3.1"]),
        ("«Skolene gir alle barn mestring og tilhørighet» er vårt utgangspunkt.", ["3.2"]),
        ("SKOLENE GIR ALLE BARN MESTRING\nOG TILHØRIGHET", ["3.2"]),
        ("Vi vil at barn og unge har gode venner og tryg-\nge voksne rundt seg.", ["3.1"]),
        ("Barn og ungar har gode vener og trygge voksne rundt seg", ["3.1"]),
        ("I hovedmålet «Trygg oppvekst» ligger mye. Se «Lillevik er grønt og bærekraftig».", ["2"]),
    ],
)
def test_what_the_text_says_that_it_follows_up_is_found(text: str, expected: list[str]) -> None:
    assert numbers(find(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Delmål 3.2 følges opp i handlingsdelen.",
        "Se kapittel 3.2 for mer om dette.",
        "Etter plan- og bygningsloven § 3.2 skal samfunnsdelen ha mål.",
        "Samfunnsdelen ble vedtatt 3.2.2022 og koster 2.1 millioner kroner.",
        "Figur 2.1 viser målene i samfunnsdelen.",
        "Samfunnsdelen omtaler dette på side 3.",
        "Mål 3.2 i klimaplanen er noe annet enn det som står i samfunnsdelen.",
        "Samfunnsdelens mål er fulgt opp i trafikksikkerhetsplanen, mål 2.3.",
        "Planen bidrar til FNs bærekraftsmål 3 og delmål 3.2.",
        "3 Trygg oppvekst\nHer beskriver vi utfordringene.",
        "3.2 Trygge skoleveier\nFlere barn skal gå til skolen.",
        "Kommunen har 3 skoler og 2 barnehager, sier samfunnsdelen.",
        "I denne planen er mål 3.2 viktigst; samfunnsdelen kom før.",
        "Mål i klimaplanen:\n2.1\n2.2\n",
        "Tiltak\tMål i klimaplanen\nLeksehjelp\t3.2\n",
        "Alle barn har mestring på skolen.",
        "Trygg oppvekst er viktig.",
        "Kommuneplanens arealdel, mål 2.1, setter rammer.",
    ],
)
def test_a_number_or_a_common_title_alone_is_no_citation(text: str) -> None:
    assert numbers(find(text)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Samfunnsdelen følges opp gjennom arbeidet vårt med delmål 3.2.", []),
        ("Delmål 3.2 i samfunnsdelen følges opp.", ["3.2"]),
        ("Samfunnsdelens delmål 3.2 følges opp.", ["3.2"]),
        ("Samfunnsdelen\n\n3.2 Trygge skoleveier", []),
        (
            "Kommuneplanens samfunnsdel sier dette:\n3.2 Skulen gir barna mestring og tilhørighet",
            ["3.2"],
        ),
    ],
)
def test_of_a_number_that_the_plan_has_itself_more_is_asked(text: str, expected: list[str]) -> None:
    assert numbers(find(text, own=("3", "3.2"))) == expected


def test_a_number_that_several_goals_share_is_none_of_them() -> None:
    twins = [
        Element(f"{TARGET}/goal/{main}-1", "Goal", TARGET, "1", {"nb": wording})
        for main, wording in (("a", "Byen vokser innover og oppover"), ("b", "Alle får plass her"))
    ]
    text = PlanText(
        OWN, "Mål 1 i samfunnsdelen. Samfunnsdelens mål 1: Alle får plass her.", "0" * 64
    )
    assert [each.target for each in suggested(text, twins, NAMING)] == [f"{TARGET}/goal/b-1"]


def test_what_a_list_repeats_under_a_cited_goal_goes_with_that_goal() -> None:
    text = (
        "Mål i samfunnsdelen\n• 3.2 Skolene gir alle barn mestring og tilhørighet\n"
        "− Styrke samarbeidet mellom hjem, skole og helsestasjon\n"
    )
    assert numbers(find(text)) == ["3.2"]
    alone = "Vi vil styrke samarbeidet mellom hjem, skole og helsestasjon."
    assert numbers(find(alone)) == ["3.2.1"]


def test_the_passage_is_the_citation_and_what_it_says() -> None:
    text = (
        "Innledning 🙂.\n\nPlanen støtter delmål 3.2 i samfunnsdelen.\n\n"
        "2.1 Klimagassutslippene\ngår ned hvert år i hele perioden."
    )
    numbered, worded = find(text)
    assert text[numbered.start : numbered.end] == "delmål 3.2"
    assert text[worded.start : worded.end] == (
        "2.1 Klimagassutslippene\ngår ned hvert år i hele perioden"
    )
    assert {each.text for each in (numbered, worded)} == {"0" * 64}
    assert numbered.certain
    assert numbered.score == 1.0
    assert numbered.reasons[0].code == "number"


def test_a_quote_that_differs_by_more_than_a_few_letters_is_none() -> None:
    assert numbers(find("Skulene gir alle born meistring og kjensle av å høyre til")) == []


def placed(text: str, *parts: tuple[str, str, str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Return source and number of what is found. parts: path, kind, wording, parents."""
    elements, slices = [], {}
    for path, kind, wording, parents in parts:
        above = tuple(f"{OWN}/{each}" for each in parents)
        elements.append(Element(f"{OWN}/{path}", kind, OWN, texts={"nb": wording}, parents=above))
        start = text.index(wording)
        slices[f"{OWN}/{path}"] = (Slice("0" * 64, start, start + len(wording)),)
    source = PlanText(OWN, text, "0" * 64, elements, slices)
    return [
        (each.source.removeprefix(OWN).strip("/"), each.target.rpartition("/")[2])
        for each in suggested(source, GOALS, NAMING)
    ]


def test_a_paragraph_speaks_for_the_goal_that_it_stands_under_or_for_the_plan() -> None:
    goal, under = "Flere barn går til skolen", "Målet bygger på delmål 2.3 i samfunnsdelen."
    foreword = "Samfunnsdelens mål 3.1 er utgangspunktet."
    text = f"{foreword}\n\n{goal}\n{under}\n"
    found = placed(
        text,
        ("section/forord", "Section", foreword, ()),
        ("goal/1", "Goal", goal, ()),
        ("goal/1/section/1", "Section", under, ("goal/1",)),
    )
    assert found == [("", "3.1"), ("goal/1", "2.3")]


def test_a_cell_that_became_no_element_speaks_for_what_stands_in_its_row() -> None:
    text = "Tiltak\tSamfunnsdelen\nLeksehjelp på alle skoler\t3.2\nTurlag\t2.3\n"
    found = placed(
        text,
        ("action/1", "Action", "Leksehjelp på alle skoler", ()),
        ("action/2", "Action", "Turlag", ()),
    )
    assert found == [("action/1", "3.2"), ("action/2", "2.3")]


def test_a_row_that_names_a_goal_of_the_plan_speaks_for_that_goal() -> None:
    text = (
        "1 Flere barn går til skolen\n\nMål i planen\tDelmål i samfunnsdelen\n"
        "Flere barn går til skolen\t2.3\nNoe annet\t3.1\n"
    )
    found = placed(text, ("goal/1", "Goal", "Flere barn går til skolen", ()))
    assert found == [("goal/1", "2.3"), ("", "3.1")]


def test_a_number_that_was_taken_for_a_goal_speaks_for_what_stands_beside_it() -> None:
    text = "Tiltak\tDelmål i samfunnsdelen\nLeksehjelp på alle skoler\t3.2\n"
    found = placed(
        text,
        ("action/1", "Action", "Leksehjelp på alle skoler", ()),
        ("goal/3.2", "Goal", "3.2", ()),
    )
    assert found == [("action/1", "3.2")]


def test_a_list_of_the_other_plans_goals_does_not_make_their_numbers_its_own() -> None:
    wording = WORDINGS["3.2"]
    listed = Element(f"{OWN}/section/1", "Section", OWN, "3.2", {"nb": wording})
    text = f"Planen følger opp samfunnsdelen, særlig delmål 3.2.\n\n3.2 {wording}\n"
    (found,) = find_citations(PlanText(OWN, text, "0" * 64, [listed]), GOALS, NAMING)
    assert found.suggestion.target.endswith("/goal/3.2")
    assert "følger opp" in found.said


def test_a_heading_that_names_the_plan_reaches_over_what_stands_under_it() -> None:
    text = "Forankring i samfunnsdelen\nSkole og hjem hører sammen. Det følger av delmål 3.2.\n"
    found = placed(
        text,
        ("section/a", "Section", "Forankring i samfunnsdelen", ()),
        ("section/a/section/1", "Section", text.split("\n")[1], ("section/a",)),
    )
    assert found == [("", "3.2")]


def test_a_goal_does_not_cite_itself() -> None:
    goal = GOALS[0]
    wording = goal.texts["nb"]
    source = PlanText(
        TARGET, f"1 {wording}", "0" * 64, GOALS, {goal.iri: (Slice("0" * 64, 2, 37),)}
    )
    assert suggested(source, GOALS, NAMING) == []


SDGS = [
    Element(f"{SDG}3", "SdgGoal", SDG, "3", {"nb": "God helse og livskvalitet"}),
    Element(f"{SDG}11", "SdgGoal", SDG, "11", {"nb": "Bærekraftige byer og lokalsamfunn"}),
    Element(f"{SDG}3.6", "SdgTarget", SDG, "3.6", {"nb": "Færre drept i trafikken"}),
    Element(f"{SDG}11.a", "SdgTarget", SDG, "11.a", {"nb": "Støtte bånd mellom by og land"}),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Planen bidrar til FNs bærekraftsmål 3 og 11.", ["3", "11"]),
        ("Planen medverkar til berekraftsmål nr. 11.", ["11"]),
        ("It contributes to SDG 3.6 and SDG 11.", ["3.6", "11"]),
        ("Delmål 3.6 i FNs bærekraftsmål", ["3.6"]),
        ("Bærekraftsmål 11.a", ["11.a"]),
        (
            "Bærekraftsmål:\n3 God helse og livskvalitet\n11 Bærekraftige byer og lokalsamfunn\n",
            ["3", "11"],
        ),
        ("Delmål 3 i samfunnsdelen", []),
        ("3 God helse og livskvalitet i Lillevik", []),
        ("Innen 2030 skal 11 skoler pusses opp, og FN heier på oss.", []),
    ],
)
def test_development_goals_are_cited_by_number(text: str, expected: list[str]) -> None:
    naming = naming_of_goals({"nb": "Temaplan for barn og unge"})
    found = suggested(PlanText(OWN, text, "0" * 64), SDGS, naming)
    assert numbers(found) == expected


def test_a_plan_is_known_by_its_own_name_too() -> None:
    naming = naming_of(
        {"nb": "Lilleviksløftet. Kommuneplanens samfunnsdel 2022–2034"}, "samfunnsdel", {}
    )
    assert numbers(find("Mål 3.2 i Lilleviksløftet", naming=naming)) == ["3.2"]
    climate = naming_of({"nb": "Temaplan for klima og energi 2023"}, "temaplan", {})
    assert numbers(find("Tiltaket følger av klimaplanen, mål 2.1.", naming=climate)) == ["2.1"]
    assert numbers(find("Klima er viktig, og mål 2.1 likeså.", naming=climate)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Kommunen skal legge til rette for gode tjenester. Delmål 3.2.\n" * 2_000,
        "mål 3.2 og " * 2_000,
        "3.2\t" * 10_000,
        "a" * 200_000 + " mål 3.2",
        "mål 3.2" + " " * 200_000 + "i samfunnsdelen",
        "1,1" * 60_000,
        "(" * 100_000 + "3.2" + ")" * 100_000,
        "- " * 100_000 + "3.2",
    ],
    ids=range(8),
)
def test_a_long_text_is_searched_in_little_time(text: str) -> None:
    begun = time.monotonic()
    assert find(text) == []
    assert time.monotonic() - begun < 20
