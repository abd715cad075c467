"""``planvev load`` and ``planvev query --generation``: files into the archive, and asking it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import run_planvev
from unit.writes.site import ADOPTED, LINKS, Site, copy_template, make_template

COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH <urn:g> { ?s ?p ?o } }"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("site"))


@pytest.fixture
def site(template: Path, tmp_path: Path) -> Site:
    return Site(copy_template(template, tmp_path / "site"))


def load(site: Site, *arguments: str) -> tuple[int, str, str]:
    done = run_planvev("load", *arguments, "--state", str(site.archive.state))
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def count(site: Site, *arguments: str) -> str:
    done = run_planvev(
        "query", "-", "--format", "csv", "--state", str(site.archive.state), *arguments, stdin=COUNT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[1]


def test_a_file_becomes_a_graph_and_each_generation_can_be_asked(
    site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "g.ttl"
    for triples in ("<urn:a> <urn:b> 1 , 2 .", "<urn:a> <urn:b> 3 ."):
        file.write_text(triples)
        code, output, _ = load(site, str(file), "--graph", "urn:g", "--json")
        assert code == 0
        assert json.loads(output) == {"generation": site.archive.head(), "committed": True}
    assert count(site) == "1"
    assert count(site, "--generation", "HEAD~1") == "2"
    assert count(site, "--generation", "1") == "0"
    _, output, _ = load(site, str(file), "--graph", "urn:g")
    assert output == "Nothing has changed; generation 3 holds it already.\n"


def test_a_file_that_does_not_conform_is_not_loaded(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "adopted.ttl"
    file.write_text(
        "<https://w3id.org/planvev/id/eksempel/plan-2026/goal/9> a "
        "<https://w3id.org/planvev/ontology#Goal> ."
    )
    code, _, errors = load(site, str(file), "--graph", ADOPTED)
    assert code == 1
    assert "adopted.ttl does not conform and is not loaded" in errors
    assert site.archive.head() == 1


def test_what_load_writes_stays_when_a_server_starts(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "g.nt"
    file.write_text("<urn:a> <urn:b> <urn:c> .")
    for graph in ("urn:g", LINKS):
        code, _, _ = load(site, str(file), "--graph", graph)
        assert code == 0
    site.load()
    for graph in ("urn:g", LINKS):
        assert site.lines(graph) == ["<urn:a> <urn:b> <urn:c> ."]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--graph IRI"),
        (("--graph", "no iri"), "«no iri» is no absolute IRI"),
    ],
)
def test_a_file_needs_a_graph(
    site: Site, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    file = tmp_path / "g.ttl"
    file.write_text("")
    code, _, errors = load(site, str(file), *arguments)
    assert code == 2
    assert message in errors


@pytest.mark.parametrize(
    ("graph", "triple"),
    [
        ("javascript:x", "<urn:a> <urn:b> 1 ."),
        ("urn:g", "<javascript:x> <urn:b> 1 ."),
        ("urn:g", "<urn:a> <urn:b> '\\u0001' ."),
    ],
)
def test_terms_that_the_server_would_not_take_are_refused(
    site: Site, tmp_path: Path, graph: str, triple: str
) -> None:
    file = tmp_path / "g.ttl"
    file.write_text(triple)
    code, _, errors = load(site, str(file), "--graph", graph)
    assert code == 2
    assert "The content is refused" in errors
    assert site.archive.head() == 1


def test_a_file_that_does_not_parse_is_named_with_its_line(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "g.ttl"
    file.write_text("<urn:a> <urn:b> 1 .\nnonsense\n")
    code, _, errors = load(site, str(file), "--graph", "urn:g")
    assert code == 2
    assert "g.ttl:2:" in errors


def test_a_folder_is_loaded_as_at_a_start(site: Site) -> None:
    code, output, _ = load(site, str(site.data))
    assert (code, output) == (0, "Nothing has changed; generation 1 holds it already.\n")


def test_a_graph_whose_file_is_gone_is_taken_out_and_named(site: Site) -> None:
    (site.data / "plans/eksempel/plan-2026/links.ttl").unlink()
    code, _, errors = load(site, str(site.data))
    assert code == 0
    assert f"<{LINKS}> is taken out" in errors
    assert LINKS not in site.archive.manifest().graphs


def test_a_generation_that_is_not_there_is_named(site: Site) -> None:
    done = run_planvev(
        "query", "-", "--state", str(site.archive.state), "--generation", "9", stdin=COUNT
    )
    assert done.returncode == 2
    assert "does not hold generation 9; it holds 1 to 1" in done.stderr
