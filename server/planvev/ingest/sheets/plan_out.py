"""A plan as a workbook: the template's sheets filled in, and all else that is said of it.

What ``draft_of_sheets`` makes of the workbook is the same plan again: IRIs, numbers, texts,
passages of the source text and every other statement of the plan's adopted graph.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from openpyxl import Workbook
from pyoxigraph import Literal, NamedNode

from planvev.ingest.draft import FINDINGS, Kind
from planvev.ingest.export.model import FINDING_KINDS, PassageItem, PlanItem, PlanModel
from planvev.ingest.sheets.codes import in_language, label_of
from planvev.ingest.sheets.form import (
    CODED,
    CONTINUED_COLUMNS,
    CONTINUED_SHEET,
    FORM_SHEETS,
    PASSAGE_COLUMNS,
    PASSAGES_SHEET,
    PLAN_SHEET,
    PROPERTIES_SHEET,
    PROPERTY_COLUMNS,
    FormSheet,
    Names,
)
from planvev.ingest.sheets.statements import ABSENT, Statement
from planvev.ingest.sheets.template_out import add_choices, code_label, fill_facts, put_form_heads
from planvev.ingest.sheets.writing import (
    Choices,
    Continued,
    new_workbook,
    put,
    put_heads,
    put_number,
    workbook_bytes,
)
from planvev.vocab import CODE, OA, PV, RDF, RDFS, SKOS

_WIDTHS: Final = {
    "element": 48,
    "source": 20,
    "exact": 80,
    "predicate": 44,
    "value": 60,
    "text": 80,
}
_OTHER_LANGUAGES: Final = ("nb", "nn", "en", "se", "smj", "sma")
_SAID_BY_COLUMNS: Final = frozenset({PV.partOf.value, PV.position.value, PV.passage.value})
_PARENTS: Final = frozenset({PV.subGoalOf.value, PV.pursues.value, PV.sectionOf.value})
_RARE_COLUMNS: Final = ("number", "parent", "level")
_DESCRIPTION: Final = Kind.INSTRUMENT_DESCRIPTION.value


def plan_workbook(model: PlanModel, language: str) -> bytes:
    """Return a plan as an Excel file. language: nb, nn or en, of the sheets and headings."""
    return workbook_bytes(_Writer(model, language).book())


class _Writer:
    """Writes one plan."""

    def __init__(self, model: PlanModel, language: str) -> None:
        self._model = model
        self._language = language
        self._book = new_workbook()
        self._continued: list[Continued] = []
        self._paths = {item.iri: item.path for item in model.items}
        self._statements = _statements(model)

    def book(self) -> Workbook:
        """Return the workbook."""
        plan = self._book.create_sheet(in_language(PLAN_SHEET, self._language))
        by_kind: dict[str, list[PlanItem]] = defaultdict(list)
        for item in [*self._model.items, *self._model.findings]:
            by_kind[item.kind].append(item)
        forms = [form for form in FORM_SHEETS if form.in_template or by_kind[form.kind.value]]
        sheets = [self._book.create_sheet(in_language(f.names, self._language)) for f in forms]
        passages = self._book.create_sheet(in_language(PASSAGES_SHEET, self._language))
        properties = self._book.create_sheet(in_language(PROPERTIES_SHEET, self._language))
        choices = add_choices(self._book, self._language)
        fill_facts(plan, self._facts(), choices, self._language)
        for form, sheet in zip(forms, sheets, strict=True):
            self._fill(sheet.title, form, by_kind[form.kind.value], choices)
        self._table(passages.title, PASSAGE_COLUMNS, self._passages())
        self._table(properties.title, PROPERTY_COLUMNS, self._properties())
        if self._continued:
            title = in_language(CONTINUED_SHEET, self._language)
            self._book.create_sheet(title)
            parts = ((c.sheet, c.cell, str(c.part), c.text) for c in self._continued)
            self._table(title, CONTINUED_COLUMNS, parts)
        return self._book

    def _facts(self) -> dict[str, str]:
        model = self._model
        adopted_by = next(
            (s.value for s in self._statements[model.iri] if s.predicate == PV.adoptedBy.value), ""
        )
        return {
            "title": model.title(model.language or "nb"),
            "body": model.body_label or model.body,
            "instrument_type": model.instrument_type,
            "status": model.status,
            "start_year": model.start_year,
            "end_year": model.end_year,
            "adopted_on": model.adopted_on,
            "adopted_by": adopted_by.rpartition("/")[2],
            "language": model.language,
            "iri": model.iri,
        }

    def _fill(self, title: str, form: FormSheet, items: list[PlanItem], choices: Choices) -> None:
        sheet = self._book[title]
        more = (*self._rare_columns(form, items), "iri")
        fields = put_form_heads(sheet, form, choices, self._language, more)
        others = _other_languages(items)
        head = "Short text ({})" if self._language == "en" else "Kort tekst ({})"
        for column, code in enumerate(others, start=len(fields) + 1):
            put(sheet, 1, column, head.format(code), head=True)
        for row, item in enumerate(items, start=2):
            values = [self._value(item, name) for name in fields]
            values += [_label_in(item, code) for code in others]
            for column, value in enumerate(values, start=1):
                if value:
                    self._continued += put(sheet, row, column, value)

    def _rare_columns(self, form: FormSheet, items: list[PlanItem]) -> list[str]:
        """Return the columns that the template's sheet has not, and these elements need."""
        if form.kind in FINDINGS:
            return []
        return [
            name
            for name in _RARE_COLUMNS
            if name not in form.fields and any(self._value(item, name) for item in items)
        ]

    def _value(self, item: PlanItem, name: str) -> str:
        match name:
            case "id":
                return item.path
            case "iri":
                return item.iri
            case "number":
                return item.number
            case "text":
                return item.text or _shown(item)
            case "label":
                label = item.labels.get(_spoken(item), "")
                return "" if not item.text or label == item.text else label
            case "level":
                return label_of("level", item.level, self._language) if item.level else ""
            case "parent":
                above = item.parent or self._explained(item)
                return self._paths.get(above, "")
            case _:
                return self._said(item, name)

    def _explained(self, item: PlanItem) -> str:
        """Return the element that a glossary entry explains, "" for none."""
        terms = item.properties.get(PV.explains.value, [])
        return next((term.value for term in terms if isinstance(term, NamedNode)), "")

    def _said(self, item: PlanItem, name: str) -> str:
        """Return what a column of a property shows: of codes the label."""
        terms = item.properties.get(PV[name].value, [])
        values = [t.value for t in terms if isinstance(t, NamedNode | Literal)]
        if not values:
            return ""
        if name in CODED and values[0].startswith(CODE.iri):
            return code_label(name, values[0].rpartition("/")[2], self._language)
        return values[0]

    def _passages(self) -> Iterator[tuple[str | int, ...]]:
        words: dict[str, list[str]] = defaultdict(list)
        for triples in self._model.triples.values():
            for triple in triples:
                if triple.predicate == PV.dehyphenatedWord and isinstance(triple.object, Literal):
                    words[str(getattr(triple.subject, "value", ""))].append(triple.object.value)
        owned = [(item.iri, item.passages) for item in [*self._model.items, *self._model.findings]]
        for iri, passages in [(self._model.iri, _plan_passages(self._model)), *owned]:
            for each in passages:
                role = label_of("passage_role", each.role, self._language)
                cut = "\n".join(words[each.iri])
                yield iri, each.order, role, each.source, each.start, each.end, each.exact, cut

    def _properties(self) -> Iterator[tuple[str, ...]]:
        known = [self._model.iri, *(i.iri for i in [*self._model.items, *self._model.findings])]
        known += sorted(_actors(self._model))
        for iri in known:
            for each in self._statements[iri]:
                yield (
                    *(iri, each.graph, each.predicate, each.value),
                    *(each.type, each.language, each.datatype),
                )

    def _table(
        self, title: str, columns: dict[str, Names], rows: Iterable[tuple[str | int, ...]]
    ) -> None:
        sheet = self._book[title]
        heads = [in_language(names, self._language) for names in columns.values()]
        put_heads(sheet, heads, [_WIDTHS.get(name, 14) for name in columns])
        for row, values in enumerate(rows, start=2):
            for column, value in enumerate(values, start=1):
                if isinstance(value, int):
                    put_number(sheet, row, column, value)
                elif value:
                    self._continued += put(sheet, row, column, value)


