"""What people read of an error: by its code, or else by its status."""

from __future__ import annotations

from typing import Final

from planvev.web.language import gettext, marked

_OTHER: Final = (marked("Something went wrong"), "")
_BY_STATUS: Final = {
    400: (
        marked("The request could not be read"),
        marked("Something in the address or the query is wrong."),
    ),
    401: (marked("You have to log in"), marked("Send a valid token in the Authorization header.")),
    403: (marked("This is not allowed here"), marked("The service does not do what you ask for.")),
    404: (
        marked("The page was not found"),
        marked(
            "Nothing is recorded about this address. It may be mistyped, or belong to a plan that "
            "has not been entered."
        ),
    ),
    405: (
        marked("The method is not used here"),
        marked("The address exists, but does not take this kind of request."),
    ),
    406: (
        marked("There is no such format"),
        marked("The page exists in other formats than the one that was asked for."),
    ),
    412: (
        marked("The data were changed in the meantime"),
        marked("Get them again, and try once more."),
    ),
    413: (marked("The request is too large"), marked("Send less at a time.")),
    415: (
        marked("The format cannot be read"),
        marked("The content was sent in a format that is not read here."),
    ),
    416: (
        marked("There is no such part"),
        marked("The file is shorter than the part of it that was asked for."),
    ),
    422: (
        marked("The data do not follow the rules"),
        marked("Nothing was changed. Put right what is wrong, and send the data again."),
    ),
    429: (marked("Too many requests"), marked("Wait a little before you try again.")),
    500: (
        marked("Something went wrong on our side"),
        marked("The fault is recorded. Try again soon."),
    ),
    502: (
        marked("The database does not answer"),
        marked("The database behind the service does not answer as it should. Try again soon."),
    ),
    503: (marked("The service is busy"), marked("Try again soon.")),
    504: (marked("The answer took too long"), marked("Ask for less, or try again later.")),
    507: (
        marked("There is no room for more"),
        marked("The change was not saved. Tell those who run the service."),
    ),
}
_BY_CODE: Final = {
    "archive-busy": (
        marked("Somebody else is saving just now"),
        marked("Nothing was changed. Try again soon."),
    ),
    "federation-refused": (
        marked("This is not allowed here"),
        marked(
            "The query fetches data from elsewhere (SERVICE or LOAD). The service does not do that."
        ),
    ),
    "forbidden": (
        marked("You have no access to this"),
        marked("The token does not hold for this change."),
    ),
    "generation-not-found": (
        marked("The version was not found"),
        marked("The archive does not have it, or not any more."),
    ),
    "query-died": (
        marked("The query was stopped"),
        marked("As a rule because it took too much memory or was nested too deeply. Ask for less."),
    ),
    "query-refused": (
        marked("The query is not run here"),
        marked(
            "As a rule because it is too long or nested too deeply, or gives too large an answer."
        ),
    ),
    "update-refused": (
        marked("The data cannot be changed here"),
        marked("The service takes no changes."),
    ),
}


def words_for(code: str, status: int) -> tuple[str, str]:
    """Return a heading and a sentence about an error; the sentence is empty where none is known.

    >>> words_for("server-busy", 503)
    ('Tjenesten er opptatt', 'Prøv igjen om litt.')
    """
    heading, sentence = _BY_CODE.get(code) or _BY_STATUS.get(status, _OTHER)
    return gettext(heading), gettext(sentence) if sentence else ""
