"""View models: plain values that the templates print. Nothing here asks or decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planvev.web.description import Ref, Text


@dataclass(frozen=True)
class Translation:
    """A name in another language. official False: made by us, not adopted by anyone."""

    text: Text
    language_name: str
    official: bool


@dataclass(frozen=True)
class Fact:
    """A property and its values; sources: where claims about it come from."""

    label: Text
    values: list[Ref | Text]
    sources: list[Ref] = field(default_factory=list)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text."""

    ref: Ref
    text: Text


@dataclass(frozen=True)
class Strategy:
    """A strategy or action in a list. lead_verb opens the text; rest follows. targets: sentences.

    anchor: the fragment that names it on the page of its plan. actions: what carries it out.
    sources: what it was rendered after, where that was in our words.
    """

    ref: Ref
    number: str
    lead_verb: str
    rest: str
    language: str
    targets: list[str]
    anchor: str = ""
    actions: list[Strategy] = field(default_factory=list)
    is_action: bool = False
    sources: list[Ref] = field(default_factory=list)

    @property
    def action_count(self) -> int:
        """Itself where it is an action, and the actions below it."""
        return int(self.is_action) + sum(one.action_count for one in self.actions)


@dataclass(frozen=True)
class GoalNode:
    """A goal in a tree, with what stands below it. strategies: and actions.

    targets, mentions: how many are about the goal, its paragraphs and its strategies, without
    goals below it.
    anchor: the fragment that names it on the page of its plan. is_open: whether the page opens it.
    sources: what it was rendered after, where that was in our words.
    """

    ref: Ref
    goals: list[GoalNode]
    strategies: list[Strategy]
    targets: int = 0
    mentions: int = 0
    anchor: str = ""
    is_open: bool = False
    sources: list[Ref] = field(default_factory=list)

    @property
    def strategy_count(self) -> int:
        """Strategies of this goal and of all goals below it; actions are none."""
        own = sum(not one.is_action for one in self.strategies)
        return own + sum(goal.strategy_count for goal in self.goals)

    @property
    def action_count(self) -> int:
        """Actions of this goal, of its strategies and of all goals below it."""
        own = sum(one.action_count for one in self.strategies)
        return own + sum(goal.action_count for goal in self.goals)

    @property
    def target_count(self) -> int:
        """Targets of this goal and of all goals below it."""
        return self.targets + sum(goal.target_count for goal in self.goals)

    @property
    def mention_count(self) -> int:
        """Mentions of actors and groups here and in all goals below."""
        return self.mentions + sum(goal.mention_count for goal in self.goals)


@dataclass(frozen=True)
class Term:
    """A glossary entry with its definition, or the vision."""

    ref: Ref
    text: Text

    @property
    def rest(self) -> str:
        """The text without the name that it begins with, where that is a whole sentence of it."""
        name, text = self.ref.text.text, self.text.text
        rest = text.removeprefix(name)
        return rest.lstrip() if rest[:1] in ("", " ", "\n", "\t") else text


@dataclass(frozen=True)
class Finding:
    """A target or challenge. sentence: in plain words; about: None where it is the page's own.

    sources: what it rests on where no words of the plan are at hand.
    """

    ref: Ref
    sentence: Text
    quotes: list[Text]
    reason: Text | None
    about: Ref | None
    sources: list[Ref] = field(default_factory=list)


@dataclass(frozen=True)
class Named:
    """Who is named, and in which elements."""

    ref: Ref
    places: list[Place]


@dataclass(frozen=True)
class Place:
    """An element that names somebody, with the words that do."""

    ref: Ref
    quotes: list[Text]


@dataclass(frozen=True)
class NamedInRole:
    """Those who are named in one role."""

    role: Text
    named: list[Named]


@dataclass(frozen=True)
class Attribution:
    """Who did something, and when in words; either may be missing."""

    agent: Ref | None
    time: str


@dataclass(frozen=True)
class DecisionRow:
    """A decision on a link. reason: what its author wrote.

    settles: the decisions that it sets aside, each with who took it. stands: whether it counts.
    """

    ref: Ref
    outcome: Text
    by: Attribution
    reason: Text | None
    settles: Sequence[tuple[Text, Attribution]] = ()
    stands: bool = True


@dataclass(frozen=True)
class LinkRow:
    """A link to or from another element. outgoing: the page's thing is its source.

    plan: of the other end. here: what it joins, where that is a part of the page's thing.
    """

    ref: Ref
    type: Ref
    other: Ref
    outgoing: bool
    basis: Text
    status: Text | None
    reason: Text | None
    confidence: str
    suggested: Attribution
    decisions: list[DecisionRow]
    plan: Ref | None = None
    here: Ref | None = None