def _spoken(item: PlanItem) -> str:
    """Return the language in which an element's short text stands in the main column."""
    return item.language or "nb"


def _other_languages(items: list[PlanItem]) -> list[str]:
    """Return the languages besides their own in which elements have a short text."""
    return [code for code in _OTHER_LANGUAGES if any(_label_in(item, code) for item in items)]


def _label_in(item: PlanItem, code: str) -> str:
    return item.labels.get(code, "") if code != _spoken(item) else ""


def _shown(item: PlanItem) -> str:
    """Return what stands for an element that has no text: its label, what it quotes, its name."""
    label = item.label(_spoken(item))
    quoted = next((passage.exact for passage in item.passages), "")
    mentioned = item.properties.get(PV.mentioned.value, [])
    names = [term.value.rpartition("/")[2] for term in mentioned if isinstance(term, NamedNode)]
    return label or quoted or next(iter(names), item.path)


def _statements(model: PlanModel) -> dict[str, list[Statement]]:
    """Return what no column shows, by the IRI of what it is said of."""
    found: dict[str, list[Statement]] = defaultdict(list)
    items = {item.iri: item for item in [*model.items, *model.findings]}
    known = {model.iri, *items, *_actors(model)}
    for graph, triples in sorted(model.triples.items()):
        for triple in triples:
            subject, term = triple.subject, triple.object
            if not isinstance(subject, NamedNode) or not isinstance(term, NamedNode | Literal):
                continue
            item = items.get(subject.value)
            plain = item is None or not _has_column(item, triple.predicate.value, term, model.iri)
            if subject.value not in known or triple.predicate == PV.passage or not plain:
                continue
            found[subject.value].append(Statement.of(graph, triple.predicate.value, term))
    for each in model.items:
        found[each.iri] += _absent(each)
    for statements in found.values():
        statements.sort(key=lambda each: (each.graph, each.predicate, each.value, each.language))
    return found


