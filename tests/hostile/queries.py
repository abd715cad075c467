"""Queries that ask for too much: of the parser, the planner, the memory, the time.

Each is refused with a reason, ended at its deadline, or ends its own worker. Which of the last two
comes first is the machine's affair.
"""

from __future__ import annotations

from collections.abc import Iterator

from hostile.case import JSON, Case, ask, ask_by_url, nested, repeated
from hostile.wire import Reply

ENDED = (503, 504)
"""At its deadline, or with its worker."""
ANSWERED_OR_ENDED = (200, 503, 504)
_ENDED_CODES = ("query-timeout", "query-died")
_EVERYTHING_TWICE = "?a ?b ?c . ?d ?e ?f"
CROSS_PRODUCT = f"SELECT (COUNT(*) AS ?n) {{ {_EVERYTHING_TWICE} . ?g ?h ?i . ?j ?k ?l }}"
_DOUBLED = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
_GROUP = "{ ?a ?b ?c } "
_PLAN = "https://w3id.org/planvev/id/trondheim/samfunnsdel-2009"

_REFUSED = {
    "20,000 nested groups": nested("ASK ", "{", "", "}", "", 20_000),
    "50,000 parentheses": nested("ASK { FILTER(", "(", "1", ")", ") }", 30_000)[:60_000],
    "a planner's hang: 191 bare groups": repeated("ASK {", _GROUP, 191, "}"),
    "a planner's hang: nested collections, 225 deep": nested(
        "ASK { ", "( ", "", ") ", " ?p ?o }", 225
    ),
    "a planner's hang: 410 OPTIONALs in a row": repeated(
        "ASK { ?a ?b ?c ", "OPTIONAL { ?a ?b ?c } ", 410, "}"
    ),
    "2,656 MINUSes in a row": repeated("ASK { ?a ?b ?c ", "MINUS { ?a ?b ?c } ", 2_656, "}"),
    "nested functions, 976 deep": nested("ASK { FILTER(", "ABS(", "1", ")", ") }", 976),
    "nested IFs, 940 deep": nested("ASK { FILTER(", "IF(true,", "1", ",1)", ") }", 940),
    "NOT EXISTS, 722 deep": nested("ASK { ", "FILTER NOT EXISTS { ", "", "}", " }", 722),
    "9,375 negations": repeated("ASK { FILTER(", "!", 9_375, "true) }"),
    "2,265 braces": nested("ASK ", "{", "", "}", "", 2_265),
    "triple terms, 1,000 deep": nested("ASK { ?s ?p ", "<<( ?s ?p ", "?o", " )>>", " }", 1_000),
    "brackets that hide in an IRI": f"ASK {{ FILTER(?a<{'(' * 200}1{')' * 200}>?b) }}",
    "a query of 70 KB": repeated("ASK { ", "?s ?p ?o . ", 6_500, "}"),
}
_ENDED = {
    "a cross product": CROSS_PRODUCT,
    "string doubling": f"SELECT * {{ BIND('0123456789abcdef' AS ?x0) {_DOUBLED} }}",
    "ORDER BY of everything": (
        f"SELECT * {{ {_EVERYTHING_TWICE} . ?g ?h ?i }} ORDER BY ?i ?c LIMIT 1"
    ),
    "GROUP_CONCAT of everything": (
        "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), STR(?i))) AS ?x) "
        f"{{ {_EVERYTHING_TWICE} . ?g ?h ?i }}"
    ),
    "a path through everything and back": (
        "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>|^!<urn:x>)* ?c }"
    ),
    "nested paths": (
        "SELECT * { ?a (((!<urn:x>)*/(^!<urn:x>)*)*/(!<urn:x>|^!<urn:x>)+)* ?b FILTER(?b = 0) }"
    ),
    "a sequence path of 8,000 steps": repeated("ASK { ?s <p:>", "/<p:>", 8_000, " ?o }"),
    "2,500 patterns in a chain": (
        "ASK { " + " ".join(f"?a{n} ?p{n} ?a{n + 1} ." for n in range(2_500)) + " }"
    ),
    "an ORDER BY of 20,000 keys": repeated("SELECT * { ?s ?p ?o } ORDER BY ", "?s ", 20_000),
    "an OFFSET beyond everything": (
        f"SELECT * {{ {_EVERYTHING_TWICE} . ?g ?h ?i }} OFFSET 18446744073709551615"
    ),
    "10,000 alternatives": f"ASK {{ FILTER({'||'.join(['?o=1'] * 10_000)}) }}",
    "20,000 sums": f"ASK {{ FILTER({'+'.join(['1'] * 20_000)} = 1) }}",
    "15,000 objects": f"ASK {{ ?s ?p {','.join(['?o'] * 15_000)} }}",
}
_ANSWERED_OR_ENDED = {
    "REGEX with nested repetitions": (
        "SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), '(a+)+(b+)+(c|d|e){1,1000}{1,100}$')) }"
    ),
    "REGEX of a huge automaton": (
        f"SELECT * {{ ?s ?p ?o FILTER(REGEX(STR(?o), '{'(' * 40}a{'{1,100})' * 40}')) }}"
    ),
    "a REGEX that is another for each row": (
        f"SELECT * {{ {_EVERYTHING_TWICE} FILTER(REGEX(STR(?c), STR(?f))) }} LIMIT 1000000"
    ),
    "collections, 98 deep": nested("ASK { ", "( ", "", ") ", " ?p ?o }", 98),
    "98 bare groups": repeated("ASK {", _GROUP, 98, "}"),
    "98 OPTIONALs": repeated("SELECT * { ?a ?b ?c ", "OPTIONAL { ?a ?b ?x } ", 98, "} LIMIT 9"),
    "an IN of 10,000": f"ASK {{ ?s ?p ?o FILTER(?o IN ({','.join(map(str, range(10_000)))})) }}",
    "a CONSTRUCT template of 5,000 triples": (
        repeated("CONSTRUCT { ", "?s ?p ?o . ", 5_000, "} { ?s ?p ?o }")
    ),
    "4,000 FILTERs": repeated("ASK { ?s ?p ?o ", "FILTER(?o>1)", 4_000, "}"),
    "9,000 HAVINGs": repeated("SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING ", "(?s=1)", 9_000),
    "4,000 columns": (
        "SELECT " + " ".join(f"(?s AS ?v{n})" for n in range(4_000)) + " { ?s ?p ?o } LIMIT 1"
    ),
    "a path of 8,000 alternatives": repeated("ASK { ?s <p:>", "|<p:>", 8_000, " ?o }"),
    "CONSTRUCT of everything": "CONSTRUCT WHERE { ?s ?p ?o }",
    "DESCRIBE of everything": "DESCRIBE * { ?s ?p ?o }",
    "DESCRIBE of a hub": f"DESCRIBE <{_PLAN}> ?x {{ ?x ?p <{_PLAN}> }}",
}
_TOO_LARGE = {
    "DISTINCT of everything": f"SELECT DISTINCT ?a ?c ?f ?i {{ {_EVERYTHING_TWICE} . ?g ?h ?i }}",
    "everything times everything": f"SELECT * {{ {_EVERYTHING_TWICE} }}",
    "CONSTRUCT of everything times everything": (
        f"CONSTRUCT {{ ?a ?b ?c . ?d ?e ?f . ?a ?e ?f }} {{ {_EVERYTHING_TWICE} }}"
    ),
    "REPLACE by ever more": (
        "SELECT (REPLACE(REPLACE(REPLACE(REPLACE('aaaaaaaa', 'a', ?l), 'a', ?l), 'a', ?l), 'a', ?l)"
        f" AS ?x) {{ VALUES ?l {{ '{'a' * 64}' }} }}"
    ),
}
_MALFORMED = {
    "broken UTF-8": b"ASK { ?s ?p '\xff\xfe' }",
    "a NUL character": b"ASK { ?s ?p '\x00' }",
    "half a surrogate pair": b"ASK { ?s ?p '\\uD800' }",
    "a character beyond Unicode": b"ASK { ?s ?p '\\UFFFFFFFF' }",
    "a LIMIT that no number holds": b"SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999",
    "64 KB of quotation marks": b"ASK { " + b"'" * 60_001 + b"}",
    "64 KB of backslashes": b"ASK { " + b"\\" * 60_000 + b"}",
    "64 KB of smaller-than signs": b"ASK { " + b"<" * 60_000 + b"}",
    "64 KB of words": b"ASK { " + b"a " * 30_000 + b"}",
    "64 KB of names that never become one": b"ASK { " + b"a." * 30_000 + b"}",
    "strings without an end": b"ASK { " + b"()" * 101 + b"'" + b"\\'" * 32_000,
    "long strings without an end": b"ASK { " + b"()" * 101 + b"\\'''x'" * 10_000,
    "a query in UTF-16": "ASK { ?s ?p ?o }".encode("utf-16"),
}


