"""What single words give away: verbs, words that no sentence ends with, capitals."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_OPEN_ENDS: Final = _set(
    "og eller samt en et ei ein eit at som av fra frå der når mellom gjennom blant både enn mot "
    "hos uten utan sin sine sitt vår våre er har skal vil kan må bør bl.a. f.eks. herunder "
    "inkludert the an and or of is are"
)
_FINITE: Final = _set(
    "lærer lærar vokser veks holder held finner finn tåler toler passer passar trenger treng "
    "løser løyser fullfører produserer støtter støttar hjelper satser vet veit tror trur "
    "er har skal vil blir skjer vert får kan må gir går tar gjør gjer ser står kommer kjem bor bur "
    "lever "
    "trives trivst opplever opplev deltar deltek bidrar bidreg sikrer sikrar utvikler utviklar "
    "legger legg ivaretar tek arbeider arbeidar jobber jobbar samarbeider fremmer fremjar styrker "
    "styrkar tilbyr fører finnes finst ligger ligg møter skaper skapar oppleves føler føl kjenner "
    "mestrer meistrar deler bruker brukar følger følgjer oppnår innehar preges bygger "
    "blomstrer blømer innbyr ønsker ønskjer velger vel lykkes lukkast reduseres økes aukar "
    "øker ivaretas bedres is are has have will shall can must lives live feel feels enjoy enjoys "
    "offers provides ensures thrive thrives"
)
_SHORT_VERBS: Final = _set("få gå stå nå ha gi se bli ta dra bo bu være vere sjå seie la")
_COMPOUND: Final = re.compile(
    r"(?:inn|ut|opp|på|til|fore|gjennom|under|over|om|av|for|be|etter|ned|fram|frem|med|ved|i)"
    r"(?:gå|stå|ta|gi|nå|se|dra|by|tre|gje|sjå)"
)
_INFINITIVE: Final = re.compile(r"[a-zæøå]{3,}(?:e|es|ast)")
_NO_INFINITIVE: Final = re.compile(r"[a-zæøå]+(?:ene|ane|erne|else|mune|ende|ande|lige|lege|iske)")
_A_INFINITIVES: Final = _set(
    "auka styrka utvikla arbeida skapa jobba støtta sikra betra bruka laga satsa etablera ivareta "
    "gjera leggja byggja tilretteleggja vidareutvikla samarbeida delta bidra innføra"
)
_STILL_VERBS: Final = _set(
    "fjerne verne tjene trene forene sende vende anvende blande lande fiske låne gjenforene"
)
"""Infinitives that end as other words do."""
_NO_VERBS: Final = _set(
    "alle andre barne disse desse mange flere fleire gode nye lokale ikke ikkje denne dette unge "
    "eldre bare etter mere mindre større høye felles grønne trygge sunne varierte "
    "frivillige kommunale sosiale kulturelle begge noe noke hele heile"
)


def opens_lower(text: str) -> bool:
    """Tell whether the first letter is small, quotes and brackets set aside."""
    for sign in text[:4]:
        if sign.isalpha():
            return sign.islower()
        if sign not in "«\"'(“”":
            return False
    return False


def opens_upper(text: str) -> bool:
    """Tell whether the first letter is a capital, quotes and brackets set aside."""
    for sign in text[:4]:
        if sign.isalpha():
            return sign.isupper()
        if sign not in "«\"'(“”":
            return False
    return False


_DANGLING: Final = _set("på i til ved med for på frå fra mot innen innan om under over")


def dangles(text: str) -> bool:
    """Tell whether a text ends with a preposition, as sentences seldom do.

    >>> dangles("heldøgns bemanning på"), dangles("heldøgns bemanning")
    (True, False)
    """
    return bool(text) and text.rsplit(None, 1)[-1] in _DANGLING


def stays_open(text: str) -> bool:
    """Tell whether a text cannot end here: with a comma, a hyphen, or a word that leads on.

    >>> stays_open("gode møteplasser og"), stays_open("gode møteplasser")
    (True, False)
    """
    if text.endswith((",", "-", "–", "/", "(", "&")):
        return True
    return text.rsplit(None, 1)[-1].lower() in _OPEN_ENDS if text else False


@lru_cache(maxsize=4096)
def is_capitals(text: str) -> bool:
    """Tell whether a text is printed in capitals, four letters of it at least."""
    letters = [sign for sign in text if sign.isalpha()]
    small = sum(sign.islower() for sign in letters)
    return len(letters) >= 3 and small <= 0.1 * len(letters)


@lru_cache(maxsize=4096)
def has_finite_verb(text: str) -> bool:
    """Tell whether one of the first thirty words is a common finite verb."""
    return any(word.strip('.,:;«»"()') in _FINITE for word in text.lower().split()[:30])


@lru_cache(maxsize=4096)
def opens_with_verb(text: str) -> bool:
    """Tell whether the first word looks like an infinitive or an imperative («Legge til rette»).

    >>> opens_with_verb("å styrke tilbudet"), opens_with_verb("Gode møteplasser")
    (True, False)
    """
    words = text.lower().replace("«", "").split()[:3]
    if words and words[0] in ("å", "to"):
        words = words[1:]
    while words and words[0] in ("aktivt", "fortsatt", "framleis", "bl.a.", "tydelig"):
        words = words[1:]
    if not words:
        return False
    word = words[0].strip(",.;:")
    if word in _STILL_VERBS:
        return True
    if word in _NO_VERBS or _NO_INFINITIVE.fullmatch(word):
        return False
    if "/" in word or "-" in word:
        word = re.split(r"[/-]", word)[0]
    known = word in _SHORT_VERBS or word in _A_INFINITIVES
    return known or bool(_COMPOUND.fullmatch(word) or _INFINITIVE.fullmatch(word))
