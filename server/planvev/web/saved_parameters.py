"""The values of a saved query's parameters: from a URL into the query, and back.

Nothing of a URL is pasted into a query: a value becomes an RDF term, which pyoxigraph writes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode

from planvev.errors import BadRequest, ResourceNotFound
from planvev.vocab import CODE
from planvev.web.language import gettext, marked
from planvev.web.saved_queries import LITERAL_KINDS, Parameter, SavedQuery
from planvev.web.urls import Urls, checked_iri

Values = Mapping[str, tuple[str, ...]]
"""By a parameter's name: IRIs, or the texts of literals."""
TEXT_CHARACTERS_MAX: Final = 200
_IRI_CHARACTERS_MAX: Final = 2000
_VALUES_MAX: Final = 20
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WHOLE_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_YEAR: Final = re.compile(r"[0-9]{4}")

_NO_ADDRESS: Final = marked("This is not an address of something here.")
_NO_NUMBER: Final = marked("This must be a whole number.")
_NO_YEAR: Final = marked("This must be a year with four digits.")
_TOO_LONG: Final = marked("This is too long.")
_TOO_MANY: Final = marked("There are too many values.")


class InvalidParameter(BadRequest):
    """A value in a URL is none that the parameter can have. why: a text to be translated."""

    def __init__(self, parameter: str, why: str) -> None:
        super().__init__(f"The parameter «{parameter}» has an invalid value. {why}")
        self.parameter = parameter
        self.why = why

    @property
    def reason(self) -> str:
        """Why, in the language of the page."""
        return gettext(self.why)


def values_of(query: SavedQuery, given: Mapping[str, Sequence[str]], urls: Urls) -> Values:
    """Return the value of each parameter: as given in a URL, or the default.

    given: all values by name, as ``request.args.to_dict(flat=False)``; empty ones are none.
    Raises InvalidParameter.
    """
    return {
        parameter.name: _values_of(parameter, given.get(parameter.name, ()), urls)
        for parameter in query.parameters
    }


def _values_of(parameter: Parameter, given: Sequence[str], urls: Urls) -> tuple[str, ...]:
    wanted = [value.strip() for value in given if value.strip()]
    if len(wanted) > (_VALUES_MAX if parameter.takes_several else 1):
        raise InvalidParameter(parameter.name, _TOO_MANY)
    values = [_checked(parameter, value, urls) for value in wanted]
    return tuple(dict.fromkeys(values)) or parameter.default


def _checked(parameter: Parameter, value: str, urls: Urls) -> str:
    if parameter.kind not in LITERAL_KINDS:
        if len(value) > _IRI_CHARACTERS_MAX:
            raise InvalidParameter(parameter.name, _TOO_LONG)
        try:
            return iri_of(value, urls)
        except ResourceNotFound:
            raise InvalidParameter(parameter.name, _NO_ADDRESS) from None
    if parameter.kind == "number" and not _WHOLE_NUMBER.fullmatch(value):
        raise InvalidParameter(parameter.name, _NO_NUMBER)
    if parameter.kind == "year" and not _YEAR.fullmatch(value):
        raise InvalidParameter(parameter.name, _NO_YEAR)
    if len(value) > TEXT_CHARACTERS_MAX:
        raise InvalidParameter(parameter.name, _TOO_LONG)
    return value


def iri_of(value: str, urls: Urls) -> str:
    """Return the IRI that a value names: itself, or by its path below ``id/`` or ``code/``.

    Raises ResourceNotFound where it is none.

    >>> urls = Urls("https://w3id.org/planvev/")
    >>> iri_of("trondheim/samfunnsdel-2009/goal/2.6", urls)
    'https://w3id.org/planvev/id/trondheim/samfunnsdel-2009/goal/2.6'
    >>> iri_of("code/instrument-type/temaplan", urls)
    'https://w3id.org/planvev/code/instrument-type/temaplan'
    """
    if _SCHEME.match(value):
        return checked_iri(value)
    if value.startswith("code/"):
        return urls.iri_of_code(value.removeprefix("code/"))
    return urls.iri_of_document(value)


def short(value: str, urls: Urls) -> str:
    """Return how a URL names a thing: the shortest text from which ``iri_of`` makes its IRI.

    >>> short("https://w3id.org/planvev/id/actor/nav", Urls("https://w3id.org/planvev/"))
    'actor/nav'
    """
    things = f"{urls.base_iri}id/"
    for name in (value.removeprefix(things), f"code/{value.removeprefix(CODE.iri)}"):
        if name != value and _names(name, value, urls):
            return name
    return value


def _names(name: str, iri: str, urls: Urls) -> bool:
    try:
        return name.strip() == name != "" and iri_of(name, urls) == iri
    except ResourceNotFound:
        return False


def clause(parameter: Parameter, values: Sequence[str]) -> str:
    r"""Return the clause that binds a parameter's variable.

    >>> from planvev.web.saved_queries import Parameter
    >>> clause(Parameter("word", "text", {}, ("a",)), ['"} DROP ALL'])
    'VALUES ?word { "\\"} DROP ALL" }'
    """
    terms = " ".join(_term(parameter.kind, value) for value in values)
    return f"VALUES ?{parameter.name} {{ {terms} }}"


def _term(kind: str, value: str) -> str:
    if kind not in LITERAL_KINDS:
        return str(NamedNode(value))
    # A number is written as the queries write theirs: digits are a term of SPARQL.
    return str(Literal(value)) if kind == "text" else str(int(value))


def bound(query: SavedQuery, values: Values) -> str:
    """Return the text of a query with values in the place of the defaults.

    All at once, so that no value is looked at again.
    """
    clauses = {
        clause(parameter, parameter.default): clause(parameter, values[parameter.name])
        for parameter in query.parameters
    }
    if not clauses:
        return query.query
    places = re.compile("|".join(map(re.escape, clauses)))
    return places.sub(lambda place: clauses[place[0]], query.query)


def query_string(query: SavedQuery, values: Values, urls: Urls) -> list[tuple[str, str]]:
    """Return the pairs of a URL's query that ask for these values; none for defaults."""
    return [
        (parameter.name, name_of(parameter, value, urls))
        for parameter in query.parameters
        if values[parameter.name] != parameter.default
        for value in values[parameter.name]
    ]


def name_of(parameter: Parameter, value: str, urls: Urls) -> str:
    """Return how a URL and a form name a value."""
    return value if parameter.kind in LITERAL_KINDS else short(value, urls)


def path_with(slug: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the path of a query's page, with what is chosen.

    >>> path_with("a", [("goal", "trondheim/plan/goal/2.6")])
    '/queries/a?goal=trondheim/plan/goal/2.6'
    """
    return f"/queries/{slug}" + (f"?{urlencode(pairs, safe='/:')}" if pairs else "")
