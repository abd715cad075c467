"""Files are loaded where they changed; what was changed at run time is named, not overwritten."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planvev.errors import SourceError
from planvev.vocab import GRAPH
from planvev.writes import ValidationFailed, performing
from planvev.writes.loading import MEMORY, Fate
from unit.validation.small_plan import PLAN
from unit.writes.site import (
    ADOPTED,
    ASSESSMENT,
    DECISIONS,
    DERIVED_LINKS,
    LINK,
    LINKS,
    REGISTER,
    UPDATE_PREFIXES,
    Site,
    canonical,
    decision,
    make_template,
    request,
)

RELABEL = f"""{UPDATE_PREFIXES}
DELETE {{ GRAPH <{ADOPTED}> {{ ?e rdfs:label ?old }} }}
INSERT {{ GRAPH <{ADOPTED}> {{ ?e rdfs:label "Endret"@nb }} }}
WHERE {{ GRAPH <{ADOPTED}> {{ ?e a pv:Goal ; rdfs:label ?old }} }}"""
CHANGED = "Barn og unge skal sykle"


def change_file(site: Site, name: str, old: str, new: str) -> Path:
    path = site.data / "plans/eksempel/plan-2026" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_the_first_start_loads_all_in_one_generation(tmp_path: Path) -> None:
    site = Site(make_template(tmp_path))
    assert site.archive.head() == 1
    manifest = site.archive.manifest()
    assert {ADOPTED, LINKS, DERIVED_LINKS, GRAPH["ontology"].value} <= manifest.graphs.keys()
    assert ADOPTED in manifest.loaded
    assert DERIVED_LINKS not in manifest.loaded


def test_a_second_start_does_nothing(site: Site) -> None:
    before = site.digest()
    loaded = site.load()
    assert set(loaded.fates.values()) == {Fate.UNCHANGED}
    assert loaded.written is None
    assert site.digest() == before
    (site.archive.state / MEMORY).write_text("nonsense")
    assert set(site.load().fates.values()) == {Fate.UNCHANGED}


def test_only_what_changed_is_loaded(site: Site) -> None:
    change_file(site, "register.ttl", "Samfunnsdel 2026", "Plan 2026")
    loaded = site.load()
    assert loaded.of(Fate.LOADED) == [REGISTER]
    assert loaded.written is not None
    assert [graph.graph for graph in loaded.written.graphs] == [REGISTER]
    assert any("Plan 2026" in line for line in site.lines(REGISTER))


def test_a_file_that_is_only_written_otherwise_is_not_loaded(site: Site) -> None:
    change_file(site, "register.ttl", "@prefix dct:", "# the same\n@prefix dct:")
    assert site.load().of(Fate.LOADED) == []


def test_decisions_and_run_time_graphs_survive(site: Site) -> None:
    site.writer.update(decision(1), request())
    site.writer.put("urn:mine", canonical("<urn:s> <urn:p> 007 ."), request())
    kept = {graph: site.archive.text(graph) for graph in (DECISIONS, "urn:mine", DERIVED_LINKS)}
    change_file(site, "register.ttl", "Samfunnsdel 2026", "Plan 2026")
    site.load(force=True)
    assert {graph: site.archive.text(graph) for graph in kept} == kept


def test_what_was_changed_at_run_time_is_named_and_kept_until_forced(site: Site) -> None:
    site.writer.update(RELABEL, request())
    assert site.load().of(Fate.KEPT) == []  # its file has not changed
    change_file(site, "adopted.ttl", 'rdfs:label "Barn skal sykle."', f'rdfs:label "{CHANGED}"')
    before = site.digest()
    for _ in range(2):
        loaded = site.load()
        assert loaded.of(Fate.KEPT) == [ADOPTED]
        assert site.archive.head() == 2
    assert any("Endret" in line for line in site.lines(ADOPTED))
    assert site.load(force=True).of(Fate.LOADED) == [ADOPTED]
    assert any(CHANGED in line for line in site.lines(ADOPTED))
    assert site.load().of(Fate.UNCHANGED) == sorted(graph.value for graph in site.files())
    assert site.digest() != before


def test_a_graph_that_was_removed_at_run_time_stays_removed(site: Site) -> None:
    site.writer.delete(LINKS, request())
    assert site.load().of(Fate.UNCHANGED).count(LINKS) == 1
    change_file(site, "links.ttl", "machineSuggestion", "analystAssessment")
    assert site.load().of(Fate.KEPT) == [LINKS]
    assert LINKS not in site.archive.manifest().graphs
    assert site.load(force=True).of(Fate.LOADED) == [LINKS]


def test_a_graph_whose_file_is_gone_goes_unless_it_was_changed(site: Site) -> None:
    (site.data / "plans/eksempel/plan-2026/links.ttl").unlink()
    assert site.load().of(Fate.REMOVED) == [LINKS]
    assert LINKS not in site.archive.manifest().graphs
    assert DERIVED_LINKS not in site.archive.manifest().graphs
    site.writer.update(f"INSERT DATA {{ GRAPH <{ASSESSMENT}> {{ <urn:s> <urn:p> 1 }} }}", request())
    (site.data / "plans/eksempel/plan-2026/assessment.ttl").unlink()
    assert site.load().of(Fate.KEPT) == [ASSESSMENT]
    assert site.load(force=True).of(Fate.REMOVED) == [ASSESSMENT]


def test_files_that_do_not_conform_change_nothing(site: Site) -> None:
    change_file(site, "adopted.ttl", "pv:position 1 ;\n    skos", "pv:position 2 ;\n    skos")
    before = site.archive.head()
    with pytest.raises(ValidationFailed) as raised:
        site.load()
    assert raised.value.report.results[0].subject == f"{PLAN}/goal/1"
    assert site.archive.head() == before


def test_a_file_that_does_not_parse_is_named_with_its_line(site: Site) -> None:
    path = change_file(site, "adopted.ttl", "pv:position 1 ;", "pv:position ;")
    with pytest.raises(SourceError) as raised:
        site.load()
    assert (raised.value.path, bool(raised.value.line)) == (path, True)


def test_derived_graphs_are_made_anew_when_their_queries_change(site: Site) -> None:
    memory = site.archive.state / MEMORY
    memory.write_text(memory.read_text().replace('"derivations": "', '"derivations": "x'))
    assert site.load().written is not None
    assert f"<{LINK}>" in site.lines(DERIVED_LINKS)[0]
    assert site.load().written is None


def test_a_load_in_many_parts_finds_what_it_finds_at_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(site.archive.state)
    change_file(site, "adopted.ttl", "a pv:Strategy", "a pv:Goal")
    change_file(site, "register.ttl", "Samfunnsdel 2026", "Plan 2026")
    change_file(site, "links.ttl", "/strategy/1.1>", "/strategy/9>")
    reports = []
    for part_bytes in (1 << 30, 1):
        monkeypatch.setattr(performing, "_PART_BYTES", part_bytes)
        with pytest.raises(ValidationFailed) as refused:
            site.load()
        reports.append(refused.value.report)
    whole, parts = reports
    assert len({result.graph for result in whole.results}) > 1
    assert parts.results == whole.results
    assert (parts.focused, parts.triples) == (whole.focused, whole.triples)
