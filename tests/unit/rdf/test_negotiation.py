"""Hard cases of content negotiation, RFC 9110 § 12.5.1."""

import pytest

from planvev.errors import NotAcceptable
from planvev.rdf.formats import (
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    RESULTS_CSV,
    RESULTS_JSON,
    RESULTS_XML,
    TURTLE,
    Format,
)
from planvev.rdf.negotiation import format_by_name, negotiate

DOCUMENT = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
RESULTS = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV)
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

CASES = {
    "an empty header accepts anything": ("", DOCUMENT, HTML),
    "a wildcard takes the server's first": ("*/*", RESULTS, RESULTS_JSON),
    "a browser gets the page": (BROWSER, DOCUMENT, HTML),
    "a parameter that is not q is ignored": ("text/turtle;charset=utf-8", DOCUMENT, TURTLE),
    "space around parameters is ignored": (
        "text/turtle ; q=0.5 , text/html;q=0.4",
        DOCUMENT,
        TURTLE,
    ),
    "case does not matter": ("TEXT/Turtle;Q=1", DOCUMENT, TURTLE),
    "the higher quality wins": ("text/html;q=0.1,application/n-triples", DOCUMENT, N_TRIPLES),
    "among equals the server's order decides": ("text/turtle,text/html", DOCUMENT, HTML),
    "an exact range overrides a wildcard": ("*/*,text/html;q=0", DOCUMENT, TURTLE),
    "a subtype wildcard is narrower than */*": ("*/*;q=0.1,application/*", DOCUMENT, JSON_LD),
    "a subtype wildcard can exclude": ("text/*;q=0,*/*", DOCUMENT, JSON_LD),
    "an alias finds its format": ("application/json", RESULTS, RESULTS_JSON),
    "another alias": ("application/xml", RESULTS, RESULTS_XML),
    "an alias of the page": ("application/xhtml+xml", DOCUMENT, HTML),
    "the registered type beats an alias": (
        "application/json,application/sparql-results+xml",
        RESULTS,
        RESULTS_XML,
    ),
    "an unreadable quality is none": ("text/html;q=much,text/turtle;q=0.1", DOCUMENT, TURTLE),
    "a quality beyond one is one": ("text/html;q=0.9,text/turtle;q=7", DOCUMENT, TURTLE),
    "rubbish between is skipped": (",;,text/turtle,;q=1", DOCUMENT, TURTLE),
}

REFUSED = {
    "an unknown type": "application/pdf",
    "only excluded": "text/html;q=0",
    "everything excluded": "*/*;q=0",
    "no media range at all": "turtle",
    "only an alias that is excluded": "application/xhtml+xml;q=0",
}


@pytest.mark.parametrize(("accept", "offered", "expected"), CASES.values(), ids=CASES)
def test_the_client_gets_what_it_prefers(
    accept: str, offered: tuple[Format, ...], expected: Format
) -> None:
    assert negotiate(accept, offered) is expected


@pytest.mark.parametrize("accept", REFUSED.values(), ids=REFUSED)
def test_what_is_not_acceptable_names_what_is_offered(accept: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        negotiate(accept, DOCUMENT)
    assert caught.value.offered == tuple(f.media_type for f in DOCUMENT)


@pytest.mark.parametrize("name", ["turtle", "ttl", "text/turtle", " TTL "])
def test_a_format_is_found_by_name_extension_or_media_type(name: str) -> None:
    assert format_by_name(name, DOCUMENT) is TURTLE


def test_a_format_that_is_not_offered_is_not_acceptable() -> None:
    with pytest.raises(NotAcceptable):
        format_by_name("csv", DOCUMENT)
