"""Every competency question gets its answer through the endpoint, asked with SPARQLWrapper."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from SPARQLWrapper import CSV, SPARQLWrapper

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "ontology" / "questions").glob("*.toml"))
USER_GROUPS = ("planner", "open-data", "researcher")
LANGUAGES = {"nb", "nn", "en"}
WHOLE = {"asks", "theme", "ordered", *LANGUAGES, "about", "query", "expected"}
PV = "https://w3id.org/planvev/ontology#"


def read_question(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rows_of(table: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(table)) if row]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_question_gets_its_answer(server_url: str, path: Path) -> None:
    question = read_question(path)
    endpoint = SPARQLWrapper(f"{server_url}/sparql")
    endpoint.setMethod("POST")
    endpoint.setReturnFormat(CSV)
    endpoint.setQuery(question["query"])
    header, *rows = rows_of(endpoint.query().convert().decode())
    expected_header, *expected = rows_of(question["expected"])
    assert header == expected_header
    if question["ordered"]:
        assert rows == expected
    else:
        assert sorted(rows) == sorted(expected)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_question_is_whole(path: Path) -> None:
    question = read_question(path)
    assert set(question) - {"slug", "general", "parameters"} == WHOLE
    assert question["asks"] in USER_GROUPS
    for language in LANGUAGES:
        assert question[language].endswith("?")
        assert question["about"][language].endswith((".", "…"))
    if "general" in question:
        assert question["parameters"], "what is asked in general must have something to choose"
        assert all(question["general"][language].endswith("?") for language in LANGUAGES)


def test_an_ordered_question_says_its_order() -> None:
    for path in FILES:
        question = read_question(path)
        if question["ordered"]:
            assert "ORDER BY" in question["query"], path.name


def test_every_user_group_asks_ten_questions_or_more() -> None:
    asked = Counter(read_question(path)["asks"] for path in FILES)
    assert all(asked[group] >= 10 for group in USER_GROUPS), asked


def test_every_term_of_the_ontology_serves_a_question() -> None:
    triples = parse((ROOT / "ontology" / "planvev.ttl").read_bytes(), RdfFormat.TURTLE)
    terms = {
        quad.subject.value.removeprefix(PV)
        for quad in triples
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(PV)
    }
    queries = "\n".join(read_question(path)["query"] for path in FILES)
    used = set(re.findall(r"\bpv:([A-Za-z]+)", queries)) | set(
        re.findall(rf"<{re.escape(PV)}([A-Za-z]+)>", queries)
    )
    assert used <= terms, f"not in the ontology: {sorted(used - terms)}"
    assert not terms - used, f"terms that no question uses: {sorted(terms - used)}"
