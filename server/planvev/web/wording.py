"""Values in Norwegian: dates, numbers, periods; names of foreign terms that have none here."""

from __future__ import annotations

import re
from typing import Final

from planvev.vocab import DCAT, DCT, OA, OWL, PREFIXES, PROV, RDF, RDFS, SKOS, XSD
from planvev.web.statements import Value

MONTHS: Final = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]
LANGUAGE_NAMES: Final = {"nb": "bokmål", "nn": "nynorsk", "en": "engelsk", "no": "norsk"}
FOREIGN_LABELS: Final = {
    RDF.type.value: "type",
    RDF.subject.value: "påstand om",
    RDF.predicate.value: "påstandens egenskap",
    RDF.object.value: "påstandens verdi",
    RDFS.label.value: "navn",
    RDFS.comment.value: "merknad",
    RDFS.seeAlso.value: "se også",
    RDFS.subClassOf.value: "underklasse av",
    RDFS.subPropertyOf.value: "underegenskap av",
    RDFS.domain.value: "sies om",
    RDFS.range.value: "har verdi av type",
    RDFS.isDefinedBy.value: "definert i",
    OWL.inverseOf.value: "motsatt av",
    OWL.versionInfo.value: "versjon",
    OWL.versionIRI.value: "adresse til versjonen",
    SKOS.prefLabel.value: "navn",
    SKOS.altLabel.value: "også kalt",
    SKOS.definition.value: "definisjon",
    SKOS.scopeNote.value: "avgrensning",
    SKOS.example.value: "eksempel",
    SKOS.notation.value: "nummer eller kode",
    SKOS.broader.value: "overordnet",
    SKOS.narrower.value: "underordnet",
    SKOS.inScheme.value: "i listen",
    SKOS.topConceptOf.value: "øverst i listen",
    SKOS.hasTopConcept.value: "øverste begreper",
    SKOS.exactMatch.value: "samme som",
    SKOS.closeMatch.value: "nær lik",
    SKOS.broadMatch.value: "snevrere enn",
    DCT.title.value: "tittel",
    DCT.description.value: "beskrivelse",
    DCT.temporal.value: "planperiode",
    DCT.spatial.value: "område",
    DCT.source.value: "kilde",
    DCT.subject.value: "tema",
    DCT.language.value: "språk",
    DCT["format"].value: "format",
    DCT.license.value: "lisens",
    DCT.publisher.value: "utgiver",
    DCT.issued.value: "utgitt",
    DCT.modified.value: "endret",
    DCT.isPartOf.value: "del av",
    DCT.identifier.value: "identifikator",
    DCT.rights.value: "rettigheter",
    DCT.replaces.value: "avløser",
    DCT.isReplacedBy.value: "avløst av",
    DCAT.startDate.value: "starter",
    DCAT.endDate.value: "slutter",
    PROV.wasAttributedTo.value: "vurdert av",
    PROV.generatedAtTime.value: "registrert",
    PROV.wasAssociatedWith.value: "utført av",
    PROV.endedAtTime.value: "avsluttet",
    OA.hasSource.value: "kildetekst",
    OA.hasSelector.value: "sted i teksten",
    OA.exact.value: "ordlyd i kilden",
    OA.start.value: "fra tegn",
    OA.end.value: "til tegn",
    "http://www.w3.org/ns/org#unitOf": "enhet i",
    "http://www.w3.org/ns/org#hasUnit": "har enheten",
    "http://data.europa.eu/eli/ontology#is_part_of": "del av loven",
    "http://data.europa.eu/eli/ontology#number": "nummer",
    "http://data.europa.eu/eli/ontology#id_local": "lovens kortnavn",
    "http://data.europa.eu/eli/ontology#date_document": "dato for dokumentet",
    "http://data.europa.eu/eli/ontology#in_force": "i kraft",
    "http://spdx.org/rdf/terms#checksum": "sjekksum",
    "http://spdx.org/rdf/terms#checksumValue": "sjekksummens verdi",
    "http://spdx.org/rdf/terms#algorithm": "algoritme",
    "http://xmlns.com/foaf/0.1/name": "navn",
    "http://xmlns.com/foaf/0.1/homepage": "hjemmeside",
}
_UNITS: Final = {"PERCENT": "%", "TONNE": "tonn", "KiloGM": "kg", "KiloW-HR": "kWh", "YR": "år"}
_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}).*)?")
_DURATION: Final = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_DECIMAL: Final = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?")


