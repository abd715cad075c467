"""A draft becomes a plan in the archive, validated, as one generation; or nothing changes."""

from __future__ import annotations

import hashlib

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize

from planvev.access.roles import Role
from planvev.archive.canonical import parse_canonical
from planvev.archive.verify import verify
from planvev.engine.embedded.pool import PooledEngine
from planvev.errors import DocumentRefused, Forbidden, InputError
from planvev.ingest.draft import Draft, Kind, Row
from planvev.ingest.graphs import graph_of_plan, graph_of_source
from planvev.validation.report import Severity
from planvev.vocab import ID, OA, PROV, PV, RDF, RDFS
from planvev.writes import ValidationFailed
from planvev.writes.importing import commit_import, draft_in_worker, preview_import
from unit.ingest.drafts import PLAN, draft_of, goal, strategy
from unit.writes.site import Site, request

ADOPTED = graph_of_plan(PLAN, "adopted")
ASSESSMENT = graph_of_plan(PLAN, "assessment")


def a_draft(*more: Row) -> Draft:
    return draft_of(
        goal("1", "Bekkene er åpne", "1"),
        goal("2", "Laksen er tilbake i Lillebekken", "1.1", "1"),
        strategy("3", "Rydde bekkeløp", "2"),
        *more,
    )


def triples(site: Site, graph: str) -> set[Triple]:
    return set(parse_canonical(site.archive.text(graph)))


def test_a_draft_is_committed_whole_as_one_generation(site: Site) -> None:
    before = site.archive.head()
    draft = a_draft()
    written = commit_import(site.writer, draft, PLAN, request(Role.EDITOR))
    assert written.committed
    assert site.archive.head() == before + 1
    adopted = triples(site, ADOPTED)
    wording = NamedNode(f"{PLAN}/goal/1.1")
    assert Triple(wording, PV.text, Literal("Laksen er tilbake i Lillebekken", language="nb")) in (
        adopted
    )
    assert Triple(NamedNode(PLAN), RDF.type, PV.PlanInstrument) in triples(
        site, graph_of_plan(PLAN, "register")
    )
    assert graph_of_source(draft.document.sha256) in site.archive.manifest().graphs


def test_the_text_is_kept_beside_the_archive_under_its_hash(site: Site) -> None:
    draft = a_draft()
    commit_import(site.writer, draft, PLAN, request(Role.EDITOR))
    path = site.archive.state / "sources" / f"{draft.document.sha256}.txt"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == draft.document.sha256
    assert path.read_text(encoding="utf-8") == draft.document.text


def test_a_preview_says_what_would_change_and_changes_nothing(site: Site) -> None:
    before = site.digest()
    preview = preview_import(site.writer, a_draft(), PLAN, request(Role.EDITOR))
    assert preview.conforms
    assert len(preview.difference.added) == 3
    assert site.digest() == before
    assert not any((site.archive.state / "sources").glob("*"))


def test_a_plan_that_does_not_conform_leaves_no_trace(site: Site) -> None:
    draft = a_draft(strategy("4", "Kalke vann", ""))
    before = site.digest()
    with pytest.raises(ValidationFailed) as refused:
        commit_import(site.writer, draft, PLAN, request(Role.EDITOR))
    assert any(
        result.severity is Severity.VIOLATION and "pursues" in str(result.path)
        for result in refused.value.report.results
    )
    assert site.digest() == before


def test_a_preview_of_a_plan_that_does_not_conform_has_the_report(site: Site) -> None:
    draft = a_draft(strategy("4", "Kalke vann", ""))
    preview = preview_import(site.writer, draft, PLAN, request(Role.EDITOR))
    assert not preview.conforms


def test_the_same_plan_again_is_no_new_generation(site: Site) -> None:
    commit_import(site.writer, a_draft(), PLAN, request(Role.EDITOR))
    head = site.archive.head()
    written = commit_import(site.writer, a_draft(), PLAN, request(Role.EDITOR))
    assert not written.committed
    assert site.archive.head() == head


def test_an_edited_plan_keeps_its_iris_and_says_what_changed(site: Site) -> None:
    commit_import(site.writer, a_draft(), PLAN, request(Role.EDITOR))
    edited = draft_of(
        goal("9", "Isen er trygg", "1"),
        goal("1", "Bekkene er åpne", "2"),
        goal("2", "Laksen er tilbake i Lillebekken", "2.1", "1"),
        strategy("3", "Rydde bekkeløp hvert år", "2"),
    )
    preview = preview_import(site.writer, edited, PLAN, request(Role.EDITOR))
    assert [element.text for element in preview.difference.added] == ["Isen er trygg"]
    assert {change.path for change in preview.difference.changed} >= {"goal/1", "goal/1.1"}
    commit_import(site.writer, edited, PLAN, request(Role.EDITOR))
    assert Triple(
        NamedNode(f"{PLAN}/goal/1"), PV.text, Literal("Bekkene er åpne", language="nb")
    ) in triples(site, ADOPTED)


