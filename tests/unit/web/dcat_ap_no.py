"""The rules of DCAT-AP-NO 3 that a catalogue must keep, checked with rdflib.

Source: https://data.norge.no/specification/dcat-ap-no: mandatory properties, how often a property
may stand, what kind of value it takes. Written from the specification, not from our code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

DCAT = Namespace("http://www.w3.org/ns/dcat#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"

TEXT, IRI, DATE, PLAIN, ANY = "text", "iri", "date", "plain", "any"
ACCESS_RIGHTS = {URIRef(f"{AUTHORITY}access-right/{code}") for code in ("PUBLIC", "RESTRICTED")}
MANY = 1_000


@dataclass(frozen=True)
class Rule:
    """A property: how often it stands, and its kind of value (a datatype's IRI is one too)."""

    path: URIRef
    least: int
    most: int
    kind: str | URIRef = ANY


RESOURCE = (
    Rule(DCTERMS.title, 1, MANY, TEXT),
    Rule(DCTERMS.publisher, 1, 1, IRI),
    Rule(DCAT.contactPoint, 1, MANY),
    Rule(DCTERMS.license, 0, 1, IRI),
    Rule(DCTERMS.accessRights, 0, 1, IRI),
)
RULES = {
    DCAT.Catalog: (
        *RESOURCE,
        Rule(DCTERMS.description, 1, MANY, TEXT),
        Rule(DCAT.dataset, 1, MANY, IRI),
        Rule(DCAT.service, 1, MANY, IRI),
        Rule(DCTERMS.language, 0, MANY, IRI),
        Rule(DCTERMS.spatial, 0, MANY, IRI),
        Rule(DCAT.themeTaxonomy, 0, MANY, IRI),
        Rule(DCTERMS.issued, 0, 1, DATE),
        Rule(DCTERMS.modified, 1, 1, DATE),
        Rule(FOAF.homepage, 0, 1, IRI),
    ),
    DCAT.Dataset: (
        *RESOURCE,
        Rule(DCTERMS.description, 1, MANY, TEXT),
        Rule(DCTERMS.identifier, 1, MANY, PLAIN),
        Rule(DCAT.theme, 1, MANY, IRI),
        Rule(DCAT.keyword, 0, MANY, TEXT),
        Rule(DCAT.distribution, 1, MANY),
        Rule(DCTERMS.spatial, 0, MANY, IRI),
        Rule(DCTERMS.language, 0, MANY, IRI),
        Rule(DCTERMS.conformsTo, 0, MANY, IRI),
        Rule(DCTERMS.issued, 0, 1, DATE),
        Rule(DCTERMS.modified, 1, 1, DATE),
        Rule(DCTERMS.accrualPeriodicity, 0, 1, IRI),
        Rule(DCAT.landingPage, 0, MANY, IRI),
        Rule(DCAT.version, 0, 1, PLAIN),
    ),
    DCAT.Distribution: (
        Rule(DCAT.accessURL, 1, MANY, IRI),
        Rule(DCTERMS.title, 0, MANY, TEXT),
        Rule(DCTERMS.description, 0, MANY, TEXT),
        Rule(DCTERMS["format"], 0, 1, IRI),
        Rule(DCTERMS.license, 0, 1, IRI),
        Rule(ADMS.status, 0, 1, IRI),
        Rule(DCATAP.availability, 0, 1, IRI),
        Rule(DCTERMS.modified, 0, 1, DATE),
        Rule(DCAT.byteSize, 0, 1, XSD.nonNegativeInteger),
        Rule(DCAT.mediaType, 0, 1, IRI),
        Rule(DCAT.compressFormat, 0, 1, IRI),
        Rule(DCAT.downloadURL, 0, MANY, IRI),
        Rule(DCAT.accessService, 0, MANY, IRI),
        Rule(SPDX.checksum, 0, 1),
    ),
    DCAT.DataService: (
        *RESOURCE,
        Rule(DCAT.endpointURL, 1, 1, IRI),
        Rule(DCAT.endpointDescription, 0, MANY, IRI),
        Rule(DCAT.servesDataset, 1, MANY, IRI),
        Rule(DCTERMS.description, 0, MANY, TEXT),
        Rule(DCTERMS.conformsTo, 0, MANY, IRI),
        Rule(DCATAP.availability, 0, 1, IRI),
    ),
    FOAF.Agent: (Rule(FOAF.name, 1, MANY, PLAIN),),
    VCARD.Organization: (Rule(VCARD.fn, 1, MANY, PLAIN), Rule(VCARD.hasURL, 0, MANY, IRI)),
    SPDX.Checksum: (
        Rule(SPDX.algorithm, 1, 1, IRI),
        Rule(SPDX.checksumValue, 1, 1, XSD.hexBinary),
    ),
    DCTERMS.PeriodOfTime: (Rule(DCAT.startDate, 0, 1, DATE), Rule(DCAT.endDate, 0, 1, DATE)),
}
"""Of DataService, servesDataset; of Dataset, identifier; and modified: recommended, and given."""
INSTANCES = {
    DCAT.contactPoint: (VCARD.Organization, VCARD.Individual, VCARD.Group),
    DCTERMS.publisher: (FOAF.Agent,),
    DCAT.dataset: (DCAT.Dataset,),
    DCAT.service: (DCAT.DataService,),
    DCAT.servesDataset: (DCAT.Dataset,),
    DCAT.distribution: (DCAT.Distribution,),
    DCAT.accessService: (DCAT.DataService,),
    SPDX.checksum: (SPDX.Checksum,),
}
BEGINNINGS = {
    DCTERMS["format"]: f"{AUTHORITY}file-type/",
    DCAT.mediaType: MEDIA_TYPES,
    DCAT.compressFormat: MEDIA_TYPES,
    DCATAP.availability: f"{AUTHORITY}planned-availability/",
}


def complaints(graph: Graph) -> list[str]:
    """Return what is wrong with a catalogue, a line each; no line: nothing."""
    found = [] if (None, RDF.type, DCAT.Catalog) in graph else ["there is no catalogue"]
    for kind, rules in RULES.items():
        for subject in graph.subjects(RDF.type, kind):
            for rule in rules:
                found += [f"{subject}: {told}" for told in _broken(graph, subject, rule)]
    return found


def _broken(graph: Graph, subject: Node, rule: Rule) -> Iterator[str]:
    values = list(graph.objects(subject, rule.path))
    if not rule.least <= len(values) <= rule.most:
        yield f"{rule.path} stands {len(values)} times"
    if rule.kind == TEXT:
        languages = Counter(getattr(value, "language", None) for value in values)
        repeats = rule.path != DCAT.keyword and any(n > 1 for n in languages.values())
        if None in languages or repeats:
            yield f"{rule.path} is not one text a language"
    for value in values:
        if not _is_of_kind(value, rule.kind):
            yield f"{rule.path} has {value!r}"
        kinds = INSTANCES.get(rule.path)
        if kinds and not any((value, RDF.type, kind) in graph for kind in kinds):
            yield f"{rule.path} leads to {value}, which is not described"
        if not str(value).startswith(BEGINNINGS.get(rule.path, "")):
            yield f"{rule.path} has {value}, of no such vocabulary"
    if rule.path == DCTERMS.accessRights and not set(values) <= ACCESS_RIGHTS:
        yield "access rights of no such vocabulary"


def _is_of_kind(value: Node, kind: str | URIRef) -> bool:
    if kind == IRI:
        return isinstance(value, URIRef)
    if kind == PLAIN:
        return isinstance(value, Literal)
    if kind == DATE:
        return isinstance(value, Literal) and value.datatype in (XSD.date, XSD.dateTime)
    if isinstance(kind, URIRef):
        return isinstance(value, Literal) and value.datatype == kind
    return True
