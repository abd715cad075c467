"""That the runner tells right answers from wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from conformance.endpoint import Endpoint, Response
from conformance.isomorphism import Row, isomorphic
from conformance.manifest import W3CTest
from conformance.reader import Reader
from conformance.report import failures, table
from conformance.results import CSV, JSON, Solutions, difference, parse_results, sort_variables
from conformance.runner import read_known_failures, run_test
from conformance.terms import graph_rows, parse_graph

BASE = "http://example.org/"
NODE = NamedNode(BASE)
CYCLES = {
    "one of six": "_:a :p _:b . _:b :p _:c . _:c :p _:d . _:d :p _:e . _:e :p _:f . _:f :p _:a .",
    "two of three": "_:a :p _:b . _:b :p _:c . _:c :p _:a . _:d :p _:e . _:e :p _:f . _:f :p _:d .",
}


def graph(turtle: str) -> list[Row]:
    return graph_rows(parse_graph(f"PREFIX : <#> {turtle}".encode(), "text/turtle", BASE))


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        pytest.param(":a :p 1 .", ":a :p 1 .", True, id="equal"),
        pytest.param(":a :p 1 .", ":a :p 2 .", False, id="other value"),
        pytest.param(":a :p 1 .", ":a :p 01 .", True, id="same number"),
        pytest.param(":a :p 1 .", ":a :p 1.0 .", False, id="other type"),
        pytest.param(":a :p 'x'@en .", ":a :p 'x'@EN .", True, id="case of language tag"),
        pytest.param(":a :p 'x'@en .", ":a :p 'x' .", False, id="no language tag"),
        pytest.param("_:a :p _:b .", "_:x :p _:y .", True, id="labels"),
        pytest.param("_:a :p _:b .", "_:x :p _:x .", False, id="one node for two"),
        pytest.param("_:a :p :x, :y .", "_:a :p :x . _:b :p :y .", False, id="two nodes for one"),
        pytest.param(*CYCLES.values(), False, id="cycles that look alike"),
        pytest.param(*[CYCLES["one of six"]] * 2, True, id="a cycle and itself"),
    ],
)
def test_graphs(left: str, right: str, same: bool) -> None:
    assert isomorphic(graph(left), graph(right)) is same


def test_solutions_are_a_multiset_of_rows_in_any_order_of_columns() -> None:
    expected = Solutions(("a", "b"), [(1, 2), (1, 2), (3, None)])
    assert not difference(expected, Solutions(("b", "a"), [(None, 3), (2, 1), (2, 1)]))
    assert difference(expected, Solutions(("a", "b"), [(1, 2), (3, None), (3, None)]))
    assert difference(expected, Solutions(("a", "c"), expected.rows))


def test_order_counts_where_the_query_orders_and_only_by_its_keys() -> None:
    expected = Solutions(("a", "b"), [(1, "x"), (1, "y"), (2, "z")])
    tied = Solutions(("a", "b"), [(1, "y"), (1, "x"), (2, "z")])
    backwards = Solutions(("a", "b"), expected.rows[::-1])
    assert not difference(expected, tied, ("a",))
    assert not difference(expected, backwards)
    assert "order" in difference(expected, backwards, ("a",))


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("SELECT * { ?a ?b ?c } order by ?a desc(?b) limit 3", ("a", "b")),
        ("SELECT * { { SELECT * { } ORDER BY ?a } }", ()),
        ("SELECT * { ?a <http://x/#b> ?c } # ORDER BY ?a", ()),
    ],
)
def test_sort_variables(query: str, variables: tuple[str, ...]) -> None:
    assert sort_variables(query) == variables


def test_csv_has_no_types() -> None:
    left = parse_results(b"a,b\r\n_:x,1.0E6\r\n", CSV, BASE)
    assert not difference(left, parse_results(b"a,b\n_:y,1000000\n", CSV, BASE))
    assert difference(left, parse_results(b"a,b\n_:y,1000001\n", CSV, BASE))


def test_a_boolean_is_no_table() -> None:
    boolean = parse_results(b'{"head": {}, "boolean": true}', JSON, BASE)
    assert boolean is True
    assert difference(boolean, Solutions((), []))
    assert difference(boolean, False)


class Silent(Endpoint):
    """A server that takes everything, answers nothing, and calls it success."""

    def send(
        self,
        method: str,
        target: str,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Response:
        del method, headers, body
        return Response(200, {"content-type": "text/plain"}, b"", self.base + target)


def test_a_server_that_says_nothing_passes_no_negative_or_evaluation_test(tmp_path: Path) -> None:
    request, result = tmp_path / "x.rq", tmp_path / "x.srj"
    request.write_text("SELECT ?a {}")
    result.write_text('{"head": {"vars": ["a"]}, "results": {"bindings": []}}')
    for kind in ("QueryEvaluationTest", "CSVResultFormatTest", "NegativeSyntaxTest11"):
        test = W3CTest("#x", "", "", kind, Reader([]), NODE, request=request, result=result)
        assert run_test(test, Silent(BASE))


@pytest.mark.parametrize(
    ("listed", "told"),
    [
        ('[[failure]]\ntest = "http://x/"\n', "no reason"),
        ('[[failure]]\ntest = "http://x/"\nreason = "y"\n' * 2, "listed twice"),
    ],
)
def test_a_known_failure_has_one_reason(tmp_path: Path, listed: str, told: str) -> None:
    file = tmp_path / "known.toml"
    file.write_text(listed)
    with pytest.raises(ValueError, match=told):
        read_known_failures(file)


def test_the_table_counts_what_each_server_passed_by_part() -> None:
    def test_of(folder: str, name: str, request: str) -> W3CTest:
        return W3CTest(f"#{name}", "", folder, "", Reader([]), NODE, request=Path(request))

    tests = [
        test_of("protocol", "p", "p.rq"),
        test_of("bind", "b", "b.rq"),
        test_of("cast", "c", "c.rq"),
        test_of("clear", "u", "u.ru"),
    ]
    told = {"one": ["", "", "wrong", ""], "two": ["wrong", "", "", ""]}
    outcomes = {server: list(zip(tests, why, strict=True)) for server, why in told.items()}
    rows = [line.split() for line in table(outcomes).splitlines()]
    assert rows[:7] == [
        ["one", "two", "tests"],
        ["protocol", "1", "0", "1"],
        ["query", "1", "2", "2"],
        ["bind", "1", "1", "1"],
        ["cast", "0", "1", "1"],
        ["update", "1", "1", "1"],
        ["all", "3", "3", "4"],
    ]
    assert failures(outcomes).count("wrong") == 2
