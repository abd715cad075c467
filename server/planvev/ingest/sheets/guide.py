"""What the template tells the person who fills it in, in nb, nn and en."""

from __future__ import annotations

from typing import Final

from planvev.ingest.sheets.form import Names

GUIDE: Final[tuple[Names, ...]] = (
    (
        "Mal for planer",
        "Mal for planar",
        "Template for plans",
    ),
    (
        "Fyll ut arket «Plan» med det som gjelder hele planen, og ett ark for hvert slag innhold. "
        "Ark og kolonner du ikke trenger, kan stå tomme.",
        "Fyll ut arket «Plan» med det som gjeld heile planen, og eitt ark for kvart slag innhald. "
        "Ark og kolonnar du ikkje treng, kan stå tomme.",
        "Fill in the sheet “Plan” with what holds for the whole plan, and one sheet for each kind "
        "of content. Sheets and columns that you do not need may stay empty.",
    ),
    (
        "Skriv teksten ordrett som i planen, uten nummeret. Nummeret står i sin egen kolonne.",
        "Skriv teksten ordrett som i planen, utan nummeret. Nummeret står i sin eigen kolonne.",
        "Write the text exactly as in the plan, without its number. The number has its own column.",
    ),
    (
        "«Overordnet» er ID-en eller nummeret til det raden hører under: delmål under hovedmål, "
        "strategier under mål, tiltak under strategi eller mål. Uten den hører raden rett under "
        "planen.",
        "«Overordna» er ID-en eller nummeret til det rada høyrer under: delmål under hovudmål, "
        "strategiar under mål, tiltak under strategi eller mål. Utan han høyrer rada rett under "
        "planen.",
        "“Parent” is the ID or the number of what the row belongs under: sub-goals under main "
        "goals, strategies under goals, actions under a strategy or goal. Without it the row "
        "belongs right under the plan.",
    ),
    (
        "ID-en velger du selv, for eksempel m1 og m1a. Den trengs bare der noe skal vise til en "
        "rad uten nummer.",
        "ID-en vel du sjølv, til dømes m1 og m1a. Han trengst berre der noko skal vise til ei rad "
        "utan nummer.",
        "You choose the ID yourself, for instance g1 and g1a. It is needed only where something is "
        "to refer to a row without a number.",
    ),
    (
        "Kolonner med nedtrekksliste tar bare valgene i lista.",
        "Kolonnar med nedtrekksliste tek berre vala i lista.",
        "Columns with a drop-down list take only the choices in it.",
    ),
    (
        "Rader med ID som begynner med «eksempel», er eksempler. De blir ikke lest; slett dem "
        "eller la dem stå.",
        "Rader med ID som byrjar med «døme», er døme. Dei blir ikkje lesne; slett dei eller lat "
        "dei stå.",
        "Rows with an ID that begins with “example” are examples. They are not read; delete them "
        "or leave them.",
    ),
    (
        "«Kommentar» er til eget bruk; det som står der, blir ikke med i planen.",
        "«Kommentar» er til eigen bruk; det som står der, blir ikkje med i planen.",
        "“Comment” is for your own use; what stands there does not become part of the plan.",
    ),
    (
        "Lagre filen som .xlsx og last den opp. Det som er uklart, blir vist med ark, rad og "
        "kolonne.",
        "Lagre fila som .xlsx og last ho opp. Det som er uklart, blir vist med ark, rad og "
        "kolonne.",
        "Save the file as .xlsx and upload it. What is unclear is shown with sheet, row and "
        "column.",
    ),
)
FIELD_HELP: Final[dict[str, Names]] = {
    "id": (
        "Velg selv, for eksempel m1. Trengs bare for henvisninger til rader uten nummer.",
        "Vel sjølv, til dømes m1. Trengst berre for tilvisingar til rader utan nummer.",
        "Choose it yourself, for instance g1. Needed only for references to rows without a number.",
    ),
    "number": (
        "Nummeret slik det er trykt, for eksempel 2.10.",
        "Nummeret slik det er trykt, til dømes 2.10.",
        "The number as printed, for instance 2.10.",
    ),
    "parent": (
        "ID eller nummer på raden denne hører under.",
        "ID eller nummer på rada denne høyrer under.",
        "ID or number of the row that this one belongs under.",
    ),
    "level": (
        "Hovedmål står øverst, delmål under et mål.",
        "Hovudmål står øvst, delmål under eit mål.",
        "Main goals stand at the top, sub-goals under a goal.",
    ),
    "text": (
        "Ordrett som i planen, uten nummer.",
        "Ordrett som i planen, utan nummer.",
        "Exactly as in the plan, without the number.",
    ),
    "label": (
        "Kort navn der teksten er lang.",
        "Kort namn der teksten er lang.",
        "A short name where the text is long.",
    ),
    "comment": (
        "Til eget bruk. Blir ikke med i planen.",
        "Til eigen bruk. Blir ikkje med i planen.",
        "For your own use. Does not become part of the plan.",
    ),
    "responsible": (
        "Hvem som skal gjøre det.",
        "Kven som skal gjere det.",
        "Who is to do it.",
    ),
    "deadline": (
        "År, dato (2027-06-01) eller ord.",
        "År, dato (2027-06-01) eller ord.",
        "A year, a date (2027-06-01) or words.",
    ),
    "targetKind": (
        "Absolutt: et nivå. Relativt: en endring fra et basisår. Kvalitativt: uten tall.",
        "Absolutt: eit nivå. Relativt: ei endring frå eit basisår. Kvalitativt: utan tal.",
        "Absolute: a level. Relative: a change from a baseline year. Qualitative: no number.",
    ),
    "comparator": (
        "Hvordan målverdien skal sammenliknes med det målte.",
        "Korleis målverdien skal samanliknast med det målte.",
        "How the target value is compared with what is measured.",
    ),
    "targetValue": ("Et tall, for eksempel 80.", "Eit tal, til dømes 80.", "A number, as 80."),
    "unit": ("For eksempel prosent.", "Til dømes prosent.", "For instance per cent."),
    "baselineYear": ("For eksempel 1991.", "Til dømes 1991.", "For instance 1991."),
    "baselineValue": ("Verdien i basisåret.", "Verdien i basisåret.", "The value in that year."),
    "indicator": ("Det som måles.", "Det som blir målt.", "What is measured."),
    "role": (
        "Rollen den omtalte har.",
        "Rolla den omtalte har.",
        "The role of the one mentioned.",
    ),
    "describesType": (
        "Typen plan som omtales.",
        "Typen plan som er omtalt.",
        "The type of plan described.",
    ),
}
FACT_HELP: Final[dict[str, Names]] = {
    "title": (
        "Planens navn slik det står på omslaget.",
        "Namnet på planen slik det står på omslaget.",
        "The plan's name as on its cover.",
    ),
    "body": (
        "For eksempel Eksempel kommune.",
        "Til dømes Eksempel kommune.",
        "For instance Example municipality.",
    ),
    "instrument_type": ("Velg fra lista.", "Vel frå lista.", "Choose from the list."),
    "status": ("Velg fra lista.", "Vel frå lista.", "Choose from the list."),
    "start_year": ("Første år, som 2025.", "Første år, som 2025.", "The first year, as 2025."),
    "end_year": ("Siste år, som 2036.", "Siste år, som 2036.", "The last year, as 2036."),
    "adopted_on": ("Dato, som 2025-06-19.", "Dato, som 2025-06-19.", "A date, as 2025-06-19."),
    "adopted_by": (
        "For eksempel kommunestyret.",
        "Til dømes kommunestyret.",
        "For instance the municipal council.",
    ),
    "language": ("Språket planen er skrevet på.", "Språket planen er skriven på.", "Of the plan."),
    "source": (
        "Nettadressen der planen ligger.",
        "Nettadressa der planen ligg.",
        "The address where the plan is.",
    ),
    "iri": (
        "Bare for planer som er hentet ut herfra; la den stå.",
        "Berre for planar som er henta ut herfrå; lat han stå.",
        "Only for plans that were exported from here; leave it.",
    ),
}
