"""How to cite a thing: as text, BibTeX and CSL-JSON.

Sources: BibTeX's ``@misc`` with the fields of biblatex; the citation style language's JSON schema
(csl-data).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from planvev.rdf.formats import Format
from planvev.web.language import gettext
from planvev.web.wording import date_text

CITATION: Final = Format("citation", "text/plain", "txt", charset=True)
BIBTEX: Final = Format("bibtex", "application/x-bibtex", "bib", charset=True)
CSL_JSON: Final = Format("csl-json", "application/vnd.citationstyles.csl+json", "csl.json")
CITATION_FORMATS: Final = (CITATION, BIBTEX, CSL_JSON)
_LATEX: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_NOT_IN_KEY: Final = re.compile(r"[^a-z0-9]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]+")
_TITLE_CHARACTERS_MAX: Final = 500


@dataclass(frozen=True)
class Citable:
    """What is cited. part: «Delmål 2.6», empty for a plan. issued: an xsd:date or year, or empty.

    generation: of the data that were read. accessed: the day of reading, None to leave it out.
    in_our_words: the title is a paraphrase, which the body did not write.
    """

    iri: str
    part: str
    title: str
    container: str
    body: str
    issued: str
    language: str
    generation: str
    accessed: date | None = None
    in_our_words: bool = False


def citation_text(cited: Citable) -> str:
    """Return a citation in one line, as Norwegian guides have it for documents of public bodies."""
    year = cited.issued[:4] or gettext("n.d.")
    named = f"{cited.part}: {cited.title}" if cited.part else cited.title
    quoted = f"«{_clean(named)}»" if cited.container else f"{_clean(named)}"
    if cited.in_our_words:
        rendered = gettext("rendered by planvev")
        quoted = f"{_clean(named)} [{rendered}]"
    where = gettext(". In: %(plan)s", plan=_clean(cited.container)) if cited.container else ""
    begins = f"{_clean(cited.body)} ({year}). {quoted}" if cited.body else f"{quoted} ({year})"
    day = cited.accessed.isoformat() if cited.accessed else ""
    seen = gettext(", read %(day)s", day=date_text(day)) if day else ""
    state = gettext("state of the data %(generation)s", generation=cited.generation[:12])
    return f"{begins}{where}. {cited.iri} ({state}{seen})"


def bibtex(cited: Citable) -> str:
    """Return a BibTeX entry; text is escaped, so that no value can end a field or the entry."""
    fields = {
        "author": f"{{{_escaped(cited.body)}}}" if cited.body else "",
        "title": _escaped(f"{cited.part}: {cited.title}" if cited.part else cited.title),
        "booktitle": _escaped(cited.container),
        "year": _escaped(cited.issued[:4]),
        "url": _url(cited.iri),
        "urldate": cited.accessed.isoformat() if cited.accessed else "",
        "note": _escaped(_note(cited)),
        "langid": {"nb": "norsk", "nn": "nynorsk", "en": "english"}.get(cited.language, ""),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    kind = "incollection" if cited.container else "misc"
    return f"@{kind}{{{_key(cited.iri)},\n" + ",\n".join(lines) + "\n}\n"


def csl_json(cited: Citable) -> str:
    """Return a list with one CSL item."""
    item: dict[str, Any] = {
        "id": _key(cited.iri),
        "type": "chapter" if cited.container else "document",
        "title": _clean(f"{cited.part}: {cited.title}" if cited.part else cited.title),
        "URL": cited.iri,
        "note": _note(cited),
    }
    if cited.body:
        item["author"] = [{"literal": _clean(cited.body)}]
    if cited.container:
        item["container-title"] = _clean(cited.container)
    if cited.language:
        item["language"] = cited.language
    if cited.issued:
        item["issued"] = {"date-parts": [_date_parts(cited.issued)]}
    if cited.accessed:
        day = cited.accessed
        item["accessed"] = {"date-parts": [[day.year, day.month, day.day]]}
    return json.dumps([item], ensure_ascii=False, indent=2)


def cited_as(cited: Citable, chosen: Format) -> str:
    """Return the citation in one of CITATION_FORMATS."""
    makers = {CITATION.name: citation_text, BIBTEX.name: bibtex, CSL_JSON.name: csl_json}
    return makers[chosen.name](cited)


def _note(cited: Citable) -> str:
    note = f"planvev, generation {cited.generation[:12]}"
    return f"{note}; paraphrased by planvev" if cited.in_our_words else note


def _clean(text: str) -> str:
    """Return a text on one line, of a length that a citation can have."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= _TITLE_CHARACTERS_MAX else f"{line[:_TITLE_CHARACTERS_MAX]} …"


def _escaped(text: str) -> str:
    r"""Return a text as LaTeX.

    >>> _escaped("50 % & {x}")
    '50 \\% \\& \\{x\\}'
    """
    return "".join(_LATEX.get(character, character) for character in _clean(text))


def _url(iri: str) -> str:
    """Return an IRI whose braces and backslashes are written as percent escapes."""
    return iri.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _key(iri: str) -> str:
    """Return a citation key.

    >>> _key("https://w3id.org/planvev/id/trondheim/samfunnsdel-2009/goal/2.6")
    'trondheim-samfunnsdel-2009-goal-2-6'
    """
    path = iri.partition("/id/")[2] or iri
    return _NOT_IN_KEY.sub("-", path.lower()).strip("-") or "planvev"


def _date_parts(issued: str) -> list[int]:
    return [int(part) for part in issued[:10].split("-") if part.isascii() and part.isdigit()]
