"""What is said of one route that can be called, and what many of them share. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from planvev.web.language import marked


@dataclass(frozen=True)
class Parameter:
    """A parameter. place: query or path. example: a value that works with the data at hand."""

    name: str
    about: str
    place: str = "query"
    kind: str = "string"
    example: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One method of one route. path: with ``{names}``. answers: media types by status."""

    path: str
    tag: str
    about: str
    media_types: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    method: str = "get"
    status: str = "200"
    others: Mapping[str, str] = field(default_factory=dict)
    token: bool = False
    body: tuple[str, ...] = ()


def format_parameter(*names: str) -> Parameter:
    """Return the parameter that chooses among formats by name."""
    return Parameter("format", marked("Format of the answer, instead of Accept"), values=names)


PAGE: Final = Parameter("page", marked("Which page of the list, from 1"), kind="integer")
BAD: Final = {"400": marked("A parameter cannot be read")}
BUSY: Final = {"503": marked("Not ready, or busy: try again after Retry-After")}


def refusals(*, with_body: bool) -> Mapping[str, str]:
    """Return the answers of a write that was not done, by status."""
    of_body = {
        "415": marked("The format of the body is not read"),
        "422": marked("The data do not conform: the SHACL report"),
    }
    return {
        "401": marked("There is no valid token"),
        "403": marked("The token may not do this"),
        "412": marked("The graph is not what If-Match names"),
        **(of_body if with_body else {}),
        **BUSY,
    }
