"""The links that wait for a decision: rows, filters, their order, and how far the review has come.

Which link comes when follows from the address of the page alone: from its filters, and from those
that are to come later.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from planvev.ingest.export.ordering import natural
from planvev.linking.element import SDG
from planvev.linking.links import Status
from planvev.vocab import GRAPH, ID
from planvev.web.statements import Binding

VIEWS: Final = ("one", "list")
ORDERS: Final = ("plan", "score")
STATUSES: Final = (Status.PROPOSED.value, Status.DISPUTED.value)
LATER_MAX: Final = 200
"""Links that can be put off: an address has to stay short."""
_KEY_LENGTH: Final = 8
_TEXT_LENGTH_MAX: Final = 400
_PLACES_MAX: Final = 20_000
_CODES: Final = ("type", "basis", "status")


@dataclass(frozen=True, slots=True)
class Row:
    """A link in the queue. from_, to: IRIs of the plans of its ends, "" for none known.

    type, basis, status: codes. score: from 0 to 1, None where none is recorded.
    """

    link: str
    source: str
    target: str
    type: str
    basis: str
    status: str
    from_: str
    to: str
    score: float | None = None

    @property
    def key(self) -> str:
        """What names the link in an address."""
        return key_of(self.link)


@dataclass(frozen=True)
class Wanted:
    """What of the queue a page is about. Empty for all. from_, to, goal, theme: IRIs.

    type, basis: codes. later: keys of the links that come last, in the order in which they were
    put off. at: the key of the link to show.
    """

    from_: str = ""
    to: str = ""
    goal: str = ""
    theme: str = ""
    type: str = ""
    basis: str = ""
    score_from: float | None = None
    score_to: float | None = None
    status: str = STATUSES[0]
    order: str = ORDERS[0]
    view: str = VIEWS[0]
    later: tuple[str, ...] = ()
    at: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is on."""
        plain = (self.from_, self.to, self.goal, self.theme, self.type, self.basis)
        return any(plain) or self.score_from is not None or self.score_to is not None

    def put_off(self, key: str) -> Wanted:
        """Return the same with a link after all others."""
        later = (*(one for one in self.later if one != key), key)
        return replace(self, later=later[-LATER_MAX:])

    def query(self, **more: str) -> str:
        """Return the query of the address of this page; more: further parameters."""
        named = {
            "from": short(self.from_),
            "to": short(self.to),
            "goal": short(self.goal),
            "theme": short(self.theme),
            "type": self.type,
            "basis": self.basis,
            "score_from": score_text(self.score_from),
            "score_to": score_text(self.score_to),
            "status": self.status if self.status != STATUSES[0] else "",
            "order": self.order if self.order != ORDERS[0] else "",
            "view": self.view if self.view != VIEWS[0] else "",
            "later": ".".join(self.later),
            "at": self.at,
        } | more
        return urlencode([(name, value) for name, value in named.items() if value])


def key_of(link: str) -> str:
    """Return the short name of a link in addresses.

    >>> key_of("urn:p/link/1")
    'e7d57dec'
    """
    return hashlib.sha256(link.encode()).hexdigest()[:_KEY_LENGTH]


def short(iri: str) -> str:
    """Return an IRI of ours as its end, others as they are.

    >>> short("https://w3id.org/planvev/id/trondheim/samfunnsdel-2009")
    'trondheim/samfunnsdel-2009'
    """
    return iri.removeprefix(ID.iri)


def whole(text: str) -> str:
    """Return the IRI that ``short`` made short; "" for what is none.

    >>> whole("trondheim/samfunnsdel-2009"), whole("http://metadata.un.org/sdg/"), whole("<a b>")
    ('https://w3id.org/planvev/id/trondheim/samfunnsdel-2009', 'http://metadata.un.org/sdg/', '')
    """
    text = text.strip()
    if not text or len(text) > _TEXT_LENGTH_MAX:
        return ""
    try:
        return NamedNode(text if ":" in text else ID.iri + text.strip("/")).value
    except ValueError:
        return ""


def score_text(score: float | None) -> str:
    """Return a score as a form has it: «0.5»."""
    return "" if score is None else f"{score:g}"


def wanted_of(parameters: Mapping[str, str]) -> Wanted:
    """Return what the parameters of a page or form ask for; what is none of ours counts as empty.

    >>> wanted_of({"from": "a/b", "score_from": "0,5", "view": "list", "later": "xx.0123abcd"})
    ... # doctest: +ELLIPSIS
    Wanted(from_='https://w3id.org/planvev/id/a/b', ... view='list', later=('0123abcd',), at='')
    """

    def one_of(name: str, known: Sequence[str]) -> str:
        asked = parameters.get(name, "")
        return asked if asked in known else known[0]

    def code(name: str) -> str:
        asked = parameters.get(name, "")
        return asked if asked.isascii() and asked.isalpha() and len(asked) < 40 else ""

    later = [key for key in parameters.get("later", "").split(".") if _is_key(key)]
    at = parameters.get("at", "")
    return Wanted(
        from_=whole(parameters.get("from", "")),
        to=whole(parameters.get("to", "")),
        goal=whole(parameters.get("goal", "")),
        theme=whole(parameters.get("theme", "")),
        type=code("type"),
        basis=code("basis"),
        score_from=_score(parameters.get("score_from", "")),
        score_to=_score(parameters.get("score_to", "")),
        status=one_of("status", STATUSES),
        order=one_of("order", ORDERS),
        view=one_of("view", VIEWS),
        later=tuple(dict.fromkeys(later))[-LATER_MAX:],
        at=at if _is_key(at) else "",
    )


