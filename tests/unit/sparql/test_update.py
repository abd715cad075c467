"""Which graphs an update may change, where USING goes, what an update must not fetch."""

import os
from pathlib import Path

import pytest
from pyoxigraph import Store

from planvev.archive.manifest import DEFAULT
from planvev.engine.base import Dataset
from planvev.errors import BadRequest, FederationRefused
from planvev.sparql.update import analyse_update, refuse_outside, with_using

W3C = Path(os.environ.get("PLANVEV_SHARED", Path(__file__).parents[4] / "shared")) / "w3c/sparql11"
BASE = "http://example.org/base/x"

CLOSED: dict[str, tuple[str, set[str]]] = {
    "nothing": ("", set()),
    "a prologue alone": ("PREFIX e: <urn:e:>", set()),
    "data": ("INSERT DATA { <urn:s> <urn:p> 1 }", {DEFAULT}),
    "data in a graph": ("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }", {"urn:g"}),
    "data in both": (
        "DELETE DATA { <urn:s> <urn:p> 1 . GRAPH <urn:g> { <urn:s> <urn:p> 1 } . }",
        {DEFAULT, "urn:g"},
    ),
    "a prefixed name": (
        "PREFIX e: <urn:e:> INSERT DATA { GRAPH e:g\\-1 { e:s e:p 1.5e3, -2, true, 'x'@nb-NO } }",
        {"urn:e:g-1"},
    ),
    "a prefix that is declared twice": (
        "PREFIX e: <urn:a:> PREFIX e: <urn:b:> CLEAR GRAPH e:g",
        {"urn:b:g"},
    ),
    "a relative name": ("CLEAR GRAPH <../g>", {"http://example.org/g"}),
    "a relative base": ("BASE <z/> CLEAR GRAPH <g>", {"http://example.org/base/z/g"}),
    "an escape in an IRI": (r"CLEAR GRAPH <urn:\u0067>", {"urn:g"}),
    "a pattern": (
        "DELETE { GRAPH <urn:a> { ?s ?p ?o } } INSERT { GRAPH <urn:b> { ?s ?p [ ?q (1 2) ] } } "
        "USING <urn:c> USING NAMED <urn:d> WHERE { GRAPH ?g { ?s ?p ?o FILTER (?o < 3) } }",
        {"urn:a", "urn:b"},
    ),
    "a pattern without GRAPH": (
        "DELETE { ?s ?p ?o } WHERE { GRAPH <urn:a> {?s ?p ?o} }",
        {DEFAULT},
    ),
    "WITH": ("WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", {"urn:g"}),
    "WITH and GRAPH": (
        "WITH <urn:g> INSERT { <urn:s> <urn:p> 1 GRAPH <urn:h> { <urn:s> <urn:p> 1 } } WHERE {}",
        {"urn:g", "urn:h"},
    ),
    "the short form": ("DELETE WHERE { GRAPH <urn:g> { ?s ?p ?o } }", {"urn:g"}),
    "triple terms and annotations": (
        "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> <<( <urn:s> <urn:p> 1 )>> "
        "{| <urn:q> 2 {| <urn:r> 3 |} |} } }",
        {"urn:g"},
    ),
    "CLEAR DEFAULT": ("clear silent default", {DEFAULT}),
    "DROP": ("DROP SILENT GRAPH <urn:g> ;", {"urn:g"}),
    "CREATE": ("CREATE GRAPH <urn:g>", {"urn:g"}),
    "COPY": ("COPY <urn:a> TO GRAPH <urn:b>", {"urn:b"}),
    "ADD": ("ADD DEFAULT TO <urn:b>", {"urn:b"}),
    "MOVE changes its source": ("MOVE SILENT <urn:a> TO DEFAULT", {"urn:a", DEFAULT}),
    "LOAD": ("LOAD SILENT <http://x/> INTO GRAPH <urn:g>", {"urn:g"}),
    "LOAD without INTO": ("LOAD SILENT <http://x/>", {DEFAULT}),
    "several": ("CLEAR GRAPH <urn:a> ; CREATE GRAPH <urn:b> ;", {"urn:a", "urn:b"}),
    "keywords in strings and comments": (
        "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 'GRAPH <urn:x> {' # GRAPH <urn:y> {\n } }",
        {"urn:g"},
    ),
    "a prefix that is called graph": (
        "PREFIX graph: <urn:> INSERT DATA { graph:s graph:p graph:o }",
        {DEFAULT},
    ),
}
OPEN = {
    "a variable": "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "a variable in the short form": "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
    "CLEAR ALL": "CLEAR ALL",
    "DROP NAMED": "DROP SILENT NAMED",
    "glued: CLEARALL": "CLEARALL",
    "glued: CLEARGRAPH": "CLEARGRAPH<urn:g>",
    "glued: INSERTDATA": "INSERTDATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }",
    "glued: GRAPH and a name": "PREFIX e: <urn:> INSERT DATA { GRAPHe:g { e:s e:p 1 } }",
    "glued: WITH and a name": "PREFIX e: <urn:> WITHe:g DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }",
    "glued to a number": "INSERT DATA { <urn:s> <urn:p> 1e5GRAPH <urn:g> { <urn:s> <urn:p> 1 } }",
    "an unknown operation": "REPLACE GRAPH <urn:g>",
    "an undeclared prefix": "CLEAR GRAPH e:g",
    "an unfinished operation": "INSERT DATA { GRAPH <urn:g> {",
    "something after the end": "CLEAR GRAPH <urn:g> CLEAR GRAPH <urn:h>",
    "annotations without end": "INSERT DATA { <urn:s> <urn:p> 1 " + "{| <urn:q> 2 " * 200,
    "an end of WHERE that is hidden in what looks like an IRI": (
        "INSERT {} WHERE { FILTER(?a<'x&&?b>) } ; INSERT DATA { <urn:a> <urn:b> ') } ; "
        "CLEAR GRAPH <urn:secret> ; INSERT DATA { <urn:a> <urn:b> '' }"
    ),
}


