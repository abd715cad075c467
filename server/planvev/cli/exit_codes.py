"""The exit code of each error: 2 for usage and bad input, 3 for our own fault.

0 is fine. 1 is "does not conform": a result of validation, an error only where data were to be
written.
"""

from __future__ import annotations

from planvev.errors import (
    BadRequest,
    ConfigError,
    DoesNotConform,
    Forbidden,
    GenerationNotFound,
    InputError,
    NotAcceptable,
    PlanvevError,
    PreconditionFailed,
    QueryRefused,
    QueryTimeout,
    ResourceNotFound,
    Unauthorized,
)

OK = 0
DOES_NOT_CONFORM = 1
BAD_INPUT = 2
OUR_FAULT = 3

EXIT_CODES: tuple[tuple[type[PlanvevError], int], ...] = (
    (BadRequest, BAD_INPUT),
    (ConfigError, BAD_INPUT),
    (DoesNotConform, DOES_NOT_CONFORM),
    (InputError, BAD_INPUT),
    (NotAcceptable, BAD_INPUT),
    (QueryRefused, BAD_INPUT),
    (QueryTimeout, BAD_INPUT),
    (ResourceNotFound, BAD_INPUT),
    (GenerationNotFound, BAD_INPUT),
    (PreconditionFailed, BAD_INPUT),
    (Unauthorized, BAD_INPUT),
    (Forbidden, BAD_INPUT),
    (PlanvevError, OUR_FAULT),
)


def exit_code(error: PlanvevError) -> int:
    """Return the exit code of an error: that of the first class in the table that it is one of."""
    return next(code for kind, code in EXIT_CODES if isinstance(error, kind))