def _is_key(text: str) -> bool:
    return len(text) == _KEY_LENGTH and set(text) <= set("0123456789abcdef")


def _score(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", ".")[:12])
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def row_of(binding: Binding) -> Row | None:
    """Return the row of a link of ``links_review_queries.queue``; None where an end is no IRI."""
    if any(binding[name]["type"] != "uri" for name in ("link", "source", "target")):
        return None
    source, target = binding["source"]["value"], binding["target"]["value"]
    graph = binding["graph"]["value"].removeprefix(GRAPH.iri).rpartition("/")[0]
    try:
        score = float(Decimal(binding["confidence"]["value"])) if "confidence" in binding else None
    except InvalidOperation:
        score = None
    code = {name: binding[name]["value"].rpartition("/")[2] for name in _CODES}
    to = binding["to"]["value"] if "to" in binding else target
    return Row(
        binding["link"]["value"],
        source,
        target,
        code["type"],
        code["basis"],
        code["status"],
        binding["from"]["value"] if "from" in binding else ID[graph].value,
        SDG if target.startswith(SDG) else to,
        score,
    )


@dataclass
class Queue:
    """The links that a page is about. rows: of every status; below: what stands below the goal.

    themes: of the ends, by IRI. is_cut: whether there are more than are looked at.
    """

    rows: Sequence[Row]
    wanted: Wanted
    below: Collection[str] = ()
    themes: Mapping[str, Collection[str]] = field(default_factory=dict)
    is_cut: bool = False

    @cached_property
    def fitting(self) -> list[Row]:
        """The links that the filters let through, those left out that nobody is to decide on."""
        return [row for row in self.rows if is_for_review(row) and self._fits(row)]

    @cached_property
    def left(self) -> list[Row]:
        """The links that wait, in the order in which they come."""
        waiting = [row for row in self.fitting if row.status == self.wanted.status]
        waiting.sort(key=_by_score if self.wanted.order == "score" else _by_plan)
        place = {key: number for number, key in enumerate(self.wanted.later, 1)}
        return sorted(waiting, key=lambda row: place.get(row.key, 0))

    @property
    def total(self) -> int:
        """How many there are, those included that are decided."""
        return len(self.fitting if self.wanted.status == STATUSES[0] else self.left)

    @property
    def decided(self) -> int:
        """How many of them are decided."""
        return self.total - len(self.left)

    @property
    def place(self) -> int:
        """Where in ``left`` the link stands that is asked for; 0 where it is not there."""
        keys = (number for number, row in enumerate(self.left) if row.key == self.wanted.at)
        return next(keys, 0) if self.wanted.at else 0

    def counts(self, name: str) -> Counter[str]:
        """Return how many wait for each value of a field of theirs, all filters left out."""
        status = self.wanted.status
        return Counter(getattr(row, name) for row in self.rows if row.status == status)

    def _fits(self, row: Row) -> bool:
        wanted = self.wanted
        score = 0.0 if row.score is None else row.score
        return (
            (not wanted.from_ or row.from_ == wanted.from_)
            and (not wanted.to or row.to == wanted.to)
            and (not wanted.type or row.type == wanted.type)
            and (not wanted.basis or row.basis == wanted.basis)
            and (wanted.score_from is None or score >= wanted.score_from)
            and (wanted.score_to is None or score <= wanted.score_to)
            and (not wanted.goal or self._is_about(row))
            and (not wanted.theme or self._has_theme(row))
        )

    def _is_about(self, row: Row) -> bool:
        goal = self.wanted.goal
        return any(end == goal or end in self.below for end in (row.source, row.target))

    def _has_theme(self, row: Row) -> bool:
        return any(
            self.wanted.theme in self.themes.get(end, ()) for end in (row.source, row.target)
        )


def is_for_review(row: Row) -> bool:
    """Return whether a link is one to decide on: not one that the text states, undisputed."""
    return not (row.basis == "statedInText" and row.status == Status.APPROVED.value)


def rows_of(bindings: Iterable[Binding]) -> list[Row]:
    """Return the rows of links, each link once."""
    rows = {row.link: row for row in map(row_of, bindings) if row is not None}
    return list(rows.values())


@lru_cache(maxsize=_PLACES_MAX)
def _place(iri: str) -> tuple[object, ...]:
    """Return the key of an IRI in an order by the numbers in it; the same few come again."""
    return tuple(natural(iri))


def _by_plan(row: Row) -> tuple[object, ...]:
    return _place(row.source), -(row.score or 0), _place(row.target), row.link


def _by_score(row: Row) -> tuple[object, ...]:
    return -(row.score or 0), _place(row.source), _place(row.target), row.link