@pytest.mark.parametrize(("update", "graphs"), CLOSED.values(), ids=CLOSED)
def test_the_graphs_that_an_update_names_are_found(update: str, graphs: set[str]) -> None:
    analysis = analyse_update(update, BASE)
    assert not analysis.open_ended, analysis.reason
    assert analysis.graphs == graphs


@pytest.mark.parametrize("update", OPEN.values(), ids=OPEN)
def test_an_update_that_may_change_any_graph_is_open_ended(update: str) -> None:
    analysis = analyse_update(update, BASE)
    assert analysis.open_ended
    assert analysis.reason


def test_a_relative_name_without_a_base_is_open_ended() -> None:
    assert analyse_update("CLEAR GRAPH <g>").open_ended


UPDATE_FILES = sorted(W3C.rglob("*.ru"))


@pytest.mark.skipif(not UPDATE_FILES, reason="the W3C's tests are not there")
def test_no_update_of_the_w3c_is_open_ended_but_those_that_say_all_named_or_a_variable() -> None:
    assert len(UPDATE_FILES) > 100
    for path in UPDATE_FILES:
        update = path.read_text(encoding="utf-8")
        try:
            Store().update(update, base_iri=BASE)
        except SyntaxError:
            continue
        except (OSError, RuntimeError):
            pass  # it parses; what it does is of no interest here
        analysis = analyse_update(update, BASE)
        assert not analysis.open_ended or "reach" in analysis.reason, f"{path}: {analysis.reason}"


# --- USING ---

USING = Dataset(("urn:a", "urn:b"), ("urn:c",))
CLAUSES = "USING <urn:a> USING <urn:b> USING NAMED <urn:c> "


def test_using_goes_before_each_where_of_a_modification() -> None:
    update = (
        "# WHERE\nCLEAR DEFAULT ; INSERT DATA { <urn:s> <urn:p> 'WHERE' } ;\n"
        "DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { ?s ?p 1 } ;\ninsert {} where { ?s ?p 'é' }"
    )
    expected = update.replace("} WHERE {", f"}} {CLAUSES}WHERE {{").replace(
        "{} where", f"{{}} {CLAUSES}where"
    )
    assert with_using(update, USING) == expected


