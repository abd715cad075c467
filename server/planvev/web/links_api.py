"""Links as JSON and as files over HTTP: recorded, decided on, taken in. With a token only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from flask import Blueprint, Response, json, request

from planvev.access.roles import Principal
from planvev.errors import BadRequest, InputError, ResourceNotFound, UnsupportedMediaType
from planvev.linking.exchange import Item
from planvev.linking.files import format_of, read_file
from planvev.linking.links import Outcome
from planvev.linking.records import NewDecision, NewLink, Quote
from planvev.linking.sheets import items_of_book
from planvev.web.changes import authenticate, change, require_backend
from planvev.web.language import current
from planvev.web.matching import corpus_at_hand
from planvev.web.site import site
from planvev.writes import Request
from planvev.writes.link_reading import sheets_in_worker
from planvev.writes.linking import LinksWritten, decide, import_items, record_links

blueprint: Final = Blueprint("links_api", __name__)
LINKS_AT_ONCE_MAX: Final = 5_000
FILE_BYTES_MAX: Final = 10_000_000
_TEXT_MAX: Final = 5_000
_JSON: Final = "application/json"
_BY_MEDIA_TYPE: Final = {
    "text/tab-separated-values": "sssom",
    "text/turtle": "ttl",
    "application/n-quads": "nq",
    "application/n-triples": "nt",
    "application/trig": "trig",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}


@blueprint.post("/links")
def record_some() -> Response:
    """Record one link or many; those that are there already stay as they are."""
    principal = authenticate()
    links = [_link(each) for each in _things("links")]

    def make(asked: Request) -> LinksWritten:
        try:
            return record_links(require_backend().writer, links, asked)
        except ResourceNotFound as error:  # of what the body names, not of this address
            raise BadRequest(error.message) from None

    return _changed(principal, "links record", make)


@blueprint.post("/links/decisions")
def decide_some() -> Response:
    """Take one decision or many, in the name of the token."""
    principal = authenticate()
    decisions = [_decision(each) for each in _things("decisions")]

    def make(asked: Request) -> LinksWritten:
        return decide(require_backend().writer, decisions, asked, principal)

    return _changed(principal, "links decide", make)


@blueprint.post("/links/import")
def import_some() -> Response:
    """Take in a file of links, all of it or nothing; ``?dry-run=1`` only says what would be."""
    principal = authenticate()
    items = _items()
    dry_run = request.args.get("dry-run", "") not in ("", "0", "false")

    def make(asked: Request) -> LinksWritten:
        writer = require_backend().writer
        return import_items(writer, items, asked, principal, dry_run=dry_run)

    if dry_run:
        asked = Request(principal.name, permit=principal.require)
        return _answer(make(asked), dry_run=True)
    return _changed(principal, "links import", make)


def _changed(principal: Principal, what: str, make: Callable[[Request], LinksWritten]) -> Response:
    made: list[LinksWritten] = []

    def keep(asked: Request) -> LinksWritten:
        made.append(make(asked))
        return made[-1]

    change(principal, what, (), keep)
    return _answer(made[-1])


def _answer(written: LinksWritten, *, dry_run: bool = False) -> Response:
    report = written.report
    body: dict[str, object] = {
        "generation": written.generation,
        "committed": written.committed,
        "visible": written.visible,
        "recorded": list(written.recorded),
        "there": list(written.there),
        "messages": _messages(written),
    }
    if dry_run:
        body["conforms"] = report is None or report.conforms
    response = Response(json.dumps(body), content_type=_JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def _messages(written: LinksWritten) -> list[str]:
    """Return what the validation says, warnings too, each once, in the language of the request."""
    results = written.report.results if written.report else ()
    language = "en" if current() == "en" else "nb"
    return sorted({result.messages.get(language, "") for result in results})


def _things(name: str) -> Sequence[Mapping[str, Any]]:
    """Return the things that the body is about: one, a list, or an object that has the list."""
    if request.mimetype != _JSON:
        raise UnsupportedMediaType(request.mimetype or "nothing", [_JSON])
    try:
        body = json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"the body is no JSON: {error}") from None
    if isinstance(body, dict) and name in body:
        body = body[name]
    things = body if isinstance(body, list) else [body]
    if not things or not all(isinstance(each, dict) for each in things):
        raise BadRequest(f"give an object, or {name}: a list of objects")
    if len(things) > LINKS_AT_ONCE_MAX:
        raise BadRequest(f"{name}: at most {LINKS_AT_ONCE_MAX} at once")
    return things


def _link(thing: Mapping[str, Any]) -> NewLink:
    _known(thing, ("source", "target", "type", "basis", "confidence", "reason", "passages"))
    return NewLink(
        _iri(thing, "source"),
        _iri(thing, "target"),
        _text(thing, "type", needed=True),
        _text(thing, "basis") or "analystAssessment",
        _confidence(thing.get("confidence")),
        _reasons(thing.get("reason")),
        quotes=tuple(_quote(each) for each in _list(thing, "passages")),
    )


def _decision(thing: Mapping[str, Any]) -> NewDecision:
    _known(thing, ("link", "outcome", "comment", "settle"))
    code = _text(thing, "outcome", needed=True)
    if code not in set(Outcome):
        raise BadRequest(f"outcome: «{code[:40]}» is none of {', '.join(Outcome)}")
    settle = thing.get("settle", False)
    if not isinstance(settle, bool):
        raise BadRequest("settle: true or false")
    return NewDecision(
        _iri(thing, "link"), Outcome(code), _text(thing, "comment"), settle, current()
    )


def _quote(thing: object) -> Quote:
    if not isinstance(thing, dict):
        raise BadRequest("passages: a list of objects with source, exact, start and end")
    _known(thing, ("source", "exact", "start", "end"))
    exact = thing.get("exact")
    if not isinstance(exact, str) or not exact:
        raise BadRequest("passages: exact is the text as it stands in the source")
    return Quote(_iri(thing, "source"), exact, _place(thing, "start"), _place(thing, "end"))


def _place(thing: Mapping[str, Any], name: str) -> int:
    place = thing.get(name)
    if not isinstance(place, int) or isinstance(place, bool) or place < 0:
        raise BadRequest("passages: start and end are numbers of characters, from 0")
    return place


def _known(thing: Mapping[str, Any], names: Sequence[str]) -> None:
    unknown = sorted(set(thing) - set(names))
    if unknown:
        raise BadRequest(f"«{str(unknown[0])[:40]}» is not known; these are: {', '.join(names)}")


def _iri(thing: Mapping[str, Any], name: str) -> str:
    text = _text(thing, name, needed=True)
    iri = site().urls.iri_of(text)
    if iri is None:
        raise BadRequest(f"{name}: «{text[:200]}» is no IRI")
    return iri


def _text(thing: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = thing.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or (needed and not value.strip()):
        raise BadRequest(f"{name}: a text is needed")
    if len(value) > _TEXT_MAX:
        raise BadRequest(f"{name}: at most {_TEXT_MAX} characters")
    return value.strip()


def _list(thing: Mapping[str, Any], name: str) -> Sequence[object]:
    value = thing.get(name, [])
    if not isinstance(value, list):
        raise BadRequest(f"{name}: a list")
    return value


def _confidence(value: object) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise BadRequest("confidence: a number from 0 to 1")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise BadRequest("confidence: a number from 0 to 1") from None
    if not number.is_finite() or not 0 <= number <= 1:
        raise BadRequest("confidence: a number from 0 to 1")
    return number


def _reasons(value: object) -> dict[str, str]:
    told = {current(): value} if isinstance(value, str) else value or {}
    if not isinstance(told, dict) or set(told) - {"nb", "nn", "en"}:
        raise BadRequest("reason: a text, or texts by language: nb, nn, en")
    return {language: text for language in told if (text := _text(told, language))}


def _items() -> list[Item]:
    """Return what the file in the request says of links."""
    file = request.files.get("file") if request.mimetype == "multipart/form-data" else None
    if file is not None:
        content, name = file.read(), (file.filename or "file").rpartition("/")[2]
        format_ = format_of(name)
    else:
        name = "body"
        format_ = _BY_MEDIA_TYPE.get(request.mimetype, "")
        if not format_:
            known = sorted([*_BY_MEDIA_TYPE, "multipart/form-data"])
            raise UnsupportedMediaType(request.mimetype or "nothing", known)
        content = request.get_data(cache=False)
    if len(content) > FILE_BYTES_MAX:
        raise InputError(f"{name}: larger than {FILE_BYTES_MAX} bytes.")
    corpus = corpus_at_hand()
    if format_ == "xlsx":
        named = name if name.lower().endswith(".xlsx") else f"{name}.xlsx"
        sheets = sheets_in_worker(require_backend().writer.runner, content, named)
        return items_of_book(sheets, corpus, current())
    return read_file(content, name, corpus, format_, current())
