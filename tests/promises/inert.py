"""Data that do nothing, and would if anybody took them for more than data.

They go into the archive past all checks, as if the checks on writes had failed. What would run sets
``window.canary`` or asks the address ``CANARY``.
"""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from planvev.archive.archive import Archive
from planvev.archive.canonical import serialize_canonical
from planvev.vocab import GRAPH
from unit.validation.small_plan import PLAN

CANARY = "http://127.0.0.1:9/canary"
TEXTS = (
    "<script>window.canary=1</script>",
    "</script><script>window.canary=1</script>",
    "</title><script>window.canary=1</script>",
    "</textarea><script>window.canary=1</script>",
    '"><img src=x onerror=window.canary=1>',
    "' onmouseover=window.canary=1 x='",
    f'<img src="{CANARY}">',
    f'<link rel=stylesheet href="{CANARY}">',
    "<svg/onload=window.canary=1>",
    "<iframe srcdoc='<script>parent.canary=1</script>'></iframe>",
    "javascript:window.canary=1",
    "{{ 7 * 191 }} {% raw %} ${7*191} #{7*191}",
    "]]><x> <!-- --> <![CDATA[ &amp; &#x3C; &lt;",
    f'=HYPERLINK("{CANARY}","x")',
    "=1+cmd|' /C calc'!A0",
    "@SUM(1;2) \t+1 -1",
    'quote " backslash \\ tab \t line \n return \r end',
    "\r\nSet-Cookie: canary=1\r\n\r\n<script>window.canary=1</script>",
    "\u202eright to left\u202c \u2028 \u2029 \ufeff \U0001f333 e\u0301",
    "+ADw-script+AD4-window.canary=1+ADw-/script+AD4-",
)
CONTROLS = ("bell \x07 escape \x1b[31m delete \x7f", "next line \x85 not a character \uffff")
"""Of these the first has no form in XML 1.0."""
IRIS = (
    "javascript:window.canary=1",
    "JaVaScRiPt:window.canary=1//https://example.org/",
    "data:text/html,%3Cscript%3Ewindow.canary=1%3C/script%3E",
    "vbscript:canary",
    "http://example.org/'onmouseover='window.canary=1",
    "http://example.org/%22%3E%3Cscript%3Ewindow.canary=1%3C/script%3E",
    "http://example.org/x?a=b&c=d;e#f'",
    "https://w3id.org/planvev/id/x/'onmouseover='window.canary=1",
    "https://w3id.org/planvev/id/../../javascript:window.canary=1",
    "https://w3id.org/planvev/id/x/%3Cscript%3E",
    "urn:x:'onmouseover='window.canary=1",
)
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_DCT = "http://purl.org/dc/terms/"
_PV = "https://w3id.org/planvev/ontology#"
_CODE = "https://w3id.org/planvev/code/"
INERT = GRAPH["eksempel/plan-2026/inert"].value
GRAPHS = (INERT, GRAPH["code/inert"].value, "http://example.org/graph'onmouseover='x")


def goal(number: int) -> str:
    """Return the IRI of a goal whose every text is one of the data."""
    return f"{PLAN}/goal/inert-{number}"


def triples(*, controls: bool) -> list[Triple]:
    """Return a plan's worth of things whose names, texts and links are such data."""
    found: list[Triple] = []

    def say(subject: str, predicate: str, value: NamedNode | Literal) -> None:
        found.append(Triple(NamedNode(subject), NamedNode(predicate), value))

    texts = (*TEXTS, *(CONTROLS if controls else ()))
    for number, text in enumerate(texts):
        subject = goal(number)
        iri = IRIS[number % len(IRIS)]
        say(subject, f"{_RDF}type", NamedNode(f"{_PV}Goal"))
        say(subject, f"{_PV}partOf", NamedNode(PLAN))
        say(subject, f"{_PV}goalLevel", NamedNode(f"{_CODE}goal-level/hovedmal"))
        say(subject, f"{_PV}position", Literal(number + 2))
        for predicate in (f"{_RDFS}label", f"{_PV}text"):
            say(subject, predicate, Literal(text, language="nb"))
        say(subject, f"{_RDFS}label", Literal(text, language="en"))
        for predicate in (f"{_SKOS}notation", f"{_DCT}description", f"{_RDFS}comment"):
            say(subject, predicate, Literal(text))
        say(subject, f"{_DCT}created", Literal(text, datatype=NamedNode(f"{_PV}{number}")))
        for predicate in (f"{_DCT}source", f"{_RDFS}seeAlso", f"{_DCT}subject", iri):
            say(subject, predicate, NamedNode(iri))
        say(iri, f"{_RDFS}label", Literal(text, language="nb"))
        strategy = f"{PLAN}/strategy/inert-{number}"
        say(strategy, f"{_RDF}type", NamedNode(f"{_PV}Strategy"))
        say(strategy, f"{_PV}partOf", NamedNode(PLAN))
        say(strategy, f"{_PV}pursues", NamedNode(subject))
        say(strategy, f"{_PV}position", Literal(number))
        for predicate in (f"{_RDFS}label", f"{_PV}text", f"{_PV}leadVerb"):
            say(strategy, predicate, Literal(text, language="nb"))
        mention = f"{strategy}/mention"
        say(mention, f"{_RDF}type", NamedNode(f"{_PV}Mention"))
        say(mention, f"{_PV}about", NamedNode(strategy))
        say(mention, f"{_PV}mentioned", NamedNode(iri))
        say(mention, f"{_PV}role", NamedNode(f"{_CODE}mention-role/named"))
        target = f"{strategy}/target/1"
        say(target, f"{_RDF}type", NamedNode(f"{_PV}Target"))
        say(target, f"{_PV}about", NamedNode(strategy))
        for predicate in (f"{_RDFS}label", f"{_PV}reason"):
            say(target, predicate, Literal(text, language="nb"))
    return found


def codes() -> list[Triple]:
    """Return a codelist of such data."""
    scheme = NamedNode(f"{_CODE}inert")
    found = [Triple(scheme, NamedNode(f"{_RDF}type"), NamedNode(f"{_SKOS}ConceptScheme"))]
    for number, text in enumerate(TEXTS):
        concept = NamedNode(f"{_CODE}inert/{number}")
        found += [
            Triple(concept, NamedNode(f"{_RDF}type"), NamedNode(f"{_SKOS}Concept")),
            Triple(concept, NamedNode(f"{_SKOS}inScheme"), scheme),
            *(
                Triple(concept, NamedNode(f"{_SKOS}{name}"), Literal(text, language="nb"))
                for name in ("prefLabel", "definition", "scopeNote")
            ),
        ]
    return found


def plant(state: Path, *, controls: bool = False) -> None:
    """Put the data into an archive. controls: those too that XML cannot hold."""
    with Archive(state).write_lock() as lock:
        texts = (
            serialize_canonical(triples(controls=controls)),
            serialize_canonical(codes()),
            serialize_canonical(triples(controls=False)[:40]),
        )
        changes: dict[str, bytes | None] = dict(zip(GRAPHS, texts, strict=True))
        lock.commit(changes, author=TEXTS[0], message=TEXTS[4])
