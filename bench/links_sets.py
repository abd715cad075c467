"""What suggestions are measured on: texts, what they are held against, and which of it is right.

Indicators and cited goals are read from ``$PLANVEV_SHARED``; they are other people's work and no
part of the project. Pairs of invented plans stand in ``link_pairs/``.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Final

from planvev.ingest.export.sources import texts_of_files
from planvev.linking.corpus import read_corpus
from planvev.linking.element import SDG, Element

INDICATORS: Final = "indicator-to-sdg-target.tsv"
CITED: Final = "krodsherad-folkehelse-to-samfunnsdel.tsv"
SAMFUNNSDEL: Final = "krodsherad-samfunnsdel-2019-2032.txt"
HEALTH_PLAN: Final = "krodsherad-folkehelse-2024-2033.txt"
OWN_GOALS: Final = (
    ("6.2.3",),
    ("6.2.3",),
    ("6.1.1",),
    ("6.2.1",),
    ("6.2.1",),
    ("6.2.1",),
    ("6.2.2", "6.3.2"),
    ("6.2.1", "6.2.4"),
    ("6.2.1", "6.2.4"),
    ("6.2.1",),
    ("6.2.1", "6.2.8"),
)
"""Which goals of the samfunnsdel the health plan's own goals follow up, in the order of the plan.

The plan does not say so; these are readings of it.
"""
LANGUAGES: Final = ("nb", "nn", "en")
_CASES: Final = "link_pairs"
_TARGET: Final = "urn:planvev:bench:target:"
_SOURCE: Final = "urn:planvev:bench:source:"
_GOAL: Final = re.compile(
    r"^(\d\.\d\.\d) SLIK VIL VI HA DET:\n(.*?)\nSLIK VIL VI GJØRE DET:(.*?)"
    r"(?=^\d\.\d\.\d SLIK|^\d\.\d Å |\Z)",
    re.DOTALL | re.MULTILINE,
)
_QUOTED: Final = re.compile(r"^• (\d\.\d\.\d) (.*?)(?=^• \d|^6 Planer)", re.DOTALL | re.MULTILINE)
_OWN: Final = re.compile(r"^\d\.2 Mål\n(.*?)^\d\.3 ", re.DOTALL | re.MULTILINE)
_RUNNING: Final = re.compile(r"^(Krødsherad kommune • .*|<!-- .* -->|\d{1,2})$", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """A text whose targets are known. wanted: their IRIs. element: what it is in a plan, if any."""

    text: str
    wanted: frozenset[str]
    element: Element | None = None


@dataclass(frozen=True)
class Case:
    """Questions about the same targets.

    targets: all that the matcher is given; asked: IRIs of those that answers are taken from.
    language: of the texts of the targets that the baseline reads. sources: of the questions' plan.
    """

    name: str
    kind: str
    targets: tuple[Element, ...]
    asked: frozenset[str]
    questions: tuple[Question, ...]
    language: str = "nb"
    sources: tuple[Element, ...] = ()
    under: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def indicator_cases(links: Path, data: Path) -> list[Case]:
    """Return the indicators whose development goals' targets people chose: all rows, titles once.

    The first and the last half of the file are apart: the halves differ in what they are about.
    """
    elements = tuple(read_corpus(texts_of_files(data)).of_plan(SDG))
    asked = frozenset(each.iri for each in elements if each.kind == "SdgTarget")
    rows = [
        Question(title, frozenset(SDG + number for number in numbers.split(";")))
        for title, numbers in _rows(links / INDICATORS)
    ]
    half = len(rows) // 2
    parts = {
        "all rows": rows,
        "titles once": _once(rows),
        "first half": rows[:half],
        "last half": rows[half:],
    }
    return [
        Case(f"indicators, {name}", "indicators", elements, asked, tuple(questions))
        for name, questions in parts.items()
    ]


def _once(questions: Sequence[Question]) -> list[Question]:
    """Return each title once, with all that was chosen for it."""
    found: dict[str, Question] = {}
    for each in questions:
        key = each.text.strip().casefold()
        known = found.get(key)
        found[key] = Question(each.text, each.wanted | (known.wanted if known else frozenset()))
    return list(found.values())


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader((line for line in file if not line.startswith("#")), delimiter="\t")
        next(lines)
        yield from lines


def cited_cases(inputs: Path) -> list[Case]:
    """Return what a public-health plan cites of a samfunnsdel, and its own goals."""
    goals, strategies, under = _samfunnsdel(_plan(inputs / "plans" / SAMFUNNSDEL))
    health = _plan(inputs / "plans" / HEALTH_PLAN)
    by_number = frozenset(each.iri for each in goals)
    cited = [
        Question(row[3], frozenset({_TARGET + row[2]})) for row in _rows(inputs / "links" / CITED)
    ]
    quoted = list(_quoted(health))
    own = [
        Question(text, frozenset(_TARGET + number for number in numbers))
        for text, numbers in zip(_own_goals(health), OWN_GOALS, strict=True)
    ]
    everything = (*goals, *strategies)
    return [
        Case(name, "cited goals", everything, by_number, tuple(questions), under=under)
        for name, questions in (
            ("goals that are cited", cited),
            ("strategies that are quoted, to their goals", quoted),
            ("the plan's own goals, to those of the other", own),
        )
    ]


def _plan(path: Path) -> str:
    return _RUNNING.sub("", path.read_text(encoding="utf-8"))


def _samfunnsdel(text: str) -> tuple[list[Element], list[Element], dict[str, tuple[str, ...]]]:
    """Return goals, strategies, and the strategies' texts by goal."""
    goals, strategies, under = [], [], {}
    for number, goal, below in _GOAL.findall(text):
        iri = _TARGET + number
        goals.append(Element(iri, "Goal", _TARGET, number, {"nb": _line(goal)}))
        told = [_line(each) for each in re.split(r"[•]| o (?=\w)", below) if _line(each)]
        under[iri] = tuple(told)
        for place, each in enumerate(told, start=1):
            name = f"{iri}/{place}"
            strategies.append(
                Element(name, "Strategy", _TARGET, texts={"nb": each}, parents=(iri,))
            )
    return goals, strategies, under


