"""What a reader asks of the matrix: which plans, which links, how goals are counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from planvev.analysis.coverage import SHOWN, Plan, PlanLink
from planvev.errors import BadRequest
from planvev.linking.links import Status
from planvev.web.urls import Urls

_SHOWN: Final = tuple(status.value for status in SHOWN)
STATUSES: Final = (*_SHOWN, *(status.value for status in Status if status not in SHOWN))
"""The codes of statuses in the order in which cells tell of them."""
_CODE_CHARACTERS_MAX: Final = 80


@dataclass(frozen=True)
class Wanted:
    """What is asked for; empty for no limit.

    plan: the overarching plan, an IRI. type, state, link: codes of instrument type, plan status and
    link type. statuses: of links. body, theme: IRIs. first, last: years that the period shares.
    day: ISO 8601. below: whether a goal has the links of what stands under it. means: whether
    strategies and actions have rows. columns: "linked" for plans with links only, "all" for plans
    of all bodies; else plans with links, and those of the body of the overarching plan.
    """

    plan: str = ""
    type: str = ""
    state: str = ""
    body: str = ""
    link: str = ""
    theme: str = ""
    statuses: tuple[str, ...] = _SHOWN
    first: int | None = None
    last: int | None = None
    day: str = ""
    below: bool = True
    means: bool = False
    columns: str = ""

    def chooses_plan(self, plan: Plan) -> bool:
        """Return whether a plan is among those that are asked for."""
        return (
            self.type in ("", plan.type)
            and self.state in ("", plan.status)
            and self.body in ("", plan.body)
            and plan.overlaps(self.first, self.last)
            and (not self.day or plan.in_force(self.day))
        )

    def chooses_type(self, link: PlanLink) -> bool:
        """Return whether a link is of the type that is asked for."""
        return self.link in ("", link.type)

    def chooses_link(self, link: PlanLink) -> bool:
        """Return whether a link is among those that are counted."""
        return link.status in self.statuses and self.chooses_type(link)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the plan is chosen."""
        return replace(self, plan="") != Wanted()


def wanted(args: MultiDict[str, str], urls: Urls) -> Wanted:
    """Read what is asked for from a query string. Raises BadRequest, which names the parameter."""
    statuses = tuple(status for status in STATUSES if status in args.getlist("status"))
    unknown = [each for each in args.getlist("status") if each and each not in STATUSES]
    if unknown:
        raise BadRequest(
            f"status: «{unknown[0][:40]}» is no status of a link; there are {', '.join(STATUSES)}"
        )
    first, last = _year(args, "from"), _year(args, "to")
    if first and last and first > last:
        raise BadRequest(f"from: {first} is after {last}")
    return Wanted(
        plan=iri_asked(args, "plan", urls),
        type=_code(args, "type"),
        state=_code(args, "state"),
        body=iri_asked(args, "body", urls),
        link=_code(args, "link"),
        theme=iri_asked(args, "theme", urls),
        statuses=statuses or _SHOWN,
        first=first,
        last=last,
        day=_day(args),
        below=_one_of(args, "count", ("below", "self")) != "self",
        means=_one_of(args, "rows", ("goals", "all")) == "all",
        columns=_one_of(args, "plans", ("linked", "all")),
    )


def iri_asked(args: MultiDict[str, str], name: str, urls: Urls) -> str:
    """Return the IRI that a parameter gives, as an IRI or as a path of ours. Raises BadRequest."""
    text = args.get(name, "").strip()
    iri = urls.iri_of(text)
    if text and iri is None:
        raise BadRequest(f"{name}: «{text[:80]}» is neither an IRI nor a path of a page here")
    return iri or ""


def _code(args: MultiDict[str, str], name: str) -> str:
    """Return the code that a parameter gives, as it is or as the end of its IRI or path."""
    return args.get(name, "").strip().rpartition("/")[2][:_CODE_CHARACTERS_MAX]


def _one_of(args: MultiDict[str, str], name: str, values: tuple[str, ...]) -> str:
    text = args.get(name, "")
    if text and text not in values:
        raise BadRequest(f"{name}: «{text[:40]}» is none of {', '.join(values)}")
    return text


def _year(args: MultiDict[str, str], name: str) -> int | None:
    text = args.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise BadRequest(f"{name}: «{text[:40]}» is no year of four digits")
    return int(text)


def _day(args: MultiDict[str, str]) -> str:
    text = args.get("day", "").strip()
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise BadRequest(f"day: «{text[:40]}» is no date; write it as 2026-01-31") from None


def parameters(
    asked: Wanted, urls: Urls, changed: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Return the query string that asks for the same. changed: parameters that are others.

    What is as it is where nobody asks is left out.
    """

    def short(iri: str) -> str:
        return urls.path_of(iri) or iri

    said: list[tuple[str, str]] = [
        ("plan", short(asked.plan)),
        ("type", asked.type),
        ("state", asked.state),
        ("body", short(asked.body)),
        ("link", asked.link),
        ("theme", short(asked.theme)),
        *(("status", status) for status in asked.statuses if asked.statuses != _SHOWN),
        ("from", str(asked.first or "")),
        ("to", str(asked.last or "")),
        ("day", asked.day),
        ("count", "" if asked.below else "self"),
        ("rows", "all" if asked.means else ""),
        ("plans", asked.columns),
    ]
    other = changed or {}
    kept = [(name, value) for name, value in said if value and name not in other]
    return kept + [(name, value) for name, value in other.items() if value]


def address(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return a URL of ours with a query string."""
    query = urlencode(list(pairs))
    return f"{path}?{query}" if query else path
