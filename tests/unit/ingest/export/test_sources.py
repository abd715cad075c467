"""Plans are found by their IRI or by its end, in archives and in files, with what names things."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from planvev.archive.archive import Archive
from planvev.errors import SourceError
from planvev.ingest.export.formats import STRATML, Wish, export
from planvev.ingest.export.plan import read_plan
from planvev.ingest.export.sources import (
    ArchiveTexts,
    FileTexts,
    PlanIndex,
    PlanNotFound,
    collect,
    texts_of_files,
)
from planvev.resources import data_root
from unit.ingest.export.plans import SAMFUNNSDEL, SMALL

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
PLAN = "<https://w3id.org/planvev/ontology#PlanInstrument>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"


class Texts:
    """Graphs at hand, and which of them were read."""

    def __init__(self, **graphs: str) -> None:
        self._graphs = {
            f"https://w3id.org/planvev/graph/{name.replace('__', '/')}": text.encode()
            for name, text in graphs.items()
        }
        self.read: list[str] = []

    def graphs(self) -> dict[str, str]:
        return {graph: str(hash(text)) for graph, text in self._graphs.items()}

    def text(self, graph: str) -> bytes:
        self.read.append(graph)
        return self._graphs[graph]


@pytest.fixture(scope="module")
def files() -> FileTexts:
    return texts_of_files(data_root())


@pytest.mark.parametrize(
    "wanted", [SAMFUNNSDEL, "trondheim/samfunnsdel-2009", "/trondheim/samfunnsdel-2009/"]
)
def test_a_plan_is_found_by_its_iri_and_by_the_end_of_it(files: FileTexts, wanted: str) -> None:
    assert PlanIndex().find(files, wanted)[0] == SAMFUNNSDEL


@pytest.mark.parametrize(
    "wanted", ["", "trondheim", "samfunnsdel", "trondheim/samfunnsdel-20", "x>"]
)
def test_who_asks_for_no_plan_is_told_which_there_are(files: FileTexts, wanted: str) -> None:
    with pytest.raises(PlanNotFound) as raised:
        PlanIndex().find(files, wanted)
    assert SAMFUNNSDEL in raised.value.there
    assert SAMFUNNSDEL in raised.value.message


def test_a_plan_of_another_base_is_found_by_the_end_of_its_iri() -> None:
    texts = Texts(
        lillevik__x__adopted=f"<https://lillevik.example/id/lillevik/x> {TYPE} {PLAN} .\n"
    )
    plan, declaring = PlanIndex().find(texts, "lillevik/x")
    assert plan == "https://lillevik.example/id/lillevik/x"
    assert list(collect(texts, plan, declaring)) == declaring


def test_a_graph_is_looked_through_once_for_each_content() -> None:
    texts, index = Texts(a=f"<urn:a> {TYPE} {PLAN} .\n", b=""), PlanIndex()
    assert list(index.plans(texts)) == ["urn:a"]
    texts.read.clear()
    assert list(index.plans(texts)) == ["urn:a"]
    assert not texts.read


def test_of_a_graph_that_plans_share_each_has_its_own_part() -> None:
    other = SMALL.replace("miljoplan", "kulturplan")
    text = "".join(f'<{p}> {LABEL} "{p[-4:]}" .\n<{p}> {TYPE} {PLAN} .\n' for p in (other, SMALL))
    texts = Texts(lillevik__register=text)
    plan, declaring = PlanIndex().find(texts, SMALL)
    model = read_plan(collect(texts, plan, declaring), plan)
    assert {key: len(triples) for key, triples in model.triples.items()} == {"lillevik/register": 2}


def test_things_that_a_plan_speaks_of_are_named_from_other_graphs(files: FileTexts) -> None:
    plan, declaring = PlanIndex().find(files, SAMFUNNSDEL)
    model = read_plan(collect(files, plan, declaring), plan)
    assert model.body_label == "Trondheim kommune"
    assert model.names["https://w3id.org/planvev/id/trondheim/samfunnsdel-2020"]["nb"]
    assert model.names["https://w3id.org/planvev/id/group/innbyggere"]["en"].startswith("residents")
    assert not set(model.names) & {item.iri for item in model.items}


def test_an_archive_and_the_files_that_it_was_made_of_give_the_same(
    files: FileTexts, tmp_path: Path
) -> None:
    archive = Archive(tmp_path / "state")
    with archive.write_lock() as lock:
        lock.commit({g: files.text(g) for g in files.graphs()}, author="test", message="write")
    texts = ArchiveTexts(archive, archive.manifest())
    plan, declaring = PlanIndex().find(texts, SAMFUNNSDEL)
    assert collect(texts, plan, declaring) == collect(files, plan, declaring)


def test_a_file_that_is_no_turtle_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "plans" / "lillevik" / "x"
    folder.mkdir(parents=True)
    (folder / "adopted.ttl").write_text("<a> <b>")
    with pytest.raises(SourceError, match=r"adopted\.ttl"):
        PlanIndex().plans(texts_of_files(tmp_path))


def test_of_very_many_plans_some_are_listed_and_the_others_counted() -> None:
    plans = [f"https://lillevik.example/id/lillevik/{number}" for number in range(60)]
    said = PlanNotFound("x", plans).message
    assert plans[49] in said
    assert plans[50] not in said
    assert "and 10 others" in said


def test_no_plan_takes_the_name_of_anothers_file() -> None:
    base = "https://lillevik.example/id"
    plans = [f"{base}/{path}" for path in ("a/b-p", "a/p", "b/p", "c/P", "d/b-p")]
    texts = Texts(
        shared__all__x="".join(f"<{plan}> {TYPE} {PLAN} .\n" for plan in plans),
    )
    with ZipFile(BytesIO(export(texts, Wish(STRATML)).body)) as packed:
        names = packed.namelist()
        bodies = [packed.read(name).decode() for name in names]
    assert len({name.lower() for name in names}) == len(plans)
    assert all(any(f"<Source>{plan}<" in body for body in bodies) for plan in plans)
