"""What looks like goals and strategies and is none."""

from __future__ import annotations

from planvev.ingest.account import account_for_draft
from planvev.ingest.draft import Kind

from .reading import draft_of, texts_of, tree_of


def test_a_chapter_that_restates_another_plan_gives_sections_with_a_doubt() -> None:
    text = """# Temaplan for helse i Solvik

5 Kommuneplanens samfunnsdel og helse
Under er målene gjengitt.
• 6.1.1 Alle bor trygt − Bygger boliger
• 6.1.2 Alle er aktive − Merker stier

6 Oppfølging
Planen følges opp hvert år.
"""
    draft = draft_of(text)
    assert tree_of(draft) == []
    cited = [row for row in draft.rows if any(d.code == "cites-other-plan" for d in row.doubts)]
    assert [(row.number, row.text) for row in cited] == [
        ("6.1.1", "Alle bor trygt"),
        ("6.1.2", "Alle er aktive"),
    ]


def test_the_sustainable_development_goals_are_no_goals_of_the_plan() -> None:
    text = (
        "FNs bærekraftsmål\n• Mål 3: God helse og livskvalitet\n• Mål 13: Stoppe klimaendringene\n"
    )
    assert tree_of(draft_of(text)) == []


def test_lists_of_challenges_and_of_plans_hold_no_strategies() -> None:
    text = """Utfordringer:
• Færre barn
• Flere eldre

Planer som følger opp:
• Plan for idrett
• Plan for kultur
"""
    draft = draft_of(text)
    assert tree_of(draft) == []
    assert "Plan for idrett" in texts_of(draft, Kind.SECTION)


def test_prose_about_goals_is_no_goal() -> None:
    text = """1 Formålet
Gjeldende plan har 14 hovedmål og 63 delmål. Målet er derfor å få færre mål.
Kommunestyret skal ta stilling til følgende spørsmål:
• Hva er de viktigste utfordringene?
• Hvordan skal vi nå målene?

2 Strategi for medvirkning
Strategien skal sikre at alle blir hørt. Metodene er:
• folkemøter
• gjestebud
"""
    assert tree_of(draft_of(text)) == []


def test_a_paragraph_between_a_goal_and_its_strategies_is_a_section() -> None:
    text = """Mål: Alle barn trives
Undersøkelser viser at de fleste har det bra.
Strategier:
• Styrke skolen
"""
    draft = draft_of(text)
    assert tree_of(draft) == ["Goal Alle barn trives", "  Strategy Styrke skolen"]
    assert texts_of(draft, Kind.SECTION) == ["Undersøkelser viser at de fleste har det bra."]


def test_figures_below_a_line_that_recurs_are_no_strategies() -> None:
    chapter = """{name}
Slik står det til:
• 12 prosent er over 67 år
• Tre av fire svarer at de trives godt

Mål {number}: {goal}
Slik gjør vi det:
• Bygge {what}
"""
    text = chapter.format(name="HELSE", number=1, goal="Alle er friske", what="stier")
    text += chapter.format(name="SKOLE", number=2, goal="Alle lærer mer", what="skoler")
    assert tree_of(draft_of(text)) == [
        "Goal 1 Alle er friske",
        "  Strategy Bygge stier",
        "Goal 2 Alle lærer mer",
        "  Strategy Bygge skoler",
    ]


def test_dashes_in_sentences_and_suspended_hyphens_part_nothing() -> None:
    text = """Mål: Alle trives
Strategier:
- Styrke tilbudet - særlig for unge - med gang- og sykkelveier 2026-2030
- Samarbeide med naboene
"""
    assert tree_of(draft_of(text))[1:] == [
        "  Strategy Styrke tilbudet - særlig for unge - med gang- og sykkelveier 2026-2030",
        "  Strategy Samarbeide med naboene",
    ]


def test_a_table_of_contents_is_furniture() -> None:
    text = """Innhold
1 Innledning .......... 3
2 Mål og strategier ... 4
3 Oppfølging .......... 9

1 Innledning
Planen er ny.
"""
    draft = draft_of(text)
    contents = [piece for piece in draft.furniture if piece.kind == "contents"]
    assert len(contents) == 4
    assert texts_of(draft, Kind.SECTION) == ["Innledning", "Planen er ny."]
    assert account_for_draft(draft).unplaced == ()


def test_a_table_of_other_things_is_kept_as_sections_with_a_doubt() -> None:
    text = "| Indikator | 2025 |\n|---|---|\n| Tonn CO2 | 41 000 |\n| Elbiler | 22 % |\n"
    draft = draft_of(text)
    assert texts_of(draft, Kind.SECTION)[-2:] == ["Tonn CO2 41 000", "Elbiler 22 %"]
    assert any(doubt.code == "table" for row in draft.rows for doubt in row.doubts)
