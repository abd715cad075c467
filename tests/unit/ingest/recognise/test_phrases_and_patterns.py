"""Phrases that lead on, and what is told by what a plan does again and again."""

from __future__ import annotations

import time

import pytest

from planvev.errors import DocumentRefused
from planvev.ingest.draft import Kind
from planvev.ingest.recognise.lexicon import leads_to, sentence_leads_to

from .reading import draft_of, texts_of, tree_of


@pytest.mark.parametrize(
    "phrase",
    [
        "Hit vil vi",
        "Målet vårt er at",
        "Innen 2035 har vi:",
        "Korleis vil vi ha det?",
        "Det vi vil oppnå",
        "Sub goals",
        "Where do we want to be?",
    ],
)
def test_a_phrase_that_says_where_to_go_leads_to_goals(phrase: str) -> None:
    assert leads_to(phrase) == "goal"


@pytest.mark.parametrize(
    "phrase",
    [
        "Dette gjør vi ved å:",
        "Målene skal nås ved:",
        "Kva må til?",
        "Strategiske satsinger",
        "Dette krever at vi:",
        "Tiltak/strategi:",
        "How do we get there?",
    ],
)
def test_a_phrase_that_says_how_leads_to_strategies(phrase: str) -> None:
    assert leads_to(phrase) == "strategy"


def test_a_name_that_shall_leads_to_strategies_but_a_plan_that_shall_does_not() -> None:
    assert sentence_leads_to("Fjellvik skal:") == "strategy"
    assert sentence_leads_to("Kommunedelplanen skal:") is None


def test_sub_goals_in_english_are_no_strategies() -> None:
    text = """Main goal: Fjellvik is a good place to live
Sub-goals:
• No child is poor
• Everyone reads
We will:
• Invest in schools
"""
    assert tree_of(draft_of(text)) == [
        "Goal Fjellvik is a good place to live",
        "  Goal No child is poor",
        "  Goal Everyone reads",
        "  Strategy Invest in schools",
    ]


def test_semicolons_part_strategies_over_line_ends() -> None:
    text = """Mål 1. Alle trives
Strategier: bygge en park ved elva; lage en oversikt
over alle lag; møtes i et fast forum

Mål 2. Alle leser
Strategier: kjøpe flere bøker; inngå avtaler med skolene
"""
    assert texts_of(draft_of(text), Kind.STRATEGY) == [
        "bygge en park ved elva",
        "lage en oversikt over alle lag",
        "møtes i et fast forum",
        "kjøpe flere bøker",
        "inngå avtaler med skolene",
    ]


def test_a_heading_that_numbered_goals_go_on_is_a_goal_where_it_reads_as_one() -> None:
    text = """1 Barn har det trygt hjemme og ute

1.1 Alle barn møter voksne som ser dem
Strategier
a) Lære opp de ansatte

2 Barn og unge mestrer skolen sammen

2.1 Alle elever kan lese
Strategier
a) Kjøpe bøker
"""
    assert tree_of(draft_of(text)) == [
        "Goal 1 Barn har det trygt hjemme og ute",
        "  Goal 1.1 Alle barn møter voksne som ser dem",
        "    Strategy a Lære opp de ansatte",
        "Goal 2 Barn og unge mestrer skolen sammen",
        "  Goal 2.1 Alle elever kan lese",
        "    Strategy a Kjøpe bøker",
    ]


def test_a_sentence_between_title_and_strategies_each_time_is_the_goal() -> None:
    text = """Et sentrum for barn
Barna ferdes trygt på egen hånd.
Vi skal
- senke farten
- lage lekeplasser

Et vakkert sentrum
Nye hus passer inn i gata.
Vi skal
- lage en veileder
- ta vare på trehusene
"""
    assert texts_of(draft_of(text), Kind.GOAL) == [
        "Barna ferdes trygt på egen hånd.",
        "Nye hus passer inn i gata.",
    ]


