"""If-Match and If-None-Match on graphs (RFC 9110 § 13.1)."""

import pytest

from planvev.errors import BadRequest, PreconditionFailed
from planvev.rdf.formats import JSON_LD, TURTLE
from planvev.sparql.preconditions import entity_tag, parse_preconditions

NOW = "0a" * 32
OTHER = "0b" * 32


def test_formats_have_different_entity_tags() -> None:
    assert entity_tag(NOW, TURTLE) != entity_tag(NOW, JSON_LD)


def test_no_header_requires_nothing() -> None:
    conditions = parse_preconditions(None, None)
    assert not conditions
    conditions.require(NOW)
    conditions.require(None)


@pytest.mark.parametrize("header", [f'"{NOW}.ttl"', f'"x", "{NOW}.jsonld"', f'"{NOW}"', "*"])
def test_if_match_holds_for_the_graph_as_it_is(header: str) -> None:
    parse_preconditions(header, None).require(NOW)


@pytest.mark.parametrize("header", [f'"{OTHER}.ttl"', f'W/"{NOW}.ttl"', '""', '"*"'])
def test_if_match_fails_for_another_graph_and_for_weak_tags(header: str) -> None:
    with pytest.raises(PreconditionFailed, match=NOW):
        parse_preconditions(header, None).require(NOW)


@pytest.mark.parametrize("header", ["*", f'"{NOW}.ttl"'])
def test_if_match_fails_where_there_is_no_graph(header: str) -> None:
    with pytest.raises(PreconditionFailed, match="not there"):
        parse_preconditions(header, None).require(None)


def test_if_none_match_any_makes_a_graph_only_where_there_is_none() -> None:
    conditions = parse_preconditions(None, "*")
    conditions.require(None)
    with pytest.raises(PreconditionFailed, match="already"):
        conditions.require(NOW)


def test_if_none_match_compares_weakly() -> None:
    with pytest.raises(PreconditionFailed):
        parse_preconditions(None, f'W/"{NOW}.ttl"').require(NOW)


def test_a_read_is_not_modified_if_its_own_tag_is_named() -> None:
    etag = entity_tag(NOW, TURTLE)
    assert parse_preconditions(None, f'"x", W/{etag}').not_modified(etag)
    assert parse_preconditions(None, "*").not_modified(etag)
    assert not parse_preconditions(None, entity_tag(NOW, JSON_LD)).not_modified(etag)
    assert not parse_preconditions(None, None).not_modified(etag)


@pytest.mark.parametrize("header", ["abc", '"abc', "", "*, *", '"a" "b"', 'w/"a"'])
def test_what_is_no_list_of_entity_tags_is_a_bad_request(header: str) -> None:
    with pytest.raises(BadRequest, match="If-Match"):
        parse_preconditions(header, None)
