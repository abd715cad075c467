"""Plans as workbooks, and back: what is read is what was written, triple by triple."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from planvev.ingest.anchoring import anchored
from planvev.ingest.draft import FINDINGS, Draft
from planvev.ingest.export.model import PlanModel
from planvev.ingest.export.plan import read_plan
from planvev.ingest.graphs import Existing, plan_graphs
from planvev.ingest.sheets import plan_workbook, plans_workbook
from planvev.ingest.sheets.statements import statement_triples
from planvev.ingest.to_rdf import passage_triples
from unit.ingest.sheets.books import codes, left, read

ROOT = Path(__file__).parents[4]
FOLDER = ROOT / "data" / "plans" / "trondheim" / "samfunnsdel-2009"
PLAN = "https://w3id.org/planvev/id/trondheim/samfunnsdel-2009"
GRAPH = "https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/"
SMALL = "https://w3id.org/planvev/id/storvik/temaplan-2031"
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1",
    "@SUM(A1)",
    "'=1",
    "_x0041_ and _x005F_",
    "<script>]]>&amp;",
    "2.10",
    "TRUE",
    "01.02",
)


@pytest.fixture(scope="module")
def graphs() -> dict[str, list[Triple]]:
    return {
        path.stem: [quad.triple for quad in parse(path.read_bytes(), RdfFormat.TURTLE)]
        for path in sorted(FOLDER.glob("*.ttl"))
    }


@pytest.fixture(scope="module")
def model(graphs: dict[str, list[Triple]]) -> PlanModel:
    return read_plan({GRAPH + suffix: triples for suffix, triples in graphs.items()}, PLAN)


@pytest.fixture(scope="module", params=["nb", "nn", "en"])
def again(request: pytest.FixtureRequest, model: PlanModel) -> Draft:
    return read(plan_workbook(model, request.param))


def small(turtle: str) -> PlanModel:
    head = f"""
        @base <{SMALL}/> .
        @prefix pv: <https://w3id.org/planvev/ontology#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix dct: <http://purl.org/dc/terms/> .
        <{SMALL}> a pv:PlanInstrument .
    """
    triples = [quad.triple for quad in parse((head + turtle).encode(), RdfFormat.TURTLE)]
    return read_plan(
        {"https://w3id.org/planvev/graph/storvik/temaplan-2031/adopted": triples}, SMALL
    )


def test_what_is_adopted_and_what_was_assessed_come_back_triple_by_triple(
    again: Draft, graphs: dict[str, list[Triple]]
) -> None:
    made = plan_graphs(again, PLAN, Existing(graphs=graphs)).graphs
    assert set(made[f"{GRAPH}adopted"]) == set(graphs["adopted"])
    assert set(made[f"{GRAPH}assessment"]) == set(graphs["assessment"])


def test_nothing_of_an_exported_plan_is_unplaced_or_doubtful(again: Draft) -> None:
    assert left(again) == []
    assert again.document.warnings == ()
    assert [doubt for row in again.rows for doubt in row.doubts] == []


def test_the_facts_of_the_plan_come_back(again: Draft, model: PlanModel) -> None:
    assert again.facts.title == model.titles["nb"]
    assert (again.facts.instrument_type, again.facts.status) == ("samfunnsdel", "replaced")
    assert (again.facts.start_year, again.facts.end_year) == ("2009", "2020")
    assert (again.facts.adopted_on, again.facts.language) == ("2010-06-10", "nb")
    assert again.document.meta["plan"] == PLAN


def test_findings_are_carried_whole(again: Draft, graphs: dict[str, list[Triple]]) -> None:
    rows = [row for row in again.rows if row.kind in FINDINGS]
    wordings = anchored(again)
    made: set[Triple] = set()
    for row in rows:
        node = NamedNode(f"{PLAN}/{row.path}")
        made |= {triple for _, triple in statement_triples(node, row.properties)}
        made |= set(passage_triples(node, wordings[row.id].given))
    subjects = {NamedNode(f"{PLAN}/{row.path}") for row in rows}
    assert len(rows) > 200
    assert {t for t in graphs["assessment"] if t.subject in subjects} <= made
    assert made <= set(graphs["assessment"])


def test_the_workbook_is_sound_and_has_no_formula(model: PlanModel) -> None:
    content = plan_workbook(model, "nb")
    assert content == plan_workbook(model, "nb")
    book = load_workbook(io.BytesIO(content))
    assert {"Plan", "Mål", "Strategier", "Tekststeder", "Egenskaper"} <= set(book.sheetnames)
    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in types
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            etree.fromstring(package.read(name))


def test_texts_that_look_like_something_else_come_back_as_they_are() -> None:
    goals = "".join(
        f'<goal/{n}> a pv:Goal ; pv:partOf <{SMALL}> ; pv:position {n} ; rdfs:label "Mål {n}"@nb ; '
        f'pv:text """{text}"""@nb ; skos:notation "{n}.10" .\n'
        for n, text in enumerate(HOSTILE, start=1)
    )
    draft = read(plan_workbook(small(goals), "nb"))
    assert tuple(row.text for row in draft.rows) == HOSTILE
    assert [row.number for row in draft.rows] == [f"{n}.10" for n in range(1, len(HOSTILE) + 1)]
    assert [row.path for row in draft.rows] == [f"goal/{n}" for n in range(1, len(HOSTILE) + 1)]


def test_a_text_longer_than_a_cell_may_be_comes_back_whole() -> None:
    text = "ordene går og går " * 4_000
    turtle = f'<section/a> a pv:Section ; pv:sectionOf <{SMALL}> ; pv:text "{text.strip()}"@nb .'
    content = plan_workbook(small(turtle), "nb")
    cells = [c.value or "" for s in load_workbook(io.BytesIO(content)) for r in s.rows for c in r]
    assert max(len(str(value)) for value in cells) <= 32_767
    assert read(content).rows[0].text == text.strip()


def test_statements_without_a_column_are_carried_with_the_graph_that_makes_them() -> None:
    turtle = '<goal/1> a pv:Goal ; pv:text "Gode liv"@nb ; dct:subject <http://example.org/tema> .'
    row = read(plan_workbook(small(turtle), "nb")).rows[0]
    said = list(statement_triples(NamedNode(f"{SMALL}/goal/1"), row.properties))
    assert [(graph, triple.object.value) for graph, triple in said] == [
        ("adopted", "http://example.org/tema")
    ]


def test_a_text_that_was_changed_loses_the_passages_of_the_old_one(model: PlanModel) -> None:
    book = load_workbook(io.BytesIO(plan_workbook(model, "nb")))
    header = [cell.value for cell in book["Mål"][1]]
    book["Mål"].cell(row=2, column=header.index("Tekst") + 1).value = "Et helt annet mål"
    file = io.BytesIO()
    book.save(file)
    draft = read(file.getvalue())
    row = next(row for row in draft.rows if row.text == "Et helt annet mål")
    assert row.path == "goal/1"
    assert "passage" not in row.properties
    assert codes(draft, "Et helt annet mål") == {"text-changed"}


def test_all_plans_are_one_table_with_a_row_for_each_goal_and_strategy(model: PlanModel) -> None:
    links = {f"{PLAN}/goal/2.6": {"approved": (2, 1), "proposed": (0, 3)}}
    content = plans_workbook([model, model], "nb", links)
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].values)
    assert len(rows) == 1 + 2 * (29 + 92)
    found = next(dict(zip(rows[0], row, strict=True)) for row in rows if row[8] == "2.6")
    assert found["Plan"] == "Kommuneplanens samfunnsdel 2009–2020"
    assert found["Plantype"] == "kommuneplanens samfunnsdel"
    assert (found["Periode fra"], found["Periode til"]) == (2009, 2020)
    assert (found["Slag"], found["Nivå"]) == ("mål", "delmål")
    assert found["Over"].startswith("2 I 2020 er Trondheim en bærekraftig by")
    assert found["Strategier"] == sum(
        item.parent == f"{PLAN}/goal/2.6" and item.kind == "Strategy" for item in model.items
    )
    assert [
        found[f"Koblinger {way}: {s}"] for s in ("approved", "proposed") for way in ("ut", "inn")
    ] == [
        2,
        1,
        0,
        3,
    ]


@pytest.mark.parametrize(
    "said",
    [
        '<section/1> a pv:Section ; pv:text "Fra ord til handling"@nb ; skos:notation "6.1" .',
        '<vision/1> a pv:Vision ; pv:text "Sammen"@nb ; skos:notation "2" .',
        '<value/1> a pv:Value ; pv:text "Åpen"@nb ; skos:notation "3.10" .',
        '<goal/1> a pv:Goal ; pv:text "Gode liv"@nb ; skos:notation "1", "1a" .',
        '<goal/1> a pv:Goal ; pv:text "Gode liv"@nb , "Good lives"@en ; rdfs:label "G"@nb .',
        '<goal/1> a pv:Goal ; pv:text "Gode liv"@nb ; rdfs:label "G"@nb , "L"@de , "M" .',
    ],
)
def test_numbers_and_names_come_back_where_the_template_has_no_column_for_them(said: str) -> None:
    model = small(said.replace(" .", f" ; pv:partOf <{SMALL}> ; pv:position 1 ."))
    draft = read(plan_workbook(model, "nb"))
    again = plan_graphs(draft, SMALL, Existing({"adopted": model.triples["adopted"]}))
    found = set(next(t for graph, t in again.graphs.items() if graph.endswith("/adopted")))
    about = {t for t in model.triples["adopted"] if t.subject != NamedNode(SMALL)}
    assert about <= found


def test_actors_of_the_plans_own_come_back_where_the_plan_is_not_known() -> None:
    said = f"""
        @prefix pv: <https://w3id.org/planvev/ontology#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <{SMALL}/goal/1/mention/1> a pv:Mention ; pv:about <{SMALL}/goal/1> ;
            pv:mentioned <{SMALL}/actor/velet> ;
            pv:role <https://w3id.org/planvev/code/mention-role/partner> .
        <{SMALL}/actor/velet> a pv:Actor ; rdfs:label "Velet"@nb ;
            pv:actorKind <https://w3id.org/planvev/code/actor-kind/unspecified> .
        <{SMALL}/actor/ingen> a pv:Actor ; rdfs:label "Ingen nevner meg"@nb .
    """
    assessment = [quad.triple for quad in parse(said.encode(), RdfFormat.TURTLE)]
    adopted = small('<goal/1> a pv:Goal ; pv:text "Gode liv"@nb .').triples["adopted"]
    graph = "https://w3id.org/planvev/graph/storvik/temaplan-2031/"
    model = read_plan({f"{graph}adopted": adopted, f"{graph}assessment": assessment}, SMALL)
    made = plan_graphs(read(plan_workbook(model, "nb")), SMALL)
    found = set(made.graphs[f"{graph}assessment"])
    known = {t for t in assessment if t.subject != NamedNode(f"{SMALL}/actor/ingen")}
    assert known <= found
    assert not any(t.subject == NamedNode(f"{SMALL}/actor/ingen") for t in found)


def test_an_element_in_other_words_than_the_plans_gets_no_wording_from_the_workbook() -> None:
    source = "https://w3id.org/planvev/id/source/" + "a" * 64
    model = small(
        f'<goal/1> a pv:Goal ; rdfs:label "Gode liv"@nb ; dct:source <{source}> ;'
        f" pv:partOf <{SMALL}> ; pv:position 1 ."
    )
    made = plan_graphs(read(plan_workbook(model, "nb")), SMALL)
    adopted = next(t for graph, t in made.graphs.items() if graph.endswith("/adopted"))
    goal = NamedNode(f"{SMALL}/goal/1")
    about = {t for t in adopted if t.subject == goal and "goalLevel" not in t.predicate.value}
    assert about == {t for t in model.triples["adopted"] if t.subject == goal}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Verdi", "a b"),
        ("Verdi", "tema"),
        ("Egenskap", "dct:subject nr. 1"),
        ("Egenskap", None),
        ("Type", "tall"),
    ],
)
def test_a_statement_that_a_person_broke_is_told_of_and_not_taken_in(
    column: str, value: str | None
) -> None:
    model = small('<goal/1> a pv:Goal ; pv:text "Liv"@nb ; dct:subject <http://example.org/t> .')
    book = load_workbook(io.BytesIO(plan_workbook(model, "nb")))
    sheet = book["Egenskaper"]
    heads = {cell.value: cell.column for cell in sheet[1]}
    row = next(n for n in range(2, 9) if sheet.cell(n, heads["Verdi"]).value[:7] == "http://")
    sheet.cell(row, heads[column]).value = value
    file = io.BytesIO()
    book.save(file)
    draft = read(file.getvalue())
    assert ("statement-unusable", ("Egenskaper", str(row))) in draft.document.warnings
    assert draft.rows[0].text == "Liv"
    plan_graphs(draft, SMALL)


@pytest.mark.parametrize(
    ("sheet", "column", "value"),
    [
        ("Mål", "IRI", f"{SMALL}/goal/a b"),
        ("Mål", "IRI", f"{SMALL}/../annen-plan/goal/1"),
        ("Mål", "IRI", f"{SMALL}/goal/.."),
        ("Mål", "IRI", f"{SMALL}/goal/1#<x>"),
        ("Mål", "Kort tekst (en)", "Kort tekst (norsk bokmål)"),
        ("Mål", "Kort tekst (en)", "Kort tekst (æøåæøåæøå)"),
        ("Tekststeder", "Fra tegn", "²"),
        ("Tekststeder", "Rekkefølge", "1.5"),
        ("Tekststeder", "Kilde (SHA-256)", "min fil"),
        ("Tekststeder", "Til tegn", "9" * 5000),
    ],
)
def test_a_cell_that_a_person_broke_makes_no_iri_outside_of_the_plan_and_no_fault(
    model: PlanModel, sheet: str, column: str, value: str
) -> None:
    said = '<goal/1> a pv:Goal ; pv:text "Gode liv"@nb ; rdfs:label "Good"@en .'
    plan = small(said) if sheet == "Mål" else model
    book = load_workbook(io.BytesIO(plan_workbook(plan, "nb")))
    heads = {cell.value: cell.column for cell in book[sheet][1]}
    row = 1 if column == "Kort tekst (en)" else 2
    book[sheet].cell(row, heads[column]).value = value
    file = io.BytesIO()
    book.save(file)
    draft = read(file.getvalue())
    for triples in plan_graphs(draft, plan.iri).graphs.values():
        assert all(".." not in str(triple.subject) for triple in triples)
    unusable = ("passage-unusable", ("Tekststeder", "2")) in draft.document.warnings
    assert unusable == (sheet == "Tekststeder")
