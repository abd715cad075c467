"""The layouts that plans have: what each is read as."""

from __future__ import annotations

import pytest

from planvev.ingest.draft import Kind

from .reading import draft_of, texts_of, tree_of


def test_a_goal_stands_on_the_line_after_its_phrase_and_takes_the_phrases_number() -> None:
    text = """6.1 Å BO I FJELLVIK
6.1.1 SLIK VIL VI HA DET:
Alle i Fjellvik bor trygt
SLIK VIL VI GJØRE DET: • Bygger boliger • Utvikler sentrum o Åpner torget o Rydder parken
"""
    assert tree_of(draft_of(text)) == [
        "Goal 6.1.1 Alle i Fjellvik bor trygt",
        "  Strategy Bygger boliger",
        "  Strategy Utvikler sentrum",
        "  Strategy Åpner torget",
        "  Strategy Rydder parken",
    ]


def test_several_goals_with_one_list_of_strategies_stand_under_their_area() -> None:
    text = """2 Innsatsområde for bolyst
2.2 Mål
• Flere unge flytter hit • Færre eldre er alene
2.3 Strategier
• Bygge boliger for unge • Støtte møteplasser
"""
    draft = draft_of(text)
    assert tree_of(draft) == [
        "Goal 2 Innsatsområde for bolyst",
        "  Goal Flere unge flytter hit",
        "  Goal Færre eldre er alene",
        "  Strategy Bygge boliger for unge",
        "  Strategy Støtte møteplasser",
    ]
    assert [row.level for row in draft.rows if row.kind is Kind.GOAL] == [
        "satsingsomrade",
        "delmal",
        "delmal",
    ]


def test_an_area_whose_goals_have_strategies_of_their_own_is_a_section() -> None:
    text = """1. Oppvekst
Mål 1 Alle barn trives Strategi: - Styrke skolen - Følge opp hvert barn
Mål 2 Alle unge fullfører Strategi: - Gi god rådgivning
2. Helse
Mål 1 Alle er aktive Strategi: - Merke stier - Åpne hallene
"""
    draft = draft_of(text)
    assert tree_of(draft) == [
        "Goal 1 Alle barn trives",
        "  Strategy Styrke skolen",
        "  Strategy Følge opp hvert barn",
        "Goal 2 Alle unge fullfører",
        "  Strategy Gi god rådgivning",
        "Goal 1 Alle er aktive",
        "  Strategy Merke stier",
        "  Strategy Åpne hallene",
    ]
    assert "Oppvekst" in texts_of(draft, Kind.SECTION)


def test_a_sentence_with_a_colon_that_names_goals_opens_a_numbered_list_of_them() -> None:
    text = (
        "Fjordpakken har 3 hovedmål:\n\n 1. Utslippene halveres\n 2. Flere går\n 3. Støyen minker\n"
    )
    assert tree_of(draft_of(text)) == [
        "Goal 1 Utslippene halveres",
        "Goal 2 Flere går",
        "Goal 3 Støyen minker",
    ]


def test_main_goals_sub_goals_and_bullets_below_a_phrase_without_a_colon() -> None:
    text = """Hovedmål 1: I 2035 er Fjellvik en
god by

1.1: I 2035 trives alle barn

Kommunen vil
• legge til rette for lek
• øke tilbudet med flere

møteplasser
"""
    assert tree_of(draft_of(text)) == [
        "Goal 1 I 2035 er Fjellvik en god by",
        "  Goal 1.1 I 2035 trives alle barn",
        "    Strategy legge til rette for lek",
        "    Strategy øke tilbudet med flere møteplasser",
    ]


def test_titles_in_capitals_over_we_will_sentences_are_goals_with_strategies() -> None:
    text = """ET GODT LIV
Bygda har mange lag.
Vi skal skape møteplasser. Vi skal støtte lagene.

EN GRØNN KOMMUNE
Vi skal halvere utslippene.
Vi skal verne matjorda.
"""
    assert tree_of(draft_of(text)) == [
        "Goal ET GODT LIV",
        "  Strategy Vi skal skape møteplasser.",
        "  Strategy Vi skal støtte lagene.",
        "Goal EN GRØNN KOMMUNE",
        "  Strategy Vi skal halvere utslippene.",
        "  Strategy Vi skal verne matjorda.",
    ]


def test_bold_labels_of_markdown_are_labels_and_their_stars_no_text() -> None:
    text = """## Klima

**Delmål 1:** Utslippene er halvert.

Strategier:

* **Bygge gangveier** i alle bygder
* **Kjøpe** utslippsfrie biler
"""
    assert tree_of(draft_of(text)) == [
        "Goal 1 Utslippene er halvert.",
        "  Strategy Bygge gangveier i alle bygder",
        "  Strategy Kjøpe utslippsfrie biler",
    ]


def test_a_table_with_strokes_gives_goal_strategy_and_action_of_each_row() -> None:
    text = """| Mål | Strategi | Tiltak | Ansvarlig | Frist |
|---|---|---|---|---|
| Barn blir sett | Øke kunnskapen | Holde kurs | Oppvekst | 2027 |
|  |  | Kjøpe bøker | Kultur | 2028 |
"""
    draft = draft_of(text)
    assert tree_of(draft) == [
        "Goal Barn blir sett",
        "  Strategy Øke kunnskapen",
        "    Action Holde kurs",
        "    Action Kjøpe bøker",
    ]
    last = draft.rows[-1]
    assert last.properties == {"responsible": "Kultur", "deadline": "2028"}