def date_text(text: str) -> str:
    """Return an xsd:date or xsd:dateTime in words.

    >>> date_text("2010-06-10"), date_text("2010")
    ('10. juni 2010', '2010')
    """
    match = _DATE.fullmatch(text)
    if not match or not 1 <= int(match[2]) <= 12:
        return text
    day = f"{int(match[3])}. {MONTHS[int(match[2]) - 1]} {match[1]}"
    midnight = match[4] in (None, "00") and match[5] in (None, "00")
    return day if midnight else f"{day} kl. {match[4]}.{match[5]}"


def number_text(text: str) -> str:
    """Return a decimal number with a comma, thousands apart, without idle zeros.

    >>> number_text("20.0"), number_text("34821"), number_text("0.6"), number_text("x")
    ('20', '34\u00a0821', '0,6', 'x')
    """
    match = _DECIMAL.fullmatch(text)
    if not match:
        return text
    whole = match[2] if len(match[2]) < 5 else f"{int(match[2]):,}".replace(",", "\u00a0")
    fraction = (match[3] or "").rstrip("0")
    return f"{match[1]}{whole}{',' + fraction if fraction else ''}"


def duration_text(text: str) -> str:
    """Return an xsd:duration in words.

    >>> duration_text("P12Y"), duration_text("P1Y6M"), duration_text("PT5M")
    ('12 år', '1 år og 6 måneder', 'PT5M')
    """
    match = _DURATION.fullmatch(text)
    if not match or not any(match.groups()):
        return text
    names = (("år", "år"), ("måned", "måneder"), ("dag", "dager"))
    parts = [
        f"{number} {one if number == '1' else many}"
        for number, (one, many) in zip(match.groups(), names, strict=True)
        if number
    ]
    return " og ".join(parts)


def literal_text(value: Value) -> str:
    """Return a literal as a page shows it."""
    if value.datatype in (XSD.date.value, XSD.dateTime.value):
        return date_text(value.text)
    if value.datatype == XSD.duration.value:
        return duration_text(value.text)
    if value.datatype in (XSD.decimal.value, XSD.integer.value, XSD.nonNegativeInteger.value):
        return number_text(value.text)
    if value.datatype == XSD.boolean.value:
        return {"true": "ja", "false": "nei"}.get(value.text, value.text)
    return value.text


def is_unit(iri: str) -> bool:
    """Return whether an IRI is a QUDT unit."""
    return iri.startswith(PREFIXES["unit"])


def unit_text(iri: str) -> str:
    """Return the sign or name of a QUDT unit.

    >>> unit_text("http://qudt.org/vocab/unit/PERCENT")
    '%'
    """
    name = iri.rpartition("/")[2]
    return _UNITS.get(name, name)


def compact_iri(iri: str) -> str:
    """Return an IRI with one of our prefixes, or as it is.

    >>> compact_iri("http://purl.org/dc/terms/title")
    'dct:title'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def language_name(language: str) -> str:
    """Return the Norwegian name of a language tag."""
    return LANGUAGE_NAMES.get(language.partition("-")[0], language)


def first_upper(text: str) -> str:
    """Return a text whose first letter is a capital."""
    return text[:1].upper() + text[1:]


def shortened(text: str, characters_max: int = 90) -> str:
    """Cut a text at a word's end, with an ellipsis.

    >>> shortened("en to tre fire", 9)
    'en to …'
    """
    text = " ".join(text.split())
    if len(text) <= characters_max:
        return text
    return f"{text[: characters_max - 1].rpartition(' ')[0] or text[: characters_max - 1]} …"
