"""What the reconciliation service tells of itself and of entities: plain values, for JSON. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from planvev import __version__
from planvev.linking.corpus import Corpus
from planvev.linking.element import SDG, Element
from planvev.linking.suggest.matcher import VERSION
from planvev.vocab import PV
from planvev.web.language import current, gettext
from planvev.web.reconcile_candidates import Candidate
from planvev.web.reconcile_queries import BATCH_MAX, Extension
from planvev.web.reconcile_types import (
    DEFAULT,
    PROPERTIES,
    TYPE_OF,
    Named,
    all_properties,
    broader,
    type_named,
)
from planvev.web.urls import Urls

PREVIEW_SIZE: Final = (440, 260)
"""Width and height of a preview, in pixels."""
_NAME_MAX: Final = 400
_CONTEXT_SHOWN: Final = 2
_LANGUAGES: Final = ("nb", "nn", "en")


@dataclass(frozen=True)
class Preview:
    """What a preview shows. href: None where there is no page to link to."""

    name: str
    type: str
    plan: str
    above: tuple[str, ...]
    context: tuple[str, ...]
    iri: str
    href: str | None
    language: str


def manifest_json(root: str, identifiers: str, suffix: str, of: str) -> dict[str, Any]:
    """Return the service manifest.

    root: the site's URL, ending in a slash. identifiers: how those of plans begin. suffix:
    parameters that the addresses take over from the service's own, "" for none. of: what the
    service is of, "" for all there is.
    """
    after = f"?{suffix}" if suffix else ""
    more = f"&{suffix}" if suffix else ""
    width, height = PREVIEW_SIZE
    site = root.rstrip("/")
    name = gettext("Goals and strategies of plans (planvev)")
    return {
        "versions": ["0.2"],
        "name": f"{name}: {of}" if of else name,
        "identifierSpace": identifiers,
        "schemaSpace": PV.iri,
        "documentation": f"{root}about",
        "serviceVersion": f"{__version__}; matcher {VERSION}",
        "defaultTypes": [type_json(TYPE_OF[kind]) for kind in DEFAULT],
        "view": {"url": f"{root}reconcile/view?id={{{{id}}}}{more}"},
        "preview": {
            "url": f"{root}reconcile/preview?id={{{{id}}}}{more}",
            "width": width,
            "height": height,
        },
        "suggest": {
            kind: {
                "service_url": site,
                "service_path": f"/reconcile/suggest/{kind}{after}",
            }
            for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {
                "service_url": site,
                "service_path": f"/reconcile/properties{after}",
            },
            "property_settings": [],
        },
        "batchSize": BATCH_MAX,
    }


def type_json(iri: str) -> dict[str, Any]:
    """Return a type, with the broader ones."""
    named = type_named(iri)
    above = [{"id": each.id, "name": each.name} for each in broader(iri)]
    return {"id": named.id, "name": named.name, **({"broader": above} if above else {})}


def property_json(named: Named) -> dict[str, Any]:
    """Return a property."""
    return {"id": named.id, "name": named.name}


def name_of(element: Element) -> str:
    """Return an element's number and wording, in the language at hand where it is there."""
    number = f"SDG {element.number}" if element.plan == SDG else element.number
    text = element.text(current(), *_LANGUAGES) or element.iri
    name = f"{number} {text}".strip() if element.number else text
    return name if len(name) <= _NAME_MAX else f"{name[: _NAME_MAX - 1]}…"


def plan_title(element: Element, corpus: Corpus) -> str:
    """Return the title of the plan that an element is of."""
    if element.plan == SDG:
        return gettext("The UN's sustainable development goals")
    plan = corpus.plans.get(element.plan)
    return plan.title(current(), *_LANGUAGES) if plan else ""


def entity_json(element: Element, corpus: Corpus) -> dict[str, Any]:
    """Return an entity as a suggest service tells of it."""
    told: dict[str, Any] = {"id": element.iri, "name": name_of(element)}
    about = _description(element, corpus)
    if about:
        told["description"] = about
    if element.kind in TYPE_OF:
        told["notable"] = [_named_type(element)]
    return told


def candidate_json(candidate: Candidate, corpus: Corpus) -> dict[str, Any]:
    """Return a candidate of a query."""
    element = candidate.element
    return {
        "id": element.iri,
        "name": name_of(element),
        "description": _description(element, corpus),
        "type": [_named_type(element)] if element.kind in TYPE_OF else [],
        "score": candidate.score,
        "match": candidate.match,
        "features": [{"id": name, "value": value} for name, value in candidate.features.items()],
    }


def extension_json(corpus: Corpus, wanted: Extension) -> dict[str, Any]:
    """Return values of properties of entities; nothing for what there is not."""
    names = {each.id: each.name for each in all_properties()}
    return {
        "meta": [{"id": each, "name": names.get(each, each)} for each in wanted.properties],
        "rows": {
            iri: {
                name: _values(corpus.elements.get(iri), name, corpus) for name in wanted.properties
            }
            for iri in wanted.ids
        },
    }


def preview_of(element: Element, corpus: Corpus, urls: Urls) -> Preview:
    """Return what the preview of an element shows."""
    above = [corpus.elements[iri] for iri in reversed(element.parents) if iri in corpus.elements]
    return Preview(
        name_of(element),
        type_named(TYPE_OF[element.kind]).name if element.kind in TYPE_OF else "",
        "" if element.kind == "PlanInstrument" else plan_title(element, corpus),
        tuple(name_of(each) for each in above),
        element.context[:_CONTEXT_SHOWN],
        element.iri,
        urls.href_of(element.iri),
        next((one for one in (current(), *_LANGUAGES) if one in element.texts), ""),
    )


def _named_type(element: Element) -> dict[str, str]:
    named = type_named(TYPE_OF[element.kind])
    return {"id": named.id, "name": named.name}


def _description(element: Element, corpus: Corpus) -> str:
    if element.kind == "PlanInstrument":
        plan = corpus.plans.get(element.iri)
        body = dict(plan.body_labels) if plan else {}
        return body.get(current()) or next(iter(body.values()), "")
    return plan_title(element, corpus)


def _values(element: Element | None, name: str, corpus: Corpus) -> list[dict[str, Any]]:
    if element is None or name not in PROPERTIES:
        return []
    values: Mapping[str, Callable[[], list[dict[str, Any]]]] = {
        "plan": lambda: _entities([element.plan], corpus),
        "number": lambda: _texts(element.number),
        "text": lambda: _texts(element.text(current(), *_LANGUAGES)),
        "type": lambda: _texts(_named_type(element)["name"] if element.kind in TYPE_OF else ""),
        "parent": lambda: _entities(element.parents[:1], corpus),
    }
    return values[name]()


def _texts(text: str) -> list[dict[str, Any]]:
    return [{"str": text}] if text else []


def _entities(iris: tuple[str, ...] | list[str], corpus: Corpus) -> list[dict[str, Any]]:
    """Return entities by IRI; the development goals as a whole are none, and are told as text."""
    told: list[dict[str, Any]] = []
    for iri in iris:
        if iri in corpus.elements:
            told.append({"id": iri, "name": name_of(corpus.elements[iri])})
        elif iri == SDG:
            told.append({"str": gettext("The UN's sustainable development goals")})
    return told