def test_who_is_named_becomes_a_mention_with_an_actor(site: Site) -> None:
    draft = a_draft(Row("m", Kind.MENTION, "Elveeierlaget", "2"))
    commit_import(site.writer, draft, PLAN, request(Role.EDITOR))
    found = triples(site, ASSESSMENT)
    actor = NamedNode(f"{PLAN}/actor/elveeierlaget")
    mention = NamedNode(f"{PLAN}/goal/1.1/mention/i1")
    assert Triple(mention, PV.mentioned, actor) in found
    assert Triple(actor, RDFS.label, Literal("Elveeierlaget", language="nb")) in found
    derived = [name for name in site.archive.manifest().graphs if "/derived/mentions" in name]
    assert any(b"elveeierlaget" in site.archive.text(name) for name in derived)


def test_who_is_responsible_and_by_when_become_findings(site: Site) -> None:
    action = Row("4", Kind.ACTION, "Rydde Lillebekken", "3")
    action.properties = {"responsible": "Lilleby kommune; Elveeierlaget", "deadline": "2032-06-01"}
    commit_import(site.writer, a_draft(action), PLAN, request(Role.EDITOR))
    found = triples(site, ASSESSMENT)
    assert {t.object for t in found if t.predicate == PV.mentioned} == {
        NamedNode("https://w3id.org/planvev/id/lilleby"),
        NamedNode(f"{PLAN}/actor/elveeierlaget"),
    }
    assert [t.object.value for t in found if t.predicate == PV.deadline] == ["2032"]


FINDING = """
@prefix pv: <https://w3id.org/planvev/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <{plan}/> .
<goal/1.1/challenge/1> a pv:Challenge ; pv:about <goal/1.1> ;
  rdfs:label "laksen er borte"@nb ; pv:reason "Den skal tilbake."@nb ;
  prov:wasAttributedTo <https://w3id.org/planvev/id/organisation/leseren> ;
  pv:passage <goal/1.1/challenge/1/passage/1> .
<goal/1.1/challenge/1/passage/1> a oa:SpecificResource ; pv:passageOrder 1 ;
  pv:passageRole <https://w3id.org/planvev/code/passage-role/quotation> ;
  oa:hasSource <https://w3id.org/planvev/id/source/{sha256}> ;
  oa:hasSelector <goal/1.1/challenge/1/passage/1/quote>, <goal/1.1/challenge/1/passage/1/position> .
<goal/1.1/challenge/1/passage/1/quote> a oa:TextQuoteSelector ; oa:exact "Laksen er tilbake" .
<goal/1.1/challenge/1/passage/1/position> a oa:TextPositionSelector ;
  oa:start "{start}"^^xsd:nonNegativeInteger ; oa:end "{end}"^^xsd:nonNegativeInteger .
"""


def put_finding(site: Site, draft: Draft) -> None:
    start = draft.document.text.index("Laksen er tilbake")
    turtle = FINDING.format(
        plan=PLAN, sha256=draft.document.sha256, start=start, end=start + len("Laksen er tilbake")
    )
    quads = parse(turtle.encode(), RdfFormat.TURTLE)
    text = serialize([quad.triple for quad in quads], format=RdfFormat.N_TRIPLES)
    site.writer.commit_graphs(
        {ASSESSMENT: b"".join(sorted((text or b"").splitlines(keepends=True)))}, request()
    )


def test_a_readers_finding_follows_its_words_into_the_new_text(site: Site) -> None:
    draft = a_draft()
    commit_import(site.writer, draft, PLAN, request(Role.EDITOR))
    put_finding(site, draft)
    longer = draft_of(
        Row("0", Kind.SECTION, "Et nytt forord. Det flytter alt som kommer etter."),
        *a_draft().rows,
    )
    for row in longer.rows[1:]:
        row.slices = []
    longer = draft_of(*longer.rows)
    commit_import(site.writer, longer, PLAN, request(Role.EDITOR))
    found = triples(site, ASSESSMENT)
    (start,) = (int(t.object.value) for t in found if t.predicate == OA.start)
    assert longer.document.text[start:].startswith("Laksen er tilbake")
    assert {t.object for t in found if t.predicate == OA.hasSource} == {
        ID[f"source/{longer.document.sha256}"]
    }


def test_a_finding_whose_words_are_gone_is_listed_before_it_is_lost(site: Site) -> None:
    draft = a_draft()
    commit_import(site.writer, draft, PLAN, request(Role.EDITOR))
    put_finding(site, draft)
    edited = draft_of(
        goal("1", "Bekkene er åpne", "1"),
        goal("2", "Ørreten er tilbake i Lillebekken", "1.1", "1"),
        strategy("3", "Rydde bekkeløp", "2"),
    )
    preview = preview_import(site.writer, edited, PLAN, request(Role.EDITOR))
    assert preview.made.lost == (f"{PLAN}/goal/1.1/challenge/1",)
    commit_import(site.writer, edited, PLAN, request(Role.EDITOR))
    assert not any(t.predicate == PROV.wasAttributedTo for t in triples(site, ASSESSMENT))


