"""What speaks for each reading of a unit: the rules, their weights, and the sum that decides.

A rule looks at a unit where it stands (``Spot``) and adds its weight to one role. The role with the
largest sum is taken; how far it leads before the next is the row's score. ``docs/recognition.md``
lists the rules by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from planvev.ingest.document import BlockKind
from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.sentences import WE_DO, WE_WILL
from planvev.ingest.recognise.units import Unit
from planvev.ingest.recognise.words import has_finite_verb, is_capitals, opens_with_verb, stays_open


class Role(StrEnum):
    """How a unit can be read."""

    LEAD_IN = "lead-in"
    HEADING = "heading"
    GOAL = "goal"
    STRATEGY = "strategy"
    ACTION = "action"
    VISION = "vision"
    VALUE = "value"
    APPROACH = "approach"
    TEXT = "text"


_ELEMENTS: Final = {
    Leads.GOAL: Role.GOAL,
    Leads.STRATEGY: Role.STRATEGY,
    Leads.ACTION: Role.ACTION,
    Leads.VISION: Role.VISION,
    Leads.VALUE: Role.VALUE,
    Leads.APPROACH: Role.APPROACH,
}


@dataclass(frozen=True)
class Spot:
    """A unit with what stands around it.

    mode: what the list that is open holds. fresh: nothing has come since its lead-in.
    in_list: the unit is an item of that list by its mark, or goes on without one as the items do.
    after_goal: a goal stands right before it, or a strategy that followed one without a lead-in.
    has_goal: the section has a goal already. nested_in_goal: it is an item below an item that is
    a goal. first: it stands right under a heading. goal_in_scope: a goal above could be
    meant. repeats_goal: a goal has the same words. child_of_goal: its number goes
    on that of a goal in scope. between: it is one of the sentences that stand between title and
    strategies each time. title_over_will, will: it is a title over «Vi skal» sentences, or
    one of those.
    """

    unit: Unit
    before: Unit | None
    after: Unit | None
    mode: Leads | None = None
    fresh: bool = False
    in_list: bool = False
    after_goal: bool = False
    has_goal: bool = False
    nested_in_goal: bool = False
    first: bool = False
    goal_in_scope: bool = False
    title_over_will: bool = False
    will: bool = False
    repeats_goal: bool = False
    child_of_goal: bool = False
    between: bool = False


Test = Callable[[Spot], bool]


@dataclass(frozen=True)
class Rule:
    """A rule: where ``test`` holds, ``weight`` is added to ``role``."""

    name: str
    role: Role
    weight: float
    test: Test


_AIM: Final = re.compile(r"\b(?:skal|shall|will)\b|\b(?:[Ii]|[Ii]nnen|[Ii]nnan|[Bb]y) 20\d\d\b")
_OF_FILE: Final = re.compile(
    r"(?:vedtatt|vedteke[nt]?|planperiode|periode|dato|saksnr|saksnummer|arkivsak\w*|kilde|kjelde|"
    r"revidert|versjon|adopted|version|date|source)\s*:",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"[A-ZÆØÅ][\w/ -]{2,30}:\s")


_BODY: Final = re.compile(
    r"(?!E[nit] )(?:[A-ZÆØÅ][a-zæøå-]+ ){1,2}(?:(?:fylkes)?kommune|[Mm]unicipality)"
    r"(?:[ ,]+(?:\w+ )?(?:19|20)\d\d(?:\s?[-–]\s?(?:(?:19|20)?\d\d)?)?)?"
)
_NOTES: Final = frozenset({"footnote", "endnote", "footnote text", "endnote text", "caption"})
_GOAL_WORDS: Final = re.compile(
    r"\b(?:\w*mål(?:ene|a|settinge?[rn]e?)?|strategi(?:er|ene|ar|ane)|goals|objectives)\b",
    re.IGNORECASE,
)
_TOLD_OF: Final = re.compile(
    r"\b(?:vedtatt|vedteke|vedtekne|satt|gjengitt|beskriv\w+|omtal\w+|følg\w+ opp|knytt\w+|"
    r"nummerert\w*|"
    r"delt inn|utarbeid\w+|vises?|viser|står|defin\w+|adopted|described|set out|gjelder|gjeld|"
    r"rapporter\w+)\b",
    re.IGNORECASE,
)


_PURPOSE: Final = re.compile(
    r"(?:formålet|føremålet|hensikten|the purpose|mandatet|planen) (?:med|for|of|skal|er)\b",
    re.IGNORECASE,
)


def _about_goals(text: str) -> bool:
    """Tell whether a sentence speaks of the plan's goals rather than says one."""
    return bool((_GOAL_WORDS.search(text) and _TOLD_OF.search(text)) or _PURPOSE.match(text))


