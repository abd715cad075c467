"""The one place that makes URLs, and that reads IRIs out of them.

Things, ``<base>id/…``, are answered at ``/id/…`` by 303 and described at ``/doc/…``. The base is
a setting; ontology, codelists and graphs have their published IRIs, whatever it is. So have the
development goals of the United Nations, which are described at ``/sdg/…``: plans link to them.

>>> urls = Urls("https://w3id.org/planvev/")
>>> urls.path_of("https://w3id.org/planvev/id/trondheim/samfunnsdel-2009/goal/2.6")
'/doc/trondheim/samfunnsdel-2009/goal/2.6'
>>> urls.iri_of_document("trondheim/samfunnsdel-2009/goal/2.6")
'https://w3id.org/planvev/id/trondheim/samfunnsdel-2009/goal/2.6'
>>> urls.path_of("https://w3id.org/planvev/ontology#Goal")
'/ontology#Goal'
>>> urls.path_of("http://metadata.un.org/sdg/11.6")
'/sdg/11.6'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode

from planvev.errors import ResourceNotFound
from planvev.rdf.formats import GRAPH_FORMATS, HTML, Format
from planvev.vocab import CODE, GRAPH, PV, SDG

DOCUMENT_FORMATS: Final = (HTML, *GRAPH_FORMATS)
_SAFE: Final = "/:@!$&'()*+,;=~-._"
ONTOLOGY_IRI: Final = PV.iri.removesuffix("#")
_WITH_HISTORY: Final = ("/doc/", "/code/", "/sdg/")
_SDG_NUMBER: Final = re.compile(r"[0-9]{1,2}(\.[0-9a-z]{1,2}){0,2}")
"""A goal, target or indicator; what else begins so, as the UN's ontology does, is not ours."""


def checked_iri(iri: str) -> str:
    """Return an IRI that may stand in a query. Raises ResourceNotFound where it is none.

    What comes out of a URL may hold any character; only an IRI (RFC 3987) becomes a term.
    """
    try:
        return NamedNode(iri).value
    except ValueError:
        raise ResourceNotFound(iri) from None


def split_extension(path: str) -> tuple[str, Format | None]:
    """Split the extension of a document format from a path; other dots are part of the name.

    >>> split_extension("goal/2.6"), split_extension("goal/2.6.ttl")[0]
    (('goal/2.6', None), 'goal/2.6')
    """
    stem, dot, extension = path.rpartition(".")
    if dot and stem and not stem.endswith("/"):
        for candidate in DOCUMENT_FORMATS:
            if candidate.extension == extension:
                return stem, candidate
    return path, None


@dataclass(frozen=True)
class Urls:
    """IRI ↔ local path. base_iri: ends in a slash."""

    base_iri: str

    @property
    def _things(self) -> str:
        return f"{self.base_iri}id/"

    def iri_of_document(self, path: str) -> str:
        """Return the IRI that ``/doc/<path>`` describes; path: decoded. Raises ResourceNotFound."""
        return checked_iri(self._things + path)

    def iri_of_code(self, path: str) -> str:
        """Return the IRI of ``/code/<path>``. Raises ResourceNotFound."""
        return checked_iri(CODE.iri + path)

    def iri_of_graph(self, path: str) -> str:
        """Return the IRI of ``/graph/<path>``. Raises ResourceNotFound."""
        return checked_iri(GRAPH.iri + path)

    def iri_of_sdg(self, number: str) -> str:
        """Return the UN's IRI of ``/sdg/<number>``. Raises ResourceNotFound."""
        if not _SDG_NUMBER.fullmatch(number):
            raise ResourceNotFound(SDG.iri + number)
        return SDG.iri + number

    def path_of(self, iri: str) -> str | None:
        """Return the local path of an IRI's page, None for what has none."""
        if iri.startswith(self._things):
            return "/doc/" + quote(iri[len(self._things) :], safe=_SAFE)
        for namespace, path in ((CODE.iri, "/code/"), (GRAPH.iri, "/graph/")):
            if iri.startswith(namespace):
                return path + quote(iri[len(namespace) :], safe=_SAFE)
        if iri.startswith(SDG.iri) and _SDG_NUMBER.fullmatch(iri[len(SDG.iri) :]):
            return "/sdg/" + iri[len(SDG.iri) :]
        if iri == ONTOLOGY_IRI:
            return "/ontology"
        if iri.startswith(PV.iri):
            return "/ontology#" + quote(iri[len(PV.iri) :], safe=_SAFE)
        return None

    def iri_of(self, text: str) -> str | None:
        """Return the IRI that a text means: itself, or the path of a page; None for neither.

        >>> urls = Urls("https://w3id.org/planvev/")
        >>> urls.iri_of("/doc/a/b"), urls.iri_of("a/b"), urls.iri_of("http://x/"), urls.iri_of("<>")
        ('https://w3id.org/planvev/id/a/b', 'https://w3id.org/planvev/id/a/b', 'http://x/', None)
        """
        starts = {
            "/doc/": self._things,
            "/id/": self._things,
            "/code/": CODE.iri,
            "/graph/": GRAPH.iri,
            "/sdg/": SDG.iri,
        }
        start = next((one for one in starts if text.startswith(one)), None)
        if start:
            text = starts[start] + text.removeprefix(start)
        elif text and ":" not in text:
            text = self._things + text.removeprefix("/")
        try:
            return NamedNode(text).value if text else None
        except ValueError:
            return None

    def href_of(self, iri: str) -> str | None:
        """Return what a page may link to: a local path, or an http(s) URL; else None."""
        local = self.path_of(iri)
        if local:
            return local
        return iri if iri.lower().startswith(("http://", "https://")) else None

    def is_local(self, iri: str) -> bool:
        """Return whether this server has a page about the IRI."""
        return self.path_of(iri) is not None

    def alternates(self, path: str) -> list[tuple[Format, str]]:
        """Return every format of a document with its own path; path: as of ``path_of``."""
        bare = path.partition("#")[0]
        return [(f, f"{bare}.{f.extension}") for f in DOCUMENT_FORMATS]

    def history_path(self, iri: str) -> str | None:
        """Return where the history of a thing is told; None for what has no document here."""
        path = self.path_of(iri)
        return f"/history{path}" if path and path.startswith(_WITH_HISTORY) else None

    def source_path(self, sha256: str) -> str:
        """Return where the text of a source is served."""
        return f"/data/sources/{quote(sha256, safe='')}.txt"
