"""Requests that want the server to ask somebody else: other endpoints, files, hosts that redirect.

Each names the listener that nobody should connect to; that it stays alone is asserted of them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from hostile.case import Case, Target, ask, put, update
from hostile.wire import request

_REFUSED = (403,)
_IS_FEDERATION = ("federation-refused",)
_NOT_SPARQL = ("query-syntax", "federation-refused")
_SERVICE = {
    "SERVICE to loopback": "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "SERVICE to loopback by IPv6": "SELECT * {{ SERVICE <{url_v6}> {{ ?s ?p ?o }} }}",
    "SERVICE to a name of loopback": (
        "SELECT * {{ SERVICE <http://localhost:{port}/> {{ ?s ?p ?o }} }}"
    ),
    "SERVICE to loopback as a number": (
        "SELECT * {{ SERVICE <http://2130706433:{port}/> {{ ?s ?p ?o }} }}"
    ),
    "SERVICE to a redirecting host": "SELECT * {{ SERVICE <{url}redirect> {{ ?s ?p ?o }} }}",
    "SERVICE to a file": "SELECT * {{ SERVICE <file:///etc/passwd> {{ ?s ?p ?o }} }}",
    "SERVICE in odd case": "SELECT * {{ sErViCe <{url}> {{ ?s ?p ?o }} }}",
    "SERVICE SILENT": "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "SERVICE by a prefixed name": "PREFIX e: <{url}> SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
    "SERVICE by a variable": "SELECT * {{ BIND(<{url}> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
    "SERVICE by a variable from VALUES": (
        "SELECT * {{ VALUES ?e {{ <{url}> }} SERVICE ?e {{ ?s ?p ?o }} }}"
    ),
    "SERVICE relative to a BASE": "BASE <{url}> SELECT * {{ SERVICE <x> {{ ?s ?p ?o }} }}",
    "SERVICE behind a comment": "SELECT * {{ # {{\nSERVICE # <urn:x>\n<{url}> {{ ?s ?p ?o }} }}",
    "SERVICE behind a string": (
        'SELECT * {{ BIND("}} # \'" AS ?x) SERVICE <{url}> {{ ?s ?p ?o }} }}'
    ),
    "SERVICE in EXISTS": "ASK {{ FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "SERVICE in a subquery": "ASK {{ {{ SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }} }}",
    "SERVICE in an OPTIONAL": "SELECT * {{ OPTIONAL {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "SERVICE glued to what stands before": (
        "SELECT * {{ BIND(true AS ?x)SERVICE<{url}>{{ ?s ?p ?o }} }}"
    ),
    "LOAD, sent as a query": "LOAD <{url}>",
}
_DOUBTFUL = {
    "SERVICE as the prefix of its name": (
        "PREFIX pn: <{url}> SELECT * {{ SERVICE:pn {{ ?s ?p ?o }} }}"
    ),
    "SERVICE glued to a prefix": (
        "PREFIX SERVICEe: <{url}> SELECT * {{ SERVICEe: {{ ?s ?p ?o }} }}"
    ),
    "SERVICE with an escape": "SELECT * {{ SERVIC\\u0045 <{url}> {{ ?s ?p ?o }} }}",
    "SERVICE behind a comparison": (
        "SELECT * {{ BIND(1 AS ?a) FILTER(?a<'x&&?b>') SERVICE <{url}> {{ ?s ?p ?o }} #') }}"
    ),
    "SERVICE behind a string without an end": "SELECT * {{ ' SERVICE <{url}> {{ ?s ?p ?o }} }}",
}
_INERT = {
    "SERVICE in a string, a comment, names": (
        "PREFIX service: <{url}> SELECT ?service {{ # SERVICE <{url}> {{\n"
        "?service service:load 'SERVICE <{url}> {{ ?s ?p ?o }}' }}"
    ),
    "FROM a document": "SELECT * FROM <{url}> FROM NAMED <{url}> {{ ?s ?p ?o }}",
    "GRAPH of a document": "SELECT * {{ GRAPH <{url}> {{ ?s ?p ?o }} }}",
}
_UPDATES = {
    "LOAD from loopback": ("LOAD <{url}> INTO GRAPH <urn:hostile>", _REFUSED),
    "LOAD from loopback by IPv6": ("LOAD <{url_v6}> INTO GRAPH <urn:hostile>", _REFUSED),
    "LOAD from a redirecting host": ("LOAD <{url}redirect> INTO GRAPH <urn:hostile>", _REFUSED),
    "LOAD of a file": ("LOAD <file:///etc/passwd> INTO GRAPH <urn:hostile>", _REFUSED),
    "LOAD in odd case": ("lOaD <{url}>", _REFUSED),
    "LOAD SILENT": ("LOAD SILENT <{url}> INTO GRAPH <urn:hostile>", (200,)),
    "LOAD SILENT without spaces": ("LOADSILENT<{url}>INTO GRAPH<urn:hostile>", (200,)),
    "LOAD behind another operation": ("CLEAR SILENT GRAPH <urn:hostile>; LOAD <{url}>", _REFUSED),
    "LOAD relative to a BASE": ("BASE <{url}> LOAD <x> INTO GRAPH <urn:hostile>", _REFUSED),
    "LOAD with an escape": ("LOA\\u0044 <{url}>", (400,)),
    "SERVICE in an INSERT": (
        "INSERT {{ GRAPH <urn:hostile> {{ <urn:a> <urn:b> ?o }} }} "
        "WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        _REFUSED,
    ),
    "SERVICE SILENT in a DELETE": (
        "DELETE {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
        _REFUSED,
    ),
}
_ENTITIES = (
    '<?xml version="1.0"?><!{doctype} r [<!ENTITY {declaration}>]>'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="urn:a"><p xmlns="urn:">&e;</p></rdf:Description></rdf:RDF>'
)
_DOCUMENTS = {
    "JSON-LD with a remote context": (
        "application/ld+json",
        '{{"@context": "{url}", "@id": "urn:a", "b": "c"}}',
    ),
    "JSON-LD with a remote context among others": (
        "application/ld+json",
        '{{"@context": [{{"a": "urn:a"}}, ["{url}"]], "@id": "urn:a", "a": "c"}}',
    ),
    "JSON-LD whose key is written with escapes": (
        "application/ld+json",
        '{{"\\u0040context": "{url}", "@id": "urn:a", "b": "c"}}',
    ),
    "JSON-LD with an import": (
        "application/ld+json",
        '{{"@context": {{"@version": 1.1, "@import": "{url}"}}, "@id": "urn:a", "urn:b": "c"}}',
    ),
    "RDF/XML with an external entity": (
        "application/rdf+xml",
        _ENTITIES.format(doctype="DOCTYPE", declaration='e SYSTEM "{url}"'),
    ),
    "RDF/XML with an entity that is a file": (
        "application/rdf+xml",
        _ENTITIES.format(doctype="DOCTYPE", declaration='e SYSTEM "file:///etc/passwd"'),
    ),
    "RDF/XML with an external entity in odd case": (
        "application/rdf+xml",
        _ENTITIES.format(doctype="doctype", declaration='e SYSTEM "{url}"'),
    ),
    "RDF/XML with a parameter entity": (
        "application/rdf+xml",
        _ENTITIES.format(doctype="DOCTYPE", declaration='% e SYSTEM "{url}"'),
    ),
}


def _filled(text: str, target: Target) -> str:
    port_v6 = target.canary_v6 or target.canary
    return text.format(
        port=target.canary,
        url=f"http://127.0.0.1:{target.canary}/",
        url_v6=f"http://[::1]:{port_v6}/",
    )


def _queries() -> Iterator[Case]:
    kinds = (
        (_SERVICE, _REFUSED, _IS_FEDERATION),
        (_DOUBTFUL, (400, 403), _NOT_SPARQL),
        (_INERT, (200,), ()),
    )
    for table, statuses, codes in kinds:
        for name, text in table.items():
            yield Case(name, lambda t, text=text: ask(_filled(text, t)), statuses, codes)


def _writes() -> Iterator[Case]:
    for name, (text, statuses) in _UPDATES.items():
        yield Case(name, lambda t, text=text: update(_filled(text, t), t.admin), statuses)
    for name, (media_type, text) in _DOCUMENTS.items():
        yield Case(
            name,
            lambda t, text=text, media_type=media_type: put(_filled(text, t), media_type, t.admin),
            (400,),
            ("bad-content",),
        )


def _by_parameter(name: str) -> Case:
    def sent(target: Target) -> bytes:
        url = quote(f"http://127.0.0.1:{target.canary}/", safe="")
        return request("GET", f"/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D&{name}={url}")

    return Case(f"a document as {name}", sent, (200,))


def _graph_of_elsewhere(target: Target) -> bytes:
    graph = quote(f"http://127.0.0.1:{target.canary}/", safe="")
    return request("GET", f"/graph-store?graph={graph}")


def _to_elsewhere(target: Target) -> bytes:
    """Ask as if we were a proxy."""
    return request("GET", f"http://127.0.0.1:{target.canary}/", host=f"127.0.0.1:{target.canary}")


OUTSIDE = (
    *_queries(),
    _by_parameter("default-graph-uri"),
    _by_parameter("named-graph-uri"),
    Case("a graph of elsewhere", _graph_of_elsewhere, (404,), ("not-found",)),
    Case("a request for another host", _to_elsewhere, (200, 400)),
    *_writes(),
)
