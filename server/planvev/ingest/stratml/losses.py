"""What a StratML file does not hold of a plan as elements of its own, counted and in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from planvev.ingest.export.model import PlanItem, PlanModel
from planvev.ingest.stratml.profiles import Arrangement, arrange
from planvev.ingest.stratml.wording import LOSS_NAMES, LOSS_SENTENCES
from planvev.vocab import DCT, PROV, PV, RDF


@dataclass(frozen=True)
class Loss:
    """Something that a profile has no element for.

    what: a class of the ontology ("Strategy"), or "passages", "labels", "properties", "links",
    "decisions". count: how many of it. carried: whether it stands in the file all the same, as
    lines that are read back.
    """

    what: str
    count: int
    carried: bool


KEPT: Final = frozenset(
    {
        # Of elements and findings, by the elements of StratML or in lines.
        PV.mentioned.value,
        PV.role.value,
        PV.indicator.value,
        PV.targetKind.value,
        PV.targetValue.value,
        PV.unit.value,
        PV.deadline.value,
        PV.comparator.value,
        PV.baselineYear.value,
        PV.baselineValue.value,
        PV.reason.value,
        DCT.identifier.value,
        # Says how the element came about, not what the plan says.
        PROV.wasAttributedTo.value,
    }
)
KEPT_IN_LINES: Final = (
    "leadVerb",
    "explains",
    "describesType",
    "legalBasis",
    "horizon",
    "reviewInterval",
    "cadence",
    "printedCitation",
    "printedHorizon",
)
"""Properties of elements that lines hold."""


def lost(model: PlanModel, profile: str, part: int = 2) -> list[Loss]:
    """Return what a file of this profile has no element for, most of it first within each sort.

    Raises ConfigError for another profile or part.
    """
    return losses_of(model, arrange(model, profile, part))


def losses_of(model: PlanModel, arrangement: Arrangement) -> list[Loss]:
    """Return what an arrangement of a plan has no element for."""
    carried = Counter(item.kind for held in arrangement.all for item in held.carried)
    left = Counter({"passages": sum(len(item.passages) for item in _all(model))})
    left["labels"] = sum(_other_labels(item, model.language) for item in model.items)
    left["labels"] += max(len(model.titles) - 1, 0)
    lines = {item.iri for held in arrangement.all for item in held.carried}
    left["properties"] = sum(_other_properties(item, item.iri in lines) for item in _all(model))
    left["Challenge"] = sum(item.kind in ("Challenge", "Finding") for item in model.findings)
    left["links"] = _typed(model, PV.Link)
    left["decisions"] = _typed(model, PV.Decision)
    return [
        Loss(what, count, kept)
        for counts, kept in ((carried, True), (left, False))
        for what, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if count
    ]


def _typed(model: PlanModel, kind: NamedNode) -> int:
    """Return how many things of a class the plan's graphs describe."""
    return sum(
        triple.predicate == RDF.type and triple.object == kind
        for triples in model.triples.values()
        for triple in triples
    )


def _all(model: PlanModel) -> list[PlanItem]:
    return [*model.items, *(item for item in model.findings if item.kind in ("Mention", "Target"))]


def _other_labels(item: PlanItem, language: str) -> int:
    return sum(tag not in ("", language) for tag in item.labels)


def _other_properties(item: PlanItem, in_line: bool) -> int:
    lines = {PV[name].value for name in KEPT_IN_LINES} if in_line else set()
    if item.kind == "Mention":
        lines.add(DCT.description.value)
    return sum(len(v) for name, v in item.properties.items() if name not in KEPT | lines)


def in_words(loss: Loss, language: str) -> str:
    """Return a loss as a sentence. language: nn or en, else nb.

    >>> in_words(Loss("Strategy", 92, carried=False), "nb")
    '92 strategier er ikke med i filen.'
    """
    language = language if language in LOSS_SENTENCES else "nb"
    names = LOSS_NAMES.get(loss.what, (loss.what,) * 6)
    name = names[2 * list(LOSS_SENTENCES).index(language) + (loss.count != 1)]
    return LOSS_SENTENCES[language][0 if loss.carried else 1].format(f"{loss.count} {name}")
