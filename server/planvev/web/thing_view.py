"""From a description to the page about one thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from planvev.archive.files import SourceFile
from planvev.vocab import DCAT, DCT, GRAPH, OA, PV, RDF, RDFS, SDGO, SKOS
from planvev.web import findings_view, paraphrases, wording
from planvev.web.description import Description, Ref, Text, text_of
from planvev.web.language import gettext
from planvev.web.links_history import decision_rows, record_title
from planvev.web.passage_view import passages
from planvev.web.statements import Statement, Value, language_rank
from planvev.web.views import (
    Fact,
    GoalNode,
    InboundGroup,
    Paragraph,
    StatementRow,
    Strategy,
    Term,
    ThingView,
    Translation,
)

INBOUND_SHOWN: Final = 50
_STEPS_UP_MAX: Final = 10
_NAMES: Final = (RDFS.label, SKOS.prefLabel, DCT.title)
_UPWARD: Final = (
    *(PV.subGoalOf, PV.pursues, PV.sectionOf, PV.about, PV.linkSource, PV.decides),
    *(SDGO.isTargetOf, PV.partOf, SKOS.inScheme),
)
_ABOUT_OTHERS: Final = (PV.about, PV.linkSource, PV.decides)
"""These lead upward too, but say something of the thing that its page is to show."""
_OWNED_BY: Final = (PV.passage, OA.hasSelector)
_SHOWN_ELSEWHERE: Final = frozenset(
    term.value
    for term in (
        *_NAMES,
        *(term for term in _UPWARD if term not in _ABOUT_OTHERS),
        *(SDGO.hasTarget, DCAT.keyword),
        RDF.type,
        PV.text,
        PV.passage,
        PV.passageOrder,
        OA.hasSelector,
        PV.position,
        PV.goalLevel,
        PV.linkedTo,
        PV.mentions,
        PV.partner,
        PV.performer,
        PV.beneficiary,
        SKOS.notation,
        SKOS.definition,
        SKOS.topConceptOf,
        DCT.subject,
        DCT.description,
    )
)
_SHOWN_AS_PARTS: Final = frozenset(
    term.value
    for term in (
        *(PV.partOf, PV.subGoalOf, PV.pursues, PV.sectionOf, PV.explains, PV.about, PV.mentioned),
        *(RDF.subject, RDF.object, SKOS.hasTopConcept, PV.decides, PV.settles),
        SDGO.isTargetOf,
    )
)


def thing_view(description: Description, sources: Mapping[str, SourceFile]) -> ThingView:
    """Make the page of one thing. sources: source texts by SHA-256."""
    statements = description.statements
    iri = description.iri
    strategies = statements.subjects(PV.pursues, iri)
    sections = statements.subjects(PV.sectionOf, iri)
    spoken = [iri, *sections, *strategies]
    below = [s for p in (PV.subGoalOf, SDGO.isTargetOf) for s in statements.subjects(p, iri)]
    return ThingView(
        ref=description.ref(iri),
        title=title_of(description, iri),
        lead_in="Kommunen vil" if statements.values(iri, PV.leadVerb) else "",
        wording=_wording(description),
        definition=_definition(description),
        translations=translations(description, iri),
        breadcrumb=breadcrumb(description),
        facts=_facts(description),
        paragraphs=[paragraph(description, section) for section in sections],
        goals=[goal_node(description, goal) for goal in below],
        strategies=[strategy(description, s) for s in strategies],
        terms=[term(description, entry) for entry in statements.subjects(PV.explains, iri)],
        targets=findings_view.findings(description, PV.Target.value, spoken),
        challenges=findings_view.findings(description, PV.Challenge.value, spoken),
        mentions=findings_view.mentions(description, spoken),
        mentioned_in=findings_view.mentioned_in(description),
        themes=description.refs(statements.iris(iri, DCT.subject)),
        links=findings_view.links(description, statements.subjects(SDGO.isTargetOf, iri)),
        decisions=decision_rows(description, iri),
        passages=passages(description, sources),
        statements=_statement_rows(description),
        inbound=_inbound(description),
        inbound_count=description.inbound,
        source_href=_source_href(description, sources),
        before=_neighbour(description, -1),
        after=_neighbour(description, +1),
        paraphrased_after=paraphrases.paraphrased_after(description, iri),
        pursues=description.refs(statements.iris(iri, PV.pursues)),
        keywords=[text_of(v) for v in _in_one_language(statements.values(iri, DCAT.keyword))],
        has_thread=statements.is_a(iri, PV.Goal),
        is_development_goal=statements.is_a(iri, SDGO.Goal, SDGO.Target),
    )


def _neighbour(description: Description, step: int) -> Ref | None:
    """Return the goal or strategy before (-1) or after (+1) this one under the same goal."""
    statements = description.statements
    for upward in (PV.subGoalOf, PV.pursues, SDGO.isTargetOf):
        for above in statements.iris(description.iri, upward)[:1]:
            siblings = statements.subjects(upward, above)
            place = siblings.index(description.iri) + step
            return description.ref(siblings[place]) if 0 <= place < len(siblings) else None
    return None


def _source_href(description: Description, sources: Mapping[str, SourceFile]) -> str | None:
    """Return where the text is, on the page about a source text."""
    sha256 = description.iri.rpartition("/")[2]
    is_source = description.statements.is_a(description.iri, PV.SourceText)
    return description.urls.source_path(sha256) if is_source and sha256 in sources else None


def title_of(description: Description, iri: str) -> Text:
    """Return a heading: the name, or «Avsnitt 3» for a paragraph, which has none."""
    statements = description.statements
    if any(statements.value(iri, name) for name in _NAMES):
        return description.name(iri)
    if statements.is_a(iri, PV.Target):
        return findings_view.target_sentence(description, iri)
    if statements.is_a(iri, PV.Mention):
        named = [description.name(n).text for n in statements.iris(iri, PV.mentioned)]
        return Text(gettext("Mention: %(named)s", named=", ".join(named)))
    if statements.is_a(iri, OA.SpecificResource):
        owners = statements.subjects(PV.passage, iri)
        if owners:
            return Text(gettext("Where %(what)s stands", what=_short(description, owners[0])))
    if iri.startswith(GRAPH.iri):
        return Text(iri.removeprefix(GRAPH.iri), "zxx")
    position = statements.text(iri, PV.position)
    kind = description.kind_of(iri)
    if words := record_title(description, iri, kind):
        return Text(words)
    if statements.is_a(iri, PV.Section) and position:
        return Text(f"{kind} {position}")
    last = iri.rstrip("/").rpartition("/")[2]
    if kind and last.isdigit():
        return Text(f"{kind} {last}")
    return Text(kind) if kind and not statements.value(iri, PV.text) else description.name(iri)


def _short(description: Description, iri: str) -> str:
    """Return a thing's kind and number, or its name where it has no number: «delmål 2.6»."""
    kind, number = description.kind_of(iri), description.number_of(iri)
    if kind and number:
        return f"{kind[:1].lower()}{kind[1:]} {number}"
    return f"«{wording.shortened(description.name(iri).text, 60)}»"


