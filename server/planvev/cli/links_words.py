"""What the commands of links say to people, in the three languages."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from planvev.resources import ontology_root
from planvev.vocab import CODE, SKOS

_WORDS: Final = {
    "offers": {
        "nb": "{stated} står i teksten, {suggested} er foreslått.",
        "nn": "{stated} står i teksten, {suggested} er foreslåtte.",
        "en": "{stated} are stated in the text, {suggested} are suggested.",
    },
    "none": {
        "nb": "Ingenting å foreslå.",
        "nn": "Ingenting å foreslå.",
        "en": "Nothing to suggest.",
    },
    "settled": {
        "nb": "{count} par er koblet eller avvist fra før og er ikke tatt med.",
        "nn": "{count} par er kopla eller avviste frå før og er ikkje tekne med.",
        "en": "{count} pairs are linked or rejected already, and are left out.",
    },
    "recorded": {
        "nb": "{count} koblinger er lagret i generasjon {generation}; {there} var der fra før.",
        "nn": "{count} koplingar er lagra i generasjon {generation}; {there} var der frå før.",
        "en": "{count} links are recorded in generation {generation}; {there} were there before.",
    },
    "nothing-recorded": {
        "nb": "Ingenting nytt å lagre; {there} var der fra før.",
        "nn": "Ingenting nytt å lagre; {there} var der frå før.",
        "en": "Nothing new to record; {there} were there before.",
    },
    "not-recorded": {
        "nb": "Koblingene følger ikke reglene. Ingenting er lagret.",
        "nn": "Koplingane følgjer ikkje reglane. Ingenting er lagra.",
        "en": "The links do not conform. Nothing was recorded.",
    },
    "matched": {
        "nb": "{matched} av {rows} rader har treff.",
        "nn": "{matched} av {rows} rader har treff.",
        "en": "{matched} of {rows} rows have matches.",
    },
    "passage": {"nb": "Står i teksten", "nn": "Står i teksten", "en": "Stated in the text"},
    "stated": {"nb": "i teksten", "nn": "i teksten", "en": "stated"},
    "row": {"nb": "Rad", "nn": "Rad", "en": "Row"},
}


def say(key: str, language: str, **values: object) -> str:
    """Return a message in a language: nb, nn or en."""
    return _WORDS[key][language].format(**values)


def type_labels(language: str) -> dict[str, str]:
    """Return how the types of links are called in a language, by code."""
    path = ontology_root() / "codelists" / "link-type.ttl"
    prefix = CODE["link-type/"].value
    return {
        quad.subject.value.removeprefix(prefix): quad.object.value
        for quad in parse(path=str(path), format=RdfFormat.TURTLE)
        if quad.predicate == SKOS.prefLabel
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
        and quad.object.language == language
        and quad.subject.value.startswith(prefix)
    }
