"""What a plan's text states itself, as links that are offered.

The type of a link follows from the words around a citation («gjennomfører», «konkretiserer»,
«viderefører», «bidrar til») where the types of links permit it between these two; an element that
says no more than what it cites duplicates it. Else a goal, strategy or action contributes to what
it cites, and a whole plan refers to it. A plan of which no wording can be shown (no source text, or
paraphrases) states nothing with a passage: what it cites is then a suggestion, the surest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from planvev.errors import SourceError
from planvev.linking.citations import (
    Citation,
    PlanText,
    find_citations,
    naming_of,
    naming_of_goals,
)
from planvev.linking.corpus import Corpus
from planvev.linking.corpus_passages import Slice
from planvev.linking.element import SDG, Element
from planvev.linking.offered import Offer, Targets, first_permitted, is_permitted

_PARTED: Final = "\n\n"
_SAID: Final = (
    ("implements", r"gjennomfør|iverksett|iverkset|settes? ut i livet|implement|carr(?:y|ies) out"),
    ("concretises", r"konkretiser|utdyp|concreti[sz]|in more detail"),
    ("continues", r"viderefør|vidarefør|fører? vid[ae]re|\bcontinues?\b|carr(?:y|ies) on"),
    (
        "contributesTo",
        r"støtt|stør opp|bidra|bygger (?:opp )?(?:under|på)|byggjer (?:opp )?(?:under|på)|medverk|"
        r"følg(?:e|er|es|ast|jer|jast)? opp|fylgj\w* opp|oppfølg|oppfylg|underbygg|"
        r"\bsupport|contribut|follow(?:s|ing)? up|\bi tråd med|forankr|in line with",
    ),
)
_TYPES_SAID: Final = tuple((code, re.compile(said, re.IGNORECASE)) for code, said in _SAID)


def certain_offers(corpus: Corpus, plan: str, targets: Targets) -> list[Offer]:
    """Return what a plan's text says itself that it follows up, in the order of the text."""
    offers: dict[tuple[str, str], Offer] = {}
    for text in texts_of_plan(corpus, plan):
        for each in targets.plans:
            for citation in _cited(corpus, plan, text, each, targets):
                found = citation.suggestion
                source, target = corpus.elements[found.source], corpus.elements[found.target]
                shown = text.text[found.start : found.end] if text.sha256 else ""
                basis = "statedInText" if text.sha256 else "machineSuggestion"
                type_ = type_of(citation, source, target)
                offer = Offer(found, type_, basis, source, target, shown)
                offers.setdefault((source.iri, target.iri), offer)
    return list(offers.values())


def _cited(
    corpus: Corpus, plan: str, text: PlanText, target: str, targets: Targets
) -> list[Citation]:
    own = corpus.plans[plan]
    elements = [each for each in targets.elements if each.plan == target]
    if target == SDG:
        return find_citations(text, elements, naming_of_goals(own.titles))
    named = corpus.plans[target]
    places = " ".join([*own.body_labels.values(), *named.body_labels.values()])
    found = find_citations(text, elements, naming_of(named.titles, named.type, own.titles, places))
    meant = _is_meant(corpus, plan, target, alone=len(targets.plans) == 1)
    return [each for each in found if each.worded or meant]


def _is_meant(corpus: Corpus, plan: str, target: str, *, alone: bool) -> bool:
    """Whether «the samfunnsdel» of a plan's text is this one: of the same body, and of its time."""
    own, named = corpus.plans[plan], corpus.plans[target]
    if not alone and own.body and named.body and own.body != named.body:
        return named.type in ("regional-plan", "nasjonale-forventninger")
    if own.start is None and own.adopted_on is None:
        return True
    year = own.adopted_on.year if own.adopted_on else own.start or 0
    twins = [
        each
        for each in corpus.plans.values()
        if (each.type, each.body) == (named.type, named.body) and each.iri != plan
    ]
    begun = [each for each in twins if each.start is not None and each.start <= year]
    latest = max(begun, key=lambda each: (each.start or 0, each.iri), default=named)
    return latest.iri == target


def texts_of_plan(corpus: Corpus, plan: str) -> list[PlanText]:
    """Return the source texts of a plan; where there are none, the wording of each element."""
    slices = corpus.slices(plan)
    elements = [
        *corpus.of_plan(plan),
        *([corpus.elements[plan]] if plan in corpus.elements else []),
    ]
    named = sorted({place.text for places in slices.values() for place in places})
    texts = []
    for sha256 in named:
        try:
            source = corpus.sources[sha256]
        except (KeyError, SourceError):
            continue
        texts.append(PlanText(plan, source.text, sha256, elements, slices))
    read = {each.sha256 for each in texts}
    unread = [
        each
        for each in elements
        if each.kind != "PlanInstrument"
        and not any(place.text in read for place in slices.get(each.iri, ()))
    ]
    return [*texts, _joined(plan, unread, elements)] if unread else texts


def _joined(plan: str, unread: Iterable[Element], elements: Sequence[Element]) -> PlanText:
    """Return the wording of elements as one text of which no passage can be shown."""
    slices, pieces, at = {}, [], 0
    for each in unread:
        piece = each.text()
        slices[each.iri] = (Slice("", at, at + len(piece)),)
        pieces.append(piece)
        at += len(piece) + len(_PARTED)
    return PlanText(plan, _PARTED.join(pieces), "", elements, slices)


def type_of(citation: Citation, source: Element, target: Element) -> str:
    """Return the type of the link that a citation states."""
    if citation.whole and is_permitted("duplicates", source, target):
        return "duplicates"
    for type_, said in _TYPES_SAID:
        if said.search(citation.said) and is_permitted(type_, source, target):
            return type_
    if source.kind == "PlanInstrument":
        return "refersTo"
    return first_permitted(("contributesTo",), source, target)
