"""Role × graph × change: what each token may do."""

import pytest

from planvev.access.roles import PERMISSIONS, Change, Principal, Role
from planvev.archive.manifest import DEFAULT
from planvev.errors import Forbidden
from planvev.vocab import GRAPH

PLAN = GRAPH.iri + "trondheim/samfunnsdel-2009/"
DECIDED = [
    PLAN + "decisions",
    GRAPH.iri + "oslo/kommuneplan-2040/decisions",
    GRAPH.iri + "shared/agents",
]
RECORDED = [PLAN + "links-recorded"]
EDITED = [
    PLAN + name
    for name in ("adopted", "register", "assessment", "links", "translation-en", "translation-nn")
]
OTHERS = [
    DEFAULT,
    "urn:g",
    "http://example.org/trondheim/samfunnsdel-2009/adopted",
    GRAPH.iri,
    GRAPH.iri + "ontology",
    GRAPH.iri + "sdg",
    GRAPH.iri + "catalogue",
    GRAPH.iri + "code/goal-level",
    GRAPH.iri + "shared/actors",
    GRAPH.iri + "shared/x/adopted",
    GRAPH.iri + "derived/links",
    GRAPH.iri + "derived/links/decisions",
    GRAPH.iri + "shared/x/decisions",
    GRAPH.iri + "shared/agents/x",
    GRAPH.iri + "new/x/links",
    GRAPH.iri + "new/0a1b",
    GRAPH.iri + "trondheim/adopted",
    PLAN + "other",
    PLAN + "adopted/",
    PLAN + "adopted\n",
    PLAN + "x/adopted",
    PLAN + "translation-english",
    PLAN + "../../ontology",
    GRAPH.iri.upper() + "trondheim/samfunnsdel-2009/adopted",
]
ALL = (*DECIDED, *RECORDED, *EDITED, *OTHERS)
REACH = {
    Role.REVIEWER: {Change.ADD: {*DECIDED, *RECORDED}},
    Role.EDITOR: {
        Change.ADD: {*DECIDED, *RECORDED, *EDITED},
        Change.REPLACE: {*RECORDED, *EDITED},
        Change.REMOVE: {*RECORDED, *EDITED},
    },
    Role.ADMIN: {change: set(ALL) for change in Change},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("change", Change)
def test_each_role_reaches_its_graphs_and_no_others(role: Role, change: Change) -> None:
    principal = Principal("kari", role)
    for graph in ALL:
        assert principal.may(graph, change) == (graph in REACH[role].get(change, set())), graph


def test_every_role_has_a_row() -> None:
    assert {row.role for row in PERMISSIONS} == set(Role)


def test_one_graph_out_of_reach_forbids_the_whole() -> None:
    editor = Principal("kari", Role.EDITOR)
    editor.require(EDITED, Change.ADD)
    with pytest.raises(Forbidden, match="ontology"):
        editor.require([*EDITED, GRAPH.iri + "ontology"], Change.ADD)
    with pytest.raises(Forbidden, match="unnamed graph"):
        editor.require([DEFAULT], Change.REMOVE)
    editor.require([], Change.REPLACE)


def test_only_an_admin_may_change_graphs_that_are_not_named() -> None:
    Principal("root", Role.ADMIN).require_any_graph()
    for role in (Role.REVIEWER, Role.EDITOR):
        with pytest.raises(Forbidden, match="CLEAR ALL"):
            Principal("kari", role).require_any_graph("CLEAR ALL reaches every graph.")
