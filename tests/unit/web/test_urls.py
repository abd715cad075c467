"""IRIs to local paths and back."""

import pytest

from planvev.errors import ResourceNotFound
from planvev.web.urls import Urls, split_extension

URLS = Urls("https://plan.example.no/")


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        ("https://plan.example.no/id/a/goal/2.6", "/doc/a/goal/2.6"),
        ("https://plan.example.no/id/å%20b", "/doc/%C3%A5%2520b"),
        ("https://plan.example.no/id/a?b#c", "/doc/a%3Fb%23c"),
        ("https://w3id.org/planvev/code/goal-level/delmal", "/code/goal-level/delmal"),
        ("https://w3id.org/planvev/graph/ontology", "/graph/ontology"),
        ("https://w3id.org/planvev/ontology", "/ontology"),
        ("https://w3id.org/planvev/ontology#Goal", "/ontology#Goal"),
        ("http://metadata.un.org/sdg/11", "/sdg/11"),
        ("http://metadata.un.org/sdg/17.b", "/sdg/17.b"),
    ],
)
def test_what_is_ours_has_a_local_path(iri: str, path: str) -> None:
    assert URLS.path_of(iri) == path
    assert URLS.is_local(iri)


@pytest.mark.parametrize(
    "iri",
    [
        *("https://w3id.org/planvev/id/a", "https://example.org/", "urn:x", "javascript:alert(1)"),
        *("http://metadata.un.org/sdg/", "http://metadata.un.org/sdg/ontology#Goal"),
        *("http://metadata.un.org/sdg/11/x", "https://metadata.un.org/sdg/11"),
    ],
)
def test_what_is_not_ours_has_none(iri: str) -> None:
    assert URLS.path_of(iri) is None


def test_only_http_links_leave_the_site() -> None:
    assert URLS.href_of("HTTPS://example.org/") == "HTTPS://example.org/"
    for iri in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "urn:x"):
        assert URLS.href_of(iri) is None


@pytest.mark.parametrize("path", ["a b", "<a>", 'a"', "a{b}", "a|b", "a\\b", "a^b", "a`b", "a\x00"])
def test_a_path_that_makes_no_iri_is_not_found(path: str) -> None:
    with pytest.raises(ResourceNotFound):
        URLS.iri_of_document(path)


@pytest.mark.parametrize("path", ["goal/2.6", "strategy/2.6.1", "a.pdf", ".ttl", "a/.ttl", "ttl"])
def test_other_dots_are_part_of_the_name(path: str) -> None:
    assert split_extension(path) == (path, None)