def _wording(description: Description) -> Text | None:
    """Return the verbatim text where the heading does not already say it."""
    value = description.statements.value(description.iri, PV.text)
    if value is None or value.text == title_of(description, description.iri).text:
        return None
    return text_of(value)


def _definition(description: Description) -> Text | None:
    value = description.statements.value(description.iri, SKOS.definition, DCT.description)
    return text_of(value) if value else None


def translations(description: Description, iri: str) -> list[Translation]:
    """Return the names in other languages than the heading's, in our order of languages."""
    statements = description.statements
    names = [s for s in statements.of(iri) if s.predicate in {n.value for n in _NAMES}]
    shown = description.name(iri)
    found: dict[Value, bool] = {}
    for name in names:
        official = "/translation-" not in name.graph
        other = name.object.language not in ("", shown.language)
        if other and name.object.text != shown.text:
            found[name.object] = found.get(name.object, False) or official
    rank = {"nb": 0, "nn": 1, "en": 2}
    ordered = sorted(found, key=lambda v: (rank.get(v.language, 3), v.language, v.text))
    return [
        Translation(text_of(value), wording.language_name(value.language), found[value])
        for value in ordered
    ]


def breadcrumb(description: Description) -> list[Ref]:
    """Return what the page's thing is part of, outermost first."""
    statements = description.statements
    chain: list[str] = []
    current = description.iri
    for _ in range(_STEPS_UP_MAX):
        above = next((i for p in _UPWARD for i in statements.iris(current, p)), None)
        if above is None:
            above = next((s for p in _OWNED_BY for s in statements.subjects(p, current)), None)
        if above is None or above in chain or above == description.iri:
            break
        chain.append(above)
        current = above
    return [_crumb(description, iri) for iri in reversed(chain)]


def _crumb(description: Description, iri: str) -> Ref:
    """Return a reference whose name is short: kind and number where it has them."""
    ref = description.ref(iri)
    title = title_of(description, iri)
    if ref.number and ref.kind:
        title = Text(f"{ref.kind} {ref.number}")
    short = Text(wording.shortened(title.text, 48), title.language)
    return Ref(ref.iri, short, ref.href, ref.external, ref.number, ref.kind)


def paragraph(description: Description, section: str) -> Paragraph:
    """Return a paragraph with its text."""
    value = description.statements.value(section, PV.text)
    return Paragraph(description.ref(section), text_of(value) if value else Text(""))


