"""What a person should look at in a draft: each doubt by its code, worded in nb, nn and en.

A *fault* has to be mended before the plan can be committed; a *doubt* should be looked at; a *note*
tells of something that was done.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from planvev.ingest.draft import Doubt


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
    return text.format(*doubt.arguments)
