"""Writes the graphs of one plan: adopted, assessment and register."""

from __future__ import annotations

import random
from typing import Final

from bench.generate.draft import Element, PlanDraft, Slice
from bench.generate.named import THEMES
from bench.generate.plans import PlanFacts, role_of
from bench.generate.terms import A, GraphSink, Term, code, iri, name, plain, text, thing, typed

PROJECT: Final = thing("organisation/planvev")
LANGUAGE: Final = iri("http://publications.europa.eu/resource/authority/language/NOB")
_SPECIFIC: Final = name("oa", "SpecificResource")
_ORDER, _ROLE = name("pv", "passageOrder"), name("pv", "passageRole")
_SOURCE, _SELECTOR = name("oa", "hasSource"), name("oa", "hasSelector")
_QUOTE, _POSITION = name("oa", "TextQuoteSelector"), name("oa", "TextPositionSelector")
_EXACT, _START, _END = name("oa", "exact"), name("oa", "start"), name("oa", "end")
_PASSAGE, _PART_OF, _TEXT = name("pv", "passage"), name("pv", "partOf"), name("pv", "text")
_LABEL, _NOTATION = name("rdfs", "label"), name("skos", "notation")
_PLACE, _ABOUT = name("pv", "position"), name("pv", "about")
_ATTRIBUTED, _REASON = name("prov", "wasAttributedTo"), name("pv", "reason")
_ROLES: Final = {each: code("passage-role", each) for each in ("wording", "repeated", "quotation")}


class PlanGraphs:
    """Writes a draft. source: the source text's IRI, known once the text is complete."""

    def __init__(self, draft: PlanDraft, rng: random.Random) -> None:
        self._draft = draft
        self._rng = rng
        self._source = thing(f"source/{draft.source_digest()}")

    def passages(self, sink: GraphSink, owner: str, slices: list[Slice]) -> None:
        """Write the passages of one owner. owner: its path below the plan's IRI."""
        local = self._draft.local
        for number, piece in enumerate(slices, start=1):
            path = f"{owner}/passage/{number}"
            quote, position = local(f"{path}/quote"), local(f"{path}/position")
            sink.block(
                local(path),
                [
                    (A, _SPECIFIC),
                    (_ORDER, typed(number, "integer")),
                    (_ROLE, _ROLES[piece.role]),
                    (_SOURCE, self._source),
                    (_SELECTOR, quote),
                    (_SELECTOR, position),
                ],
            )
            sink.block(quote, [(A, _QUOTE), (_EXACT, plain(piece.exact))])
            sink.block(
                position,
                [
                    (A, _POSITION),
                    (_START, typed(piece.start, "nonNegativeInteger")),
                    (_END, typed(piece.end, "nonNegativeInteger")),
                ],
            )

    def passage_pairs(self, owner: str, count: int) -> list[tuple[Term, Term]]:
        """Return the triples from an owner to its passages."""
        return [(_PASSAGE, self._draft.local(f"{owner}/passage/{n + 1}")) for n in range(count)]

    def write_adopted(self, sink: GraphSink, facts: PlanFacts) -> None:
        """Write what the plan says, and which plan it is."""
        draft = self._draft
        sink.block(
            draft.iri,
            [
                (A, name("pv", "PlanInstrument")),
                (name("pv", "body"), thing(draft.names.slug)),
                (name("pv", "instrumentType"), code("instrument-type", facts.instrument_type)),
                (name("pv", "adoptedOn"), typed(f"{facts.start}-06-1{facts.end % 10}", "date")),
                (name("pv", "adoptedBy"), thing(f"actor/{draft.names.slug}-kommunestyret")),
            ],
        )
        for element in draft.elements:
            sink.block(draft.local(element.path), self._element_pairs(element))
            self.passages(sink, element.path, element.slices)

    def _element_pairs(self, element: Element) -> list[tuple[Term, Term]]:
        local = self._draft.local
        pairs = [(A, name("pv", element.kind)), (_PART_OF, self._draft.iri)]
        for relation, other in element.relations:
            target = other if isinstance(other, Term) else local(other)
            pairs.append((name("pv", relation), target))
        pairs.append((_PLACE, typed(element.position, "integer")))
        if element.notation is not None:
            pairs.append((_NOTATION, plain(element.notation)))
        if element.label is not None:
            pairs.append((_LABEL, text(element.label)))
        pairs += [(_TEXT, text(element.text)), *element.facts]
        return pairs + self.passage_pairs(element.path, len(element.slices))

    def write_assessment(self, sink: GraphSink, facts: PlanFacts) -> None:
        """Write the findings: mentions, challenges, targets; and the themes of the goals."""
        for element in self._draft.elements:
            if element.kind == "Goal":
                themes = self._rng.sample(THEMES, self._rng.choice((1, 2, 3)))
                subject = self._draft.local(element.path)
                sink.block(subject, [(name("dct", "subject"), theme) for theme in themes])
            self._mentions(sink, element)
            if element.kind == "Section" and element.label is None and self._rng.random() < 0.5:
                self._challenge(sink, element)
            chance = {"Goal": 0.2, "Strategy": 0.08, "Action": 0.3}.get(element.kind, 0)
            if self._rng.random() < chance:
                self._target(sink, element, facts)

    def _finding(
        self,
        sink: GraphSink,
        element: Element,
        path: str,
        pairs: list[tuple[Term, Term]],
        quote: Slice,
    ) -> None:
        """Write one finding with its passage."""
        about = (_ABOUT, self._draft.local(element.path))
        head = [pairs[0], about, *pairs[1:], (_ATTRIBUTED, PROJECT)]
        sink.block(self._draft.local(path), head + self.passage_pairs(path, 1))
        self.passages(sink, path, [quote])

    def _mentions(self, sink: GraphSink, element: Element) -> None:
        number = 0
        for one in element.named:
            quote = quotation(element, one.phrase)
            if quote is None:
                continue
            number += 1
            pairs = [
                (A, name("pv", "Mention")),
                (name("pv", "mentioned"), one.iri),
                (name("pv", "role"), role_of(one, self._rng)),
            ]
            if self._rng.random() < 0.15:
                pairs.append((_REASON, text(f"«{one.phrase}» er lest som {one.phrase} i planen.")))
            self._finding(sink, element, f"{element.path}/mention/{number}", pairs, quote)

    def _challenge(self, sink: GraphSink, element: Element) -> None:
        quote = some_words(element, self._rng)
        label = " ".join(quote.exact.split()).capitalize()
        pairs = [(A, name("pv", "Challenge")), (_LABEL, text(label))]
        self._finding(sink, element, f"{element.path}/challenge/1", pairs, quote)

    def _target(self, sink: GraphSink, element: Element, facts: PlanFacts) -> None:
        """Write a target: a seventh each with a number, of which half are relative."""
        rng = self._rng
        quote = some_words(element, rng)
        pairs = [(A, name("pv", "Target"))]
        kind = rng.choices(("qualitative", "absolute", "relative"), weights=(10, 3, 3))[0]
        pairs.append((name("pv", "targetKind"), code("target-kind", kind)))
        words = " ".join(quote.exact.split())
        pairs.append((name("pv", "indicator"), text(f"omfang av {words}")))
        if kind == "qualitative":
            pairs.append((_REASON, text("Tilstanden kan observeres, men planen setter ikke tall.")))
        else:
            pairs += _numbers(rng, kind, facts)
        if rng.random() < 0.65:
            year = rng.randint(facts.start + 1, facts.end)
            pairs.append((name("pv", "deadline"), typed(year, "gYear")))
        self._finding(sink, element, f"{element.path}/target/1", pairs, quote)

    def write_register(self, sink: GraphSink, facts: PlanFacts) -> None:
        """Write what is known from elsewhere, each fact with a claim and its source."""
        local, plan = self._draft.local, self._draft.iri
        period = local("period")
        rows = [
            ("title", plan, name("dct", "title"), text(facts.title)),
            ("period", plan, name("dct", "temporal"), period),
            ("language", plan, name("dct", "language"), LANGUAGE),
            ("status", plan, name("pv", "planStatus"), code("plan-status", "adopted")),
            ("start-year", period, name("dcat", "startDate"), typed(facts.start, "gYear")),
            ("end-year", period, name("dcat", "endDate"), typed(facts.end, "gYear")),
        ]
        sink.block(plan, [(row[2], row[3]) for row in rows[:4]])
        sink.block(
            period, [(A, name("dct", "PeriodOfTime")), *((row[2], row[3]) for row in rows[4:])]
        )
        for slug, subject, predicate, value in rows:
            sink.block(
                local(f"claim/{slug}"),
                [
                    (A, name("rdf", "Statement")),
                    (name("rdf", "subject"), subject),
                    (name("rdf", "predicate"), predicate),
                    (name("rdf", "object"), value),
                    (name("dct", "source"), iri(f"https://example.org/{self._draft.path}")),
                    (name("rdfs", "comment"), text(f"Planens nettside sier dette ({slug}).")),
                ],
            )


