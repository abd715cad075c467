"""How IRIs and literals are said in JSON under the context of the ontology."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from planvev.resources import ontology_root
from planvev.vocab import CODE, RDF, XSD

_LOCAL_NAME: Final = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_CODE_PATH: Final = re.compile(r"[A-Za-z0-9][\w./-]*", re.ASCII)
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")
_KEPT_MAX: Final = 1000
_INTEGERS: Final = frozenset({XSD.integer.value, XSD.nonNegativeInteger.value})


@dataclass(frozen=True)
class Name:
    """The name of a property. datatype: of its values, "@id" for IRIs; languages: a map of them."""

    name: str
    datatype: str = ""
    languages: bool = False


@cache
def context() -> dict[str, Any]:
    """Return the context of the ontology."""
    text = (ontology_root() / "context.jsonld").read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)["@context"]
    return read


@cache
def _prefixes() -> Mapping[str, str]:
    """Return the namespaces of the context by prefix."""
    texts = {name: value for name, value in context().items() if isinstance(value, str)}
    return {name: iri for name, iri in texts.items() if iri.endswith(("/", "#"))}


def _expanded(short: str) -> str:
    prefix, _, rest = short.partition(":")
    return _prefixes().get(prefix, f"{prefix}:") + rest


@cache
def _terms() -> Mapping[str, Name]:
    """Return the names that the context gives to IRIs, with how their values are read."""
    terms = {}
    for name, definition in context().items():
        said = definition if isinstance(definition, dict) else {"@id": definition}
        short = str(said["@id"]) if "@id" in said else ""
        if name.startswith("@") or short.startswith("@") or name in _prefixes():
            continue
        kind = str(said.get("@type", ""))
        datatype = kind if kind.startswith("@") or not kind else _expanded(kind)
        terms[_expanded(short)] = Name(name, datatype, said.get("@container") == "@language")
    return terms


def can_be_said(iri: str) -> bool:
    """Return whether an IRI is read as it is written: its scheme is no name of the context."""
    if iri.startswith(("https://", "http://")):
        return True
    scheme, _, rest = iri.partition(":")
    return scheme not in context() or rest.startswith("//")


@lru_cache(_KEPT_MAX)
def name_of(predicate: str) -> Name:
    """Return the name of a property: of the context, or a short or a whole IRI."""
    return _terms().get(predicate) or Name(short_iri(predicate))


@lru_cache(_KEPT_MAX)
def short_iri(iri: str) -> str:
    """Return an IRI with a prefix of the context, whole where it begins with none.

    >>> short_iri("https://w3id.org/planvev/ontology#text"), short_iri("urn:x")
    ('pv:text', 'urn:x')
    """
    for prefix, namespace in _prefixes().items():
        if iri.startswith(namespace) and _LOCAL_NAME.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def class_name(iri: str) -> str:
    """Return the name of a class."""
    return _terms()[iri].name if iri in _terms() else short_iri(iri)


def reference(node: NamedNode | BlankNode, name: Name) -> Any:
    """Return how a node is named as the value of a property."""
    iri = node.value if isinstance(node, NamedNode) else str(node)
    if name.datatype != "@id":
        return {"id": iri}
    code = iri.removeprefix(CODE.iri)
    return f"code:{code}" if code != iri and _CODE_PATH.fullmatch(code) else iri


def literal(value: Literal, name: Name) -> Any:
    """Return how a literal is said as the value of a property that takes no map of languages."""
    if value.language:
        return {"@value": value.value, "@language": value.language}
    datatype = value.datatype.value
    if datatype == name.datatype:
        return _native(value.value, datatype)
    if datatype != XSD.string.value:
        return {"@value": value.value, "@type": short_iri(datatype)}
    return {"@value": value.value} if name.datatype else value.value


def _native(text: str, datatype: str) -> Any:
    """Return a number or a truth value where JSON has one that is written the same way."""
    if datatype in _INTEGERS and _INTEGER.fullmatch(text):
        return int(text)
    if datatype == XSD.boolean.value and text in ("true", "false"):
        return text == "true"
    return text


def language_map(literals: Iterable[Literal]) -> dict[str, Any]:
    """Return texts by language, a list where there are several in one."""
    texts: dict[str, list[str]] = {}
    for one in literals:
        texts.setdefault(one.language or "", []).append(one.value)
    return {
        language: several[0] if len(several) == 1 else several
        for language, several in sorted(texts.items())
    }


TYPE: Final = RDF.type.value
