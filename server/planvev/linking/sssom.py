r"""Links as SSSOM, the Simple Standard for Sharing Ontological Mappings: TSV with metadata above.

A link is a mapping: its ends are subject and object, its type is the predicate. A link that was
rejected is one with ``predicate_modifier`` Not: who ignores our own columns must not take it for
one that holds. What was withdrawn is left out. Basis, status, standing decisions and the link's IRI
stand in extension columns, which the metadata declare.
Source: SSSOM 1.0, https://mapping-commons.github.io/sssom/spec/.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Final

from planvev.ingest.sheets.guarding import guarded, unguarded
from planvev.linking.exchange import Item, LinkFileRefused
from planvev.linking.links import BASES, TYPES, Outcome, Status
from planvev.linking.listing import LANGUAGES, LinkRow
from planvev.linking.records import SUGGESTER, NewLink
from planvev.vocab import CODE, ID, PV

MEDIA_TYPE: Final = "text/tab-separated-values"
_LICENSE: Final = "https://creativecommons.org/licenses/by/4.0/"
_PREFIXES: Final = {
    "pv": PV.iri,
    "pvid": ID.iri,
    "pvcode": CODE.iri,
    "sdg": "http://metadata.un.org/sdg/",
    "semapv": "https://w3id.org/semapv/vocab/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
COLUMNS: Final = (
    *("subject_id", "subject_label", "predicate_id", "predicate_modifier"),
    *("object_id", "object_label", "mapping_justification"),
    *("author_id", "reviewer_id", "reviewer_label", "subject_source", "object_source"),
    *("mapping_tool", "mapping_date", "confidence", "comment"),
)
"""The standard's own columns, in its order."""
_EXTENSIONS: Final = {
    "ext_link": ("linkedTo", "xsd:anyURI"),
    "ext_basis": ("linkBasis", "xsd:anyURI"),
    "ext_status": ("linkStatus", "xsd:anyURI"),
    "ext_decisions": ("decides", "xsd:string"),
}
_BY_HAND: Final = "semapv:ManualMappingCuration"
_BY_MACHINE: Final = "semapv:CompositeMatching"
_NEEDED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_NOT: Final = "Not"
_CURIE: Final = re.compile(r"([A-Za-z_][\w.-]*):(?!//)(.*)", re.DOTALL)
_TURNED: Final = {
    Status.APPROVED: Outcome.APPROVED,
    Status.REJECTED: Outcome.REJECTED,
    Status.WITHDRAWN: Outcome.WITHDRAWN,
}
_LINES_MAX: Final = 200_000


def sssom_text(rows: Iterable[LinkRow], set_id: str, language: str = "nb") -> str:
    """Return links as SSSOM TSV. set_id: the IRI of the mapping set. language: of labels."""
    chosen = [row for row in rows if row.history.status is not Status.WITHDRAWN]
    written = [_cells(row, language) for row in chosen]
    file = io.StringIO()
    file.writelines(f"#{line}\n" for line in _metadata(set_id, written))
    writer = csv.writer(file, delimiter="\t", lineterminator="\n")
    columns = (*COLUMNS, *_EXTENSIONS)
    writer.writerow(columns)
    writer.writerows([guarded(cells.get(column, "")) for column in columns] for cells in written)
    return file.getvalue()


def _metadata(set_id: str, written: Iterable[Mapping[str, str]]) -> Iterable[str]:
    used = {
        cells[column].partition(":")[0]
        for cells in written
        for column in ("subject_id", "object_id", "subject_source", "object_source")
    }
    yield f"mapping_set_id: {set_id}"
    yield 'mapping_set_title: "Links between plans"'
    yield f"license: {_LICENSE}"
    yield "curie_map:"
    for prefix, iri in _PREFIXES.items():
        if prefix in used or prefix not in ("sdg", "skos"):
            yield f'  {prefix}: "{iri}"'
    yield "extension_definitions:"
    for name, (term, hint) in _EXTENSIONS.items():
        yield f"  - slot_name: {name}"
        yield f"    property: pv:{term}"
        yield f"    type_hint: {hint}"