def _goal_after_list(spot: Spot) -> bool:
    """Tell whether one sentence stands between a list of strategies and the next one's lead-in."""
    unit = spot.unit
    return (
        spot.mode is Leads.STRATEGY
        and not spot.fresh
        and _plain(spot)
        and _above_strategies(spot)
        and unit.words <= 35
        and ". " not in unit.text
        and not unit.text.endswith(":")
    )


def _short(spot: Spot) -> bool:
    return spot.unit.words <= 12 and not spot.unit.text.endswith((".", ",", ";", ":"))


def _alone(spot: Spot) -> bool:
    line = spot.unit.line
    after = spot.after.line if spot.after is not None else None
    gap = line.gap > 0 or line.crossed or spot.before is None
    below = after is None or after.gap > 0 or after.crossed or spot.after.item  # type: ignore[union-attr]
    return (
        spot.unit.words <= 10
        and not spot.unit.text.endswith((".", ",", ";", ":", "!"))
        and (gap or _heads(spot))
        and (below or gap)
        and not stays_open(spot.unit.text)
    )


def _heads(spot: Spot) -> bool:
    return spot.after is not None and (spot.after.leads is not None or spot.after.head.labelled)


def _numbered(spot: Spot) -> bool:
    head = spot.unit.head
    return bool(head.number) and head.number[0].isdigit() and not head.labelled and not head.glyph


def _above_strategies(spot: Spot) -> bool:
    return spot.after is not None and spot.after.leads is Leads.STRATEGY


def _plain(spot: Spot) -> bool:
    unit = spot.unit
    return not unit.item and not unit.head.labelled and unit.leads is None


def _in_list_of(leads: Leads, spot: Spot) -> bool:
    return spot.in_list and spot.mode is leads


def _is_awaited(leads: Leads, spot: Spot) -> bool:
    return _awaited(spot, leads)


def _is_told(role: Role, spot: Spot) -> bool:
    return spot.unit.told == _TOLD[role]


