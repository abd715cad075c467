"""What can be called of coverage: the routes, what they take and what they answer. Pure."""

from __future__ import annotations

from typing import Final

from planvev.web.api_model import BAD, PAGE, Operation, Parameter, format_parameter
from planvev.web.coverage_filters import STATUSES
from planvev.web.language import marked
from planvev.web.tables import CSV, XLSX

_MEDIA: Final = ("text/html", "application/json", CSV.media_type, XLSX.media_type)
_FORMAT: Final = format_parameter("html", "json", "csv", "xlsx")
_NOT_FOUND: Final = {"404": marked("No such plan or element is here")}
_PLAN: Final = "trondheim/samfunnsdel-2009"
_COUNTED: Final = (
    Parameter("link", marked("Only links of this type: a code")),
    Parameter(
        "status", marked("Only links of this status; may be given several times"), values=STATUSES
    ),
    Parameter("count", marked("Only links to the goal itself"), values=("self",)),
)
_CHOSEN: Final = (
    Parameter("plan", marked("The overarching plan: an IRI or path"), example=_PLAN),
    Parameter("type", marked("Code of the instrument type")),
    Parameter("state", marked("Code of the plan's status")),
    Parameter("body", marked("Only plans of this body: an IRI or path")),
    Parameter("from", marked("Only plans whose period reaches this year or a later one")),
    Parameter("to", marked("Only plans whose period begins in this year or before")),
    Parameter("day", marked("Only plans in force on this day, as 2015-01-31")),
    Parameter(
        "plans",
        marked("Only plans with links, or plans of all bodies"),
        values=("linked", "all"),
    ),
    Parameter("theme", marked("Only goals with this theme: an IRI")),
    *_COUNTED,
)

COVERAGE_OPERATIONS: Final = (
    Operation(
        "/coverage",
        "links",
        marked("How many links lead from each plan to each goal of an overarching plan"),
        _MEDIA,
        (
            *_CHOSEN,
            Parameter("rows", marked("Rows for strategies and actions too"), values=("all",)),
            _FORMAT,
        ),
        others=BAD | _NOT_FOUND,
    ),
    Operation(
        "/coverage/gaps",
        "links",
        marked("Goals that no other plan follows up, and goals that lead to no overarching goal"),
        _MEDIA,
        (*_CHOSEN, PAGE, _FORMAT),
        others=BAD | _NOT_FOUND,
    ),
    Operation(
        "/coverage/cell",
        "links",
        marked("The links behind a cell or a sum, with wordings and decisions"),
        _MEDIA,
        (
            Parameter("goal", marked("The goal: an IRI or path"), example=f"{_PLAN}/goal/2.6"),
            Parameter("plan", marked("The plan that the links lead from: an IRI or path")),
            Parameter("of", marked("Instead of a goal: the overarching plan")),
            *_COUNTED,
            PAGE,
            _FORMAT,
        ),
        others=BAD | _NOT_FOUND,
    ),
    Operation(
        "/coverage/thread",
        "links",
        marked("The red thread of a goal: what it contributes to, and what contributes to it"),
        _MEDIA,
        (
            Parameter("goal", marked("The goal: an IRI or path"), example=f"{_PLAN}/goal/2.6"),
            _FORMAT,
        ),
        others=BAD | _NOT_FOUND,
    ),
    Operation(
        "/coverage/compare",
        "links",
        marked("Two plans side by side: pairs of goals, and goals without a counterpart"),
        _MEDIA,
        (
            Parameter("a", marked("The first plan: an IRI or path"), example=_PLAN),
            Parameter(
                "b",
                marked("The second plan: an IRI or path"),
                example="trondheim/samfunnsdel-2020",
            ),
            _FORMAT,
        ),
        others=BAD | _NOT_FOUND,
    ),
)
