"""The core shapes as plain functions: they tell fast which nodes surely conform.

pySHACL takes about a millisecond for a node and a shape; these functions take some microseconds.
They say «it conforms» only where that is certain. Of all other nodes pySHACL has the say, and
writes the results. So nothing is reported that pySHACL does not find; and what they let pass is
compared with pySHACL's verdict by tests, on the real data and on changes of them.

An answer is True (conforms), False (does not), or None: not known here, ask pySHACL.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from planvev.validation.data_view import DataView, Node, Term
from planvev.validation.shapes_model import ShapesModel, Step
from planvev.vocab import RDF, SH, XSD

Verdict = bool | None
Values = Sequence[Term]
Check = Callable[[DataView, Node, Values], Verdict]
"""What a constraint says of the value nodes of a focus node."""
ShapeCheck = Callable[[DataView, Term], Verdict]
"""What a shape says of a node."""

_SAYS_NOTHING: Final = frozenset(
    term.value
    for term in (
        RDF.type,
        SH.path,
        SH.severity,
        SH.message,
        SH.targetClass,
        SH.targetSubjectsOf,
        SH.qualifiedMinCount,
        SH.qualifiedMaxCount,
    )
)
"""Parameters that are no constraints of their own."""
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_LEXICAL: Final = {
    XSD.integer.value: re.compile(r"[+-]?[0-9]+"),
    XSD.nonNegativeInteger.value: re.compile(r"\+?[0-9]+"),
    XSD.decimal.value: _NUMBER,
    XSD.gYear.value: re.compile(r"[1-9][0-9]{3}"),
    XSD.boolean.value: re.compile(r"true|false|1|0"),
    XSD.duration.value: re.compile(r"P([0-9]+Y)?([0-9]+M)?([0-9]+D)?(?<!P)"),
    XSD.date.value: re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"),
    XSD.dateTime.value: re.compile(
        r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
        r"(Z|[+-][0-9]{2}:[0-9]{2})?"
    ),
}
"""Plain lexical forms; others may be right too, and are left to pySHACL."""


class CompiledShapes:
    """The core shapes of a model, compiled when they are first asked for."""

    def __init__(self, model: ShapesModel) -> None:
        self._model = model
        self._shapes: dict[Node, ShapeCheck] = {}
        for shape in model.core:
            self._shape(shape)

    def surely_conforms(self, view: DataView, shape: Node, focus: Node) -> bool:
        """Return whether the node certainly conforms to the shape."""
        return self._shape(shape)(view, focus) is True

    def _shape(self, shape: Node) -> ShapeCheck:
        known = self._shapes.get(shape)
        if known is None:
            known = self._shapes[shape] = self._compile(shape)
        return known

    def _compile(self, shape: Node) -> ShapeCheck:
        model = self._model
        checks = [
            check
            for parameter in model.parameters(shape)
            for check in _constraint(self, shape, parameter)
        ]
        if not model.values(shape, SH.path):

            def on_node(view: DataView, node: Term) -> Verdict:
                if not isinstance(node, Node):
                    return None if checks else True
                return _all(check(view, node, (node,)) for check in checks)

            return on_node
        step = model.step(shape)
        if step is None:
            return _unknown

        def on_path(view: DataView, node: Term) -> Verdict:
            if not isinstance(node, Node):
                return None
            values = _values(view, node, step)
            return _all(check(view, node, values) for check in checks)

        return on_path

    def each(self, shape: Node) -> Check:
        """Return the check that all value nodes conform to a shape."""
        conforms = self._shape(shape)
        return lambda view, _focus, values: _all(conforms(view, value) for value in values)

    def some(self, shapes: Sequence[Node]) -> Check:
        """Return the check that each value node conforms to one of the shapes."""
        options = [self._shape(shape) for shape in shapes]
        return lambda view, _focus, values: _all(
            _any(option(view, value) for option in options) for value in values
        )

    def none(self, shape: Node) -> Check:
        """Return the check that no value node conforms to a shape."""
        conforms = self._shape(shape)
        return lambda view, _focus, values: _all(_not(conforms(view, value)) for value in values)

    def qualified(self, shape: Node, least: int, most: int | None) -> Check:
        """Return the check that between ``least`` and ``most`` value nodes conform to a shape."""
        conforms = self._shape(shape)

        def check(view: DataView, _focus: Node, values: Values) -> Verdict:
            verdicts = [conforms(view, value) for value in values]
            if None in verdicts:
                return None
            return least <= verdicts.count(True) and (most is None or verdicts.count(True) <= most)

        return check


def _constraint(shapes: CompiledShapes, shape: Node, parameter: str) -> list[Check]:
    """Return the checks that one parameter of a shape makes."""
    if parameter in _SAYS_NOTHING:
        return []
    model = shapes._model
    predicate = NamedNode(parameter)
    nodes, values = model.nodes(shape, predicate), model.values(shape, predicate)
    if parameter in (SH.node.value, SH.property.value):
        return [shapes.each(part) for part in nodes]
    if parameter == SH["or"].value:
        return [shapes.some(model.listed(head)) for head in nodes]
    if parameter == SH["not"].value:
        return [shapes.none(part) for part in nodes]
    if parameter == SH.qualifiedValueShape.value:
        least = _number(model.values(shape, SH.qualifiedMinCount), 0)
        most = _number(model.values(shape, SH.qualifiedMaxCount), None)
        return [shapes.qualified(part, least or 0, most) for part in nodes]
    if parameter == SH.languageIn.value:
        return [_language_in(model.listed_literals(head)) for head in nodes]
    make = _MAKERS.get(parameter)
    return [make(value) for value in values] if make else [_not_known]


def _class(value: Term) -> Check:
    class_ = str(value.value)
    return lambda view, _focus, values: all(
        isinstance(v, Node) and class_ in view.types(v) for v in values
    )


def _datatype(value: Term) -> Check:
    datatype = str(value.value)
    form = _LEXICAL.get(datatype)

    def check(_view: DataView, _focus: Node, values: Values) -> Verdict:
        for v in values:
            if not isinstance(v, Literal) or v.datatype.value != datatype:
                return False
            if datatype in (XSD.string.value, RDF.langString.value):
                continue
            if form is None or not form.fullmatch(v.value) or not _is_a_day(v.value, datatype):
                return None
        return True

    return check


def _is_a_day(text: str, datatype: str) -> bool:
    try:
        if datatype == XSD.date.value:
            date.fromisoformat(text)
        elif datatype == XSD.dateTime.value:
            datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _node_kind(value: Term) -> Check:
    if value != SH.IRI:
        return _not_known
    return lambda _view, _focus, values: all(isinstance(v, NamedNode) for v in values)


def _min_count(value: Term) -> Check:
    least = int(str(value.value))
    return lambda _view, _focus, values: len(values) >= least


def _max_count(value: Term) -> Check:
    most = int(str(value.value))
    return lambda _view, _focus, values: len(values) <= most


def _within(holds: Callable[[Decimal, Decimal], bool]) -> Callable[[Term], Check]:
    def make(value: Term) -> Check:
        bound = Decimal(str(value.value))

        def check(_view: DataView, _focus: Node, values: Values) -> Verdict:
            if not all(isinstance(v, Literal) and _NUMBER.fullmatch(v.value) for v in values):
                return None
            return all(holds(Decimal(str(v.value)), bound) for v in values)

        return check

    return make


def _min_length(value: Term) -> Check:
    least = int(str(value.value))
    return lambda _view, _focus, values: all(
        not isinstance(v, BlankNode) and len(str(v.value)) >= least for v in values
    )


def _pattern(value: Term) -> Check:
    pattern = re.compile(str(value.value))
    return lambda _view, _focus, values: all(
        isinstance(v, NamedNode | Literal) and pattern.search(v.value) is not None for v in values
    )


def _language_in(languages: Iterable[str]) -> Check:
    allowed = frozenset(language.lower() for language in languages)

    def matches(value: Term) -> bool:
        language = value.language if isinstance(value, Literal) else None
        return bool(language) and any(
            language == basic or str(language).startswith(f"{basic}-") for basic in allowed
        )

    return lambda _view, _focus, values: all(matches(value) for value in values)


def _unique_language(value: Term) -> Check:
    if value.value != "true":
        return _not_known

    def check(_view: DataView, _focus: Node, values: Values) -> Verdict:
        counts = Counter(v.language for v in values if isinstance(v, Literal) and v.language)
        return not counts or max(counts.values()) == 1

    return check


def _less_than(other: Term) -> Check:
    def check(view: DataView, focus: Node, values: Values) -> Verdict:
        others = view.describe(focus).get(str(other.value), ())
        pairs = [_comparable(one, two) for one in values for two in others]
        return all(pair is not None and pair[0] < pair[1] for pair in pairs) or None

    return check


def _comparable(one: Term, two: Term) -> tuple[Decimal, Decimal] | None:
    """Return two literals as numbers that compare as they do; None where that is not sure."""
    if not isinstance(one, Literal) or not isinstance(two, Literal) or one.datatype != two.datatype:
        return None
    if one.datatype == XSD.date:
        texts = [t.value for t in (one, two) if _LEXICAL[XSD.date.value].fullmatch(t.value)]
        texts = [text.replace("-", "") for text in texts]
    else:
        texts = [t.value for t in (one, two) if _NUMBER.fullmatch(t.value)]
    return (Decimal(texts[0]), Decimal(texts[1])) if len(texts) == 2 else None


def _disjoint(other: Term) -> Check:
    return lambda view, focus, values: (
        not (set(values) & set(view.describe(focus).get(str(other.value), ())))
    )


def _has_value(value: Term) -> Check:
    return lambda _view, _focus, values: value in values


_MAKERS: Final[dict[str, Callable[[Term], Check]]] = {
    SH["class"].value: _class,
    SH.datatype.value: _datatype,
    SH.nodeKind.value: _node_kind,
    SH.minCount.value: _min_count,
    SH.maxCount.value: _max_count,
    SH.minInclusive.value: _within(lambda number, bound: number >= bound),
    SH.maxInclusive.value: _within(lambda number, bound: number <= bound),
    SH.minLength.value: _min_length,
    SH.pattern.value: _pattern,
    SH.uniqueLang.value: _unique_language,
    SH.lessThan.value: _less_than,
    SH.disjoint.value: _disjoint,
    SH.hasValue.value: _has_value,
}


def _values(view: DataView, node: Node, step: Step) -> Values:
    if step.inverse:
        return view.subjects(NamedNode(step.predicate), node)
    return view.describe(node).get(step.predicate, ())


def _number(values: Sequence[Term], otherwise: int | None) -> int | None:
    return int(str(values[0].value)) if values else otherwise


def _not_known(_view: DataView, _focus: Node, _values: Values) -> Verdict:
    return None


def _unknown(_view: DataView, _node: Term) -> Verdict:
    return None


def _not(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _all(verdicts: Iterable[Verdict]) -> Verdict:
    """Return False where one is, else None where one is not known."""
    known: Verdict = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            known = None
    return known


def _any(verdicts: Iterable[Verdict]) -> Verdict:
    """Return True where one is, else None where one is not known."""
    known: Verdict = False
    for verdict in verdicts:
        if verdict:
            return True
        if verdict is None:
            known = None
    return known