_TOLD: Final = {
    Role.GOAL: "goal",
    Role.STRATEGY: "strategy",
    Role.ACTION: "action",
    Role.VISION: "vision",
    Role.VALUE: "value",
    Role.HEADING: "heading",
    Role.TEXT: "text",
}
"""Roles by what hints call them."""

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "lead-in", Role.LEAD_IN, 12, lambda s: s.unit.leads is not None and not s.unit.head.labelled
    ),
    Rule("format-heading", Role.HEADING, 4, lambda s: s.unit.block.kind is BlockKind.HEADING),
    Rule("numbered-title", Role.HEADING, 2.5, lambda s: _numbered(s) and _short(s)),
    Rule("numbered-dots", Role.HEADING, 1, lambda s: _numbered(s) and "." in s.unit.head.number),
    Rule("capitals", Role.HEADING, 1.75, lambda s: _short(s) and is_capitals(s.unit.text)),
    Rule("bold-title", Role.HEADING, 1.25, lambda s: _short(s) and s.unit.line.bold),
    Rule("stands-alone", Role.HEADING, 1.25, lambda s: _plain(s) and _alone(s)),
    Rule("heads-a-list", Role.HEADING, 1, lambda s: _plain(s) and _short(s) and _heads(s)),
    Rule("area-label", Role.HEADING, 5, lambda s: s.unit.head.area and s.unit.head.labelled),
    Rule("sentence-end", Role.HEADING, -2, lambda s: s.unit.text.endswith((".", ","))),
    Rule("long-title", Role.HEADING, -1.5, lambda s: s.unit.words > 15),
    Rule("labelled-title", Role.HEADING, -4, lambda s: s.unit.head.label is not None),
    Rule("bullet-title", Role.HEADING, -3, lambda s: s.unit.item),
    Rule("item-of-list", Role.HEADING, -4, lambda s: s.in_list),
    Rule("expected-goal", Role.HEADING, -3, lambda s: _awaited(s, Leads.GOAL)),
    Rule("expected-vision", Role.HEADING, -3, lambda s: _awaited(s, Leads.VISION)),
    Rule("labelled-goal", Role.GOAL, 6, lambda s: s.unit.head.label is Leads.GOAL),
    Rule("labelled-strategy", Role.STRATEGY, 6, lambda s: s.unit.head.label is Leads.STRATEGY),
    Rule("labelled-action", Role.ACTION, 6, lambda s: s.unit.head.label is Leads.ACTION),
    *(
        Rule(f"in-{leads}-list", role, 3.5, partial(_in_list_of, leads))
        for leads, role in _ELEMENTS.items()
    ),
    *(
        Rule(f"after-{leads}-lead-in", role, 3, partial(_is_awaited, leads))
        for leads, role in _ELEMENTS.items()
        if leads is not Leads.APPROACH
    ),
    Rule("behind-lead-in", Role.GOAL, 3, lambda s: s.unit.head.led and s.mode is Leads.GOAL),
    Rule(
        "behind-lead-in", Role.STRATEGY, 3, lambda s: s.unit.head.led and s.mode is Leads.STRATEGY
    ),
    Rule("behind-lead-in", Role.ACTION, 3, lambda s: s.unit.head.led and s.mode is Leads.ACTION),
    Rule("below-goal-item", Role.STRATEGY, 5, lambda s: s.nested_in_goal),
    Rule("below-goal", Role.STRATEGY, 2, lambda s: s.unit.item and s.after_goal and not s.in_list),
    Rule("title-above-strategies", Role.GOAL, 9, lambda s: _title_above(s)),
    Rule("sentence-between", Role.GOAL, 7, lambda s: s.between and not s.has_goal),
    Rule("sentence-above-strategies", Role.GOAL, 4.5, lambda s: _sentence_above(s)),
    Rule(
        "repeats-goal",
        Role.GOAL,
        10,
        lambda s: s.repeats_goal and _plain(s) and not s.in_list and s.unit.words >= 2,
    ),
    Rule("title-over-we-will", Role.GOAL, 10, lambda s: s.title_over_will),
    Rule("we-will-under-title", Role.STRATEGY, 6, lambda s: s.will),
    Rule(
        "we-will",
        Role.STRATEGY,
        2,
        lambda s: _plain(s) and s.after_goal and bool(WE_WILL.match(s.unit.text)),
    ),
    Rule(
        "opens-with-verb",
        Role.STRATEGY,
        0.5,
        lambda s: s.unit.item and s.after_goal and opens_with_verb(s.unit.text),
    ),
    Rule(
        "named-fact",
        Role.TEXT,
        5,
        lambda s: s.unit.item and not s.in_list and bool(_NAMED.match(s.unit.text)),
    ),
    Rule("fact-of-file", Role.TEXT, 12, lambda s: bool(_OF_FILE.match(s.unit.text))),
    Rule("name-of-body", Role.TEXT, 12, lambda s: bool(_BODY.fullmatch(s.unit.text))),
    Rule("about-goals", Role.TEXT, 4, lambda s: _plain(s) and _about_goals(s.unit.text)),
    Rule("question", Role.TEXT, 4, lambda s: s.unit.text.endswith("?") and s.unit.leads is None),
    Rule("note", Role.TEXT, 20, lambda s: s.unit.block.style.lower() in _NOTES),
    Rule("goal-after-list", Role.GOAL, 7, lambda s: _goal_after_list(s)),
    Rule(
        "child-of-goal",
        Role.GOAL,
        3.5,
        lambda s: (
            s.child_of_goal and not s.in_list and _numbered(s) and has_finite_verb(s.unit.text)
        ),
    ),
    Rule(
        "child-with-list",
        Role.GOAL,
        6,
        lambda s: (
            s.child_of_goal
            and not s.in_list
            and _plain(s)
            and s.after is not None
            and s.after.item
            and s.unit.words > 2
        ),
    ),
    *(Rule(f"told-{role}", role, 50, partial(_is_told, role)) for role in _TOLD),
    Rule("running-text", Role.TEXT, 1, lambda s: True),  # noqa: ARG005
    Rule("long-text", Role.TEXT, 2.5, lambda s: s.unit.words > 60),
    Rule("sentences", Role.TEXT, 0.5, lambda s: s.unit.text.count(". ") >= 2),
)