def test_a_table_that_fell_into_lines_is_read_by_its_heads_and_deadlines() -> None:
    text = """Mål
Tiltak
Ansvarlig
Frist
Flere unge trives
Ansette helsesykepleier
Helse
2026
Åpne klubben
Kultur
Årlig
"""
    assert tree_of(draft_of(text)) == [
        "Goal Flere unge trives",
        "  Action Ansette helsesykepleier",
        "  Action Åpne klubben",
    ]


def test_two_columns_are_read_one_after_the_other() -> None:
    text = """FRILUFTSLIV                       KULTURARV
Mål:                              Mål:
Naturen er nær for alle.          Arven er kjent og i bruk.

Strategier:                       Strategier:
- Merke stier.                    - Lage en plan.
- Sikre areal.                    - Formidle i skolen.
"""
    assert tree_of(draft_of(text)) == [
        "Goal Naturen er nær for alle.",
        "  Strategy Merke stier.",
        "  Strategy Sikre areal.",
        "Goal Arven er kjent og i bruk.",
        "  Strategy Lage en plan.",
        "  Strategy Formidle i skolen.",
    ]


def test_a_lead_in_that_no_lexicon_knows_is_told_by_what_recurs() -> None:
    text = """5.1.1 DIT SKAL VI SAMMEN:
Alle unge er sett
VEIEN GÅR SLIK: • Lytter til barn • Gir skolemat
5.1.2 DIT SKAL VI SAMMEN:
Bygda har flere bein å stå på
VEIEN GÅR SLIK: • Rydder tomter • Låner ut kontorer
"""
    assert tree_of(draft_of(text)) == [
        "Goal 5.1.1 Alle unge er sett",
        "  Strategy Lytter til barn",
        "  Strategy Gir skolemat",
        "Goal 5.1.2 Bygda har flere bein å stå på",
        "  Strategy Rydder tomter",
        "  Strategy Låner ut kontorer",
    ]


@pytest.mark.parametrize(
    ("goals", "goal", "strategies", "strategy"),
    [
        ("Hovudmål:", "Alle har det godt.", "Slik gjer vi det:", "Byggje meir"),
        ("Mål", "Alle har det godt.", "Strategiar", "Byggje meir"),
        ("Dette vil vi oppnå", "Alle har det godt.", "For å nå målet skal vi:", "Bygge mer"),
        ("Slik vil vi ha det", "Alle har det godt.", "Solvik kommune skal:", "Bygge mer"),
        ("Goals", "Everyone is well.", "We will:", "Build more"),
        ("Objective", "Everyone is well.", "Strategies", "Build more"),
    ],
)
def test_lead_ins_of_three_languages(goals: str, goal: str, strategies: str, strategy: str) -> None:
    text = f"{goals}\n{goal}\n\n{strategies}\n- {strategy}\n- {strategy} again\n"
    assert tree_of(draft_of(text)) == [
        f"Goal {goal}",
        f"  Strategy {strategy}",
        f"  Strategy {strategy} again",
    ]


def test_a_lead_in_that_recurs_over_lines_without_bullets() -> None:
    chapter = "{0}\nVårt ønske\n{1}\nSlik blir det virkelighet\n{2}\n{3}\n\n"
    text = chapter.format("OPPVEKST", "Alle unge er sett", "Bygge klubber", "Lytte til unge")
    text += chapter.format("HELSE", "Alle eldre er trygge", "Bygge boliger", "Besøke eldre")
    assert tree_of(draft_of(text)) == [
        "Goal Alle unge er sett",
        "  Strategy Bygge klubber",
        "  Strategy Lytte til unge",
        "Goal Alle eldre er trygge",
        "  Strategy Bygge boliger",
        "  Strategy Besøke eldre",
    ]


def test_strategies_parted_by_semicolons_behind_their_lead_in() -> None:
    text = "Målet vårt: Flere lag\nStrategier: bygge hus; rydde torg; støtte lag.\n"
    assert tree_of(draft_of(text)) == [
        "Goal Flere lag",
        "  Strategy bygge hus",
        "  Strategy rydde torg",
        "  Strategy støtte lag.",
    ]


def test_who_is_responsible_and_by_when_is_taken_off_an_actions_end() -> None:
    text = (
        "Mål: Flere i arbeid\nTiltak: • Holde kurs • Ansette spesialist Ansvar: Nav Frist: 2027\n"
    )
    draft = draft_of(text)
    assert tree_of(draft)[1:] == ["  Action Holde kurs", "  Action Ansette spesialist"]
    assert draft.rows[-1].properties == {"responsible": "Nav", "deadline": "2027"}


def test_a_heading_that_says_a_state_right_above_strategies_is_the_goal() -> None:
    text = """## Alle barn trives på skolen

Tallet på elever går ned.

Strategier:
- Styrke miljøet
- Samarbeide med hjemmene
"""
    assert tree_of(draft_of(text)) == [
        "Goal Alle barn trives på skolen",
        "  Strategy Styrke miljøet",
        "  Strategy Samarbeide med hjemmene",
    ]


def test_goals_that_are_listed_first_and_repeated_as_headings_are_one_row() -> None:
    text = """Våre mål:
1. Alle barn trives
2. Alle eldre er trygge

Mål 1: Alle barn trives
Strategier:
• Styrke skolen

Mål 2: Alle eldre er trygge
Strategier:
• Bygge omsorgsboliger
"""
    draft = draft_of(text)
    assert tree_of(draft) == [
        "Goal 1 Alle barn trives",
        "  Strategy Styrke skolen",
        "Goal 2 Alle eldre er trygge",
        "  Strategy Bygge omsorgsboliger",
    ]
    goal = next(row for row in draft.rows if row.kind is Kind.GOAL)
    assert [piece.role.value for piece in goal.slices] == ["repeated", "wording"]