def _cells(row: LinkRow, language: str) -> dict[str, str]:
    link, history = row.link, row.history
    languages = (language, *LANGUAGES)
    stands = history.standing
    by_machine = link.basis == "machineSuggestion"
    return {
        "subject_id": _curie(link.source),
        "subject_label": _label(row.source.number, row.source.text(*languages))
        if row.source
        else "",
        "predicate_id": f"pv:{link.type}",
        "predicate_modifier": _NOT if history.status is Status.REJECTED else "",
        "object_id": _curie(link.target),
        "object_label": _label(row.target.number, row.target.text(*languages))
        if row.target
        else "",
        "mapping_justification": _BY_MACHINE if by_machine else _BY_HAND,
        "author_id": _many(_curie(agent) for agent in link.agents),
        "reviewer_id": _many(_curie(each.agent) for each in stands),
        "reviewer_label": _many(each.agent_label or _curie(each.agent) for each in stands),
        "subject_source": _curie(row.source.plan) if row.source else "",
        "object_source": _curie(row.target.plan) if row.target else "",
        "mapping_tool": link.method or (SUGGESTER if by_machine else ""),
        "mapping_date": link.time[:10],
        "confidence": "" if link.confidence is None else format(link.confidence.normalize(), "f"),
        "comment": row.reason(*languages),
        "ext_link": _curie(link.iri),
        "ext_basis": f"pvcode:link-basis/{link.basis}",
        "ext_status": f"pvcode:link-status/{history.status.value}",
        "ext_decisions": _many(
            " ".join(
                filter(None, (d.time, d.outcome.value, d.agent_label or _curie(d.agent), d.comment))
            )
            for d in history.decisions
        ),
    }


def _label(number: str, text: str) -> str:
    return f"{number} {text}".strip()


def _many(values: Iterable[str]) -> str:
    r"""Return several values in a cell, as the standard has them: bars between, bars in them \|."""
    return "|".join(value.replace("|", r"\|") for value in values)


def _curie(iri: str) -> str:
    """Return an IRI as a CURIE of the map; itself where no prefix fits."""
    for prefix, namespace in _PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return "sdg:" if iri == _PREFIXES["sdg"] else iri


