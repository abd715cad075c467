"""What a person should look at in a draft: each doubt by its code, worded in nb, nn and en.

A *fault* has to be mended before the plan can be committed; a *doubt* should be looked at; a *note*
tells of something that was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from planvev.ingest.draft import Doubt
from planvev.ingest.names_in_doubts import arguments_in


class Weight(StrEnum):
    """How much a doubt weighs."""

    FAULT = "fault"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True)
class Wording:
    """A doubt's weight and its message; {0}… are its arguments."""

    weight: Weight
    nb: str
    nn: str
    en: str


DOUBTS: Final[dict[str, Wording]] = {
    "no-parent": Wording(
        Weight.FAULT,
        "Raden hører ikke under noe mål. Velg målet den følger opp.",
        "Rada høyrer ikkje under noko mål. Vel målet ho følgjer opp.",
        "The row stands under no goal. Choose the goal that it pursues.",
    ),
    "parent-missing": Wording(
        Weight.FAULT,
        "Raden viser til «{0}» som overordnet, og den finnes ikke. Rett henvisningen.",
        "Rada viser til «{0}» som overordna, og den finst ikkje. Rett tilvisinga.",
        "The row names «{0}» above it, and there is none. Mend the reference.",
    ),
    "own-parent": Wording(
        Weight.FAULT,
        "Raden er sin egen overordnede. Velg en annen.",
        "Rada er sin eigen overordna. Vel ei anna.",
        "The row stands above itself. Choose another.",
    ),
    "cycle": Wording(
        Weight.FAULT,
        "Radene {0} står over hverandre i ring. Bryt ringen.",
        "Radene {0} står over kvarandre i ring. Bryt ringen.",
        "The rows {0} stand above one another in a circle. Break it.",
    ),
    "wrong-parent": Wording(
        Weight.FAULT,
        "{0} kan ikke stå under {1}. Flytt raden, eller gi den et annet slag.",
        "{0} kan ikkje stå under {1}. Flytt rada, eller gi ho eit anna slag.",
        "{0} cannot stand under {1}. Move the row, or make it of another kind.",
    ),
    "no-text": Wording(
        Weight.FAULT,
        "Raden har ingen tekst. Skriv teksten, eller fjern raden.",
        "Rada har ingen tekst. Skriv teksten, eller fjern rada.",
        "The row has no text. Write it, or remove the row.",
    ),
    "number-repeats": Wording(
        Weight.NOTE,
        "Nummeret {0} står på flere rader. Er det slik i planen, kan det stå; adressen lages da av "
        "teksten.",
        "Nummeret {0} står på fleire rader. Er det slik i planen, kan det stå; adressa blir då "
        "laga av teksten.",
        "The number {0} stands on several rows. If the plan has it so, it may stay; the address is "
        "then made from the text.",
    ),
    "number-gap": Wording(
        Weight.DOUBT,
        "Det mangler noe mellom nummer {0} og {1}. Se om en rad er gått tapt.",
        "Det manglar noko mellom nummer {0} og {1}. Sjå om ei rad er gått tapt.",
        "Something is missing between the numbers {0} and {1}. See whether a row was lost.",
    ),
    "kind-guessed": Wording(
        Weight.DOUBT,
        "Slaget er gjettet ({0}). Se om det stemmer.",
        "Slaget er gjetta ({0}). Sjå om det stemmer.",
        "The kind was guessed ({0}). See whether it is right.",
    ),
    "parent-guessed": Wording(
        Weight.DOUBT,
        "Plassen i målhierarkiet er gjettet. Se om raden står under riktig mål.",
        "Plassen i målhierarkiet er gjetta. Sjå om rada står under rett mål.",
        "The place in the goal tree was guessed. See whether the row stands under the right goal.",
    ),
    "joined": Wording(
        Weight.NOTE,
        "Teksten er satt sammen over et sideskille. Se om den henger sammen.",
        "Teksten er sett saman over eit sideskilje. Sjå om han heng saman.",
        "The text was joined across a page break. See whether it belongs together.",
    ),
    "hyphen": Wording(
        Weight.DOUBT,
        "Linjen slutter med bindestrek i «{0}». Se om ordet skal settes sammen.",
        "Linja sluttar med bindestrek i «{0}». Sjå om ordet skal setjast saman.",
        "A line ends in a hyphen in «{0}». See whether the word should be joined.",
    ),
    "cites-other-plan": Wording(
        Weight.DOUBT,
        "Ser ut til å gjengi et mål i en annen plan ({0}). Er det planens eget mål, endre slaget.",
        "Ser ut til å gje att eit mål i ein annan plan ({0}). Er det planen sitt eige mål, endre "
        "slaget.",
        "Seems to cite a goal of another plan ({0}). If it is this plan's own, change the kind.",
    ),
    "table": Wording(
        Weight.DOUBT,
        "Lest av en tabell som ikke har kjente kolonner. Se om det stemmer.",
        "Lese av ein tabell utan kjende kolonnar. Sjå om det stemmer.",
        "Read from a table without known columns. See whether it is right.",
    ),
    "reworded": Wording(
        Weight.NOTE,
        "Teksten er skrevet om og står ikke slik i dokumentet. Den tas inn som en omtale, ikke som "
        "ordlyden.",
        "Teksten er skriven om og står ikkje slik i dokumentet. Han blir teken inn som ein omtale, "
        "ikkje som ordlyden.",
        "The text was rewritten and does not stand so in the document. It is taken in as a "
        "paraphrase, not as the wording.",
    ),
    "parent-several": Wording(
        Weight.DOUBT,
        "Flere rader passer til «{0}». Se om raden står under den riktige.",
        "Fleire rader passar til «{0}». Sjå om rada står under den rette.",
        "Several rows fit «{0}». See whether the row stands under the right one.",
    ),
    "id-repeats": Wording(
        Weight.DOUBT,
        "ID-en «{0}» står på flere rader; denne fikk en ny. Se om henvisninger til den stemmer.",
        "ID-en «{0}» står på fleire rader; denne fekk ein ny. Sjå om tilvisingar til han stemmer.",
        "The ID «{0}» stands on several rows; this one got a new. See whether references to it are "
        "right.",
    ),
    "number-typed": Wording(
        Weight.NOTE,
        "Nummeret {0} er lagret som tall i regnearket. Sto det egentlig {0}0, så rett det.",
        "Nummeret {0} er lagra som tal i reknearket. Stod det eigentleg {0}0, så rett det.",
        "The number {0} is stored as a figure in the spreadsheet. If it was {0}0, mend it.",
    ),
    "number-ten": Wording(
        Weight.DOUBT,
        "Regnearket har {0} to ganger, lagret som tall; det andre er lest som {1}. Se om det "
        "stemmer.",
        "Reknearket har {0} to gonger, lagra som tal; det andre er lese som {1}. Sjå om det "
        "stemmer.",
        "The spreadsheet has {0} twice, stored as figures; the second was read as {1}. See whether "
        "it is right.",
    ),
    "number-date": Wording(
        Weight.DOUBT,
        "Regnearket har gjort nummeret til datoen {0}; det er lest som {1}. Se om det stemmer.",
        "Reknearket har gjort nummeret til datoen {0}; det er lese som {1}. Sjå om det stemmer.",
        "The spreadsheet has made the number the date {0}; it was read as {1}. See whether it is "
        "right.",
    ),
    "cell-error": Wording(
        Weight.DOUBT,
        "Cella {0} har feilverdien {1}. Rett den i regnearket, eller skriv inn det som mangler.",
        "Cella {0} har feilverdien {1}. Rett han i reknearket, eller skriv inn det som manglar.",
        "The cell {0} has the error value {1}. Mend it in the spreadsheet, or fill in what is "
        "missing.",
    ),
    "formula-without-value": Wording(
        Weight.DOUBT,
        "Cella {0} har formelen {1}, og filen har ikke verdien. Lagre regnearket fra Excel.",
        "Cella {0} har formelen {1}, og fila har ikkje verdien. Lagre reknearket frå Excel.",
        "The cell {0} has the formula {1}, and the file does not hold its value. Save the "
        "spreadsheet from Excel.",
    ),
    "cell-split": Wording(
        Weight.DOUBT,
        "Cella har flere linjer, og hver er lest for seg. Hører de sammen, slå dem sammen.",
        "Cella har fleire linjer, og kvar er lesen for seg. Høyrer dei saman, slå dei saman.",
        "The cell has several lines, and each was read by itself. If they belong together, merge "
        "them.",
    ),
    "kind-unknown": Wording(
        Weight.DOUBT,
        "{0}: «{1}» er ikke noe slag som kjennes. Raden er ikke plassert.",
        "{0}: «{1}» er ikkje noko slag som er kjent. Rada er ikkje plassert.",
        "{0}: «{1}» is no kind that is known. The row is not placed.",
    ),
    "code-unknown": Wording(
        Weight.DOUBT,
        "{0}: «{1}» er ikke blant valgene. Velg ett av dem.",
        "{0}: «{1}» er ikkje blant vala. Vel eitt av dei.",
        "{0}: «{1}» is none of the choices. Choose one of them.",
    ),
    "statement-unusable": Wording(
        Weight.DOUBT,
        "«{0}» rad {1}: egenskapen kan ikke brukes, og er ikke med. Rett IRI, type og språk.",
        "«{0}» rad {1}: eigenskapen kan ikkje brukast, og er ikkje med. Rett IRI, type og språk.",
        "«{0}» row {1}: the property cannot be used and is left out. Mend IRI, type and language.",
    ),
    "passage-unusable": Wording(
        Weight.DOUBT,
        "«{0}» rad {1}: tekststedet kan ikke brukes, og er ikke med. Rett kilden og tallene.",
        "«{0}» rad {1}: tekststaden kan ikkje brukast, og er ikkje med. Rett kjelda og tala.",
        "«{0}» row {1}: the passage cannot be used and is left out. Mend the source and numbers.",
    ),
    "sheet-unread": Wording(
        Weight.DOUBT,
        "Arket «{0}» har ingen kolonner som kjennes igjen. Det som står der, er ikke plassert.",
        "Arket «{0}» har ingen kolonnar som er kjende. Det som står der, er ikkje plassert.",
        "The sheet «{0}» has no columns that are known. What it holds is not placed.",
    ),
    "hidden-sheet": Wording(
        Weight.NOTE,
        "Arket «{0}» er skjult i regnearket. Det er lest likevel.",
        "Arket «{0}» er skjult i reknearket. Det er lese likevel.",
        "The sheet «{0}» is hidden in the spreadsheet. It was read all the same.",
    ),
    "hidden-rows": Wording(
        Weight.NOTE,
        "Arket «{0}» har {1} skjulte rader med innhold. De er lest likevel.",
        "Arket «{0}» har {1} skjulte rader med innhald. Dei er lesne likevel.",
        "The sheet «{0}» has {1} hidden rows with content. They were read all the same.",
    ),
    "cell-comments": Wording(
        Weight.NOTE,
        "Regnearket har {0} merknader på celler eller tekstbokser. De er ikke lest.",
        "Reknearket har {0} merknader på celler eller tekstboksar. Dei er ikkje lesne.",
        "The spreadsheet has {0} comments on cells or text boxes. They were not read.",
    ),
    "garbled": Wording(
        Weight.DOUBT,
        "Teksten er lagret med feil tegnsett et sted på veien: «{0}». Lagre den på nytt som UTF-8.",
        "Teksten er lagra med feil teiknsett ein stad på vegen: «{0}». Lagre han på nytt som "
        "UTF-8.",
        "The text was saved in a wrong encoding somewhere on its way: «{0}». Save it anew as "
        "UTF-8.",
    ),
    "garbled-mended": Wording(
        Weight.NOTE,
        "Teksten var lagret med feil tegnsett («{0}»), og er rettet. Se om bokstavene stemmer.",
        "Teksten var lagra med feil teiknsett («{0}»), og er retta. Sjå om bokstavane stemmer.",
        "The text was saved in a wrong encoding («{0}»), and was mended. See whether its letters "
        "are right.",
    ),
    "example-kept": Wording(
        Weight.DOUBT,
        "Raden er merket som eksempel, men teksten er en annen enn malens. Den er lest som planens "
        "egen.",
        "Rada er merkt som døme, men teksten er ein annan enn i malen. Ho er lesen som planen si.",
        "The row is marked as an example, but its text is not the template's. It was read as the "
        "plan's.",
    ),
    "text-changed": Wording(
        Weight.NOTE,
        "Teksten er en annen enn i kilden som arket viser til. Tekststedene er ikke tatt med.",
        "Teksten er ein annan enn i kjelda som arket viser til. Tekststadene er ikkje tekne med.",
        "The text is another than in the source that the sheet refers to. Its passages were left "
        "out.",
    ),
    "windows-1252": Wording(
        Weight.NOTE,
        "Filen er ikke UTF-8 og ble lest som Windows-1252. Se om æ, ø og å er riktige.",
        "Fila er ikkje UTF-8 og vart lesen som Windows-1252. Sjå om æ, ø og å er rette.",
        "The file is not UTF-8 and was read as Windows-1252. See whether æ, ø and å are right.",
    ),
    "fact-guessed": Wording(
        Weight.DOUBT,
        "{0} er lest av dokumentet: «{1}». Se om det stemmer.",
        "{0} er lese av dokumentet: «{1}». Sjå om det stemmer.",
        "{0} was read from the document: «{1}». See whether it is right.",
    ),
    "fact-missing": Wording(
        Weight.FAULT,
        "{0} står ikke i dokumentet. Fyll det inn.",
        "{0} står ikkje i dokumentet. Fyll det inn.",
        "{0} does not stand in the document. Fill it in.",
    ),
    "tracked-changes": Wording(
        Weight.DOUBT,
        "Dokumentet har sporede endringer. Innsatt tekst ({0}) er lest som godtatt, slettet tekst "
        "({1}) er utelatt. Godta eller avvis endringene i Word om det ikke er slik planen er.",
        "Dokumentet har spora endringar. Innsett tekst ({0}) er lesen som godteken, sletta tekst "
        "({1}) er utelaten. Godta eller avvis endringane i Word om planen ikkje er slik.",
        "The document has tracked changes. Inserted text ({0}) was read as accepted, deleted text "
        "({1}) was left out. Accept or reject them in Word if the plan is not so.",
    ),
    "comments": Wording(
        Weight.NOTE,
        "Dokumentet har {0} kommentarer. De er ikke lest.",
        "Dokumentet har {0} kommentarar. Dei er ikkje lesne.",
        "The document has {0} comments. They were not read.",
    ),
    "hidden-text": Wording(
        Weight.DOUBT,
        "Dokumentet har skjult tekst ({0} steder). Den er ikke lest.",
        "Dokumentet har skjult tekst ({0} stader). Han er ikkje lesen.",
        "The document has hidden text (in {0} places). It was not read.",
    ),
    "pictures": Wording(
        Weight.NOTE,
        "Dokumentet har {0} bilder eller figurer. Tekst i dem er ikke lest.",
        "Dokumentet har {0} bilete eller figurar. Tekst i dei er ikkje lesen.",
        "The document has {0} pictures or figures. Text in them was not read.",
    ),
    "not-read": Wording(
        Weight.DOUBT,
        "Dokumentet har {0} innlemmede filer. De er ikke lest; lim inn teksten deres i Word.",
        "Dokumentet har {0} innlemma filer. Dei er ikkje lesne; lim inn teksten deira i Word.",
        "The document has {0} embedded files. They were not read; paste their text in Word.",
    ),
    "pages-without-text": Wording(
        Weight.DOUBT,
        "Sidene {0} har ingen tekst. Er de skannet, må de først gjennom tekstgjenkjenning (OCR).",
        "Sidene {0} har ingen tekst. Er dei skanna, må dei først gjennom tekstattkjenning (OCR).",
        "The pages {0} have no text. If they were scanned, they need text recognition (OCR) first.",
    ),
    "unreadable-letters": Wording(
        Weight.DOUBT,
        "{0} tegn i dokumentet har en skrift som ikke sier hvilke bokstaver de er. Sammenlign med "
        "dokumentet.",
        "{0} teikn i dokumentet har ei skrift som ikkje seier kva bokstavar dei er. Samanlikn med "
        "dokumentet.",
        "{0} signs in the document have a font that does not tell which letters they are. Compare "
        "with the document.",
    ),
    "stratml-no-name": Wording(
        Weight.DOUBT,
        "Elementet har ikke noe navn (Name); teksten er tatt fra det det ellers sier. Se om den er "
        "riktig.",
        "Elementet har ikkje noko namn (Name); teksten er teken frå det det elles seier. Sjå om "
        "han er rett.",
        "The element has no Name; the text is taken from what else it says. See whether it is "
        "right.",
    ),
    "stratml-placeholder": Wording(
        Weight.DOUBT,
        "«{0}» ser ut som utfyllingstekst fra et skjema. Skriv teksten, eller fjern raden.",
        "«{0}» ser ut som utfyllingstekst frå eit skjema. Skriv teksten, eller fjern rada.",
        "«{0}» looks like a form's placeholder. Write the text, or remove the row.",
    ),
    "stratml-moved": Wording(
        Weight.DOUBT,
        "Sto i et {0} uten egen tekst, og er flyttet opp ett nivå. Se om plassen stemmer.",
        "Stod i eit {0} utan eigen tekst, og er flytta opp eitt nivå. Sjå om plassen stemmer.",
        "Stood in a {0} without words of its own, and was moved up a level. See whether the place "
        "is right.",
    ),
    "stratml-unknown": Wording(
        Weight.NOTE,
        "<{0}> finnes ikke i skjemaet for {1} (linje {2}). Innholdet er tatt med som avsnitt, "
        "eller regnet som kontakt- og teknisk informasjon.",
        "<{0}> finst ikkje i skjemaet for {1} (linje {2}). Innhaldet er teke med som avsnitt, "
        "eller rekna som kontakt- og teknisk informasjon.",
        "<{0}> is not in the schema of {1} (line {2}). What it holds was taken in as a section, or "
        "counted as contact or technical data.",
    ),
    "stratml-order": Wording(
        Weight.NOTE,
        "{0} har elementene i en annen rekkefølge enn skjemaet ({1}) (linje {2}). De er lest "
        "likevel.",
        "{0} har elementa i ei anna rekkjefølgje enn skjemaet ({1}) (linje {2}). Dei er lesne "
        "likevel.",
        "{0} has its elements in another order than the schema ({1}) (line {2}). They were read "
        "all the same.",
    ),
    "stratml-repeated": Wording(
        Weight.NOTE,
        "{0} står mer enn én gang i {1} (linje {2}). Alle er lest.",
        "{0} står meir enn éin gong i {1} (linje {2}). Alle er lesne.",
        "{0} stands more than once in {1} (line {2}). All were read.",
    ),
    "stratml-required": Wording(
        Weight.NOTE,
        "{0} mangler {1}, som skjemaet krever (linje {2}).",
        "{0} manglar {1}, som skjemaet krev (linje {2}).",
        "{0} lacks {1}, which the schema demands (line {2}).",
    ),
    "stratml-id": Wording(
        Weight.NOTE,
        "Identifikatoren «{0}» er ikke en gyldig xsd:ID: den må begynne med en bokstav eller "
        "understrek (linje {1}).",
        "Identifikatoren «{0}» er ikkje ein gyldig xsd:ID: han må byrje med ein bokstav eller "
        "understrek (linje {1}).",
        "The identifier «{0}» is no valid xsd:ID: it must begin with a letter or an underscore "
        "(line {1}).",
    ),
    "stratml-id-repeats": Wording(
        Weight.NOTE,
        "Identifikatoren «{0}» er brukt mer enn én gang (linje {1}).",
        "Identifikatoren «{0}» er brukt meir enn éin gong (linje {1}).",
        "The identifier «{0}» is used more than once (line {1}).",
    ),
    "stratml-date": Wording(
        Weight.NOTE,
        "{0} er «{1}», som ikke er en dato på formen 2026-12-31 (linje {2}).",
        "{0} er «{1}», som ikkje er ein dato på forma 2026-12-31 (linje {2}).",
        "{0} is «{1}», which is no date of the form 2026-12-31 (line {2}).",
    ),
    "stratml-number": Wording(
        Weight.NOTE,
        "NumberOfUnits er «{0}», som ikke er et tall (linje {1}).",
        "NumberOfUnits er «{0}», som ikkje er eit tal (linje {1}).",
        "NumberOfUnits is «{0}», which is no number (line {1}).",
    ),
    "stratml-code": Wording(
        Weight.NOTE,
        "{0} er «{1}», som ikke er blant verdiene skjemaet har (linje {2}).",
        "{0} er «{1}», som ikkje er mellom verdiane skjemaet har (linje {2}).",
        "{0} is «{1}», which is not among the values of the schema (line {2}).",
    ),
    "stratml-spelling": Wording(
        Weight.NOTE,
        "<{0}> er lest som <{1}> (linje {2}).",
        "<{0}> er lese som <{1}> (linje {2}).",
        "<{0}> was read as <{1}> (line {2}).",
    ),
    "stratml-no-namespace": Wording(
        Weight.NOTE,
        "Filen har ikke noe navnerom; den er lest som StratML (linje {0}).",
        "Fila har ikkje noko namnerom; ho er lesen som StratML (linje {0}).",
        "The file has no namespace; it was read as StratML (line {0}).",
    ),
    "stratml-namespace": Wording(
        Weight.NOTE,
        "Filen bruker et annet navnerom enn standarden har nå: {0} (linje {1}).",
        "Fila bruker eit anna namnerom enn standarden har no: {0} (linje {1}).",
        "The file uses another namespace than the standard has now: {0} (line {1}).",
    ),
    "stratml-foreign": Wording(
        Weight.DOUBT,
        "Navnerommet {0} er ikke StratMLs (linje {1}). Se om filen er StratML.",
        "Namnerommet {0} er ikkje StratML sitt (linje {1}). Sjå om fila er StratML.",
        "The namespace {0} is not StratML's (line {1}). See whether the file is StratML.",
    ),
}


def weight_of(doubt: Doubt) -> Weight:
    """Return how much a doubt weighs."""
    return DOUBTS[doubt.code].weight


def doubt_in(doubt: Doubt, language: str) -> str:
    """Return the message of a doubt. language: nb, nn or en.

    >>> doubt_in(Doubt("number-repeats", ("1",)), "en")[:30]
    'The number 1 stands on several'
    """
    wording = DOUBTS[doubt.code]
    text = {"nn": wording.nn, "en": wording.en}.get(language, wording.nb)
    return text.format(*arguments_in(doubt.code, doubt.arguments, language))
