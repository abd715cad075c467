"""The index follows the archive, whatever happens to it or beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planvev.archive.archive import Archive
from planvev.search.keeping import KeptIndex, SearchNotReady, kept_generation
from planvev.search.query import Search
from planvev.vocab import GRAPH, ID, PV, RDF, RDFS

GOAL = ID["by/plan/goal/1"].value
OTHER = ID["by/annen/goal/1"].value


def graph(iri: str, *labels: str, kind: str = PV.Goal.value) -> bytes:
    lines = [f"<{iri}> <{RDF.type.value}> <{kind}> ."]
    lines += [f'<{iri}> <{RDFS.label.value}> "{label}"@nb .' for label in labels]
    return "".join(f"{line}\n" for line in sorted(lines)).encode()


def commit(archive: Archive, **graphs: bytes | None) -> None:
    named = {GRAPH[f"by/{name.replace('_', '/')}"].value: text for name, text in graphs.items()}
    with archive.write_lock(1) as lock:
        lock.commit(named, author="test", message="test")


def iris(index: KeptIndex, text: str) -> list[str]:
    return [hit.document["iri"] for hit in index.search(Search(text), 10)[0].hits]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    made = Archive(tmp_path / "state")
    commit(made, plan_adopted=graph(GOAL, "sykkelveier"), annen_adopted=graph(OTHER, "gangveier"))
    return made


def test_new_words_are_found_and_old_ones_are_not(archive: Archive) -> None:
    index = KeptIndex(archive)
    assert iris(index, "sykkelveier") == [GOAL]
    commit(archive, plan_adopted=graph(GOAL, "bussfelt"))
    assert iris(index, "bussfelt") == [GOAL]
    assert iris(index, "sykkelveier") == []
    assert iris(index, "gangveier") == [OTHER]
    assert index.state.generation == archive.head()


def test_what_is_taken_out_is_found_no_more(archive: Archive) -> None:
    index = KeptIndex(archive)
    index.update()
    commit(archive, plan_adopted=None)
    assert iris(index, "sykkelveier") == []


def test_an_index_in_a_folder_is_there_after_a_restart(archive: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "search"
    KeptIndex(archive, folder).update()
    again = KeptIndex(archive, folder)
    assert again.is_current()
    assert iris(again, "sykkelveier") == [GOAL]


@pytest.mark.parametrize("damage", ["about.json", "index/meta.json"])
def test_a_damaged_index_is_built_anew(archive: Archive, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "search"
    KeptIndex(archive, folder).update()
    (folder / damage).write_text('{"half')
    again = KeptIndex(archive, folder)
    assert iris(again, "sykkelveier") == [GOAL]


def test_two_that_keep_one_folder_do_not_harm_each_other(archive: Archive, tmp_path: Path) -> None:
    one, two = (KeptIndex(archive, tmp_path / "search") for _ in range(2))
    one.update()
    two.update()
    commit(archive, plan_adopted=graph(GOAL, "bussfelt"))
    two.update()
    one.update()
    assert iris(one, "bussfelt") == iris(two, "bussfelt") == [GOAL]


def test_a_thread_follows_and_a_search_waits_for_it(archive: Archive, tmp_path: Path) -> None:
    index = KeptIndex(archive, tmp_path / "search")
    index.start()
    try:
        commit(archive, plan_adopted=graph(GOAL, "bussfelt"))
        hits, state = index.search(Search("bussfelt"), 10, wait_s=20)
        assert [hit.document["iri"] for hit in hits.hits] == [GOAL]
        assert state.generation == archive.head()
    finally:
        index.close()


def test_without_a_generation_there_is_nothing_to_search(tmp_path: Path) -> None:
    with pytest.raises(SearchNotReady):
        KeptIndex(Archive(tmp_path / "empty")).search(Search("x"), 1)


def test_a_text_of_a_megabyte_is_indexed_by_its_beginning(archive: Archive) -> None:
    long = "ord " * 250_000
    commit(archive, plan_adopted=graph(GOAL, f"begynnelse {long} slutten"))
    index = KeptIndex(archive)
    assert iris(index, "begynnelse") == [GOAL]
    assert iris(index, "slutten") == []


def test_where_no_folder_can_be_made_the_index_is_kept_in_memory(
    archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    index = KeptIndex(archive, tmp_path / "file" / "search")
    assert iris(index, "sykkelveier") == [GOAL]


def test_the_generation_of_an_index_is_known_without_opening_it(
    archive: Archive, tmp_path: Path
) -> None:
    folder = tmp_path / "search"
    assert kept_generation(folder) == 0
    KeptIndex(archive, folder).update()
    assert kept_generation(folder) == archive.head()
