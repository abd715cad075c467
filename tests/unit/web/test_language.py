"""The language of a page: asked for, remembered, or the installation's."""

from __future__ import annotations

from flask.testing import FlaskClient

from planvev.engine.base import Engine
from planvev.vocab import PV, RDFS
from planvev.web.app import create_app
from planvev.web.config import WebConfig
from planvev.web.language import speaking
from planvev.web.statements import Statement, Statements, Value
from planvev.web.wording import date_text, duration_text, number_text

BROWSER = {"Accept": "text/html"}
LABEL = RDFS.label.value


def test_a_page_is_in_bokmal_where_nobody_has_chosen(client: FlaskClient) -> None:
    response = client.get("/", headers=BROWSER)
    assert '<html lang="nb"' in response.text
    assert response.headers["Content-Language"] == "nb"
    assert "Set-Cookie" not in response.headers


def test_a_language_that_is_asked_for_is_remembered(client: FlaskClient) -> None:
    asked = client.get("/?lang=nn", headers=BROWSER)
    assert '<html lang="nn"' in asked.text
    assert "Hopp til innhaldet" in asked.text
    assert "lang=nn" in asked.headers["Set-Cookie"]
    assert '<html lang="nn"' in client.get("/", headers=BROWSER).text
    assert "Skip to the content" in client.get("/?lang=en", headers=BROWSER).text


def test_a_language_that_is_none_of_ours_is_not_spoken(client: FlaskClient) -> None:
    response = client.get("/?lang=de%22%3E", headers=BROWSER)
    assert '<html lang="nb"' in response.text
    assert "Set-Cookie" not in response.headers


def test_an_installation_has_a_language_of_its_own(engine: Engine) -> None:
    client = create_app(engine, WebConfig(language="nn")).test_client()
    assert '<html lang="nn"' in client.get("/", headers=BROWSER).text


def test_data_are_the_same_in_every_language(client: FlaskClient) -> None:
    answers = {
        client.get(f"/ontology?lang={code}", headers={"Accept": "text/turtle"}).data
        for code in ("nb", "nn", "en")
    }
    assert len(answers) == 1


def test_the_switch_of_languages_stays_on_the_page(client: FlaskClient) -> None:
    html = client.get("/sparql?query=ASK+%7B%7D&lang=en", headers=BROWSER).text
    assert 'href="/sparql?query=ASK+%7B%7D&amp;lang=nn"' in html


def test_values_are_written_as_the_language_has_them() -> None:
    for code, written in {
        "nb": ("10. juni 2010", "1,5", "1 måned"),
        "nn": ("10. juni 2010", "1,5", "1 månad"),
        "en": ("10 June 2010", "1.5", "1 month"),
    }.items():
        with speaking(code):
            assert (date_text("2010-06-10"), number_text("1.5"), duration_text("P1M")) == written


def test_an_adopted_text_comes_before_its_translation_in_every_language() -> None:
    adopted = Statement("urn:graph/adopted", "urn:goal", LABEL, Value("literal", "Mål", "nb"))
    translated = Statement(
        "urn:graph/translation-en", "urn:goal", LABEL, Value("literal", "Goal", "en")
    )
    statements = Statements([translated, adopted])
    for code in ("nb", "nn", "en"):
        with speaking(code):
            assert statements.text("urn:goal", RDFS.label) == "Mål"


def test_a_term_of_the_vocabulary_is_named_in_the_language_of_the_page() -> None:
    names = [("Mål", "nb"), ("Mål (nynorsk)", "nn"), ("Goal", "en")]
    statements = Statements(
        Statement("urn:graph/ontology", PV.Goal.value, LABEL, Value("literal", text, tag))
        for text, tag in names
    )
    for name, code in names:
        with speaking(code):
            assert statements.text(PV.Goal.value, RDFS.label) == name