def read_sssom(content: bytes) -> list[Item]:
    """Read links from SSSOM TSV.

    Rows of others have no status: they come in as proposals, those with ``predicate_modifier`` Not
    as rejected. Raises LinkFileRefused with what is wrong, each with its line.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LinkFileRefused([f"The file is not UTF-8: byte {error.start} is none."]) from None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head = 0
    while head < len(lines) and _is_above(_cells_of(lines[head])):
        head += 1
    if head == len(lines):
        raise LinkFileRefused(["There is no table below the metadata."])
    if len(lines) > _LINES_MAX:
        raise LinkFileRefused([f"There are more than {_LINES_MAX} lines."])
    prefixes = _PREFIXES | _curie_map(_cells_of(line)[0] for line in lines[:head])
    columns = _cells_of(lines[head])
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        raise LinkFileRefused([f"line {head + 1}: there is no column {', '.join(missing)}."])
    return _items(lines, head, columns, prefixes)


def _cells_of(line: str) -> list[str]:
    """Return the cells of one line; spreadsheets quote headings and metadata as other cells."""
    try:
        cells = next(csv.reader([line], delimiter="\t"), []) or [""]
    except csv.Error:
        cells = line.split("\t")
    return [cells[0].rstrip(), *(cell.strip() for cell in cells[1:])]


def _is_above(cells: Sequence[str]) -> bool:
    """Whether a line stands above the table: of the metadata, or empty."""
    return cells[0].startswith("#") or not any(cells)


def _items(
    lines: Sequence[str], head: int, columns: Sequence[str], prefixes: Mapping[str, str]
) -> list[Item]:
    items, problems = [], []
    reader = csv.reader(io.StringIO("\n".join(lines[head + 1 :])), delimiter="\t")
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            where = f"line {head + 1 + reader.line_num}"
            row = {
                column: unguarded(cell).strip()
                for column, cell in zip(columns, cells, strict=False)
            }
            try:
                items.append(_item(row, where, prefixes))
            except ValueError as error:
                problems.append(f"{where}: {error}")
    except csv.Error as error:
        problems.append(f"line {head + 1 + reader.line_num}: {error}")
    if problems:
        raise LinkFileRefused(problems)
    return items


def _curie_map(head: Iterable[str]) -> dict[str, str]:
    """Return the prefixes that the metadata declare. YAML is read as far as a map needs it."""
    found: dict[str, str] = {}
    inside = False
    for raw in head:
        line = raw.removeprefix("#")
        if re.match(r"\s*curie_map:", line):
            inside = True
            continue
        entry = re.fullmatch(r"\s+\"?([\w.-]+)\"?:\s*[\"']?([^\"'\s]+)[\"']?\s*", line)
        if inside and entry:
            found[entry[1]] = entry[2]
        elif line.strip() and not line[:1].isspace():
            inside = False
    return found


def _item(row: Mapping[str, str], where: str, prefixes: Mapping[str, str]) -> Item:
    """Return what a row says. Raises ValueError with what is wrong."""
    for column in _NEEDED:
        if not row.get(column):
            raise ValueError(f"{column} is empty")
    status = _code(row.get("ext_status", ""), "link-status", prefixes)
    if status and status not in set(Status):
        raise ValueError(f"«{row['ext_status']}» is no status of a link")
    outcome = _TURNED.get(Status(status)) if status else None
    modifier = row.get("predicate_modifier", "")
    if modifier not in ("", _NOT):
        raise ValueError(f"predicate_modifier is Not or empty, not «{modifier}»")
    if modifier == _NOT:
        outcome = Outcome.REJECTED
    reviewer = row.get("reviewer_label") or row.get("reviewer_id", "")
    link = NewLink(
        _iri(row["subject_id"], prefixes),
        _iri(row["object_id"], prefixes),
        _type(row["predicate_id"], prefixes),
        _basis(row, prefixes),
        _confidence(row.get("confidence", "")),
        {"nb": row["comment"]} if row.get("comment") else {},
        row.get("mapping_tool", ""),
    )
    comment = f"SSSOM: {reviewer}" if outcome and reviewer else ""
    return Item(link, where, outcome=outcome, comment=comment)


def _type(text: str, prefixes: Mapping[str, str]) -> str:
    iri = _iri(text, prefixes)
    for namespace in (PV.iri, CODE["link-type/"].value):
        if iri.startswith(namespace) and iri.removeprefix(namespace) in TYPES:
            return iri.removeprefix(namespace)
    listed = ", ".join(f"pv:{code}" for code in TYPES)
    raise ValueError(f"predicate_id «{text}» is no type of link; these are: {listed}")


def _basis(row: Mapping[str, str], prefixes: Mapping[str, str]) -> str:
    text = row.get("ext_basis", "")
    if text:
        code = _code(text, "link-basis", prefixes)
        if code not in BASES:
            raise ValueError(f"ext_basis «{text}» is none of {', '.join(BASES)}")
        return code
    justification = _iri(row["mapping_justification"], prefixes)
    by_hand = justification == _iri(_BY_HAND, prefixes)
    return "analystAssessment" if by_hand else "machineSuggestion"


def _code(text: str, codelist: str, prefixes: Mapping[str, str]) -> str:
    if not text:
        return ""
    return _iri(text, prefixes).removeprefix(CODE[f"{codelist}/"].value) if ":" in text else text


def _confidence(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"confidence «{text}» is no number") from None
    if not number.is_finite() or not 0 <= number <= 1:
        raise ValueError(f"confidence is from 0 to 1, not {text}")
    return number


def _iri(text: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that a CURIE stands for, or that stands there in full."""
    match = _CURIE.fullmatch(text)
    if match and match[1] in prefixes:
        return prefixes[match[1]] + match[2]
    if "://" in text or text.startswith("urn:"):
        return text.strip("<>")
    raise ValueError(f"«{text}» is no IRI, and its prefix is not in curie_map")