def _awaited(spot: Spot, leads: Leads) -> bool:
    """Tell whether the unit is the text that a lead-in has just announced."""
    if leads in (Leads.STRATEGY, Leads.ACTION) and not _says_what_is_done(spot):
        return False
    if leads is Leads.GOAL and _titles_text(spot):
        return False
    return (
        spot.mode is leads
        and spot.fresh
        and _plain(spot)
        and spot.unit.block.kind is not BlockKind.HEADING
        and not _numbered(spot)
        and spot.unit.words <= 80
    )


def _says_what_is_done(spot: Spot) -> bool:
    """Tell whether a text without a bullet can be a strategy: what is done, not about it."""
    unit = spot.unit
    return unit.bare and (
        bool(WE_WILL.match(unit.text))
        or bool(WE_DO.match(unit.text))
        or opens_with_verb(unit.text)
        or (unit.words <= 20 and not unit.text.endswith((".", ":")))
        or (spot.before is not None and spot.before.text.endswith(":") and unit.words <= 30)
    )


def _titles_text(spot: Spot) -> bool:
    """Tell whether a word or two stand right above the text that is meant, as «Oppvekst»."""
    after = spot.after
    return (
        spot.unit.words <= 3
        and not has_finite_verb(spot.unit.text)
        and after is not None
        and after.line.gap == 0
        and not after.line.fresh
        and not after.line.crossed
        and not after.item
        and after.leads is None
        and not after.head.labelled
        and not after.head.number
        and after.words > 3
    )


def _title_above(spot: Spot) -> bool:
    """Tell whether a heading right above strategies is the goal that they pursue.

    It is where it says a state, or where no goal in scope could be meant instead.
    """
    if not _above_strategies(spot) or not _plain(spot) or spot.unit.words > 40:
        return False
    unit = spot.unit
    title = (
        _numbered(spot)
        or unit.block.kind is BlockKind.HEADING
        or (_alone(spot) and (is_capitals(unit.text) or unit.line.bold or not spot.goal_in_scope))
    )
    if not title or unit.text.endswith(":") or ". " in unit.text:
        return False
    return has_finite_verb(unit.text) or unit.words > 8 or not spot.goal_in_scope


def _sentence_above(spot: Spot) -> bool:
    """Tell whether one sentence between a heading and strategies is the goal."""
    text = spot.unit.text
    return (
        _above_strategies(spot)
        and _plain(spot)
        and spot.first
        and not spot.has_goal
        and spot.unit.words <= 30
        and not text.endswith(":")
        and ". " not in text
        and bool(_AIM.search(text))
        and spot.before is not None
        and spot.before.words <= 4
        and not has_finite_verb(spot.before.text)
    )


def weigh(spot: Spot) -> tuple[Role, float]:
    """Return the role with the largest sum, and a score from 0 to 1 for how far it leads."""
    sums = dict.fromkeys(Role, 0.0)
    for rule in RULES:
        if rule.test(spot):
            sums[rule.role] += rule.weight
    ranked = sorted(sums.items(), key=lambda pair: -pair[1])
    (role, best), (_, second) = ranked[:2]
    lead = best - max(second, 0.0)
    return role, round(min(1.0, 0.5 + lead / 6), 2)