def term(description: Description, entry: str) -> Term:
    """Return a glossary entry, or the vision, with its text."""
    value = description.statements.value(entry, PV.text, SKOS.definition)
    return Term(description.ref(entry), text_of(value) if value else Text(""))


def strategy(description: Description, iri: str) -> Strategy:
    """Return a strategy or action whose lead verb stands apart from the rest of its text."""
    statements = description.statements
    value = statements.value(iri, PV.text, RDFS.label)
    text = value.text if value else description.name(iri).text
    verb = statements.text(iri, PV.leadVerb)
    opens = bool(verb) and text.lower().startswith(verb.lower())
    targets = [
        findings_view.target_sentence(description, finding).text
        for finding in statements.subjects(PV.about, iri)
        if statements.is_a(finding, PV.Target)
    ]
    return Strategy(
        description.ref(iri),
        statements.text(iri, PV.position),
        text[: len(verb)] if opens else "",
        text[len(verb) :] if opens else text,
        value.language if value else "",
        targets,
        is_action=statements.is_a(iri, PV.Action),
        sources=paraphrases.paraphrased_after(description, iri),
    )


def goal_node(description: Description, goal: str, above: tuple[str, ...] = ()) -> GoalNode:
    """Return a goal with the goals and strategies below it, as far as they are at hand.

    above: goals on the way down; a cycle ends there.
    """
    statements = description.statements
    way = (*above, goal)
    return GoalNode(
        description.ref(goal),
        [
            goal_node(description, below, way)
            for below in statements.subjects(PV.subGoalOf, goal)
            if below not in way
        ],
        [strategy(description, s) for s in statements.subjects(PV.pursues, goal)],
        sources=paraphrases.paraphrased_after(description, goal),
    )


def shown(description: Description, value: Value) -> Ref | Text:
    """Return an object as something to print: a reference, or a text."""
    if value.is_iri:
        return description.ref(value.text)
    if value.kind == "bnode":
        return Text(gettext("(without a name)"))
    return text_of(value)


def _facts(description: Description) -> list[Fact]:
    """Return the properties that no other part of the page shows."""
    statements = description.statements
    in_our_words = paraphrases.is_paraphrase(statements, description.iri)
    facts: dict[str, list[Value]] = {}
    for statement in statements.of(description.iri):
        told = statement.predicate in _SHOWN_ELSEWHERE or _follows_from_a_link(statement)
        if not told and not (in_our_words and statement.predicate == DCT.source.value):
            facts.setdefault(statement.predicate, []).append(statement.object)
    rows = []
    for predicate, values in facts.items():
        kept = _in_one_language(values)
        label = description.name(predicate)
        rows.append(
            Fact(
                label if label.language == "zxx" else _capitalized(label),
                [_fact_value(description, predicate, value) for value in kept],
            )
        )
    return sorted(rows, key=lambda fact: fact.label.text.casefold())


def _follows_from_a_link(statement: Statement) -> bool:
    """Whether a triple only repeats an approved link, which the page shows with its reasons."""
    derived = statement.graph.startswith(f"{GRAPH.iri}derived/links")
    return derived and statement.predicate != PV.linkStatus.value


def _fact_value(description: Description, predicate: str, value: Value) -> Ref | Text:
    if value.is_iri and predicate == DCT.source.value:
        return paraphrases.source(description, value.text)
    return shown(description, value)


def _capitalized(text: Text) -> Text:
    return Text(wording.first_upper(text.text), text.language)


def _in_one_language(values: list[Value]) -> list[Value]:
    """Of texts in several languages, keep those in the best one; keep all else."""
    best = min((language_rank(v.language) for v in values if v.language), default=0)
    return [v for v in values if not v.language or language_rank(v.language) == best]


def _statement_rows(description: Description) -> list[StatementRow]:
    return [
        StatementRow(
            description.ref(s.predicate), shown(description, s.object), description.ref(s.graph)
        )
        for s in sorted(
            description.statements.of(description.iri),
            key=lambda s: (s.graph, s.predicate, s.object.language, s.object.text),
        )
    ]


def _inbound(description: Description) -> list[InboundGroup]:
    """Group what refers to the page's thing, without what the page shows in full above."""
    by_predicate: dict[str, dict[str, None]] = {}
    for statement in description.statements.to(description.iri):
        if statement.predicate not in _SHOWN_AS_PARTS and not statement.subject.startswith("_:"):
            by_predicate.setdefault(statement.predicate, {})[statement.subject] = None
    return [
        InboundGroup(
            description.ref(predicate),
            description.refs(sorted(subjects, key=_natural)[:INBOUND_SHOWN]),
            len(subjects),
        )
        for predicate, subjects in sorted(by_predicate.items())
    ]


def _natural(iri: str) -> tuple[str, int, str]:
    stem, _, last = iri.rpartition("/")
    return stem, len(last), last
