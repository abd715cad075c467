"""The red thread: all above a goal, all below it, and nothing else."""

from __future__ import annotations

from planvev.analysis.thread import Edge, thread

EDGES = [
    Edge("m1", "sdg4", "contributesTo", "approved", "l0"),
    Edge("g1", "m1"),
    Edge("g2", "m1"),
    Edge("s1", "g1"),
    Edge("s2", "g1"),
    Edge("a1", "s1", "implements", "proposed", "l1"),
    Edge("t1", "a1"),
    Edge("b1", "g2", "contributesTo", "approved", "l2"),
]


def test_a_thread_goes_up_and_down_but_not_up_and_down_again() -> None:
    found = thread("g1", EDGES)
    assert set(found.nodes) == {"sdg4", "m1", "g1", "s1", "s2", "a1", "t1"}
    assert found.nodes[0] == "sdg4"
    assert found.roots() == ["sdg4"]
    assert Edge("g2", "m1") not in found.edges


def test_edges_keep_what_they_say_of_links() -> None:
    below = thread("g1", EDGES).below()
    assert below["s1"] == [Edge("a1", "s1", "implements", "proposed", "l1")]
    assert below["s1"][0].is_link
    assert not below["g1"][0].is_link


def test_means_that_no_link_leads_to_are_left_out_further_down_and_counted() -> None:
    means = frozenset({"s1", "s2"})
    found = thread("m1", EDGES, means=means)
    assert "s2" not in found.nodes
    assert "s1" in found.nodes
    assert found.left_out == 1
    assert "s2" in thread("g1", EDGES, means=means).nodes


def test_measures_under_a_linked_goal_stay() -> None:
    assert "t1" in thread("m1", EDGES, means=frozenset({"s1", "s2", "t1"})).nodes


def test_circles_end_and_have_a_root() -> None:
    found = thread("a", [Edge("a", "b"), Edge("b", "a"), Edge("a", "a")])
    assert set(found.nodes) == {"a", "b"}
    assert found.roots() == ["a"]


def test_the_nearest_nodes_are_kept_where_there_are_too_many() -> None:
    chain = [Edge(f"n{n + 1}", f"n{n}") for n in range(50)]
    found = thread("n10", chain, nodes_max=5)
    assert set(found.nodes) == {"n8", "n9", "n10", "n11", "n12"}
    assert found.left_out == 46
    assert all({edge.lower, edge.upper} <= set(found.nodes) for edge in found.edges)


def test_what_nothing_is_linked_to_is_a_thread_of_one() -> None:
    found = thread("alone", EDGES)
    assert found.nodes == ("alone",)
    assert found.edges == ()
    assert found.roots() == ["alone"]
