"""Why a document is not read, in words that a planner understands: one message for each reason."""

from __future__ import annotations

from typing import Final

from planvev.errors import DocumentRefused

REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "empty": (
        "Filen er tom. Velg filen på nytt, eller lagre den igjen fra programmet den kommer fra.",
        "The file is empty. Choose it again, or save it anew from the program it comes from.",
    ),
    "too-large": (
        "Filen er på {0} MB; grensen er {1} MB. Del den opp, eller ta ut bildene.",
        "The file has {0} MB; the limit is {1} MB. Split it, or take out its pictures.",
    ),
    "unknown-format": (
        "Filtypen kjennes ikke igjen. Bruk .txt, .md, .docx, .pdf, .xlsx, .csv eller .xml "
        "(StratML).",
        "The type of the file is not known. Use .txt, .md, .docx, .pdf, .xlsx, .csv or .xml "
        "(StratML).",
    ),
    "wrong-extension": (
        "Filen heter «{0}», men innholdet er {1}. Gi den riktig endelse, eller velg riktig fil.",
        "The file is called «{0}», but its content is {1}. Give it the right ending, or choose the "
        "right file.",
    ),
    "old-office-format": (
        "Filen er i det gamle Office-formatet ({0}), eller den er kryptert med passord. Åpne den "
        "og lagre den som {1} uten passord.",
        "The file is in the old Office format ({0}), or is encrypted with a password. Open it and "
        "save it as {1} without a password.",
    ),
    "wrong-encoding": (
        "Teksten er hverken UTF-8 eller Windows-1252: byte {0} på linje {1}. Lagre filen som "
        "UTF-8.",
        "The text is neither UTF-8 nor Windows-1252: byte {0} on line {1}. Save the file as UTF-8.",
    ),
    "not-text": (
        "Filen er ikke tekst: den har tegnet U+{0} på linje {1}. Velg riktig fil.",
        "The file is no text: it has the character U+{0} on line {1}. Choose the right file.",
    ),
    "zip-broken": (
        "Filen er skadet: {0}. Åpne den i programmet den kommer fra, og lagre den på nytt.",
        "The file is damaged: {0}. Open it in the program it comes from, and save it anew.",
    ),
    "zip-entries": (
        "Filen består av {0} deler; grensen er {1}. Den leses ikke.",
        "The file consists of {0} parts; the limit is {1}. It is not read.",
    ),
    "zip-bomb": (
        "Filen pakkes ut til {0} MB; grensen er {1} MB og {2} ganger det den fyller pakket. Den "
        "leses ikke.",
        "The file unpacks to {0} MB; the limit is {1} MB and {2} times what it fills packed. It is "
        "not read.",
    ),
    "zip-path": (
        "Filen har en del med stien «{0}», som peker ut av den. Den leses ikke.",
        "The file has a part with the path «{0}», which leads out of it. It is not read.",
    ),
    "encrypted": (
        "Filen er kryptert. Fjern passordet og lagre den på nytt.",
        "The file is encrypted. Remove the password and save it anew.",
    ),
    "macros": (
        "Filen inneholder makroer. Lagre den uten makroer, som {0}.",
        "The file holds macros. Save it without macros, as {0}.",
    ),
    "embedded-program": (
        "Filen har et program eller en fil av ukjent slag innebygd («{0}»). Ta det bort og lagre "
        "den på nytt.",
        "The file holds a program, or a file of an unknown kind («{0}»). Remove it and save the "
        "file anew.",
    ),
    "xml-elements": (
        "XML-en har mer enn {0} elementer, eller et element med for mange attributter. Del den "
        "opp.",
        "The XML has more than {0} elements, or an element with too many attributes. Split it.",
    ),
    "other-format": (
        "Filen er i formatet {0}, som ikke leses her. Åpne den og lagre den som {1}.",
        "The file is in the format {0}, which is not read here. Open it and save it as {1}.",
    ),
    "xml-doctype": (
        "Filen har en DOCTYPE-erklæring (linje {0}), som kan hente inn annet innhold. Ta den bort.",
        "The file has a DOCTYPE declaration (line {0}), which can fetch other content. Remove it.",
    ),
    "xml-broken": (
        "XML-en er ikke velformet: linje {0}, kolonne {1}: {2}. Rett den der.",
        "The XML is not well formed: line {0}, column {1}: {2}. Mend it there.",
    ),
    "not-stratml": (
        "Filen er XML, men ikke StratML: rotelementet er <{0}>. StratML har StrategicPlan, "
        "PerformancePlanOrReport eller OrganizationalStrategyDocument.",
        "The file is XML, but not StratML: its root element is <{0}>. StratML has StrategicPlan, "
        "PerformancePlanOrReport or OrganizationalStrategyDocument.",
    ),
    "too-deep": (
        "Filen er nøstet dypere enn {0} nivåer (linje {1}). Den leses ikke.",
        "The file nests deeper than {0} levels (line {1}). It is not read.",
    ),
    "too-many-rows": (
        "Arket «{0}» har mer enn {1} rader. Del det opp, eller slett tomme rader nederst.",
        "The sheet «{0}» has more than {1} rows. Split it, or delete empty rows at its end.",
    ),
    "too-many-columns": (
        "Arket «{0}» har mer enn {1} kolonner. Slett dem som ikke brukes.",
        "The sheet «{0}» has more than {1} columns. Delete those that are not used.",
    ),
    "too-many-cells": (
        "Arket «{0}» og de før det har mer enn {1} celler. Del filen opp, eller slett kolonner som "
        "ikke hører til planen.",
        "The sheet «{0}» and those before it have more than {1} cells. Split the file, or delete "
        "columns that do not belong to the plan.",
    ),
    "csv-quote": (
        "Et anførselstegn står feil i rad {0}, kolonne {1} (linje {2} i filen). Et felt som "
        "begynner med anførselstegn, må slutte med ett; anførselstegn inni det skrives to ganger.",
        "A quotation mark is wrong in row {0}, column {1} (line {2} of the file). A field that "
        "begins with a quotation mark must end with one; inside it, they are written twice.",
    ),
    "no-rows": (
        "Regnearket har ingen mål, strategier eller tiltak under overskriftene. Fyll ut radene.",
        "The spreadsheet has no goals, strategies or actions below its headers. Fill in the rows.",
    ),
    "too-many-blocks": (
        "Dokumentet har mer enn {0} avsnitt. Del det opp.",
        "The document has more than {0} paragraphs. Split it.",
    ),
    "line-too-long": (
        "Linje {0} har mer enn {1} tegn. Del den opp i avsnitt.",
        "Line {0} has more than {1} characters. Break it into paragraphs.",
    ),
    "too-many-elements": (
        "Filen gir mer enn {0} mål, strategier, tiltak og avsnitt. Del den opp.",
        "The file makes more than {0} goals, strategies, actions and sections. Split it.",
    ),
    "too-much-text": (
        "Dokumentet har mer enn {0} tegn tekst. Del det opp.",
        "The document has more than {0} characters of text. Split it.",
    ),
    "too-many-table-rows": (
        "Tabellene i dokumentet har mer enn {0} rader. Del det opp.",
        "The tables of the document have more than {0} rows. Split it.",
    ),
    "too-many-pages": (
        "Dokumentet har {0} sider; grensen er {1}. Del det opp.",
        "The document has {0} pages; the limit is {1}. Split it.",
    ),
    "no-columns": (
        "Arket «{0}» har ingen kolonne som kjennes igjen som mål, strategi eller tiltak. Radene "
        "begynner med: {1}. Gi kolonnene navn som «Mål», «Strategi» eller «Tiltak», eller bruk "
        "malen.",
        "The sheet «{0}» has no column that is known as goal, strategy or action. Its rows begin "
        "with: {1}. Name the columns «Mål», «Strategi» or «Tiltak», or use the template.",
    ),
    "no-text": (
        "Dokumentet har ingen tekst. Er det skannet, må det først gjennom tekstgjenkjenning (OCR).",
        "The document has no text. If it was scanned, it needs text recognition (OCR) first.",
    ),
    "bad-cell": (
        "{0}: «{1}» går ikke her. {2}",
        "{0}: «{1}» does not fit here. {2}",
    ),
    "cell-kind": (
        "{0}: «{1}» er ikke noe slag. Velg fra lista: visjon, verdi, hovedgrep, mål, strategi, "
        "tiltak, avsnitt, ordforklaring, plantype, måltall eller omtale.",
        "{0}: «{1}» is no kind. Choose vision, value, approach, goal, strategy, action, section, "
        "glossary entry, instrument description, target or mention.",
    ),
    "cell-level": (
        "{0}: «{1}» er ikke noe målnivå. Velg fra lista: overordnet mål, hovedmål, delmål, "
        "satsingsområde eller periodemål.",
        "{0}: «{1}» is no level of goals. Choose overall goal, main goal, sub-goal, focus area or "
        "period goal.",
    ),
    "cell-id": (
        "{0}: utkastet har ingen rad med ID-en «{1}». La cella stå tom for en ny rad.",
        "{0}: the draft has no row with the ID «{1}». Leave the cell empty for a new row.",
    ),
    "cell-id-twice": (
        "{0}: ID-en «{1}» står på flere rader. La cella stå tom for en ny rad.",
        "{0}: the ID «{1}» stands on several rows. Leave the cell empty for a new row.",
    ),
    "other-draft": (
        "Tabellen er utkastet til et annet dokument enn «{0}»: {1} av {2} rader har samme tekst. "
        "Velg tabellen som ble lagret av dette dokumentet.",
        "The table is the draft of another document than «{0}»: {1} of {2} rows have the same "
        "text. Choose the table that was saved of this document.",
    ),
    "cell-parent": (
        "{0}: ingen rad har ID-en eller nummeret «{1}». Er raden slettet, så velg en annen "
        "overordnet.",
        "{0}: no row has the ID or number «{1}». If its row was deleted, choose another parent.",
    ),
    "cell-parent-several": (
        "{0}: flere rader har nummeret «{1}». Skriv ID-en.",
        "{0}: several rows have the number «{1}». Write the ID.",
    ),
    "missing-extra": (
        "PDF leses bare der tillegget er installert: pip install 'planvev[pdf]'.",
        "PDF is read only where the extra is installed: pip install 'planvev[pdf]'.",
    ),
    "timeout": (
        "Filen var ikke lest etter {0} sekunder. Del den opp, eller lagre den enklere.",
        "The file was not read after {0} seconds. Split it, or save it in a simpler form.",
    ),
    "memory": (
        "Filen trenger mer enn {0} MB minne for å leses. Del den opp.",
        "The file needs more than {0} MB of memory to be read. Split it.",
    ),
    "unreadable": (
        "Filen kan ikke leses som {0}: {1}. Åpne den i programmet den kommer fra, og lagre den på "
        "nytt.",
        "The file cannot be read as {0}: {1}. Open it in the program it comes from, and save it "
        "anew.",
    ),
}
"""Each reason with its message, nb and en; {0}… are its arguments."""
_IN_NORWEGIAN: Final = {
    "text": "tekst",
    "zip": "zip-arkivet er ufullstendig eller ødelagt",
    "its structure is broken": "strukturen er ødelagt",
    "mismatched tag": "sluttkoden hører ikke til koden som er åpen",
    "not well-formed (invalid token)": "et tegn kan ikke stå der",
    "no element found": "filen slutter før elementene er lukket",
    "unclosed token": "filen slutter midt i en kode",
    "unclosed CDATA section": "filen slutter midt i en CDATA-del",
    "partial character": "filen slutter midt i et tegn",
    "undefined entity": "en entitet er ikke definert",
    "duplicate attribute": "et attributt står to ganger",
    "junk after document element": "det står noe etter rotelementet",
    "XML or text declaration not at start of entity": "XML-erklæringen står ikke først",
    "unknown encoding": "ukjent tegnsett",
    "syntax error": "det står noe før rotelementet",
}
"""Arguments that are words: what xml_guard and formats say, and what a Norwegian reads."""
_CHARACTERS_MAX: Final = 200


def refuse(name: str, reason: str, *arguments: object) -> DocumentRefused:
    """Return the error for a document. name: as the person gave it.

    Arguments may be what the document says: they are shown short, and without control characters.

    >>> refuse("plan.txt", "empty").reason
    'empty'
    """
    shown = tuple(_shown(str(argument)) for argument in arguments)
    return DocumentRefused(REFUSALS[reason][1].format(*shown), name, reason, shown)


def refusal_in(error: DocumentRefused, language: str) -> str:
    """Return the message in a language: English for "en", else bokmål."""
    if language == "en":
        return REFUSALS[error.reason][1].format(*error.arguments)
    arguments = (_IN_NORWEGIAN.get(argument, argument) for argument in error.arguments)
    return REFUSALS[error.reason][0].format(*arguments)


def _shown(argument: str) -> str:
    r"""Return an argument as it may stand in a message.

    >>> _shown("plan\x1b[2J.txt")
    'plan�[2J.txt'
    """
    short = argument if len(argument) <= _CHARACTERS_MAX else f"{argument[:_CHARACTERS_MAX]}…"
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in short
    )
