"""The sets that links are measured on: texts, the targets that people gave them, all targets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from planvev.ingest.export.sources import texts_of_files
from planvev.linking.corpus import read_corpus
from planvev.linking.element import SDG, Element

ROOT: Final = Path(__file__).resolve().parents[1]
PAIRS: Final = Path(__file__).with_name("links_pairs.toml")
INDICATORS: Final = "links/indicator-to-sdg-target.tsv"
CITED: Final = "links/krodsherad-folkehelse-to-samfunnsdel.tsv"
LANGUAGES: Final = ("nb", "nn", "en")
_TUNED: Final = 453
"""How many rows of indicators were looked at when words were chosen; the rest is kept aside."""
_GOAL: Final = re.compile(r"^(\d\.\d\.\d) SLIK VIL VI HA DET:\s*\n(.+?)\s*$", re.MULTILINE)
_QUOTED: Final = re.compile(r"^• (\d\.\d\.\d) (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Query:
    """A text or element, and the IRIs of the targets that people gave it."""

    source: Element
    wanted: frozenset[str]


@dataclass(frozen=True)
class LinkSet:
    """What is asked of a matcher. sources: all elements of the plan that is matched, if there are any."""

    name: str
    queries: tuple[Query, ...]
    targets: tuple[Element, ...]
    sources: tuple[Element, ...] = ()
    kind: str = "plans"
    language: str = "nb"
    notes: dict[str, str] = field(default_factory=dict)


def sdg_targets() -> list[Element]:
    """Return the goals and targets of data/sdg."""
    corpus = read_corpus(texts_of_files(ROOT / "data"))
    return corpus.of_plan(SDG)


def indicator_sets(inputs: Path) -> Iterator[LinkSet]:
    """Yield the indicators in halves, by rows and by titles, each title once with all its targets."""
    lines = (inputs / INDICATORS).read_text(encoding="utf-8").splitlines()[2:]
    rows = [line.split("\t") for line in lines if "\t" in line]
    elements = sdg_targets()
    targets = tuple(each for each in elements if each.kind == "SdgTarget")
    halves = {"tuned": rows[:_TUNED], "kept aside": rows[_TUNED:]}
    tuned = {title for title, _ in halves["tuned"]}
    halves["kept aside, new titles"] = [r for r in halves["kept aside"] if r[0] not in tuned]
    for name, half in halves.items():
        by_title: dict[str, set[str]] = {}
        for title, wanted in half:
            by_title.setdefault(title, set()).update(wanted.split(";"))
        single = [(title, ";".join(sorted(found))) for title, found in by_title.items()]
        for what, chosen in (("rows", half), ("titles", single)):
            queries = tuple(
                Query(_text(title, "nb"), frozenset(SDG + code for code in wanted.split(";")))
                for title, wanted in chosen
            )
            yield LinkSet(f"indicators, {name}: {what}", queries, targets, (), "indicators")


def cited_sets(inputs: Path) -> Iterator[LinkSet]:
    """Yield what a health plan quotes of a samfunnsdel, against its goals, alone and with strategies."""
    plans = inputs / "plans"
    above = (plans / "krodsherad-samfunnsdel-2019-2032.txt").read_text(encoding="utf-8")
    below = (plans / "krodsherad-folkehelse-2024-2033.txt").read_text(encoding="utf-8")
    goals, strategies = _samfunnsdel(above)
    rows = (inputs / CITED).read_text(encoding="utf-8").splitlines()[2:]
    cited = {row.split("\t")[2]: row.split("\t")[3] for row in rows if row}
    wordings = tuple(
        Query(_text(text, "nb"), frozenset({f"urn:s/{n}"})) for n, text in cited.items()
    )
    bullets = tuple(_quoted(below, cited))
    both = (*goals, *strategies)
    yield LinkSet("cited goals, as quoted", wordings, goals, (), "cited")
    yield LinkSet("cited goals, as quoted, among strategies", wordings, both, (), "cited")
    yield LinkSet("bullets under cited goals", bullets, goals, (), "cited")
    yield LinkSet("bullets under cited goals, among strategies", bullets, both, (), "cited")


def pair_sets() -> Iterator[LinkSet]:
    """Yield the invented plans in each pair of languages."""
    told = tomllib.loads(PAIRS.read_text(encoding="utf-8"))
    for there in LANGUAGES:
        targets = tuple(_element(f"urn:t/{g['id']}", g[there], there) for g in told["goal"])
        for here in LANGUAGES:
            queries = tuple(
                Query(
                    _element(f"urn:s/{number}", each[here], here),
                    frozenset(f"urn:t/{goal}" for goal in each["to"]),
                )
                for number, each in enumerate(told["measure"])
            )
            yield LinkSet(f"plans {here} → {there}", queries, targets, (), "plans", here)


def _samfunnsdel(text: str) -> tuple[tuple[Element, ...], tuple[Element, ...]]:
    goals, strategies = [], []
    found = list(_GOAL.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=True):
        iri = f"urn:s/{match[1]}"
        goals.append(Element(iri, "Goal", "urn:s", match[1], {"nb": match[2]}))
        below = text[match.end() : end].partition("SLIK VIL VI GJØRE DET:")[2]
        bullets = re.split(r"\s[•o]\s", re.sub(r"\n(?!•)", " ", below.split("\n6.")[0]))
        for number, bullet in enumerate(each.strip() for each in bullets):
            if len(bullet) > 12:
                strategy = f"{iri}/{number}"
                texts = {"nb": bullet.split("<!--")[0]}
                strategies.append(Element(strategy, "Strategy", "urn:s", "", texts, parents=(iri,)))
    return tuple(goals), tuple(strategies)


def _quoted(text: str, cited: dict[str, str]) -> Iterator[Query]:
    """Yield the bullets under each goal that a plan quotes, with the goal."""
    joined = re.sub(
        r"\n\nKrødsherad kommune •.*?<!-- side \d+ -->\n\n−", " −", text, flags=re.DOTALL
    )
    for match in _QUOTED.finditer(joined):
        for bullet in match[2].split(" − ")[1:]:
            if match[1] in cited:
                yield Query(_text(bullet.strip(), "nb"), frozenset({f"urn:s/{match[1]}"}))


def _text(text: str, language: str) -> Element:
    return Element("", "", "", texts={language: text})


def _element(iri: str, text: str, language: str) -> Element:
    return Element(iri, "Goal", iri.rpartition("/")[0], texts={language: text})


def all_text(element: Element, of: Sequence[str] = ("texts", "keywords")) -> str:
    """Return an element's words in all languages, its keywords with them where asked for."""
    texts = list(element.texts.values()) if "texts" in of else []
    if "keywords" in of:
        texts += [word for words in element.keywords.values() for word in words]
    return " ".join(texts)
