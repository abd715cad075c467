"""What can be chosen in a saved query: the things of the data, by name, for a form."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Final

from pyoxigraph import NamedNode

from planvev.vocab import CODE, PV, SKOS
from planvev.web import wording
from planvev.web.description import Description, Text, statements_of
from planvev.web.queries import LABEL_PREDICATES
from planvev.web.saved_parameters import InvalidParameter, Values, name_of
from planvev.web.saved_queries import LITERAL_KINDS, Parameter, SavedQuery
from planvev.web.statements import Binding, Statements
from planvev.web.urls import Urls

SELECTED_MAX: Final = 200
"""With more options a form has a text field with suggestions, not a list to choose from."""
SHOWN_AGAIN_MAX: Final = 20
"""So many values of a form that was wrong stand in it again."""
_OPTIONS_MAX: Final = 1000
_ELEMENTS_MAX: Final = 400
"""Options of parts of plans, of which a dataset has many."""
_TEXT_CHARACTERS_MAX: Final = 80
_CLASSES: Final = {
    "plan": PV.PlanInstrument,
    "goal": PV.Goal,
    "main-goal": PV.Goal,
    "sub-goal": PV.Goal,
    "strategy": PV.Strategy,
    "actor": PV.Actor,
    "target-group": PV.TargetGroup,
    "instrument-type": PV.InstrumentType,
}
_SCHEMES: Final = {"actor-kind": CODE["actor-kind"]}
_ABOVE: Final = {"goal": ("plan",), "main-goal": ("plan",), "sub-goal": ("plan",)} | {
    "strategy": ("plan", "goal")
}
"""Kinds whose names are headings among the options."""
_PREDICATES: Final = (*LABEL_PREDICATES, PV.partOf, PV.subGoalOf, PV.pursues)
_NORWEGIAN_LAST: Final = str.maketrans("æøå", "{|}")


@dataclass(frozen=True)
class Option:
    """One thing to choose. name: as URLs and forms have it. group: a heading above it, or empty."""

    name: str
    text: Text
    group: str = ""


@dataclass(frozen=True)
class OptionGroup:
    """Options under a heading, which is empty where they have none."""

    heading: str
    options: Sequence[Option]


@dataclass(frozen=True)
class Field:
    """A parameter in a form. names: what is chosen, as URLs have it; a control for each.

    groups: what can be chosen. is_list: whether all of it is here, and few enough for a list.
    unknown: of what is chosen, what these data do not have. problem: what is wrong with it.
    """

    name: str
    label: str
    kind: str
    names: Sequence[str]
    groups: Sequence[OptionGroup]
    is_list: bool
    unknown: Sequence[str] = ()
    problem: str = ""
    takes_several: bool = False

    @property
    def options(self) -> list[Option]:
        """All options, without their groups."""
        return [option for group in self.groups for option in group.options]

    @property
    def chosen(self) -> list[Text]:
        """What is chosen, in words."""
        texts = {option.name: option.text for option in self.options}
        return [texts.get(name) or Text(name, "zxx") for name in self.names]


def options_query(query: SavedQuery) -> str:
    """SELECT ?kind ?g ?s ?p ?o: the names of all that can be chosen, and ?year.

    Empty where there is nothing to choose from.
    """
    kinds: dict[str, None] = {}
    for parameter in query.parameters:
        kinds[parameter.kind] = None
        kinds.update(dict.fromkeys(_ABOVE.get(parameter.kind, ())))
    members: dict[NamedNode, str] = {}
    for kind in kinds:
        node = _CLASSES.get(kind) or _SCHEMES.get(kind)
        if node:
            members[node] = _members(kind, node)
    parts = []
    if members:
        # By VALUES, a hundred thousand triples of a large dataset would be joined first.
        wanted = ", ".join(map(str, _PREDICATES))
        parts.append(f"""{{ SELECT ?kind ?g ?s ?p ?o WHERE {{
  {" UNION ".join(members.values())}
  GRAPH ?g {{ ?s ?p ?o }}
  FILTER (?p IN ({wanted}))
}} }}""")
    if "year" in kinds:
        parts.append(
            f"{{ SELECT DISTINCT ?year WHERE {{ GRAPH ?g {{ ?s {PV.deadline} ?year }} }} }}"
        )
    return f"SELECT * WHERE {{ {' UNION '.join(parts)} }}" if parts else ""


def _members(kind: str, node: NamedNode) -> str:
    pattern = f"?s a {node}" if kind in _CLASSES else f"?s {SKOS.inScheme} {node}"
    limited = f"WHERE {{ GRAPH ?h {{ {pattern} }} }} LIMIT {_most(kind) + 1}"
    return f"{{ {{ SELECT DISTINCT ?s {limited} }} BIND ({node} AS ?kind) }}"


def _most(kind: str) -> int:
    return _ELEMENTS_MAX if kind in _ABOVE else _OPTIONS_MAX


class Options:
    """What an engine answered to ``options_query``."""

    def __init__(self, rows: Sequence[Binding], urls: Urls) -> None:
        self._urls = urls
        self._description = Description("", urls, Statements(statements_of(rows)))
        self._members: dict[str, dict[str, None]] = {}
        for row in rows:
            if "kind" in row and "s" in row:
                self._members.setdefault(row["kind"]["value"], {})[row["s"]["value"]] = None
        self._texts: dict[str, Text] = {}
        self._years = sorted({row["year"]["value"] for row in rows if "year" in row})

    def field(self, parameter: Parameter, language: str, names: Sequence[str]) -> Field:
        """Return the field of a parameter. names: what is chosen, as a URL has it."""
        options = self._options(parameter.kind)
        groups = [
            OptionGroup(heading, list(own)) for heading, own in groupby(options, lambda o: o.group)
        ]
        known = {option.name for option in options}
        things = self._things(parameter.kind)
        is_whole = parameter.kind not in LITERAL_KINDS and len(things) <= _most(parameter.kind)
        return Field(
            parameter.name,
            parameter.label[language],
            parameter.kind,
            names,
            groups,
            is_whole and 0 < len(options) <= SELECTED_MAX,
            [name for name in names if name not in known] if is_whole else (),
            takes_several=parameter.takes_several,
        )

    def _things(self, kind: str) -> Collection[str]:
        node = _CLASSES.get(kind) or _SCHEMES.get(kind)
        return self._members.get(node.value, ()) if node else ()

    def _options(self, kind: str) -> list[Option]:
        if kind == "year":
            return [Option(year, Text(year)) for year in self._years]
        things = [s for s in self._things(kind) if self._is_of(kind, s)]
        parameter = Parameter("", kind, {}, ())
        keyed = sorted((self._key(kind, s), s) for s in things)
        return [
            Option(name_of(parameter, s, self._urls), self._text(s), self._heading(kind, s))
            for _, s in keyed
        ]

    def _is_of(self, kind: str, iri: str) -> bool:
        above = self._description.statements.value(iri, PV.subGoalOf)
        return not (kind == "main-goal" and above) and not (kind == "sub-goal" and not above)

    def _text(self, iri: str) -> Text:
        if iri not in self._texts:
            self._texts[iri] = self._named(iri)
        return self._texts[iri]

    def _named(self, iri: str) -> Text:
        number, name = self._description.number_of(iri), self._description.name(iri)
        text = wording.shortened(f"{number} {name.text}".strip(), _TEXT_CHARACTERS_MAX)
        return Text(text, name.language)

    def _heading(self, kind: str, iri: str) -> str:
        """Return what an option stands under: a main goal or a goal, and the plan of several."""
        if kind not in _ABOVE:
            return ""
        statements = self._description.statements
        plan = statements.value(iri, PV.partOf) if kind == "goal" or self._has_plans else None
        above = None if kind == "goal" else statements.value(iri, PV.subGoalOf, PV.pursues)
        return " – ".join(self._text(one.text).text for one in (plan, above) if one)

    @cached_property
    def _has_plans(self) -> bool:
        """Whether what can be chosen is of several plans."""
        statements = self._description.statements
        return len({s.object.text for s in statements if s.predicate == PV.partOf.value}) > 1

    def _key(self, kind: str, iri: str) -> tuple[str, tuple[int, ...], str]:
        number = self._description.number_of(iri)
        digits = tuple(int(part[:9]) for part in re.findall(r"[0-9]+", number))
        name = self._text(iri).text.casefold().translate(_NORWEGIAN_LAST)
        if kind in _ABOVE:
            plan = self._description.statements.value(iri, PV.partOf)
            return self._text(plan.text).text if plan else "", digits, name
        return "", (), name


def fields(
    query: SavedQuery, values: Values, options: Options, language: str, urls: Urls
) -> list[Field]:
    """Return the form of a query. values: what is chosen."""
    return [
        options.field(
            parameter, language, [name_of(parameter, v, urls) for v in values[parameter.name]]
        )
        for parameter in query.parameters
    ]


def fields_as_given(
    query: SavedQuery,
    given: Mapping[str, Sequence[str]],
    options: Options,
    language: str,
    fault: InvalidParameter,
) -> list[Field]:
    """Return the form of a query as somebody filled it in, with what is wrong at its place."""
    form = []
    for parameter in query.parameters:
        wrong = parameter.name == fault.parameter
        names = [name for name in given.get(parameter.name, ()) if name.strip()]
        field = options.field(parameter, language, names[:SHOWN_AGAIN_MAX])
        form.append(replace(field, unknown=(), problem=fault.reason if wrong else ""))
    return form
