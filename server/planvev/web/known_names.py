"""Names of kinds and of foreign terms that the graph itself does not name, for translation."""

from __future__ import annotations

from typing import Final

from planvev.vocab import DCAT, DCT, OA, OWL, PROV, PV, RDF, RDFS, SDGO, SKOS
from planvev.web.language import gettext, marked

CLASSES: Final = (
    (PV.GlossaryEntry, marked("Glossary entry")),
    (PV.InstrumentDescription, marked("Steering document in the plan")),
    (PV.InstrumentType, marked("Type of steering document")),
    (PV.StrategicApproach, marked("Strategic approach")),
    (PV.PlanInstrument, marked("Plan")),
    (PV.TargetGroup, marked("Target group")),
    (PV.SourceText, marked("Source text")),
    (PV.LinkType, marked("Type of link")),
    (PV.Strategy, marked("Strategy")),
    (PV.Section, marked("Section")),
    (PV.Vision, marked("Vision")),
    (PV.Value, marked("Value")),
    (PV.Action, marked("Action")),
    (PV.Goal, marked("Goal")),
    (PV.Target, marked("Target")),
    (PV.Challenge, marked("Challenge")),
    (PV.Mention, marked("Mention")),
    (PV.Decision, marked("Decision")),
    (PV.Link, marked("Link")),
    (PV.Actor, marked("Actor")),
    (SKOS.Concept, marked("Concept")),
    (SKOS.ConceptScheme, marked("Codelist")),
)
"""Our classes, the more special first: the first that a thing is of names it."""
_FOREIGN_CLASSES: Final = {
    "http://data.europa.eu/eli/ontology#LegalResourceSubdivision": marked("Section of law"),
    "http://data.europa.eu/eli/ontology#LegalResource": marked("Act"),
    "http://www.w3.org/ns/oa#SpecificResource": marked("Place in the source text"),
    "http://www.w3.org/ns/oa#TextQuoteSelector": marked("Quotation"),
    "http://www.w3.org/ns/oa#TextPositionSelector": marked("Character position"),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement": marked("Claim with a source"),
    "http://purl.org/dc/terms/PeriodOfTime": marked("Period"),
    "http://www.w3.org/ns/org#Organization": marked("Organization"),
    "http://www.w3.org/2002/07/owl#Ontology": marked("Ontology"),
    "http://www.w3.org/ns/dcat#Dataset": marked("Dataset"),
    "http://www.w3.org/ns/dcat#Distribution": marked("Distribution"),
    "http://www.w3.org/ns/dcat#Catalog": marked("Catalogue"),
    "http://www.w3.org/ns/prov#SoftwareAgent": marked("Program"),
    "http://www.w3.org/ns/prov#Agent": marked("Person or program"),
    SDGO.Goal.value: marked("Sustainable Development Goal"),
    SDGO.Target.value: marked("SDG target"),
}
_FOREIGN_TERMS: Final = {
    RDF.type.value: marked("type"),
    RDF.subject.value: marked("claim about"),
    RDF.predicate.value: marked("property of the claim"),
    RDF.object.value: marked("value of the claim"),
    RDFS.label.value: marked("name"),
    RDFS.comment.value: marked("comment"),
    RDFS.seeAlso.value: marked("see also"),
    RDFS.subClassOf.value: marked("subclass of"),
    RDFS.subPropertyOf.value: marked("subproperty of"),
    RDFS.domain.value: marked("said of"),
    RDFS.range.value: marked("has values of type"),
    RDFS.isDefinedBy.value: marked("defined in"),
    OWL.inverseOf.value: marked("inverse of"),
    OWL.versionInfo.value: marked("version"),
    OWL.versionIRI.value: marked("address of the version"),
    SKOS.prefLabel.value: marked("name"),
    SKOS.altLabel.value: marked("also called"),
    SKOS.definition.value: marked("definition"),
    SKOS.scopeNote.value: marked("scope"),
    SKOS.example.value: marked("example"),
    SKOS.notation.value: marked("number or code"),
    SKOS.broader.value: marked("broader"),
    SKOS.narrower.value: marked("narrower"),
    SKOS.inScheme.value: marked("in the list"),
    SKOS.topConceptOf.value: marked("top of the list"),
    SKOS.hasTopConcept.value: marked("top concepts"),
    SKOS.exactMatch.value: marked("same as"),
    SKOS.closeMatch.value: marked("close to"),
    SKOS.broadMatch.value: marked("narrower than"),
    DCT.title.value: marked("title"),
    DCT.description.value: marked("description"),
    DCT.temporal.value: marked("plan period"),
    DCT.spatial.value: marked("area"),
    DCT.source.value: marked("source"),
    DCT.subject.value: marked("theme"),
    DCT.language.value: marked("language"),
    DCT["format"].value: marked("format"),
    DCT.license.value: marked("licence"),
    DCT.publisher.value: marked("publisher"),
    DCT.creator.value: marked("prepared by"),
    DCT.dateAccepted.value: marked("adopted"),
    DCAT.keyword.value: marked("keywords"),
    SDGO.isTargetOf.value: marked("target of the goal"),
    SDGO.hasTarget.value: marked("has the target"),
    DCT.issued.value: marked("issued"),
    DCT.modified.value: marked("modified"),
    DCT.isPartOf.value: marked("part of"),
    DCT.identifier.value: marked("identifier"),
    DCT.rights.value: marked("rights"),
    DCT.replaces.value: marked("replaces"),
    DCT.isReplacedBy.value: marked("replaced by"),
    DCAT.startDate.value: marked("starts"),
    DCAT.endDate.value: marked("ends"),
    PROV.wasAttributedTo.value: marked("assessed by"),
    PROV.generatedAtTime.value: marked("recorded"),
    PROV.wasAssociatedWith.value: marked("carried out by"),
    PROV.endedAtTime.value: marked("ended"),
    OA.hasSource.value: marked("source text"),
    OA.hasSelector.value: marked("place in the text"),
    OA.exact.value: marked("wording of the source"),
    OA.start.value: marked("from character"),
    OA.end.value: marked("to character"),
    "http://www.w3.org/ns/org#unitOf": marked("unit of"),
    "http://www.w3.org/ns/org#hasUnit": marked("has the unit"),
    "http://data.europa.eu/eli/ontology#is_part_of": marked("part of the act"),
    "http://data.europa.eu/eli/ontology#number": marked("number"),
    "http://data.europa.eu/eli/ontology#id_local": marked("short name of the act"),
    "http://data.europa.eu/eli/ontology#date_document": marked("date of the document"),
    "http://data.europa.eu/eli/ontology#in_force": marked("in force"),
    "http://spdx.org/rdf/terms#checksum": marked("checksum"),
    "http://spdx.org/rdf/terms#checksumValue": marked("value of the checksum"),
    "http://spdx.org/rdf/terms#algorithm": marked("algorithm"),
    "http://xmlns.com/foaf/0.1/name": marked("name"),
    "http://xmlns.com/foaf/0.1/homepage": marked("website"),
}


def class_name(types: frozenset[str]) -> str | None:
    """Return what a thing of these classes is called; None where none of them is known.

    >>> class_name(frozenset({PV.Goal.value}))
    'Mål'
    """
    for known, name in CLASSES:
        if known.value in types:
            return gettext(name)
    for iri in sorted(types):
        if iri in _FOREIGN_CLASSES:
            return gettext(_FOREIGN_CLASSES[iri])
    return None


def foreign_name(iri: str) -> str | None:
    """Return the name of a term of a foreign vocabulary; None where it is not known."""
    return gettext(_FOREIGN_TERMS[iri]) if iri in _FOREIGN_TERMS else None
