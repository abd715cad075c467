"""Patches change what they name and nothing else, whatever the store made of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, Triple

from planvev.archive.canonical import (
    canonicalize,
    lines_of,
    parse_canonical,
    serialize_canonical,
    split_lines,
)
from planvev.archive.patch import difference, patch, store_difference
from planvev.errors import ArchiveError
from unit.archive.rdf_terms import (
    DATATYPES,
    LEXICAL_FORMS,
    Written,
    document,
    property_test,
    triples,
)

Row = tuple[str, str, str | Written]

typed = st.builds(Written, st.sampled_from(LEXICAL_FORMS), st.sampled_from(DATATYPES))
crowded = st.tuples(st.just("urn:s"), st.sampled_from(["urn:p", "urn:pp"]), typed)
rows = st.lists(st.one_of(triples, crowded), max_size=10)


def text_of(some_rows: list[Row]) -> bytes:
    return canonicalize(document(some_rows), RdfFormat.N_TRIPLES)


def store_of(some_triples: object) -> Store:
    store = Store()
    store.extend(
        Quad(t.subject, t.predicate, t.object, DefaultGraph())
        for t in some_triples  # type: ignore[attr-defined]
    )
    return store


def stored_form(triple: Triple) -> Triple:
    return next(iter(store_of([triple]))).triple


def content(store: Store) -> bytes:
    return serialize_canonical(quad.triple for quad in store)


@property_test
@given(rows, rows)
def test_a_difference_patched_onto_one_text_gives_the_other(old: list[Row], new: list[Row]) -> None:
    before, after = text_of(old), text_of(new)
    change = difference(before, after)
    removed = set(split_lines(before)) - set(change.removed)
    assert sorted(removed | set(change.added)) == split_lines(after)
    assert not difference(before, before)
    assert (change.added, change.removed) == (
        (back := difference(after, before)).removed,
        back.added,
    )


@property_test
@given(rows, rows, st.randoms())
def test_a_write_in_a_store_changes_only_the_lines_that_it_means(
    old: list[Row], new: list[Row], random: object
) -> None:
    text = text_of(old)
    store = store_of(parse_canonical(text))
    before = {quad.triple for quad in store}
    for triple in sorted(before, key=str):
        if random.random() < 0.4:  # type: ignore[attr-defined]
            store.remove(Quad(*triple, DefaultGraph()))
    store.extend(Quad(*t, DefaultGraph()) for t in parse_canonical(text_of(new)))
    after = {quad.triple for quad in store}

    patched = patch(text, before - after, after - before, stored_form)

    assert content(store_of(parse_canonical(patched))) == content(store)
    untouched = {line for t in before & after for line in lines_of([t])}
    for line in split_lines(text):
        (form,) = lines_of(stored_form(t) for t in parse_canonical(line + b"\n"))
        assert (line in split_lines(patched)) == (form in untouched) or form in lines_of(
            after - before
        )


@property_test
@given(rows, rows)
def test_a_store_follows_from_text_to_text(old: list[Row], new: list[Row]) -> None:
    before, after = text_of(old), text_of(new)
    store = store_of(parse_canonical(before))
    removed, added = store_difference(before, after)
    for triple in removed:
        store.remove(Quad(*triple, DefaultGraph()))
    store.extend(Quad(*triple, DefaultGraph()) for triple in added)
    assert content(store) == content(store_of(parse_canonical(after)))


def test_a_triple_that_is_there_in_another_form_is_not_added_again() -> None:
    text = text_of([("urn:s", "urn:p", Written("007", DATATYPES[0]))])
    seven = parse_canonical(text_of([("urn:s", "urn:p", Written("7", DATATYPES[0]))]))
    assert patch(text, [], seven, stored_form) == text


def test_a_triple_that_is_removed_goes_in_all_its_forms() -> None:
    forms = [Written("007", DATATYPES[0]), Written("7", DATATYPES[0]), Written("7", DATATYPES[6])]
    text = text_of([("urn:s", "urn:p", form) for form in forms])
    seven = list(parse_canonical(text_of([("urn:s", "urn:p", forms[1])])))
    assert patch(text, seven, [], stored_form) == b""


def test_a_removed_triple_that_is_not_in_the_text_is_an_error_that_names_it() -> None:
    with pytest.raises(ArchiveError, match="urn:gone"):
        patch(b"", parse_canonical(b"<urn:gone> <urn:p> <urn:o> .\n"), [])
