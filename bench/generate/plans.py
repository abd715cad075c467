"""The kinds of plan: how many elements each has, and how they stand in it.

Sizes follow the one plan that was read in full, a samfunnsdel of a large municipality: 4 main
goals, 25 sub-goals, 92 strategies, 51 paragraphs, 6 approaches, 3 values, 5 explained terms and 9
descriptions of instruments, with 1.6 findings to each element. scale: 1 is that size.
"""

from __future__ import annotations

import random
from typing import Final, NamedTuple

from bench.generate.draft import PlanDraft, bullet, goal, heading, paragraphs
from bench.generate.named import Named
from bench.generate.terms import Term, code, name, text, thing, typed
from bench.generate.words import slug

LAW: Final = "lov-2008-06-27-71"
_INSTRUMENTS: Final = (
    ("kommuneplan", "Kommuneplan", "§ 11-1", "11-1"),
    ("samfunnsdel", "Samfunnsdelen", "§ 11-2", "11-2"),
    ("handlingsdel", "Handlingsdelen", "§ 11-1", "11-1"),
    ("planstrategi", "Planstrategien", "§ 10-1", "10-1"),
    ("arealdel", "Arealdelen", "§ 11-5", "11-5"),
    ("temaplan", "Temaplanene", "", ""),
    ("okonomiplan", "Økonomiplanen", "", ""),
    ("arsbudsjett", "Årsbudsjettet", "", ""),
    ("arsrapport", "Årsrapporten", "", ""),
)
LAW_SECTIONS: Final = tuple(sorted({row[3] for row in _INSTRUMENTS if row[3]}))
THEMES_OF_PLANS: Final = ("klima", "oppvekst", "helse", "bolig", "kultur", "sykkel", "naering")


class PlanFacts(NamedTuple):
    """What the register says of a plan. start, end: years of its period, both inclusive."""

    instrument_type: str
    title: str
    start: int
    end: int


def draft_samfunnsdel(draft: PlanDraft, scale: float, end: int) -> None:
    """Draft an overarching plan."""
    left = max(6, round(51 * scale))
    heading(draft, "section/forord", "Forord")
    opening = max(1, left // 9)
    paragraphs(draft, "section/forord", opening)
    vision = draft.add("vision", "Vision", f"{draft.names.town} sammen! {draft.write.heading(6)}")
    vision.label = f"{draft.names.town} sammen!"
    approaches = max(2, round(6 * scale))
    for number in range(1, approaches + 1):
        title = draft.write.heading(2)
        approach = draft.add(f"approach/{number}", "StrategicApproach", title)
        approach.label, approach.notation = title, str(number)
        paragraphs(draft, approach.path, 2 if scale > 0.6 else 1)
    left = max(2, left - opening - 2 * approaches)
    _goals(draft, max(2, round(2 + 2 * scale)), max(4, round(25 * scale)), left, end)
    _strategies(draft, round(92 * scale))
    _values_and_terms(draft, scale)
    _instruments(draft, max(2, round(9 * scale)))
    _repeat_headings(draft)


def draft_follow_up(draft: PlanDraft, scale: float, end: int, actions: bool) -> None:
    """Draft a plan that follows an overarching one up. actions: as many as strategies, or none."""
    heading(draft, "section/innledning", "Innledning")
    paragraphs(draft, "section/innledning", max(1, round(4 * scale)))
    _goals(draft, 2, max(2, round(7 * scale)), max(1, round(6 * scale)), end)
    strategies = _strategies(draft, max(2, round(22 * scale)))
    if actions:
        for strategy in strategies:
            for number in range(1, draft.rng.choice((1, 1, 2, 3))):
                path = f"action/{strategy.rpartition('/')[2]}.{number}"
                bullet(draft, path, "Action", strategy)


def _goals(draft: PlanDraft, main: int, sub: int, texts: int, end: int) -> None:
    """Add main goals with their paragraphs and sub-goals."""
    for number in range(1, main + 1):
        head = goal(draft, str(number), "hovedmal", end)
        paragraphs(draft, head.path, -(-texts // main))
        for under in range(1, sub // main + (number <= sub % main) + 1):
            goal(draft, f"{number}.{under}", "delmal", end, head.path)


def _strategies(draft: PlanDraft, count: int) -> list[str]:
    """Add strategies to sub-goals, unevenly, so that some sub-goals have none."""
    subs = [each.path for each in draft.elements if each.kind == "Goal" and "." in each.path]
    chosen = sorted(draft.rng.choices(range(len(subs)), k=count))
    paths = []
    for place in chosen:
        parent = subs[place]
        number = draft.next_position("strategy number", parent)
        paths.append(f"strategy/{parent.removeprefix('goal/')}.{number}")
        bullet(draft, paths[-1], "Strategy", parent)
    return paths


def _values_and_terms(draft: PlanDraft, scale: float) -> None:
    for value in ("Raus", "Modig", "Nær")[: max(1, round(3 * scale))]:
        draft.add(f"value/{slug(value)}", "Value", value).label = value
    goals = [each.path for each in draft.elements if each.kind == "Goal"]
    for number in range(1, round(5 * scale) + 1):
        noun = draft.write.noun()
        explanation = draft.write.paragraph(1, [])
        # The number keeps two terms with the same noun apart.
        path = f"term/{slug(noun)}-{number}"
        entry = draft.add(path, "GlossaryEntry", f"{noun.capitalize()}: {explanation}")
        entry.label = noun
        entry.relations.append(("explains", draft.rng.choice(goals)))


def _instruments(draft: PlanDraft, count: int) -> None:
    """Add what the plan says of the types of plan; horizons from 1 to 12 years."""
    for kind, label, citation, section in _INSTRUMENTS[:count]:
        years = draft.rng.choice((1, 4, 4, 12))
        words = f"{label} {years} års perspektiv {f'Pbl {citation}' if citation else ''}".strip()
        element = draft.add(f"instrument/{kind}", "InstrumentDescription", words)
        element.label = label
        element.facts += [
            (name("pv", "describesType"), code("instrument-type", kind)),
            (name("pv", "printedHorizon"), text(f"{years} års perspektiv")),
            (name("pv", "horizon"), typed(f"P{years}Y", "duration")),
        ]
        if citation:
            element.facts += [
                (name("pv", "printedCitation"), text(f"Pbl {citation}")),
                (name("pv", "legalBasis"), thing(f"law/{LAW}/{section}")),
            ]


def _repeat_headings(draft: PlanDraft) -> None:
    """Print the main goals once more, as the list at the end of a plan does."""
    draft.print_line("Våre hovedmål")
    for element in draft.elements:
        if element.kind == "Goal" and "." not in element.path:
            again = draft.print_line(element.text)
            again.role = "repeated"
            element.slices.append(again)


def role_of(one: Named, rng: random.Random) -> Term:
    """Choose in which role an element names an actor or group."""
    roles, weights = (
        (("beneficiary", "named"), (8, 2))
        if one.is_group
        else (("partner", "performer", "named"), (5, 3, 2))
    )
    return code("mention-role", rng.choices(roles, weights=weights)[0])