def _actors(model: PlanModel) -> set[str]:
    """Return the IRIs of the actors and target groups that the plan's own graphs describe."""
    return {
        triple.subject.value
        for triples in model.triples.values()
        for triple in triples
        if triple.predicate == RDF.type
        and triple.object in (PV.Actor, PV.TargetGroup)
        and isinstance(triple.subject, NamedNode)
        and triple.subject.value.startswith(f"{model.iri}/")
    }


def _absent(item: PlanItem) -> list[Statement]:
    """Return that an element has no text or no label, where readers would make one of the other."""
    absent = []
    if not item.text:
        absent.append(Statement("adopted", PV.text.value, "", ABSENT))
    if _spoken(item) not in item.labels:
        absent.append(Statement("adopted", RDFS.label.value, "", ABSENT))
    return absent


def _has_column(item: PlanItem, predicate: str, term: NamedNode | Literal, plan: str) -> bool:
    """Whether a statement is said by a sheet's columns, or by the order of its rows.

    Columns show of findings what a person wants to see; all that is said of them stays a statement.
    """
    if item.kind in FINDING_KINDS:
        return False
    if predicate in _SAID_BY_COLUMNS:
        return predicate != PV.partOf.value or term.value == plan
    if predicate == RDF.type.value:
        return term == PV[item.kind]
    if predicate in _PARENTS or predicate == PV.about.value:
        return term.value in (item.parent, plan if not item.parent else item.parent)
    if predicate == PV.goalLevel.value:
        return term.value.rpartition("/")[2] == item.level
    if isinstance(term, Literal) and predicate in _SHOWN:
        return _SHOWN[predicate](item, term)
    # Only the type of plan that is described is both in a column and taken from there.
    alone = len(item.properties.get(predicate, [])) == 1
    return alone and predicate == PV.describesType.value and item.kind == _DESCRIPTION


def _is_label(item: PlanItem, term: Literal) -> bool:
    language = term.language or ""
    shown = (_spoken(item), *_OTHER_LANGUAGES)
    return language in shown and term.value == item.labels.get(language)


_SHOWN: Final[Mapping[str, Callable[[PlanItem, Literal], bool]]] = {
    SKOS.notation.value: lambda item, term: term == Literal(item.number),
    PV.text.value: lambda item, term: term == Literal(item.text, language=item.language or None),
    RDFS.label.value: _is_label,
}
"""By predicate, whether a term is the one that its column shows: what is said twice has one."""


def _plan_passages(model: PlanModel) -> list[PassageItem]:
    """Return the passages that the plan's own facts rest on."""
    said: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for triple in model.triples.get("adopted", []):
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            said[triple.subject.value][triple.predicate.value].append(triple.object)
    found = []
    for passage in said[model.iri][PV.passage.value]:
        facts = said[passage.value]
        selectors: dict[str, str] = {}
        for selector in facts[OA.hasSelector.value]:
            selectors |= {key: terms[0].value for key, terms in said[selector.value].items()}
        first = {key: terms[0].value for key, terms in facts.items() if terms}
        found.append(
            PassageItem(
                order=int(first.get(PV.passageOrder.value, "0")),
                role=first.get(PV.passageRole.value, "").rpartition("/")[2],
                source=first.get(OA.hasSource.value, "").rpartition("/")[2],
                start=int(selectors.get(OA.start.value, "0")),
                end=int(selectors.get(OA.end.value, "0")),
                exact=selectors.get(OA.exact.value, ""),
                iri=passage.value,
            )
        )
    return sorted(found, key=lambda each: each.order)
