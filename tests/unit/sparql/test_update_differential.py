"""The analysis of updates against a store: no graph changes that was not named.

Updates are made up from pieces that belong into updates and from pieces that do not, glued and
cut, so that many parse and the rest come close. Whatever the store accepts and does is compared
with what the analysis said.
"""

from __future__ import annotations

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from planvev.archive.manifest import DEFAULT, graph_key
from planvev.engine.base import Dataset
from planvev.errors import BadRequest
from planvev.sparql.update import analyse_update, with_using

BASE = "http://example.org/base/"
CONTENT = """
BASE <http://example.org/base/>
INSERT DATA {
  <s> <p> 1, 'x' . <urn:s> <urn:p> <urn:o> .
  GRAPH <a> { <s> <p> 1 . <urn:s> <urn:p> <urn:o> }
  GRAPH <urn:b> { <s> <p> 2 . <urn:s> <urn:p> 'GRAPH <urn:c> { }' }
  GRAPH <urn:c> { <s> <p> 3 }
  GRAPH <urn:e:d> { <s> <p> 4 }
}
"""
IRIS = st.sampled_from(
    ["<a>", "<urn:b>", "<urn:c>", "e:d", "<urn:new>", "graph:d", r"<urn:\u0062>", "<../base/a>"]
)
GRAPHS = st.one_of(IRIS, st.sampled_from(["?g", "<x#>", "<x'>"]))
TERMS = st.sampled_from(
    ["?s", "?p", "?o", "<s>", "<p>", "e:p", "1", "1.5e3", "'x'", "'''x'y'''", "true", "'x'@nb",
     "<urn:o>", "'GRAPH <urn:c> {'", "[ <p> 1 ]", "(1 2)", "<<( <s> <p> 1 )>>", "<x#>", "graph:d"]
)  # fmt: skip
TRIPLES = st.lists(st.tuples(TERMS, TERMS, TERMS).map(" ".join), max_size=2).map(" . ".join)
IN_GRAPH = st.builds("GRAPH {} {{ {} }}".format, GRAPHS, TRIPLES)
QUADS = st.lists(st.one_of(TRIPLES, IN_GRAPH), max_size=3).map(
    lambda all_: "{" + " . ".join(filter(None, all_)) + "}"
)
FILTERS = st.sampled_from(
    ["", "FILTER(?o < 3)", "FILTER(?o<3&&?o>1)", "FILTER(?o<?p&&?p>'}')", "FILTER(?o<'x&&?b>}')",
     "FILTER(?o<?p#>}\n)", "FILTER(?o<'x&&?b>} ; CLEAR GRAPH <urn:c> #')", "# } ; CLEAR ALL\n",
     "BIND(<urn:b> AS ?g)", "VALUES ?g { <urn:c> }", "FILTER(EXISTS { ?s ?p ?o }<'}')"]
)  # fmt: skip
WHERE = st.builds(
    "WHERE {{ {} {} }}".format,
    st.sampled_from(["", "?s ?p ?o", "GRAPH ?g { ?s ?p ?o }", "GRAPH <urn:b> { ?s ?p ?o }"]),
    FILTERS,
)
TARGETS = st.one_of(st.sampled_from(["DEFAULT", "NAMED", "ALL"]), IRIS.map("GRAPH {}".format))
ENDS = st.one_of(st.just("DEFAULT"), IRIS, IRIS.map("GRAPH {}".format))
OPERATIONS = st.one_of(
    st.builds("{} DATA {}".format, st.sampled_from(["INSERT", "DELETE", "insert"]), QUADS),
    st.builds("DELETE WHERE {}".format, QUADS),
    st.builds(
        "{}{}{}{}".format,
        st.one_of(st.just(""), IRIS.map("WITH {} ".format)),
        st.one_of(
            QUADS.map("DELETE {} ".format),
            QUADS.map("INSERT {} ".format),
            st.builds("DELETE {} INSERT {} ".format, QUADS, QUADS),
        ),
        st.one_of(st.just(""), IRIS.map("USING {} ".format), IRIS.map("USING NAMED {} ".format)),
        WHERE,
    ),
    st.builds("{} SILENT {}".format, st.sampled_from(["CLEAR", "DROP"]), TARGETS),
    st.builds("CREATE SILENT GRAPH {}".format, IRIS),
    st.builds("{} SILENT {} TO {}".format, st.sampled_from(["COPY", "MOVE", "ADD"]), ENDS, ENDS),
)
PROLOGUE = "PREFIX e: <urn:e:> PREFIX graph: <urn:e:>\n"
UPDATES = st.lists(OPERATIONS, min_size=1, max_size=3).map(
    lambda all_: PROLOGUE + " ;\n".join(all_)
)


def content_of(store: Store) -> dict[str, frozenset[Quad] | None]:
    """Return what each graph holds; None for a named graph that is there and empty."""
    graphs: dict[str, frozenset[Quad] | None] = {DEFAULT: None}
    for graph in store.named_graphs():
        assert isinstance(graph, NamedNode)
        graphs[graph.value] = None
    for key in graphs:
        name = DefaultGraph() if key == DEFAULT else NamedNode(key)
        graphs[key] = frozenset(store.quads_for_pattern(None, None, None, name)) or None
    assert all(graph_key(quad.graph_name) in graphs for quad in store)  # type: ignore[arg-type]
    return graphs


def changed_graphs(update: str) -> set[str] | None:
    """Return the graphs that a store changes; None where it does not take the update."""
    store = Store()
    store.update(CONTENT)
    before = content_of(store)
    try:
        store.update(update, base_iri=BASE)
    except (SyntaxError, ValueError, RuntimeError, OSError):
        return None
    after = content_of(store)
    missing = object()
    return {
        key
        for key in before.keys() | after.keys()
        if before.get(key, missing) != after.get(key, missing)
    }


def assert_nothing_is_missed(update: str) -> None:
    changed = changed_graphs(update)
    event("not taken" if changed is None else "changes" if changed else "changes nothing")
    if not changed:
        return
    analysis = analyse_update(update, BASE)
    event("open-ended" if analysis.open_ended else "closed")
    assert analysis.open_ended or changed <= analysis.graphs, (changed, analysis)


RELAXED = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


@RELAXED
@given(UPDATES)
def test_no_graph_changes_that_was_not_named(update: str) -> None:
    assert_nothing_is_missed(update)


@RELAXED
@given(UPDATES, st.data())
def test_no_graph_changes_that_was_not_named_in_a_text_that_was_tampered_with(
    update: str, data: st.DataObject
) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(update)))
        kind = data.draw(st.sampled_from(["cut", "glue", "put"]))
        if kind == "cut":
            update = update[:place] + update[place + data.draw(st.integers(1, 4)) :]
        elif kind == "glue":
            update = update[:place] + update[place:].replace(" ", "", 1)
        else:
            piece = data.draw(
                st.sampled_from(["'", '"', "#", "\n", "<", ">", "{", "}", ";", "\\", ":"])
            )
            update = update[:place] + piece + update[place:]
    assert_nothing_is_missed(update)


@RELAXED
@given(UPDATES, st.sampled_from([Dataset(("urn:b",)), Dataset((), ("urn:c",))]))
def test_using_clauses_change_no_graph_that_was_not_named_and_break_nothing(
    update: str, using: Dataset
) -> None:
    try:
        rewritten = with_using(update, using, BASE)
    except BadRequest:
        return
    if changed_graphs(update) is not None:
        assert changed_graphs(rewritten) is not None, rewritten
    assert analyse_update(rewritten, BASE).graphs == analyse_update(update, BASE).graphs
    assert_nothing_is_missed(rewritten)