def test_a_register_that_people_made_is_not_written_over(site: Site) -> None:
    commit_import(site.writer, a_draft(), PLAN, request(Role.EDITOR))
    register = graph_of_plan(PLAN, "register")
    text = site.archive.text(register).replace(
        b"<https://w3id.org/planvev/id/source/" + a_draft().document.sha256.encode() + b">",
        b"<https://lilleby.example/plan>",
    )
    site.writer.commit_graphs(
        {register: b"".join(sorted(text.splitlines(keepends=True)))}, request()
    )
    kept = site.archive.text(register)
    draft = a_draft()
    draft.facts.title = "En annen tittel"
    commit_import(site.writer, draft, PLAN, request(Role.EDITOR))
    assert site.archive.text(register) == kept


def test_an_iri_that_does_not_say_whose_plan_it_is_is_refused(site: Site) -> None:
    with pytest.raises(InputError, match="/id/BODY/PLAN"):
        commit_import(site.writer, a_draft(), "https://example.org/plan", request())


def test_a_reviewer_takes_in_no_plan(site: Site) -> None:
    before = site.digest()
    with pytest.raises(Forbidden):
        commit_import(site.writer, a_draft(), PLAN, request(Role.REVIEWER))
    assert site.digest() == before


def test_a_worker_of_the_write_lane_reads_a_document(
    pooled: tuple[Site, PooledEngine],
) -> None:
    site, engine = pooled
    text = "Mål 1 Bekkene er åpne\n\nStrategier:\n• Rydde bekkeløp\n• Kalke vann\n"
    draft = draft_in_worker(engine, text.encode(), "bekker.txt")
    assert [row.text for row in draft.rows if row.kind is Kind.STRATEGY] == [
        "Rydde bekkeløp",
        "Kalke vann",
    ]
    del site


def test_what_a_worker_refuses_comes_back_as_a_refusal(
    pooled: tuple[Site, PooledEngine],
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        draft_in_worker(pooled[1], b"<a><b></a>", "plan.xml")
    assert refused.value.reason == "xml-broken"
    draft = draft_in_worker(pooled[1], "Mål 1 Bekkene er åpne\n".encode(), "bekker.txt")
    assert draft.document.name == "bekker.txt"


def test_verify_names_a_source_text_that_is_missing_or_was_changed(site: Site) -> None:
    draft = a_draft()
    commit_import(site.writer, draft, PLAN, request(Role.EDITOR))
    assert verify(site.archive).whole
    path = site.archive.state / "sources" / f"{draft.document.sha256}.txt"
    path.write_text("Noe annet.\n", encoding="utf-8")
    (fault,) = verify(site.archive).faults
    assert (fault.path, "another content" in fault.problem) == (path, True)
    path.unlink()
    (fault,) = verify(site.archive).faults
    assert "missing" in fault.problem


def test_a_target_keeps_all_that_its_document_says_of_it(site: Site) -> None:
    target = Row("t", Kind.TARGET, "andel åpne bekker", "2")
    target.properties = {
        "targetValue": "80", "unit": "%", "deadline": "2040-12-31", "baselineYear": "2029",
        "baselineValue": "35,5", "relationship": ["Output | Elveeierlaget"],
    }  # fmt: skip
    vague = Row("u", Kind.TARGET, "laksens trivsel", "2")
    vague.properties = {"targetValue": "god", "unit": "trivsel"}
    commit_import(site.writer, a_draft(target, vague), PLAN, request(Role.EDITOR))
    found = triples(site, ASSESSMENT)
    said = {
        t.predicate.value.removeprefix(PV.iri): t.object.value
        for t in found
        if t.subject == NamedNode(f"{PLAN}/goal/1.1/target/i1")
        and "passage" not in str(t.predicate)
    }
    assert said["targetValue"] == "80"
    assert (said["deadline"], said["baselineYear"], said["baselineValue"]) == (
        "2040",
        "2029",
        "35.5",
    )
    assert "Output | Elveeierlaget" in said["reason"]
    reasons = [t.object.value for t in found if t.predicate == PV.reason]
    assert any("verdi: god; enhet: trivsel" in reason for reason in reasons)


def test_two_plans_may_be_read_from_one_document(site: Site) -> None:
    commit_import(site.writer, a_draft(), PLAN, request(Role.EDITOR))
    other = f"{PLAN}-igjen"
    assert commit_import(site.writer, a_draft(), other, request(Role.EDITOR)).committed