def _inert(reply: Reply) -> None:
    assert b"<script>alert" not in reply.body
    assert b'href="javascript:' not in reply.body


def _attached(reply: Reply) -> None:
    """SPARQL's CSV is exact, formulas too; so no spreadsheet is to open it unasked."""
    assert reply.header("content-disposition").startswith("attachment")
    assert reply.header("x-content-type-options") == "nosniff"


def _says_that_it_is_too_large(reply: Reply) -> None:
    assert b"for stort" in reply.body
    assert len(reply.body) < 100_000


def _shows_the_beginning(reply: Reply) -> None:
    assert b"@prefix" in reply.body
    assert len(reply.body) < 1_000_000


_OUTPUT = (
    Case(
        "a formula in a table",
        lambda _: ask("SELECT ('=cmd|\\' /C calc\\'!A0' AS ?x) {}", "text/csv"),
        (200,),
        check=_attached,
    ),
    Case(
        "an IRI that is a script, on a page",
        lambda _: ask("SELECT (IRI('javascript:alert(1)') AS ?x) {}", "text/html"),
        (200,),
        check=_inert,
    ),
    Case(
        "a script in a literal, on a page",
        lambda _: ask("SELECT ('</td></script><script>alert(1)</script>' AS ?x) {}", "text/html"),
        (200,),
        check=_inert,
    ),
    Case(
        "a script in the query, on the page that says what is wrong with it",
        lambda _: ask("SELECT <script>alert(1)</script>", "text/html"),
        (400,),
        check=_inert,
    ),
    Case(
        "what no XML can hold",
        lambda _: ask("SELECT ('\\u0001' AS ?x) {}", "application/sparql-results+xml"),
        (406,),
        ("not-acceptable",),
    ),
    Case(
        "a predicate that is no name in XML",
        lambda _: ask("CONSTRUCT { <urn:a> <urn:1> 1 } {}", "application/rdf+xml"),
        (406,),
        ("not-acceptable",),
    ),
    Case(
        "10,000 rows on a page",
        lambda _: ask(f"SELECT * {{ {_EVERYTHING_TWICE} }} LIMIT 10000", "text/html"),
        (200,),
        check=_says_that_it_is_too_large,
    ),
    Case(
        "a graph of megabytes on a page",
        lambda _: ask("CONSTRUCT WHERE { ?s ?p ?o }", "text/html"),
        (200,),
        check=_shows_the_beginning,
    ),
    Case(
        "60 MB of CSV",
        lambda _: ask(f"SELECT * {{ {_EVERYTHING_TWICE} }} LIMIT 150000", "text/csv"),
        (200, 400, 503, 504),
    ),
)


def _cases() -> Iterator[Case]:
    """Yield a case for each query; the types that are accepted fit all kinds of queries."""
    every = f"{JSON}, text/turtle;q=0.5"
    kinds = (
        (_REFUSED, (400,), ("query-refused",)),
        (_ENDED, ENDED, _ENDED_CODES),
        (_ANSWERED_OR_ENDED, (*ANSWERED_OR_ENDED, 400), (*_ENDED_CODES, "query-syntax")),
        (_TOO_LARGE, (400, *ENDED), ("query-refused", *_ENDED_CODES)),
        (_MALFORMED, (400, *ENDED), ("query-syntax", "bad-request", *_ENDED_CODES)),
    )
    for table, statuses, codes in kinds:
        for name, text in table.items():
            yield Case(name, lambda _, text=text: ask(text, every), statuses, codes)
    yield Case(
        "1,000,000 rows of VALUES",
        lambda _: ask(repeated("SELECT * { VALUES ?x { ", "1 ", 1_000_000, "} }"), every),
        (413,),
        ("too-large",),
    )
    yield Case("a cross product by GET", lambda _: ask_by_url(CROSS_PRODUCT), ENDED, _ENDED_CODES)
    yield from _OUTPUT


QUERIES = tuple(_cases())