def _numbers(rng: random.Random, kind: str, facts: PlanFacts) -> list[tuple[Term, Term]]:
    """Return value, unit, comparator and, for most relative targets, the baseline."""
    comparators = ("reducedBy", "increasedBy") if kind == "relative" else ("atLeast", "atMost")
    pairs = [
        (name("pv", "targetValue"), typed(5 * rng.randint(1, 19), "decimal")),
        (name("pv", "unit"), name("unit", "PERCENT" if kind == "relative" else "NUM")),
        (name("pv", "comparator"), code("comparator", rng.choice(comparators))),
    ]
    if kind == "relative" and rng.random() < 0.7:
        year = facts.start - rng.randint(1, 6)
        pairs.append((name("pv", "baselineYear"), typed(year, "gYear")))
        if rng.random() < 0.5:
            value = typed(f"{rng.randint(10, 990)}.5", "decimal")
            pairs.append((name("pv", "baselineValue"), value))
    return pairs


def quotation(element: Element, phrase: str) -> Slice | None:
    """Find a phrase in an element's wording; None where a slice's end cuts it."""
    for piece in element.slices:
        at = piece.exact.replace("\n", " ").find(phrase)
        if at >= 0:
            return Slice(
                piece.start + at,
                piece.start + at + len(phrase),
                piece.exact[at : at + len(phrase)],
                "quotation",
            )
    return None


def some_words(element: Element, rng: random.Random) -> Slice:
    """Quote a few words from the middle of an element's first slice."""
    piece = element.slices[0]
    flat = piece.exact.replace("\n", " ")
    spaces = [place for place, letter in enumerate(flat) if letter == " "]
    first = rng.randrange(max(1, len(spaces) - 4))
    start = spaces[first] + 1
    end = spaces[min(first + 4, len(spaces) - 1)]
    return Slice(piece.start + start, piece.start + end, piece.exact[start:end], "quotation")
