"""What stands between a draft and its plan: faults, the report, what changes of a plan there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from planvev.access.roles import Principal
from planvev.ingest.checking import faults
from planvev.ingest.differences import Difference, KnownElement
from planvev.ingest.draft import Draft, Kind
from planvev.ingest.sheets.codes import kind_label
from planvev.validation.report import ValidationReport
from planvev.validation.wording import without_repeats
from planvev.vocab import GRAPH
from planvev.web import language
from planvev.web.description import rows
from planvev.web.import_words import DoubtWords, doubt_words
from planvev.web.language import gettext
from planvev.web.site import site
from planvev.web.validation_problem import ReportView, excerpt, report_view
from planvev.writes import Request, Writer
from planvev.writes.importing import Preview, preview_import

LISTED_MAX: Final = 200
_GONE_ASKED_MAX: Final = 500
_LINKS_MAX: Final = 500


@dataclass(frozen=True)
class Fault:
    """What has to be mended first. row: the id of the row, "" for the facts of the plan."""

    row: str
    name: str
    doubt: DoubtWords


@dataclass(frozen=True)
class ElementView:
    """An element that comes, changes or goes. before: its text until now; what: what changes.

    href: of its page, "" where it has none yet. pointing: pages of what points to it, by address.
    """

    kind: str
    number: str
    text: str
    href: str = ""
    before: str = ""
    what: tuple[str, ...] = ()
    pointing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ChangesView:
    """The difference. is_new: whether there was no such plan. lost: how many findings go."""

    is_new: bool
    added: tuple[ElementView, ...]
    changed: tuple[ElementView, ...]
    gone: tuple[ElementView, ...]
    counts: dict[str, int]
    lost: int


@dataclass(frozen=True)
class CheckView:
    """The page. report, changes: None where there are faults; may_commit: whether all is well.

    rows_at_fault: the id of the row that each result of the report is about, "" for none.
    """

    faults: tuple[Fault, ...]
    report: ReportView | None = None
    rows_at_fault: tuple[str, ...] = ()
    changes: ChangesView | None = None
    may_commit: bool = False


def fault_list(draft: Draft) -> tuple[Fault, ...]:
    """Return what has to be mended before a plan can be taken in."""
    return tuple(
        Fault(
            row.id if row else "",
            f"{kind_label(row.kind, language.current())} {row.number}: {row.text}"[:120]
            if row
            else gettext("About the plan"),
            doubt_words(doubt),
        )
        for row, doubt in faults(draft)
    )


def check_view(writer: Writer, draft: Draft, plan: str, principal: Principal) -> CheckView:
    """Hold a draft against the rules and the graph. plan: its IRI.

    Raises InputError, Forbidden and what a write raises.
    """
    found = fault_list(draft)
    if found:
        return CheckView(found)
    preview = preview_import(writer, draft, plan, Request(principal.name, permit=principal.require))
    return CheckView(
        (),
        report_of(preview.report),
        rows_at_fault(preview, plan),
        changes_view(preview, plan),
        preview.conforms,
    )


def report_of(report: ValidationReport | None) -> ReportView | None:
    """Return what is shown of a report, None where there is nothing to say."""
    return report_view(report) if report is not None and report.results_total else None


def rows_at_fault(preview: Preview, plan: str) -> tuple[str, ...]:
    """Return the row that each result on the page is about: the element, or what it is part of."""
    if preview.report is None:
        return ()
    rows_by_path = {path: row for row, path in preview.made.identified.paths.items()}
    found = []
    for result in without_repeats(excerpt(preview.report).results):
        path = result.subject.removeprefix(f"{plan}/")
        while path and path not in rows_by_path:
            path = path.rpartition("/")[0]
        found.append(rows_by_path.get(path, ""))
    return tuple(found)


def changes_view(preview: Preview, plan: str) -> ChangesView:
    """Return what taking a draft in changes, with what points to elements that go."""
    difference = preview.difference
    pointing = _pointing(difference, plan)
    before = {element.path: element for element in difference.gone}
    return ChangesView(
        is_new=not (difference.changed or difference.gone or difference.same),
        added=tuple(_element(one) for one in difference.added[:LISTED_MAX]),
        changed=tuple(
            ElementView(
                kind_label(Kind(one.kind), language.current()).capitalize(),
                "",
                one.after,
                _href(plan, one.path),
                one.before if "text" in one.what else "",
                tuple(_what(name) for name in one.what),
            )
            for one in difference.changed[:LISTED_MAX]
        ),
        gone=tuple(
            _element(one, _href(plan, path), pointing.get(path, ()))
            for path, one in list(before.items())[:LISTED_MAX]
        ),
        counts={
            "added": len(difference.added),
            "changed": len(difference.changed),
            "gone": len(difference.gone),
            "same": difference.same,
        },
        lost=len(preview.made.lost),
    )


def _element(
    element: KnownElement, href: str = "", pointing: tuple[tuple[str, str], ...] = ()
) -> ElementView:
    return ElementView(
        kind_label(Kind(element.kind), language.current()).capitalize(),
        element.number,
        element.text,
        href,
        pointing=pointing,
    )


def _href(plan: str, path: str) -> str:
    return site().urls.href_of(f"{plan}/{path}") or ""


def _what(name: str) -> str:
    return {
        "text": gettext("text"),
        "number": gettext("number"),
        "parent": gettext("place in the tree"),
        "level": gettext("level"),
        "kind": gettext("kind"),
    }.get(name, name)


def _pointing(difference: Difference, plan: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what points to each element that goes, from outside of what the import writes."""
    gone = [element.path for element in difference.gone][:_GONE_ASKED_MAX]
    if not gone:
        return {}
    here = site()
    found: dict[str, dict[str, None]] = {path: {} for path in gone}
    query = _pointing_query([f"{plan}/{path}" for path in gone], plan)
    for row in rows(here.engine, query, here.config.page_timeout_s):
        path = row["gone"]["value"].removeprefix(f"{plan}/")
        if row["s"]["type"] == "uri" and path in found:
            found[path][row["s"]["value"]] = None
    return {
        path: tuple((here.urls.href_of(iri) or "", iri) for iri in iris)
        for path, iris in found.items()
        if iris
    }


def _pointing_query(gone: list[str], plan: str) -> str:
    own = GRAPH[plan.rpartition("/id/")[2]].value
    values = " ".join(str(NamedNode(iri)) for iri in gone)
    return (
        "SELECT DISTINCT ?gone ?s { "
        f"VALUES ?gone {{ {values} }} GRAPH ?g {{ ?s ?p ?gone }} "
        f'FILTER (!STRSTARTS(STR(?g), "{own}/adopted") && '
        f'!STRSTARTS(STR(?g), "{own}/assessment") && '
        f'!STRSTARTS(STR(?g), "{own}/translation") && '
        f'!STRSTARTS(STR(?g), "{GRAPH.iri}derived/")) '
        f"}} LIMIT {_LINKS_MAX}"
    )
