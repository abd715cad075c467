"""Which answers may be kept: the query text alone decides."""

from __future__ import annotations

import pytest

from planvev.sparql.repeatable import is_repeatable


@pytest.mark.parametrize(
    "query",
    ["ASK { FILTER(rand()>0) }", r"ASK { FILTER(r\u0041nd()>0) }", "ASK {BIND(StrUUID() AS ?x)}"],
)
def test_what_changes_from_time_to_time_is_not_kept(query: str) -> None:
    assert not is_repeatable(query)


@pytest.mark.parametrize(
    "query", ["ASK {}", "SELECT ?now { ?now ?p 'RAND()' } # uuid()", r"ASK { ?s ?p '\u00e5' }"]
)
def test_what_only_names_such_a_function_is_kept(query: str) -> None:
    assert is_repeatable(query)