@dataclass(frozen=True)
class PassageView:
    """A slice of a source text in its surroundings.

    start, end: code points, end exclusive, as shown. matches: None where the text is not at hand,
    False where it says something else at this place.
    """

    ref: Ref
    role: Text
    before: str
    exact: str
    after: str
    start: str
    end: str
    sha256: str
    source: Ref | None
    source_href: str | None
    matches: bool | None


@dataclass(frozen=True)
class StatementRow:
    """A statement in the table of all that is said."""

    predicate: Ref
    value: Ref | Text
    graph: Ref


@dataclass(frozen=True)
class InboundGroup:
    """Things that refer to the page's thing by one predicate; total: how many at hand."""

    predicate: Ref
    refs: list[Ref]
    total: int


@dataclass(frozen=True)
class ThingView:
    """A page about one thing of any kind; parts that do not apply are empty.

    strategies: and actions. paraphrased_after: the sources of what stands in our words.
    """

    ref: Ref
    title: Text
    lead_in: str
    wording: Text | None
    definition: Text | None
    translations: list[Translation]
    breadcrumb: list[Ref]
    facts: list[Fact]
    paragraphs: list[Paragraph]
    goals: list[GoalNode]
    strategies: list[Strategy]
    terms: list[Term]
    targets: list[Finding]
    challenges: list[Finding]
    mentions: list[NamedInRole]
    mentioned_in: list[NamedInRole]
    themes: list[Ref]
    links: list[LinkRow]
    decisions: list[DecisionRow]
    passages: list[PassageView]
    statements: list[StatementRow]
    inbound: list[InboundGroup]
    inbound_count: int
    source_href: str | None
    before: Ref | None
    after: Ref | None
    paraphrased_after: list[Ref] = field(default_factory=list)
    keywords: list[Text] = field(default_factory=list)
    pursues: list[Ref] = field(default_factory=list)
    is_development_goal: bool = False
    has_thread: bool = False

    @property
    def own_strategies(self) -> list[Strategy]:
        """The strategies that pursue the page's thing."""
        return [one for one in self.strategies if not one.is_action]

    @property
    def actions(self) -> list[Strategy]:
        """The actions that pursue the page's thing."""
        return [one for one in self.strategies if one.is_action]

    @property
    def has_body(self) -> bool:
        """Whether there is more to show than facts and statements."""
        parts = (self.paragraphs, self.goals, self.strategies, self.terms, self.targets)
        findings = (self.challenges, self.mentioned_in, self.links, self.passages)
        return any((*parts, *findings))


@dataclass(frozen=True)
class InstrumentRow:
    """A row of the plan and control system."""

    ref: Ref
    horizon: Text | None
    cadence: Text | None
    citation: Text | None
    law: list[Ref]
    types: list[Ref]


@dataclass(frozen=True)
class HeadedSection:
    """A headed part of the document with its paragraphs."""

    ref: Ref
    paragraphs: list[Paragraph]


@dataclass(frozen=True)
class PlanTree:
    """What a plan says, in its own order. loose: strategies and actions at no goal of it.

    has_main_goals: the plan calls those at the top so. vision_sources: what the vision was rendered
    after, where that was in our words. paraphrased_after: the sources of all such elements.
    """

    vision: Term | None
    approaches: list[Ref]
    values: list[Ref]
    goals: list[GoalNode]
    loose: list[Strategy]
    terms: list[Term]
    sections: list[HeadedSection]
    instruments: list[InstrumentRow]
    has_main_goals: bool = True
    vision_sources: list[Ref] = field(default_factory=list)
    paraphrased_after: list[Ref] = field(default_factory=list)

    @property
    def target_count(self) -> int:
        """All targets of goals and strategies."""
        return sum(goal.target_count for goal in self.goals)

    @property
    def sub_goal_count(self) -> int:
        """Goals one level below the main goals."""
        return sum(len(goal.goals) for goal in self.goals)

    @property
    def strategy_count(self) -> int:
        """All strategies; actions are none."""
        loose = sum(not one.is_action for one in self.loose)
        return loose + sum(goal.strategy_count for goal in self.goals)

    @property
    def action_count(self) -> int:
        """All actions."""
        loose = sum(one.action_count for one in self.loose)
        return loose + sum(goal.action_count for goal in self.goals)
