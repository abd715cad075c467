"""The plan and control system: a picture and a table that say the same, each by its source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Triple

from planvev.vocab import CODE, DCT, GRAPH, ID, PV, RDF, RDFS, SKOS, XSD
from unit.web.plans_at_hand import client_of, page, real_graphs

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def real() -> Iterator[FlaskClient]:
    yield from client_of(real_graphs())


def picture(client: FlaskClient) -> Element:
    html = page(client, "/instruments")
    svg = "<svg class=" + html.split('<svg class="instruments"')[1].split("</svg>")[0] + "</svg>"
    svg = svg.replace("<svg class=", '<svg xmlns="http://www.w3.org/2000/svg" class="i"', 1)
    return fromstring(svg)  # noqa: S314 (our own page)


def table(client: FlaskClient) -> dict[str, dict[str, object]]:
    rows = client.get("/instruments?format=json").get_json()
    return {row["Styringsdokument"]: row for row in rows}


def names_in(svg: Element) -> list[str]:
    links = [link for link in svg.iter(f"{SVG}a") if link[0].get("class") == "name"]
    return [" ".join(part.text or "" for part in link) for link in links]


def test_the_picture_has_the_same_instruments_as_the_table(real: FlaskClient) -> None:
    assert names_in(picture(real)) == list(table(real))
    assert "kommuneplanens samfunnsdel" in table(real)


def test_the_picture_has_a_title_a_description_and_links(real: FlaskClient) -> None:
    svg = picture(real)
    assert svg.find(f"{SVG}title") is not None
    assert svg.find(f"{SVG}desc") is not None
    links = [link.get("href") for link in svg.iter(f"{SVG}a")]
    assert "/code/instrument-type/okonomiplan" in links
    assert "/doc/trondheim/samfunnsdel-2009" in links
    assert all(not element.get("style") for element in svg.iter())


def test_the_arrows_are_those_of_the_table(real: FlaskClient) -> None:
    said = {
        (above, below)
        for above, row in table(real).items()
        for below in str(row["Gir rammen for"]).split("; ")
        if below
    }
    titles = [path.findtext(f"{SVG}title") or "" for path in picture(real).iter(f"{SVG}path")]
    drawn = {tuple(title.split(" gir rammen for ")) for title in titles if title}
    assert drawn == said
    assert ("kommunal planstrategi", "kommuneplan") in drawn
    assert ("økonomiplan", "årsbudsjett") in drawn


def test_statute_and_print_are_kept_apart(real: FlaskClient) -> None:
    rows = table(real)
    assert rows["kommuneplan"]["Tidsperspektiv etter loven"] == ""
    assert rows["kommuneplan"]["Tidsperspektiv slik det står i planen"] == "12 års perspektiv"
    assert rows["økonomiplan"]["Tidsperspektiv etter loven"] == "4 år"
    assert (
        rows["økonomiplan"]["Lovhenvisning slik den står i planen"]
        == "Kl § 44 og Pbl § 11.1 og 11.3"
    )
    texts = [text.text or "" for text in picture(real).iter(f"{SVG}text")]
    assert "Planen: 4 årig – Kl § 44 og Pbl § 11.1 og 11.3" in texts
    assert any(text.startswith("Loven: én gang i året – kommuneloven 1992 § 44") for text in texts)
    assert "12 år slik det står i planen" in texts
    assert "12 år etter loven" not in texts


def test_bars_are_as_long_as_the_years_that_they_stand_for(real: FlaskClient) -> None:
    svg = picture(real)
    axis = {
        int(t.text or ""): float(t.get("x") or "")
        for t in svg.iter(f"{SVG}text")
        if (t.text or "").isdigit()
    }
    widths = {
        float(r.get("width") or "")
        for r in svg.iter(f"{SVG}rect")
        if "bar printed" in (r.get("class") or "")
    }
    assert widths == {round(axis[n] - axis[0], 1) for n in (1, 4, 12)}


def test_everything_stands_inside_the_picture(real: FlaskClient) -> None:
    svg = picture(real)
    height = float(svg.get("height") or "")
    heights = [float(e.get("y") or 0) + float(e.get("height") or 0) for e in svg.iter()]
    assert max(heights) <= height
    ys = [
        float(rect.get("y") or 0) for rect in svg.iter(f"{SVG}rect") if rect.get("class") == "box"
    ]
    assert ys == sorted(ys)


def test_plans_stand_with_their_type_and_period(real: FlaskClient) -> None:
    row = table(real)["kommuneplanens samfunnsdel"]
    assert row["Antall planer"] == 2
    assert "Kommuneplanens samfunnsdel 2009–2020" in str(row["Planer som er lagt inn"])


def test_plans_stand_on_a_calendar_by_their_periods(real: FlaskClient) -> None:
    html = page(real, "/instruments").split('id="tid"')[1].split("</section>")[0]
    axis = {int(y): float(x) for x, y in re.findall(r'x="([\d.]+)" y="26"[^>]*>(\d{4})<', html)}
    bars = re.findall(r'<rect class="bar period" x="([\d.]+)"[^>]* width="([\d.]+)"', html)
    year = (axis[2030] - axis[2010]) / 20
    drawn = [
        (round(2010 + (float(x) - axis[2010]) / year), round(float(w) / year)) for x, w in bars
    ]
    assert (2009, 12) in drawn
    assert (2020, 13) in drawn
    assert 'href="/doc/trondheim/samfunnsdel-2020"' in html


def kinds(*names: str) -> list[Triple]:
    return [
        triple
        for name in names
        for triple in (
            Triple(CODE[f"instrument-type/{name}"], RDF.type, PV.InstrumentType),
            Triple(CODE[f"instrument-type/{name}"], SKOS.prefLabel, Literal(name, language="nb")),
        )
    ]


def printed(plan: str, name: str, text: str) -> list[Triple]:
    one = ID[f"{plan}/instrument/{name}"]
    return [
        Triple(one, RDF.type, PV.InstrumentDescription),
        Triple(one, PV.partOf, ID[plan]),
        Triple(one, PV.describesType, CODE[f"instrument-type/{name}"]),
        Triple(one, PV.printedCitation, Literal(text, language="nb")),
        Triple(ID[plan], RDF.type, PV.PlanInstrument),
        Triple(ID[plan], PV.instrumentType, CODE[f"instrument-type/{name}"]),
        Triple(ID[plan], DCT.title, Literal(plan, language="nb")),
    ]


def frame(plan: str, above: str, below: str) -> list[Triple]:
    link = ID[f"{plan}/link/{above}-{below}"]
    return [
        Triple(link, RDF.type, PV.Link),
        Triple(link, PV.linkType, CODE["link-type/setsFrameFor"]),
        Triple(link, PV.linkSource, ID[f"{plan}/instrument/{above}"]),
        Triple(link, PV.linkTarget, ID[f"{plan}/instrument/{below}"]),
    ]


def test_what_many_plans_print_is_said_once_with_how_many() -> None:
    graphs: dict[NamedNode, list[Triple]] = {GRAPH["code/instrument-type"]: kinds("a")}
    for number in range(60):
        said = "§ 1" if number else "§ 2"
        graphs[GRAPH[f"by/p{number:02}/adopted"]] = printed(f"by/p{number:02}", "a", said)
    for client in client_of(graphs):
        html = page(client, "/instruments")
        assert "§ 1</span> (i 59 planer)" in html
        assert 'href="/plans?type=%2Fcode%2Finstrument-type%2Fa"' in html
        assert "Se listen over alle 60 planer" in html
        assert len(client.get("/plans?type=/code/instrument-type/a&format=json").get_json()) == 60


def test_instruments_that_frame_each_other_are_all_drawn() -> None:
    triples = [
        *printed("by/p", "a", "1"),
        *printed("by/p", "b", "2"),
        *printed("by/p", "c", "3"),
        *frame("by/p", "a", "b"),
        *frame("by/p", "b", "c"),
        *frame("by/p", "c", "a"),
        *frame("by/p", "a", "a"),
    ]
    graphs = {GRAPH["code/instrument-type"]: kinds("a", "b", "c"), GRAPH["by/p/adopted"]: triples}
    for client in client_of(graphs):
        assert sorted(names_in(picture(client))) == ["a", "b", "c"]
        edges = [p for p in picture(client).iter(f"{SVG}path") if p.get("class") == "edge"]
        assert len(edges) == 3


def test_a_horizon_of_ages_and_a_name_of_a_megabyte_stay_in_the_picture() -> None:
    odd = CODE["instrument-type/a"]
    triples = [
        Triple(odd, RDF.type, PV.InstrumentType),
        Triple(odd, SKOS.prefLabel, Literal("<script>" + "lang " * 200_000, language="nb")),
        Triple(odd, RDFS.label, Literal("uten mellomrom" * 1000, language="nb")),
        Triple(odd, PV.horizon, Literal("P999Y", datatype=XSD.duration)),
        Triple(odd, PV.reviewInterval, Literal("P0Y", datatype=XSD.duration)),
        Triple(odd, PV.cadence, Literal("ofte " * 100_000, language="nb")),
    ]
    for client in client_of({GRAPH["code/instrument-type"]: triples}):
        svg = picture(client)
        bars = [r for r in svg.iter(f"{SVG}rect") if "bar" in (r.get("class") or "")]
        assert [float(bar.get("width") or "") for bar in bars] == [600.0]
        assert all(len(text.text or "") < 100 for text in svg.iter(f"{SVG}text"))
        assert "<script>lang" not in page(client, "/instruments")


def test_the_picture_is_readable_on_a_narrow_screen(real: FlaskClient) -> None:
    html = page(real, "/instruments")
    region = re.search(r'<div class="scroll picture" role="region"[^>]*>', html)
    assert region
    assert 'tabindex="0"' in region[0]
