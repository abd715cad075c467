"""The site says everything in three languages, and nothing in another than the page's."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from jinja2 import Environment
from pyoxigraph import RdfFormat

from planvev.archive.canonical import canonicalize
from planvev.archive.files import ontology_files
from planvev.resources import ontology_root
from planvev.web import language
from unit.web.dataset_server import DatasetServer, texts
from unit.web.plans_at_hand import PLAN

ROOT = Path(__file__).parents[3]
WEB = ROOT / "server" / "planvev" / "web"
PLACE = re.compile(r"%\((\w+)\)[sd]")
WORD = re.compile(r"[a-zæøåéèêòóôü]{2,}", re.IGNORECASE)
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
MODULES = sorted(path for path in WEB.rglob("*.py") if "assets" not in path.parts)
NAMES = frozenset(
    {
        *("planvev", "api", "openapi", "sparql", "excel", "json", "xml", "tsv", "csv", "turtle"),
        *("construct", "describe", "html", "rdf", "sha", "utc", "void", "limit", "jsonld"),
        *("bokmål", "nynorsk", "english"),
    }
)
"""What has one name in every language."""
ONLY_BOKMAL = re.compile(
    r"\b(ikke|hvor|hva|hvem|hvilken|hvilke|hvis|fra|noen|noe|jeg|være|gjøre|bare|mer|ennå"
    r"|også|en spørring|spørringen?|hjemmel|vise|uten|følger|finnes|kommer|brukes|vises)\b",
    re.IGNORECASE,
)
ONLY_NYNORSK = re.compile(
    r"\b(ikkje|kvar|kva|kven|kvifor|korleis|frå|nokon|noko|eg|vere|vert|gjere|berre|meir|enno"
    r"|spørjing\w*|heimel|følgjer|finst|kjem|blant anna|utan|eit|dei|ein)\b",
    re.IGNORECASE,
)
PAGES = (
    "/",
    "/plans",
    PLAN,
    f"{PLAN}?view=reading",
    f"{PLAN}/goal/2",
    f"{PLAN}/goal/2.6",
    f"{PLAN}/strategy/2.6.1",
    f"{PLAN}/strategy/4.6.1/target/1",
    f"{PLAN}/vision",
    f"{PLAN}/value/modig",
    f"{PLAN}/approach/1",
    f"{PLAN}/term/passivhus",
    f"{PLAN}/section/forord",
    f"{PLAN}/section/forord/section/5/challenge/1",
    f"{PLAN}/link/3",
    f"{PLAN}/instrument/samfunnsdel",
    f"{PLAN}/passage/1",
    f"/history{PLAN}/goal/2.6",
    "/doc/trondheim",
    "/doc/actor/universitetet",
    "/doc/group/studenter",
    "/code/instrument-type/samfunnsdel",
    "/code/goal-level",
    "/goals",
    "/instruments",
    "/search?q=barnehage",
    "/search?q=xyzzyq",
    "/sparql",
    f"/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 3')}",
    f"/sparql?query={quote('CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3')}",
    f"/sparql?query={quote('ASK {}')}",
    f"/sparql?query={quote('SELECT * { ?s ?p')}",
    "/queries",
    "/queries/which-strategies-follow-up-a-sub-goal",
    "/queries/which-targets-are-due-by-a-year?year=x",
    "/data",
    "/about",
    "/api",
    "/ontology",
    "/shapes",
    "/graph",
    "/graph/shared/actors",
    "/dumps",
    "/nowhere",
    "/goals?page=9999",
    "/doc/nobody/nothing",
)
WITH_OTHER_ANSWERS = frozenset({"/nowhere", "/goals?page=9999", "/doc/nobody/nothing"})


def tools() -> ModuleType:
    """Import ``server/messages.py``, which is a program and no part of the package."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "server" / "messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MESSAGES = tools()
AREAS = tuple(MESSAGES.areas())
LANGUAGES = language.LANGUAGES


def catalogue(area: str, code: str) -> Catalog:
    with MESSAGES.path_of(area, code).open("rb") as source:
        return read_po(source, locale=code)


def messages(code: str) -> Iterator[tuple[str, Message]]:
    """Yield the messages of a language with their areas."""
    for area in AREAS:
        for message in catalogue(area, code):
            if message.id:
                yield area, message


