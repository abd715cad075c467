"""What people read of an error, in Norwegian: by its code, or else by its status."""

from __future__ import annotations

from typing import Final

_OTHER: Final = ("Noe gikk galt", "")
_BY_STATUS: Final = {
    400: ("Forespørselen kunne ikke leses", "Noe i adressen eller spørringen er feil."),
    401: ("Du må logge inn", "Send et gyldig token i Authorization-hodet."),
    403: ("Dette er ikke tillatt her", "Tjenesten gjør ikke det du ber om."),
    404: (
        "Fant ikke siden",
        "Det er ikke registrert noe om denne adressen. Den kan være skrevet feil, eller høre til "
        "en plan som ikke er lagt inn.",
    ),
    405: ("Metoden brukes ikke her", "Adressen finnes, men tar ikke imot denne typen forespørsel."),
    406: ("Formatet finnes ikke", "Siden finnes i andre formater enn det nettleseren ba om."),
    412: ("Dataene er endret i mellomtiden", "Hent dem på nytt, og prøv igjen."),
    413: ("Forespørselen er for stor", "Send mindre om gangen."),
    415: ("Formatet kan ikke leses", "Innholdet er sendt i et format som ikke leses her."),
    416: ("Delen finnes ikke", "Filen er kortere enn den delen av den som det er bedt om."),
    422: (
        "Dataene følger ikke reglene",
        "Ingenting er endret. Rett det som er galt, og send dataene på nytt.",
    ),
    429: ("For mange forespørsler", "Vent litt før du prøver igjen."),
    500: ("Noe gikk galt hos oss", "Feilen er registrert. Prøv igjen om litt."),
    502: (
        "Databasen svarer ikke",
        "Databasen bak tjenesten svarer ikke slik den skal. Prøv igjen om litt.",
    ),
    503: ("Tjenesten er opptatt", "Prøv igjen om litt."),
    504: ("Svaret tok for lang tid", "Spør om mindre, eller prøv igjen senere."),
    507: ("Det er ikke plass til mer", "Endringen ble ikke lagret. Si fra til driften."),
}
_BY_CODE: Final = {
    "archive-busy": ("Noen andre lagrer akkurat nå", "Ingenting er endret. Prøv igjen om litt."),
    "federation-refused": (
        "Dette er ikke tillatt her",
        "Spørringen henter data fra et annet sted (SERVICE eller LOAD). Det gjør ikke tjenesten.",
    ),
    "forbidden": ("Du har ikke tilgang til dette", "Tokenet gjelder ikke for denne endringen."),
    "generation-not-found": ("Fant ikke versjonen", "Arkivet har den ikke, eller ikke lenger."),
    "query-died": (
        "Spørringen ble avbrutt",
        "Som regel fordi den trengte for mye minne eller var for dypt nestet. Spør om mindre.",
    ),
    "query-refused": (
        "Spørringen kjøres ikke her",
        "Som regel fordi den er for lang eller for dypt nestet, eller gir et for stort svar.",
    ),
    "update-refused": ("Dataene kan ikke endres her", "Tjenesten tar ikke imot endringer."),
}


def words_for(code: str, status: int) -> tuple[str, str]:
    """Return a heading and a sentence about an error; the sentence is empty where none is known.

    >>> words_for("server-busy", 503)
    ('Tjenesten er opptatt', 'Prøv igjen om litt.')
    """
    return _BY_CODE.get(code) or _BY_STATUS.get(status, _OTHER)
