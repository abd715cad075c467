"""Words and sentences that sound like a Norwegian municipal plan and come from none.

Words are drawn by rank, the way that words of a language are (Zipf–Mandelbrot), from a vocabulary
that is put together here: about 5,000 compounds, with verbs and adjectives around them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import Final


def _words(spaced: str) -> tuple[str, ...]:
    """Split a list of words that is written as text."""
    return tuple(spaced.split())


_FIRST: Final = _words(
    "bolig skole barnehage helse klima energi areal vann skog park sykkel gang buss trafikk "
    "kultur idretts biblioteks museums ungdoms alders omsorgs frivillighets nærings handels "
    "landbruks hav kyst fjell friluftslivs natur miljø avfalls gjenbruks beredskaps sikkerhets "
    "digitaliserings kunnskaps forsknings innovasjons kompetanse arbeids lærlinge integrerings "
    "språk levekårs folkehelse ernærings bevegelses trygghets nabolags bydels sentrums grende "
    "havne verksteds byggeskikks minne kunst musikk teater møteplass turist reiselivs matjord "
    "vassdrags flom skred strøm fjernvarme anskaffelses budsjett eiendoms innbygger bruker"
)
_SECOND: Final = _words(
    "utvikling tilbud tjenester plan program tiltak nettverk samarbeid arbeid område areal "
    "anlegg bygg rom senter hus veg sone løype skogbelte avtale ordning ramme mål kart grunnlag "
    "oversikt analyse undersøkelse måling opplæring veiledning støtte midler fond investering "
    "vedlikehold drift kvalitet kapasitet tilgang deltakelse medvirkning dialog forum råd utvalg "
    "team prosjekt forsøk satsing løft strategi politikk forvaltning tilsyn beredskap sikring "
    "vern bevaring bruk gjenbruk omstilling fornying fortetting mangfold identitet historie "
    "fellesskap"
)
VERBS: Final = _words(
    "styrke utvikle sikre legge bidra samarbeide arbeide tilby redusere øke bevare prioritere "
    "fremme støtte etablere bygge planlegge forebygge invitere måle følge gjenbruke samordne "
    "kartlegge forenkle åpne tilrettelegge bruke prøve utvide verne fornye dele ta gi være "
    "skape stille lære rekruttere digitalisere vedlikeholde knytte hindre sørge"
)
_ADJECTIVES: Final = _words(
    "trygg åpen levende grønn lokal felles helhetlig enkel robust god variert nær varig synlig "
    "tilgjengelig mangfoldig framtidsrettet rimelig ren aktiv inkluderende klok sterk smidig "
    "målrettet helsefremmende klimavennlig stedstilpasset flerbruks kortreist"
)
_LINKS: Final = ("og", "for", "gjennom", "med", "i", "ved", "mellom", "innen", "etter", "uten")
_OPENERS: Final = (
    "Kommunen vil",
    "Det er behov for å",
    "I årene som kommer, skal vi",
    "Her er oppgaven å",
    "Planen legger opp til å",
    "Flere steder må vi",
    "Sammen med andre kan kommunen",
    "Undersøkelsene viser at det lønner seg å",
)
_ZIPF_SHIFT: Final = 2.7


class Vocabulary:
    """Nouns, verbs and adjectives with the chance that each is drawn; the same in every corpus."""

    def __init__(self) -> None:
        nouns = [first + second for first in _FIRST for second in _SECOND]
        # One fixed order, so that the frequent words of one corpus are those of every corpus.
        random.Random("planvev").shuffle(nouns)  # noqa: S311 - no secret hangs on it
        self.nouns: Final[Sequence[str]] = tuple(nouns)
        self._noun_weights = _zipf(len(nouns))
        self._verb_weights = _zipf(len(VERBS))
        self._adjective_weights = _zipf(len(_ADJECTIVES))

    def noun(self, rng: random.Random) -> str:
        """Draw a noun."""
        return rng.choices(self.nouns, cum_weights=self._noun_weights)[0]

    def verb(self, rng: random.Random) -> str:
        """Draw an infinitive."""
        return rng.choices(VERBS, cum_weights=self._verb_weights)[0]

    def phrase(self, rng: random.Random, words: int) -> list[str]:
        """Draw about that many words, nouns with adjectives before them, joined by small words."""
        out: list[str] = []
        while len(out) < words:
            if out:
                out.append(rng.choice(_LINKS))
            if rng.random() < 0.45:
                out += rng.choices(_ADJECTIVES, cum_weights=self._adjective_weights)
            out.append(self.noun(rng))
        return out


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / (rank + _ZIPF_SHIFT) for rank in range(1, count + 1)))


class Writer:
    """Writes the texts of one municipality's plans. rng: the municipality's own."""

    def __init__(self, vocabulary: Vocabulary, rng: random.Random) -> None:
        self._vocabulary = vocabulary
        self._rng = rng

    def goal(self, town: str, year: int, woven: Sequence[str]) -> str:
        """Write a goal's heading, about 80 characters; the woven phrases stand in it verbatim."""
        words = self._weave(self._vocabulary.phrase(self._rng, 5), woven)
        return f"I {year} er {town} en kommune med {' '.join(words)}"

    def strategy(self, woven: Sequence[str]) -> tuple[str, str]:
        """Write a strategy or action, about 100 characters. Returns its verb and the wording."""
        verb = self._vocabulary.verb(self._rng)
        words = self._vocabulary.phrase(self._rng, 4 + self._rng.randrange(5))
        return verb, " ".join([verb, *self._weave(words, woven)])

    def paragraph(self, sentences: int, woven: Sequence[str]) -> str:
        """Write a paragraph, about 110 characters a sentence; woven: spread over its sentences."""
        written = []
        for number in range(sentences):
            words = self._vocabulary.phrase(self._rng, 5 + self._rng.randrange(6))
            words = self._weave(words, woven[number::sentences])
            opener = self._rng.choice(_OPENERS)
            written.append(f"{opener} {self._vocabulary.verb(self._rng)} {' '.join(words)}.")
        return " ".join(written)

    def heading(self, words: int) -> str:
        """Write a heading of a few words."""
        return " ".join(self._vocabulary.phrase(self._rng, words)).capitalize()

    def noun(self) -> str:
        """Draw one noun."""
        return self._vocabulary.noun(self._rng)

    def _weave(self, words: list[str], woven: Sequence[str]) -> list[str]:
        """Put each phrase in at a place of its own, after a small word that leads to it."""
        for phrase in woven:
            at = self._rng.randrange(len(words)) + 1
            words[at:at] = [self._rng.choice(_LINKS), phrase]
        return words


