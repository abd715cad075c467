"""Our own sheets: what they and their columns are called in nb, nn and en.

The template, plans that are written out, and what is read of both, all follow this one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from planvev.ingest.draft import Kind
from planvev.ingest.sheets.names import plain

Names = tuple[str, str, str]
"""In nb, nn and en."""


@dataclass(frozen=True)
class FormSheet:
    """A sheet of rows of one kind. in_template: whether the template has it."""

    kind: Kind
    names: Names
    fields: tuple[str, ...]
    in_template: bool = True


TITLES: Final[dict[str, Names]] = {
    "id": ("ID", "ID", "ID"),
    "number": ("Nummer", "Nummer", "Number"),
    "parent": ("Overordnet", "Overordna", "Parent"),
    "level": ("Nivå", "Nivå", "Level"),
    "kind": ("Slag", "Slag", "Kind"),
    "text": ("Tekst", "Tekst", "Text"),
    "label": ("Kort tekst", "Kort tekst", "Short text"),
    "comment": ("Kommentar", "Kommentar", "Comment"),
    "responsible": ("Ansvarlig", "Ansvarleg", "Responsible"),
    "deadline": ("Frist", "Frist", "Deadline"),
    "targetKind": ("Måltype", "Måltype", "Kind of target"),
    "comparator": ("Sammenlikning", "Samanlikning", "Comparator"),
    "targetValue": ("Målverdi", "Målverdi", "Target value"),
    "unit": ("Enhet", "Eining", "Unit"),
    "baselineYear": ("Basisår", "Basisår", "Baseline year"),
    "baselineValue": ("Basisverdi", "Basisverdi", "Baseline value"),
    "indicator": ("Indikator", "Indikator", "Indicator"),
    "role": ("Rolle", "Rolle", "Role"),
    "describesType": ("Plantype", "Plantype", "Instrument type"),
    "iri": ("IRI", "IRI", "IRI"),
}
"""The columns by field."""
FORM_SHEETS: Final = (
    FormSheet(Kind.VISION, ("Visjon", "Visjon", "Vision"), ("id", "text", "label", "comment")),
    FormSheet(Kind.VALUE, ("Verdier", "Verdiar", "Values"), ("id", "text", "label", "comment")),
    FormSheet(
        Kind.STRATEGIC_APPROACH,
        ("Hovedgrep", "Hovudgrep", "Approaches"),
        ("id", "number", "text", "label", "comment"),
    ),
    FormSheet(
        Kind.GOAL,
        ("Mål", "Mål", "Goals"),
        ("id", "number", "parent", "level", "text", "label", "comment"),
    ),
    FormSheet(
        Kind.STRATEGY,
        ("Strategier", "Strategiar", "Strategies"),
        ("id", "number", "parent", "text", "label", "responsible", "deadline", "comment"),
    ),
    FormSheet(
        Kind.ACTION,
        ("Tiltak", "Tiltak", "Actions"),
        ("id", "number", "parent", "text", "label", "responsible", "deadline", "comment"),
    ),
    FormSheet(
        Kind.TARGET,
        ("Måltall", "Måltal", "Targets"),
        (
            *("id", "parent", "text", "targetKind", "comparator", "targetValue", "unit"),
            *("deadline", "baselineYear", "baselineValue", "indicator", "comment"),
        ),
    ),
    FormSheet(
        Kind.MENTION,
        ("Omtaler", "Omtalar", "Mentions"),
        ("id", "parent", "text", "role", "comment"),
    ),
    FormSheet(
        Kind.SECTION,
        ("Avsnitt", "Avsnitt", "Sections"),
        ("id", "parent", "text", "label", "comment"),
    ),
    FormSheet(
        Kind.GLOSSARY_ENTRY,
        ("Ordforklaringer", "Ordforklaringar", "Glossary"),
        ("id", "parent", "label", "text", "comment"),
    ),
    FormSheet(
        Kind.INSTRUMENT_DESCRIPTION,
        ("Plantyper", "Plantypar", "Instrument types"),
        ("id", "describesType", "text", "label", "comment"),
        in_template=False,
    ),
)
CODED: Final = ("level", "targetKind", "comparator", "role", "describesType")
"""The columns whose cells are chosen from a list."""
PLAN_SHEET: Final[Names] = ("Plan", "Plan", "Plan")
GUIDE_SHEET: Final[Names] = ("Veiledning", "Rettleiing", "Instructions")
CODES_SHEET: Final[Names] = ("Koder", "Kodar", "Codes")
PASSAGES_SHEET: Final[Names] = ("Tekststeder", "Tekststader", "Passages")
PROPERTIES_SHEET: Final[Names] = ("Egenskaper", "Eigenskapar", "Properties")
CONTINUED_SHEET: Final[Names] = ("Fortsettelser", "Framhald", "Continued")
FACTS: Final[dict[str, Names]] = {
    "title": ("Tittel", "Tittel", "Title"),
    "body": ("Kommune eller organ", "Kommune eller organ", "Municipality or body"),
    "instrument_type": ("Plantype", "Plantype", "Type of plan"),
    "status": ("Status", "Status", "Status"),
    "start_year": ("Periode fra", "Periode frå", "Period from"),
    "end_year": ("Periode til", "Periode til", "Period to"),
    "adopted_on": ("Vedtatt dato", "Vedteken dato", "Adopted on"),
    "adopted_by": ("Vedtatt av", "Vedteken av", "Adopted by"),
    "language": ("Språk", "Språk", "Language"),
    "source": ("Kilde", "Kjelde", "Source"),
    "iri": ("IRI", "IRI", "IRI"),
}
"""The rows of the sheet about the plan itself, by the names that ``PlanFacts`` has."""
CODED_FACTS: Final = ("instrument_type", "status", "language")
PASSAGE_COLUMNS: Final[dict[str, Names]] = {
    "element": ("Element", "Element", "Element"),
    "order": ("Rekkefølge", "Rekkjefølgje", "Order"),
    "role": ("Rolle", "Rolle", "Role"),
    "source": ("Kilde (SHA-256)", "Kjelde (SHA-256)", "Source (SHA-256)"),
    "start": ("Fra tegn", "Frå teikn", "From character"),
    "end": ("Til tegn", "Til teikn", "To character"),
    "exact": ("Ordrett", "Ordrett", "Exact"),
    "cut_words": ("Sammenføyde ord", "Samanføyde ord", "Joined words"),
}
"""Slices of source texts: what the text of an element is made of."""
PROPERTY_COLUMNS: Final[dict[str, Names]] = {
    "element": ("Element", "Element", "Element"),
    "graph": ("Graf", "Graf", "Graph"),
    "predicate": ("Egenskap", "Eigenskap", "Property"),
    "value": ("Verdi", "Verdi", "Value"),
    "type": ("Type", "Type", "Type"),
    "language": ("Språk", "Språk", "Language"),
    "datatype": ("Datatype", "Datatype", "Datatype"),
}
"""All else that is said of an element, a statement a row."""
CONTINUED_COLUMNS: Final[dict[str, Names]] = {
    "sheet": ("Ark", "Ark", "Sheet"),
    "cell": ("Celle", "Celle", "Cell"),
    "part": ("Del", "Del", "Part"),
    "text": ("Tekst", "Tekst", "Text"),
}
"""The rest of texts that are longer than a cell may be."""
FACT_COLUMNS: Final[tuple[Names, ...]] = (
    ("Felt", "Felt", "Field"),
    ("Verdi", "Verdi", "Value"),
    ("Forklaring", "Forklaring", "Explanation"),
)
EXAMPLE: Final[Names] = ("eksempel", "døme", "example")
"""How the ID of a row begins that only shows how a sheet is filled in."""
EXAMPLES: Final[dict[tuple[Kind, str], Names]] = {
    (Kind.VISION, "text"): (
        "Eksempel: Et godt sted å leve – sammen",
        "Døme: Ein god stad å leve – saman",
        "Example: A good place to live – together",
    ),
    (Kind.VALUE, "text"): ("Eksempel: Åpen", "Døme: Open", "Example: Open"),
    (Kind.STRATEGIC_APPROACH, "text"): (
        "Eksempel: Medvirkning",
        "Døme: Medverknad",
        "Example: Participation",
    ),
    (Kind.GOAL, "text"): (
        "Eksempel: Barn og unge opplever mestring",
        "Døme: Barn og unge opplever meistring",
        "Example: Children and young people experience mastery",
    ),
    (Kind.STRATEGY, "text"): (
        "Eksempel: Styrke det tverrfaglige samarbeidet om barn",
        "Døme: Styrkje det tverrfaglege samarbeidet om barn",
        "Example: Strengthen cooperation across professions on children",
    ),
    (Kind.ACTION, "text"): (
        "Eksempel: Opprette familiesenter",
        "Døme: Opprette familiesenter",
        "Example: Open a family centre",
    ),
    (Kind.TARGET, "text"): (
        "Eksempel: 90 prosent trives på skolen innen 2030",
        "Døme: 90 prosent trivst på skulen innan 2030",
        "Example: 90 per cent thrive at school by 2030",
    ),
    (Kind.MENTION, "text"): (
        "Eksempel: frivillige organisasjoner",
        "Døme: frivillige organisasjonar",
        "Example: voluntary organisations",
    ),
    (Kind.SECTION, "text"): (
        "Eksempel: Et avsnitt løpende tekst under målet.",
        "Døme: Eit avsnitt løpande tekst under målet.",
        "Example: A paragraph of running text under the goal.",
    ),
    (Kind.GLOSSARY_ENTRY, "text"): (
        "Eksempel: Bygning som bruker lite energi til oppvarming",
        "Døme: Bygning som bruker lite energi til oppvarming",
        "Example: A building that uses little energy for heating",
    ),
}
"""The texts of the example rows, by which they are known again."""


@cache
def sheet_kinds() -> dict[str, FormSheet]:
    """Return our sheets of rows by their plain names in any language."""
    return {plain(name): sheet for sheet in FORM_SHEETS for name in sheet.names}


@cache
def column_fields() -> dict[str, str]:
    """Return the fields of our columns by their plain names in any language."""
    return {plain(name): field for field, names in TITLES.items() for name in names}


@cache
def fact_fields() -> dict[str, str]:
    """Return the plan's facts by their plain names in any language."""
    return {plain(name): field for field, names in FACTS.items() for name in names}


def is_sheet(name: str, names: Names) -> bool:
    """Whether a sheet is called by one of these names.

    >>> is_sheet("tekststeder", PASSAGES_SHEET)
    True
    """
    return plain(name) in {plain(each) for each in names}


def is_example(row_id: str) -> bool:
    """Whether the ID says that a row is only an example.

    >>> is_example("Eksempel 1"), is_example("mål-1")
    (True, False)
    """
    return plain(row_id).split(" ")[0] in EXAMPLE


def example_texts() -> frozenset[str]:
    """Return the texts of the template's example rows in all languages."""
    return frozenset(text for texts in EXAMPLES.values() for text in texts)
