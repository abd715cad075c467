"""``/reconcile``: the Reconciliation Service API 0.2, over the plans of a town that is made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from planvev.linking.corpus import CorpusReader
from planvev.vocab import GRAPH, ID, PV, RDF, RDFS, SKOS
from planvev.web import matching
from planvev.web.matching import ALL, KeptMatchers
from planvev.web.reconcile_queries import BATCH_MAX, CANDIDATES_MAX
from unit.web import reconciliation_schemas as schemas
from unit.web.dataset_server import DatasetServer

MAIN, CULTURE = ID["fjellvik/samfunnsdel-2024"].value, ID["fjellvik/kulturplan-2025"].value
CYCLING, SAFE, SAFE_TOO = f"{MAIN}/goal/1.1", f"{MAIN}/goal/2", f"{CULTURE}/goal/1"
HOSTILE = f"{CULTURE}/goal/2"
SDG_TARGET = "http://metadata.un.org/sdg/11.6"
GOAL = PV.Goal.value
SDG_TYPE = "http://metadata.un.org/sdg/ontology#Target"
EVIL = "<script>alert('x')</script> musikk i gatene"


def _line(subject: str, predicate: str, value: str) -> str:
    return f"<{subject}> <{predicate}> {value} .\n"


def _plan(iri: str, kind: str, title: str) -> list[str]:
    return [
        _line(iri, RDF.type.value, f"<{PV.PlanInstrument.value}>"),
        _line(iri, "http://purl.org/dc/terms/title", f'"{title}"@nb'),
        _line(
            iri,
            PV.instrumentType.value,
            f"<https://w3id.org/planvev/code/instrument-type/{kind}>",
        ),
    ]


def _element(plan: str, iri: str, kind: str, text: str, number: str = "", under: str = "") -> str:
    lines = [
        _line(iri, RDF.type.value, f"<{PV[kind].value}>"),
        _line(iri, PV.partOf.value, f"<{plan}>"),
        _line(iri, RDFS.label.value, f'"{text}"@nb'),
    ]
    if number:
        lines.append(_line(iri, SKOS.notation.value, f'"{number}"'))
    if under:
        lines.append(_line(iri, PV.subGoalOf.value, f"<{under}>"))
    return "".join(lines)


def _graph(*parts: str) -> bytes:
    return "".join(sorted("".join(parts).splitlines(keepends=True))).encode()


def graphs() -> dict[str, bytes]:
    above = f"{MAIN}/goal/1"
    return {
        GRAPH["fjellvik/samfunnsdel-2024/adopted"].value: _graph(
            *_plan(MAIN, "samfunnsdel", "Samfunnsdelen for Fjellvik 2024–2036"),
            _element(MAIN, above, "Goal", "Fjellvik er en grønn bygd", "1"),
            _element(MAIN, CYCLING, "Goal", "Flere sykler til skolen og jobben", "1.1", above),
            _element(MAIN, SAFE, "Goal", "Alle er trygge hjemme", "2"),
            _element(MAIN, f"{MAIN}/strategy/1.1.1", "Strategy", "Bygge sykkelveier langs elva"),
        ),
        GRAPH["fjellvik/kulturplan-2025/adopted"].value: _graph(
            *_plan(CULTURE, "temaplan", "Kulturplan for Fjellvik"),
            _element(CULTURE, SAFE_TOO, "Goal", "Alle er trygge hjemme", "1"),
            _element(CULTURE, HOSTILE, "Goal", EVIL, "2"),
        ),
        GRAPH["sdg/targets"].value: _graph(
            _line(SDG_TARGET, RDF.type.value, f"<{SDG_TYPE}>"),
            _line(SDG_TARGET, SKOS.notation.value, '"11.6"'),
            _line(SDG_TARGET, RDFS.label.value, '"Renere luft og mindre avfall i byene"@nb'),
        ),
    }


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> DatasetServer:
    return DatasetServer(tmp_path_factory.mktemp("reconcile"), graphs())


def check(body: Any, schema: schemas.Schema) -> None:
    Draft202012Validator(schema).validate(body)


def ask(server: DatasetServer, query: Any, path: str = "/reconcile") -> list[dict[str, Any]]:
    """Return the candidates of one query, whose form is checked."""
    answer = server.client.post(path, data={"queries": json.dumps({"q0": query})})
    assert answer.status_code == 200, answer.text
    check(answer.get_json(), schemas.RESULTS)
    candidates: list[dict[str, Any]] = answer.get_json()["q0"]["result"]
    return candidates


def found(candidates: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    return [(each["id"], each["match"]) for each in candidates]


def refusal(server: DatasetServer, queries: str) -> str:
    answer = server.client.post("/reconcile", data={"queries": queries})
    assert answer.status_code == 400
    detail: str = answer.get_json()["detail"]
    return detail


def test_the_manifest_says_what_the_service_can_do(server: DatasetServer) -> None:
    answer = server.get("/reconcile")
    check(answer.get_json(), schemas.MANIFEST)
    assert answer.get_json()["versions"] == ["0.2"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_all_addresses_of_the_manifest_answer(server: DatasetServer) -> None:
    client = server.app.test_client()  # of its own, for a page in English is remembered

    def answer(url: str) -> TestResponse:
        return client.get(url.removeprefix("http://localhost"))

    manifest = answer("/reconcile?target=fjellvik/samfunnsdel-2024&lang=en").get_json()
    check(manifest, schemas.MANIFEST)
    assert "Samfunnsdelen for Fjellvik" in manifest["name"]
    for service in manifest["suggest"].values():
        url = service["service_url"] + service["service_path"]
        assert answer(f"{url}&prefix=S").status_code == 200
    proposed = manifest["extend"]["propose_properties"]
    url = f"{proposed['service_url']}{proposed['service_path']}&type={quote(GOAL)}"
    check(answer(url).get_json(), schemas.PROPOSED_PROPERTIES)
    identifier = quote(CYCLING, safe="")
    assert answer(manifest["preview"]["url"].replace("{{id}}", identifier)).status_code == 200
    assert answer(manifest["view"]["url"].replace("{{id}}", identifier)).status_code == 303


def test_an_exact_wording_that_one_has_is_a_match(server: DatasetServer) -> None:
    best = ask(server, {"query": " flere sykler til skolen OG jobben. "})[0]
    assert (best["id"], best["match"], best["score"]) == (CYCLING, True, 100)
    assert best["name"] == "1.1 Flere sykler til skolen og jobben"
    assert best["type"] == [{"id": GOAL, "name": "Mål"}]
    assert best["description"] == "Samfunnsdelen for Fjellvik 2024–2036"
    assert {"id": "wording", "value": True} in best["features"]


def test_an_exact_wording_that_two_have_is_no_match(server: DatasetServer) -> None:
    candidates = ask(server, {"query": "Alle er trygge hjemme"})
    assert found(candidates)[:2] == [(SAFE_TOO, False), (SAFE, False)]
    assert {each["score"] for each in candidates[:2]} == {100}


@pytest.mark.parametrize(
    "plan",
    [MAIN, "fjellvik/samfunnsdel-2024", "Samfunnsdelen for Fjellvik 2024–2036", {"id": MAIN}],
)
def test_a_plan_settles_which_of_two_is_meant(server: DatasetServer, plan: Any) -> None:
    query = {"query": "Alle er trygge hjemme", "properties": [{"pid": "plan", "v": plan}]}
    assert found(ask(server, query))[0] == (SAFE, True)
    assert SAFE_TOO not in dict(found(ask(server, query)))


def test_a_plan_that_is_not_here_has_no_candidates(server: DatasetServer) -> None:
    query = {"query": "Alle er trygge hjemme", "properties": [{"pid": "plan", "v": "annet/sted"}]}
    assert ask(server, query) == []


def test_a_number_is_a_match_where_it_is_said_of_which_plan(server: DatasetServer) -> None:
    assert found(ask(server, {"query": "Delmål 1.1"})) == [(CYCLING, False)]
    of_plan = "/reconcile?target=fjellvik/samfunnsdel-2024"
    assert found(ask(server, {"query": "Delmål 1.1"}, of_plan))[0] == (CYCLING, True)
    properties = [{"pid": "plan", "v": MAIN}, {"pid": "number", "v": 1.1}]
    assert found(ask(server, {"properties": properties})) == [(CYCLING, True)]


def test_a_number_beside_another_things_wording_is_no_match(server: DatasetServer) -> None:
    of_plan = "/reconcile?target=fjellvik/samfunnsdel-2024"
    agreeing = ask(server, {"query": "1.1 Flere sykler til skolen og jobben"}, of_plan)
    assert found(agreeing)[0] == (CYCLING, True)
    differing = ask(server, {"query": "2 Flere sykler til skolen og jobben"}, of_plan)
    assert not any(match for _, match in found(differing))


def test_an_identifier_finds_what_it_identifies(server: DatasetServer) -> None:
    assert found(ask(server, {"query": SDG_TARGET}))[0] == (SDG_TARGET, True)


def test_likely_candidates_are_ranked_and_none_of_them_is_a_match(server: DatasetServer) -> None:
    candidates = ask(server, {"query": "trygge sykkelveier for dem som sykler til skolen"})
    scores = [each["score"] for each in candidates]
    assert candidates[0]["id"] in (CYCLING, f"{MAIN}/strategy/1.1.1")
    assert scores == sorted(scores, reverse=True)
    assert 0 < scores[0] < 100
    assert not any(each["match"] for each in candidates)


@pytest.mark.parametrize("kind", ["Strategy", PV.Strategy.value, [PV.Strategy.value]])
def test_a_type_leaves_out_what_is_of_others(server: DatasetServer, kind: Any) -> None:
    candidates = ask(server, {"query": "sykler til skolen på sykkelveier", "type": kind})
    assert {each["id"] for each in candidates} == {f"{MAIN}/strategy/1.1.1"}


def test_a_type_that_is_only_wished_for_leaves_nothing_out(server: DatasetServer) -> None:
    query = {
        "query": "Flere sykler til skolen og jobben",
        "type": PV.Strategy.value,
        "type_strict": "should",
    }
    assert CYCLING in dict(found(ask(server, query)))


def test_the_broader_type_has_all_elements_of_plans(server: DatasetServer) -> None:
    both = [PV.PlanElement.value, GOAL]
    query = {"query": "Alle er trygge hjemme", "type": both, "type_strict": "all"}
    assert {SAFE, SAFE_TOO} <= set(dict(found(ask(server, query))))
    query = {"query": "Renere luft og mindre avfall i byene", "type": PV.PlanElement.value}
    assert SDG_TARGET not in dict(found(ask(server, query)))


def test_no_more_candidates_come_than_are_asked_for(server: DatasetServer) -> None:
    query = {"query": "trygge Fjellvik sykler skolen hjemme grønn musikk"}
    assert len(ask(server, {**query, "limit": 1})) == 1
    assert 1 < len(ask(server, {**query, "limit": CANDIDATES_MAX * 9})) <= CANDIDATES_MAX


def test_an_empty_cell_has_no_candidates(server: DatasetServer) -> None:
    assert ask(server, {"query": "  "}) == []


def test_a_batch_may_come_by_get_and_a_single_query_too(server: DatasetServer) -> None:
    batch = quote(json.dumps({"a": {"query": "Alle er trygge hjemme"}, "b": {"query": "x"}}))
    answer = server.get(f"/reconcile?queries={batch}")
    check(answer.get_json(), schemas.RESULTS)
    assert list(answer.get_json()) == ["a", "b"]
    for single in ("Alle er trygge hjemme", '{"query": "Alle er trygge hjemme"}'):
        answer = server.get(f"/reconcile?query={quote(single)}")
        check(answer.get_json(), schemas.RESULT)
        assert answer.get_json()["result"][0]["id"] == SAFE_TOO


@pytest.mark.parametrize(
    ("queries", "told"),
    [
        ("{", "no JSON, line 1, column 2"),
        ("[" * 100_000, "no JSON"),
        ("[]", "must be an object"),
        ('{"q": "x"}', "«q»: a query is an object"),
        ('{"q": {}}', "neither «query» nor «properties»"),
        ('{"q": {"properties": []}}', "neither «query» nor «properties»"),
        ('{"q": {"query": 3}}', "«query» is a text"),
        ('{"q": {"query": "x", "limit": 0}}', "«limit» is a whole number from 1"),
        ('{"q": {"query": "x", "limit": true}}', "«limit» is a whole number from 1"),
        ('{"q": {"query": "x", "limit": NaN}}', "«limit» is a whole number from 1"),
        ('{"q": {"query": "x", "limit": Infinity}}', "«limit» is a whole number from 1"),
        ('{"q": {"query": "x", "type": 1}}', "«type» is an identifier"),
        ('{"q": {"query": "x", "type_strict": "must"}}', "any, all or should"),
        ('{"q": {"query": "x", "type_strict": []}}', "any, all or should"),
        ('{"q": {"query": "x", "properties": {}}}', "«properties» is a list"),
        ('{"q": {"query": "x", "properties": [{"pid": "plan"}]}}', "«pid» and «v»"),
        ('{"q": {"query": "x", "properties": [{"pid": "plan", "v": {}}]}}', "a text, a number"),
    ],
)
def test_what_is_no_batch_is_refused_with_the_reason(
    server: DatasetServer, queries: str, told: str
) -> None:
    assert told in refusal(server, queries)


def test_a_batch_that_is_too_large_is_refused_with_the_limit(server: DatasetServer) -> None:
    batch = {f"q{number}": {"query": "x"} for number in range(BATCH_MAX + 1)}
    assert f"at most {BATCH_MAX}" in refusal(server, json.dumps(batch))
    assert server.get("/reconcile").get_json()["batchSize"] == BATCH_MAX


def test_a_form_without_queries_is_refused(server: DatasetServer) -> None:
    assert server.client.post("/reconcile", data={"other": "x"}).status_code == 400


def test_an_answer_calls_the_callback_that_is_named(server: DatasetServer) -> None:
    answer = server.get("/reconcile?callback=jQuery1.done_2")
    assert answer.mimetype == "application/javascript"
    opening, closing = "/**/jQuery1.done_2(", ");"
    assert answer.text.startswith(opening)
    assert answer.text.endswith(closing)
    check(json.loads(answer.text[len(opening) : -len(closing)]), schemas.MANIFEST)
    assert answer.text.isascii()


@pytest.mark.parametrize("name", ["alert(1)", "a b", "a;b", "1a", "a.", "é", "a\n", "x" * 200])
def test_what_names_no_function_is_no_callback(server: DatasetServer, name: str) -> None:
    answer = server.get(f"/reconcile?callback={quote(name)}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_entities_are_suggested_by_beginning_number_and_identifier(server: DatasetServer) -> None:
    def suggested(prefix: str, more: str = "") -> list[str]:
        answer = server.get(f"/reconcile/suggest/entity?prefix={quote(prefix)}{more}")
        check(answer.get_json(), schemas.SUGGESTED_ENTITIES)
        return [each["id"] for each in answer.get_json()["result"]]

    assert suggested("flere syk") == [CYCLING]
    assert suggested("skolen flere") == [CYCLING]
    assert suggested("1.") == suggested("delmål 1.1") == [CYCLING]
    assert suggested(CYCLING) == [CYCLING]
    assert suggested("Alle er trygge") == [SAFE_TOO, SAFE]
    assert suggested("Alle er trygge", "&cursor=1") == [SAFE]
    assert suggested("") == suggested("finnes ikke") == []


def test_a_cursor_that_is_no_number_is_refused(server: DatasetServer) -> None:
    assert server.get("/reconcile/suggest/entity?prefix=a&cursor=-1").status_code == 400


def test_types_and_properties_are_suggested_in_the_language_asked_for(
    server: DatasetServer,
) -> None:
    types = server.get("/reconcile/suggest/type?prefix=strat&lang=en").get_json()
    check(types, schemas.SUGGESTED_TYPES)
    assert [each["name"] for each in types["result"]] == ["Strategy", "Strategic approach"]
    properties = server.get("/reconcile/suggest/property?prefix=").get_json()
    check(properties, schemas.SUGGESTED_PROPERTIES)
    assert [each["id"] for each in properties["result"]][:2] == ["plan", "number"]


def test_a_preview_shows_what_is_hostile_as_text(server: DatasetServer) -> None:
    answer = server.get(f"/reconcile/preview?id={quote(HOSTILE, safe='')}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; musikk i gatene" in answer.text


def test_a_preview_may_stand_in_a_frame_and_nothing_else_here_may(server: DatasetServer) -> None:
    preview = server.get(f"/reconcile/preview?id={quote(CYCLING, safe='')}")
    assert "frame-ancestors *" in preview.headers["Content-Security-Policy"]
    assert "script-src" not in preview.headers["Content-Security-Policy"]
    assert "Fjellvik er en grønn bygd" in preview.text
    other = server.get("/about", accept="text/html")
    assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["preview", "view"])
def test_what_the_service_does_not_know_is_not_found(server: DatasetServer, page: str) -> None:
    for iri in ("https://elsewhere.example/", "javascript:alert(1)", ""):
        assert server.get(f"/reconcile/{page}?id={quote(iri, safe='')}").status_code == 404


def test_a_view_leads_to_the_page_of_the_entity(server: DatasetServer) -> None:
    answer = server.get(f"/reconcile/view?id={quote(CYCLING, safe='')}")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/doc/fjellvik/samfunnsdel-2024/goal/1.1"


def test_values_of_matched_entities_are_fetched(server: DatasetServer) -> None:
    names = ["plan", "number", "text", "type", "parent", "unknown"]
    wanted = {"ids": [CYCLING, "urn:unknown"], "properties": [{"id": name} for name in names]}
    answer = server.client.post("/reconcile", data={"extend": json.dumps(wanted)})
    check(answer.get_json(), schemas.EXTENSION)
    rows = answer.get_json()["rows"]
    assert rows[CYCLING]["number"] == [{"str": "1.1"}]
    assert rows[CYCLING]["plan"] == [{"id": MAIN, "name": "Samfunnsdelen for Fjellvik 2024–2036"}]
    assert rows[CYCLING]["parent"] == [
        {"id": f"{MAIN}/goal/1", "name": "1 Fjellvik er en grønn bygd"}
    ]
    assert rows[CYCLING]["unknown"] == []
    assert not any(rows["urn:unknown"].values())
    assert [each["id"] for each in answer.get_json()["meta"]] == names


@pytest.mark.parametrize("extend", ['{"ids": "x"}', '{"ids": [], "properties": ["plan"]}', "1"])
def test_an_extension_that_is_none_is_refused(server: DatasetServer, extend: str) -> None:
    assert server.client.post("/reconcile", data={"extend": extend}).status_code == 400


def test_a_target_that_there_is_not_is_not_found(server: DatasetServer) -> None:
    assert server.get("/reconcile?target=annet/sted").status_code == 404


def test_a_service_of_the_development_goals_knows_no_plans(server: DatasetServer) -> None:
    candidates = ask(server, {"query": "Alle er trygge i byene"}, "/reconcile?target=sdg")
    assert [each["id"] for each in candidates] == [SDG_TARGET]
    assert found(ask(server, {"query": "SDG 11.6"}, "/reconcile?target=sdg")) == [
        (SDG_TARGET, True)
    ]


def test_matchers_are_kept_until_elements_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    class CountedMatcher(matching.Matcher):
        def __init__(self, targets: Any) -> None:
            made.append(len(targets))
            super().__init__(targets)

    monkeypatch.setattr(matching, "Matcher", CountedMatcher)
    server = DatasetServer(tmp_path, graphs())
    ask(server, {"query": "sykkel"})
    ask(server, {"query": "sykkel"})
    assert len(made) == 1
    server.commit({GRAPH["fjellvik/kulturplan-2025/decisions"].value: b""})
    assert server.get("/reconcile?query=sykkel").headers["Planvev-Generation"] == "2"
    assert len(made) == 1
    server.commit({GRAPH["fjellvik/kulturplan-2025/adopted"].value: None})
    assert found(ask(server, {"query": "Alle er trygge hjemme"}))[0] == (SAFE, True)
    assert len(made) == 2


def test_no_more_matchers_are_kept_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "_MATCHERS_MAX", 1)
    server = DatasetServer(tmp_path, graphs())
    kept = KeptMatchers(server.archive)
    first, generation = kept.target(ALL)
    assert generation == 1
    assert kept.target(ALL)[0] is first
    kept.target("fjellvik/kulturplan-2025")
    assert kept.target(ALL)[0] is not first


def test_a_generation_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []
    read = CorpusReader.read

    def counted(reader: CorpusReader, *args: Any, **kwargs: Any) -> Any:
        reads.append(1)
        return read(reader, *args, **kwargs)

    monkeypatch.setattr(CorpusReader, "read", counted)
    server = DatasetServer(tmp_path, graphs())
    for _ in range(3):
        ask(server, {"query": "sykkel"})
    assert len(reads) == 1


def test_who_matches_while_many_others_do_is_told_to_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "_WAIT_S", 0.01)
    server = DatasetServer(tmp_path, graphs())
    ask(server, {"query": "sykkel"})
    kept = server.app.extensions[matching._EXTENSION]
    with kept.turn(), kept.turn():
        answer = server.get("/reconcile?query=sykkel")
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert server.get("/reconcile?query=sykkel").status_code == 200


def test_an_empty_archive_has_nothing_to_match_to(tmp_path: Path) -> None:
    server = DatasetServer(tmp_path, {})
    assert ask(server, {"query": "sykkel"}) == []
