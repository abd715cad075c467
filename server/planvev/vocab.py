"""IRIs of the ontology, and of the foreign terms that the code names.

A namespace makes terms by attribute or by index:

>>> PV.Goal
<NamedNode value=https://w3id.org/planvev/ontology#Goal>
>>> DCT["format"].value
'http://purl.org/dc/terms/format'
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode


class Namespace:
    """An IRI prefix that makes ``NamedNode`` terms; it does not check that a term exists.

    A term that was asked for by attribute is kept: the code names the same few over and over.
    """

    def __init__(self, iri: str) -> None:
        self.iri: Final = iri

    def __getattr__(self, name: str) -> NamedNode:
        if name.startswith("__"):
            raise AttributeError(name)
        term = self.__dict__[name] = NamedNode(self.iri + name)
        return term

    def __getitem__(self, name: str) -> NamedNode:
        return NamedNode(self.iri + name)

    def __contains__(self, term: object) -> bool:
        return isinstance(term, NamedNode) and term.value.startswith(self.iri)


BASE = "https://w3id.org/planvev/"
PV = Namespace(BASE + "ontology#")
SHAPES = Namespace(BASE + "shapes#")
CODE = Namespace(BASE + "code/")
ID = Namespace(BASE + "id/")
GRAPH = Namespace(BASE + "graph/")

RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
DCT = Namespace("http://purl.org/dc/terms/")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
PROV = Namespace("http://www.w3.org/ns/prov#")
OA = Namespace("http://www.w3.org/ns/oa#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SDG = Namespace("http://metadata.un.org/sdg/")
SDGO = Namespace("http://metadata.un.org/sdg/ontology#")

PREFIXES: Final[dict[str, str]] = {
    "pv": PV.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "owl": OWL.iri,
    "xsd": XSD.iri,
    "skos": SKOS.iri,
    "dct": DCT.iri,
    "dcat": DCAT.iri,
    "prov": PROV.iri,
    "oa": OA.iri,
    "sh": SH.iri,
    "org": "http://www.w3.org/ns/org#",
    "cv": "http://data.europa.eu/m8g/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "spdx": "http://spdx.org/rdf/terms#",
    "unit": "http://qudt.org/vocab/unit/",
    "pvsh": SHAPES.iri,
}
