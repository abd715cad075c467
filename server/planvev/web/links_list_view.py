"""The list of links as a page shows it: which links are wanted, and each row in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict

from planvev.errors import BadRequest
from planvev.ingest.export.ordering import natural
from planvev.ingest.sheets.codes import label_of
from planvev.linking.corpus import Corpus, Plan
from planvev.linking.element import SDG, Element
from planvev.linking.links import BASES, TYPES, Status
from planvev.linking.listing import (
    LANGUAGES,
    LinkFilter,
    LinkRow,
    end_text,
    plan_text,
    record,
)
from planvev.web.language import current, gettext
from planvev.web.tables import Cell, Table
from planvev.web.urls import Urls
from planvev.web.wording import date_text

_WORDS_CHARACTERS_MAX: Final = 200


@dataclass(frozen=True)
class EndView:
    """One end of a link. language: of the text; "" where that is unknown."""

    text: str
    language: str
    href: str | None
    external: bool
    plan: str
    plan_href: str | None


@dataclass(frozen=True)
class RowView:
    """A link in the list. status: the code. decided: when and by whom, in words."""

    href: str | None
    source: EndView
    target: EndView
    type: str
    status: str
    status_text: str
    basis: str
    decided: str


@dataclass(frozen=True)
class Asked:
    """What is chosen, as the form and the links of the page have it."""

    filter: LinkFilter
    plan: str
    target_plan: str
    status: str
    type: str
    basis: str
    text: str


def asked(arguments: MultiDict[str, str], corpus: Corpus, urls: Urls) -> Asked:
    """Return which links a request wants. Raises BadRequest for what is none of the choices."""
    plan = _plan(arguments.get("plan", ""), corpus, urls)
    target = _plan(arguments.get("target_plan", ""), corpus, urls)
    statuses = _codes(arguments, "status", [each.value for each in Status])
    types = _codes(arguments, "type", TYPES)
    bases = _codes(arguments, "basis", BASES)
    text = arguments.get("q", "").strip()
    if len(text) > _WORDS_CHARACTERS_MAX:
        raise BadRequest(f"q: at most {_WORDS_CHARACTERS_MAX} characters")
    return Asked(
        LinkFilter(
            plan,
            target,
            frozenset(map(Status, statuses)),
            frozenset(types),
            frozenset(bases),
            text,
        ),
        *(plan, target, statuses[0] if statuses else "", types[0] if types else ""),
        *(bases[0] if bases else "", text),
    )


def _plan(wanted: str, corpus: Corpus, urls: Urls) -> str:
    if wanted in ("", "sdg", SDG):
        return SDG if wanted else ""
    iri = urls.iri_of(wanted) or wanted
    if iri not in corpus.plans:
        raise BadRequest(f"there is no plan «{wanted[:200]}»")
    return iri


def _codes(arguments: MultiDict[str, str], name: str, known: Sequence[str]) -> list[str]:
    chosen = [each for each in arguments.getlist(name) if each]
    for each in chosen:
        if each not in known:
            raise BadRequest(f"{name}: «{each[:40]}» is none of {', '.join(known)}")
    return chosen


def row_views(rows: Iterable[LinkRow], urls: Urls) -> list[RowView]:
    """Return links as the page shows them, in its language."""
    language = current()
    return [
        RowView(
            href=urls.path_of(row.link.iri),
            source=_end(row.source, row.source_plan, row.link.source, urls),
            target=_end(row.target, row.target_plan, row.link.target, urls),
            type=label_of("link_type", row.link.type, language),
            status=row.history.status.value,
            status_text=label_of("link_status", row.history.status.value, language),
            basis=label_of("link_basis", row.link.basis, language),
            decided=_decided(row),
        )
        for row in rows
    ]


def _end(end: Element | None, plan: Plan | None, iri: str, urls: Urls) -> EndView:
    language = current()
    languages = (language, *LANGUAGES)
    spoken = next((each for each in languages if end and each in end.texts), "")
    is_plan = plan is not None and plan.iri == iri
    return EndView(
        text=end_text(end, iri, *languages),
        language=spoken,
        href=urls.href_of(iri),
        external=not urls.is_local(iri),
        plan="" if is_plan else plan_text(plan, end, language),
        plan_href=urls.path_of(plan.iri) if plan and not is_plan else None,
    )


def _decided(row: LinkRow) -> str:
    stands = row.history.standing
    if not stands:
        return ""
    names = ", ".join(dict.fromkeys(each.agent_label or each.agent for each in stands))
    day = date_text(stands[-1].time[:10])
    return gettext("%(day)s by %(names)s", day=day, names=names)


def plan_choices(corpus: Corpus, way: str) -> list[tuple[str, str]]:
    """Return the plans that links lead from or to, by title. way: "source" or "target"."""
    language = current()
    found: dict[str, str] = {}
    for history in corpus.links.values():
        end = corpus.elements.get(getattr(history.link, way))
        if end is None or end.plan in found:
            continue
        title = plan_text(corpus.plans.get(end.plan), end, language)
        found[end.plan] = title or end.plan
    return sorted(found.items(), key=lambda pair: (natural(pair[1].casefold()), pair[0]))


def code_choices(codelist: str, codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return codes with what they are called. codelist: a field of ``ingest.sheets.codes``."""
    return [(code, label_of(codelist, code, current())) for code in codes]


def links_table(rows: Iterable[LinkRow]) -> Table:
    """Return links as a table for a spreadsheet."""
    language = current()
    columns = {
        "status": gettext("Status"),
        "source_plan": gettext("From plan"),
        "source_number": gettext("From number"),
        "source_text": gettext("From"),
        "type": gettext("Type of link"),
        "target_plan": gettext("To plan"),
        "target_number": gettext("To number"),
        "target_text": gettext("To"),
        "basis": gettext("Basis"),
        "confidence": gettext("Confidence"),
        "reason": gettext("Reason"),
        "decided": gettext("Decided"),
        "decided_by": gettext("Decided by"),
        "comment": gettext("Comment"),
        "iri": "IRI",
        "source": gettext("From (IRI)"),
        "target": gettext("To (IRI)"),
    }
    coded = {"status": "link_status", "type": "link_type", "basis": "link_basis"}
    cells: list[list[Cell]] = []
    for row in rows:
        told = record(row, language)
        line: list[Cell] = []
        for name in columns:
            value = told[name]
            if name in coded:
                line.append(label_of(coded[name], str(value), language))
            else:
                line.append(value if isinstance(value, float) else str(value or ""))
        cells.append(line)
    return Table(gettext("Links"), list(columns.values()), cells)