_TOWN_FIRST: Final = _words(
    "Gran Fure Stein Bjørke Hassel Linde Orre Elve Sol Ask Myr Berg Sund Hegre Lerke Rogne "
    "Selje Tinde Ulve Vår Ørne Åker Duve Eike Fiske Glitre Hav"
)
_TOWN_SECOND: Final = _words(
    "vik dal nes fjord heim sand lund haug stad bekk strand åsen mo øy vang rud li bygd"
)


def town_name(index: int) -> str:
    """Return the invented name of a municipality; index: from 0. No two are the same.

    >>> town_name(0), town_name(1), town_name(486)
    ('Granvik', 'Furedal', 'Granvik 2')
    """
    first, second = len(_TOWN_FIRST), len(_TOWN_SECOND)
    round_, rest = divmod(index, first * second)
    row, column = divmod(rest, first)
    stem = f"{_TOWN_FIRST[column]}{_TOWN_SECOND[(column + row) % second]}"
    return stem if not round_ else f"{stem} {round_ + 1}"


def slug(label: str) -> str:
    """Return the part of an IRI that stands for a name.

    >>> slug("Kunst- og kulturlivet på Åsen")
    'kunst-og-kulturlivet-pa-asen'
    """
    folded = label.lower()
    for letter, plain in (("æ", "ae"), ("ø", "o"), ("å", "a"), ("é", "e")):
        folded = folded.replace(letter, plain)
    parts = "".join(c if c.isascii() and c.isalnum() else " " for c in folded).split()
    return "-".join(parts)