def test_the_short_form_is_written_out() -> None:
    update = "DELETE WHERE { ?s ?p 1 . GRAPH <urn:g> { ?s ?q ?o } } ; CLEAR DEFAULT"
    group = "{ ?s ?p 1 . GRAPH <urn:g> { ?s ?q ?o } }"
    assert with_using(update, USING) == f"DELETE  {group} {CLAUSES}WHERE {group} ; CLEAR DEFAULT"


def test_an_update_without_patterns_stays_as_it_is() -> None:
    assert with_using("CLEAR ALL", USING) == "CLEAR ALL"


def test_nothing_to_use_changes_nothing_even_where_it_cannot_be_read() -> None:
    assert with_using("nonsense (", Dataset()) == "nonsense ("


@pytest.mark.parametrize(
    "update",
    [
        "INSERT {} USING <urn:x> WHERE {}",
        "INSERT {} USING NAMED <urn:x> WHERE {}",
        "WITH <urn:x> INSERT {} WHERE {}",
        "CLEAR ALL ; with <urn:x> INSERT {} WHERE {}",
    ],
)
def test_a_dataset_of_its_own_is_a_conflict(update: str) -> None:
    with pytest.raises(BadRequest, match="names its dataset itself"):
        with_using(update, USING)


@pytest.mark.parametrize("update", ["CLEARALL", "INSERT {", "WITHe:g INSERT {} WHERE {}"])
def test_an_update_that_cannot_be_told_apart_takes_no_using(update: str) -> None:
    with pytest.raises(BadRequest, match="write USING clauses"):
        with_using(update, USING)


def test_using_has_the_effect_that_the_protocol_gives_it() -> None:
    store = Store()
    store.update(
        "INSERT DATA { <urn:s> <urn:in> 'default' GRAPH <urn:a> { <urn:s> <urn:in> 'a' } "
        "GRAPH <urn:c> { <urn:s> <urn:in> 'c' } GRAPH <urn:d> { <urn:s> <urn:in> 'd' } }"
    )
    store.update(
        with_using(
            "INSERT { GRAPH <urn:found> { ?s <urn:from> ?o . ?s <urn:named> ?n } } "
            "WHERE { { ?s <urn:in> ?o } UNION { GRAPH ?g { ?s <urn:in> ?n } } }",
            Dataset(("urn:a",), ("urn:c",)),
        )
    )
    store.update(with_using("DELETE WHERE { ?s <urn:in> ?o }", Dataset(("urn:a",))))
    query = "SELECT ?p ?o { GRAPH <urn:found> { ?s ?p ?o } }"
    found = {(row["p"].value, row["o"].value) for row in store.query(query)}
    assert found == {("urn:from", "a"), ("urn:named", "c")}


# --- LOAD and SERVICE ---


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://x/>",
        "load <http://x/> INTO GRAPH <urn:g>",
        "CLEAR ALL ; LOAD <http://x/>",
        "PREFIX e: <http://x/> LOADe:x",
        "LOAD<http://x/>",
        "LOAD SILENT <http://x/> ; LOAD <http://x/>",
    ],
)
def test_load_is_refused(update: str) -> None:
    with pytest.raises(FederationRefused, match="LOAD"):
        refuse_outside(update)


@pytest.mark.parametrize(
    "update",
    [
        "",
        "LOAD SILENT <http://x/>",
        "load silent <http://x/> INTO GRAPH <urn:g>",
        "LOADSILENT<http://x/>",
        "PREFIX load: <urn:> INSERT DATA { load:s load:p 'LOAD' } # LOAD <http://x/>",
        "INSERT DATA { <urn:SERVICE> <urn:p> 'SERVICE' }",
    ],
)
def test_what_fetches_nothing_is_let_through(update: str) -> None:
    refuse_outside(update)


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_service_is_refused_in_updates(silent: str) -> None:
    with pytest.raises(FederationRefused, match="SERVICE"):
        refuse_outside(
            f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE {silent}<http://x/> {{ ?s ?p ?o }} }}"
        )


def test_the_analysis_takes_linear_time() -> None:
    update = "".join(f"PREFIX p{i}: <urn:p{i}:>\n" for i in range(1000))
    update += "INSERT DATA {" + "".join(f"GRAPH p{i}:g {{}}\n" for i in range(1000)) + "}"
    assert len(analyse_update(update, BASE).graphs) == 1000