def _quoted(text: str) -> Iterator[Question]:
    """Yield what stands behind a dash under each number."""
    for number, rest in _QUOTED.findall(text):
        for each in rest.split("−")[1:]:
            yield Question(_line(each), frozenset({_TARGET + number}))


def _own_goals(text: str) -> list[str]:
    return [_line(each) for part in _OWN.findall(text) for each in part.split("•") if _line(each)]


def _line(text: str) -> str:
    return " ".join(text.split())


def pair_cases(folder: Path | None = None) -> list[Case]:
    """Return the pairs of invented plans; of the translated ones those of each two languages.

    Raises KeyError for a link to a goal that is not there.
    """
    root = folder or Path(__file__).with_name(_CASES)
    return [case for path in sorted(root.glob("*.toml")) for case in _pairs(path)]


def _pairs(path: Path) -> Iterator[Case]:
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    if "overarching" in read:
        yield _pair(read)
        return
    for source, target in product(LANGUAGES, LANGUAGES):
        goals = {each["id"]: each[target] for each in read["goal"]}
        told = [{"text": each[source], "follows": each["to"]} for each in read["measure"]]
        yield _pair(
            {
                "name": read["name"],
                "overarching": {"language": target, "goals": goals},
                "sectoral": {"language": source, "goals": told},
            }
        )


def _pair(read: Mapping[str, Any]) -> Case:
    above, below = read["overarching"], read["sectoral"]
    targets = {
        number: Element(
            _TARGET + number,
            "Goal",
            _TARGET,
            number,
            {above["language"]: text},
            parents=(_TARGET + number.rpartition(".")[0],) if "." in number else (),
        )
        for number, text in above["goals"].items()
    }
    sources, questions = [], []
    for place, goal in enumerate(below["goals"], start=1):
        element = Element(
            f"{_SOURCE}{place}", "Goal", _SOURCE, str(place), {below["language"]: goal["text"]}
        )
        wanted = frozenset(targets[number].iri for number in goal["follows"])
        sources.append(element)
        questions.append(Question(goal["text"], wanted, element))
    languages = f"{below['language']} to {above['language']}"
    return Case(
        f"{read['name']} ({languages})",
        "pairs",
        tuple(targets.values()),
        frozenset(each.iri for each in targets.values()),
        tuple(questions),
        above["language"],
        tuple(sources),
    )