def several(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_a_catalogue_is_in_step_with_the_sources(area: str, code: str) -> None:
    kept = MESSAGES.path_of(area, code).read_bytes()
    assert kept == MESSAGES.updated(area, code), "make messages"


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_nothing_is_left_untranslated(area: str, code: str) -> None:
    of_area = catalogue(area, code)
    assert MESSAGES.untranslated(of_area) == []
    assert [message.id for message in of_area if message.fuzzy and message.id] == []
    assert not of_area.obsolete


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_has_the_places_of_its_text(code: str) -> None:
    for area, message in messages(code):
        wanted = {name for text in several(message.id) for name in PLACE.findall(text)}
        for text in several(message.string):
            places = set(PLACE.findall(text))
            # The form for one may say the number in a word.
            assert places <= wanted, (area, message.id, text)
            assert wanted - places <= {"num"}, (area, message.id, text)
            assert "%" not in PLACE.sub("", text).replace("%%", "") or not wanted, text


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_text_is_translated_alike_everywhere(code: str) -> None:
    found: dict[Any, dict[Any, set[str]]] = defaultdict(lambda: defaultdict(set))
    for area, message in messages(code):
        found[message.context, several(message.id)][several(message.string)].add(area)
    assert {key: dict(ways) for key, ways in found.items() if len(ways) > 1} == {}


@pytest.mark.parametrize(("code", "foreign"), [("nn", ONLY_BOKMAL), ("nb", ONLY_NYNORSK)])
def test_each_norwegian_keeps_to_its_own_words(code: str, foreign: re.Pattern[str]) -> None:
    found = [
        (area, text, match.group())
        for area, message in messages(code)
        for text in several(message.string)
        if (match := foreign.search(text))
    ]
    assert found == []


def test_nynorsk_is_no_copy_of_bokmal() -> None:
    """A text of a dozen words that is the same in both is likely to be nobody's translation."""
    nb = {(m.context, several(m.id)): several(m.string) for _, m in messages("nb")}
    same = [
        text
        for _, message in messages("nn")
        for text, other in zip(
            several(message.string), nb[message.context, several(message.id)], strict=True
        )
        if text == other and len(WORD.findall(text)) >= 12
    ]
    assert same == []


def outside_gettext(source: str) -> str:
    """Return a template's own text: its HTML without what Jinja puts there or translates."""
    kept, translated = [], False
    block = False
    for _, kind, value in Environment(autoescape=True).lex(source):
        if kind == "block_begin":
            block = True
        elif block and kind == "name":
            translated = (translated or value == "trans") and value != "endtrans"
            block = False
        elif kind == "data" and not translated:
            kept.append(value)
    return "".join(kept)


class Texts(HTMLParser):
    """The texts of a page that readers or screen readers meet, with the language of each."""

    SILENT = frozenset({"script", "style", "pre", "code", "textarea"})
    READ = frozenset({"aria-label", "alt", "placeholder", "title", "data-label"})
    VOID = frozenset(
        (
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "source",
            "track",
            "wbr",
        )
    )

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self._open: list[tuple[str, str, bool]] = [("", "", False)]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        _, inherited, silent = self._open[-1]
        language_here = given.get("lang") or inherited
        code = "code" in (given.get("class") or "").split()
        self.found += [
            (value, language_here) for name, value in attrs if value and name in self.READ
        ]
        if tag not in self.VOID:
            self._open.append((tag, language_here, silent or code or tag in self.SILENT))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        _, language_here, silent = self._open[-1]
        if not silent and data.strip():
            self.found.append((" ".join(data.split()), language_here))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_words_of_its_own(path: Path) -> None:
    html = outside_gettext(path.read_text(encoding="utf-8"))
    found = [
        text
        for text, language_here in Texts(html).found
        if language_here not in LANGUAGES  # marked as what it is: words of a plan
        and not all(word.lower() in NAMES for word in WORD.findall(text) if len(word) > 2)
        and "<" not in text
        and "=" not in text
        and not text.startswith("/")  # an address
    ]
    assert found == []


def strings(tree: ast.AST) -> Iterator[str]:
    """Yield the strings of a module that are no docstrings."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_a_module_has_no_norwegian_of_its_own(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    norwegian = re.compile(
        r"\b(og|ikke|eller|som|med|fra|til|av|på|for å|det|kommunen|mål|tiltak)\s+\w+ \w+"
    )
    assert [text for text in strings(tree) if norwegian.search(text)] == []


@pytest.fixture(scope="module")
def trondheim(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """Return a client of a site with all that a page may show: search and history too."""
    ontology = {
        graph.value: canonicalize(path.read_bytes(), RdfFormat.TURTLE)
        for path, graph in ontology_files(ontology_root())
    }
    server = DatasetServer(tmp_path_factory.mktemp("site"), {**ontology, **texts()})
    return server.client


def english_texts() -> list[tuple[str, re.Pattern[str]]]:
    """Return the English texts of two words and more, as what is looked for on other pages."""
    nb = {(m.context, several(m.id)): several(m.string) for _, m in messages("nb")}
    wanted = {}
    for _, message in messages("en"):
        for text in several(message.id):
            if text in nb[message.context, several(message.id)]:
                continue  # a name, the same in both
            pieces = [piece.strip() for piece in PLACE.split(text)[::2]]
            longest = max(pieces, key=lambda piece: len(piece.split()))
            if len(longest.split()) >= 2:
                folded = r"\s+".join(map(re.escape, longest.split()))
                wanted[text] = re.compile(rf"(?<!\w){folded}(?!\w)")
    return list(wanted.items())


def english_of(html: str, texts: list[tuple[str, re.Pattern[str]]]) -> list[str]:
    """Return the English texts that stand on a page outside of what is marked as English."""
    shown = [text for text, language_here in Texts(html).found if language_here != "en"]
    whole = "\n".join(shown)
    return [text for text, pattern in texts if pattern.search(whole)]


def test_english_on_a_norwegian_page_would_be_seen(trondheim: FlaskClient) -> None:
    html = trondheim.get("/?lang=en", headers={"Accept": "text/html"}).text
    trondheim.delete_cookie("lang")
    assert english_of(html, english_texts()) == []  # marked: the page is English
    unmarked = english_of(html.replace('lang="en"', 'lang="nb"'), english_texts())
    assert "Skip to the content" in unmarked
    assert len(unmarked) > 10


@pytest.mark.parametrize("code", ["nb", "nn"])
def test_no_english_stands_on_a_norwegian_page(trondheim: FlaskClient, code: str) -> None:
    english = english_texts()
    trondheim.set_cookie("lang", code)
    found = {}
    for path in PAGES:
        response = trondheim.get(path, headers={"Accept": "text/html"})
        if path not in WITH_OTHER_ANSWERS and "/queries/which-targets" not in path:
            assert response.status_code in (200, 400), path
        assert f'<html lang="{code}"' in response.text, path
        if stands := english_of(response.text, english):
            found[path] = stands
    trondheim.delete_cookie("lang")
    assert found == {}