def test_facts_between_title_and_strategies_are_no_goals() -> None:
    text = """Oppvekst
Ungdata viser at mange er ensomme i dag.
Vi skal
- lage møteplasser

Helse
Mange eldre bor alene i store hus.
Vi skal
- bygge leiligheter
"""
    assert not [g for g in texts_of(draft_of(text), Kind.GOAL) if "ensomme" in g or "alene" in g]


def test_the_goal_that_a_sentence_says_above_strategies_loses_its_first_words() -> None:
    text = """3.1 Språk
Språk er nøkkelen til arbeid.
Målet vårt er at alle lærer norsk.
Dette gjør vi ved å:
• tilby kurs
• åpne språkkafeer
"""
    assert tree_of(draft_of(text)) == [
        "Goal alle lærer norsk.",
        "  Strategy tilby kurs",
        "  Strategy åpne språkkafeer",
    ]


def test_an_outline_below_goals_with_strategies_is_goals_and_strategies() -> None:
    text = """Delmål med strategiar

1. Ingen blir drepne i trafikken.
a) Byggje gangveg
b) Redusere farta

2. Kommunen er førebudd på kriser.
a) Øve saman
"""
    assert tree_of(draft_of(text)) == [
        "Goal 1 Ingen blir drepne i trafikken.",
        "  Strategy a Byggje gangveg",
        "  Strategy b Redusere farta",
        "Goal 2 Kommunen er førebudd på kriser.",
        "  Strategy a Øve saman",
    ]


def test_what_is_named_on_the_title_page_is_not_cited() -> None:
    text = """Samfunnsplan for Fjellvik
Kommuneplanens samfunnsdel 2023–2035

Mål 1: Alle trives
Strategier
• Bygge en park
"""
    assert tree_of(draft_of(text)) == ["Goal 1 Alle trives", "  Strategy Bygge en park"]


def test_a_numbered_item_between_others_is_no_lead_in() -> None:
    text = """Mål 1 Fjellvik er trygt for barn

Strategier:

1. Gratis kjernetid i barnehagen
2. Aktiviteter i feriene
3. Rådgivning til familier
"""
    assert len(texts_of(draft_of(text), Kind.STRATEGY)) == 3


def test_a_plan_called_a_strategy_leads_to_nothing() -> None:
    text = """STRATEGI FOR LEVENDE SENTRUM
Elvegrenda i Fjellvik

Mål 1: Sentrum er for alle
Vi vil
• Gjøre torget bilfritt
"""
    assert texts_of(draft_of(text), Kind.STRATEGY) == ["Gjøre torget bilfritt"]


def test_an_action_stands_under_the_strategy_right_before_it() -> None:
    text = """Mål 1 Flere i arbeid
Strategi 1: Nye arealer
Tiltak:
- Regulere på Moen
Strategi 2: Ny kunnskap
Tiltak:
- Starte et studiesenter
"""
    assert tree_of(draft_of(text)) == [
        "Goal 1 Flere i arbeid",
        "  Strategy 1 Nye arealer",
        "    Action Regulere på Moen",
        "  Strategy 2 Ny kunnskap",
        "    Action Starte et studiesenter",
    ]


@pytest.mark.parametrize("unit", [" - ", " – ", "ab cd - "])
def test_a_line_of_dashes_takes_no_longer_than_its_length(unit: str) -> None:
    begun = time.perf_counter()
    draft_of(unit * (100_000 // len(unit)) + "x")
    assert time.perf_counter() - begun < 5


def test_a_line_of_more_than_a_million_characters_is_refused() -> None:
    with pytest.raises(DocumentRefused) as caught:
        draft_of("Mål\n" + "|" * 1_000_001)
    assert (caught.value.reason, caught.value.arguments) == ("line-too-long", ("2", "1000000"))


def test_a_sentence_that_opens_with_a_year_and_goes_on_is_no_lead_in() -> None:
    assert leads_to("3.4 I 2030 har innbyggerne i Fjellvik muligheter til") is None
