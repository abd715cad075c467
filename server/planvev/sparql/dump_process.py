"""Writes one dump in a process of its own: ``python -m planvev.sparql.dump_process``.

A dump of a million triples is seconds of work. Here it keeps neither the server's threads from
running nor an engine's worker from its queries. The process is of lower priority than both, and
ends with the server, however that ends.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

from planvev.archive.archive import Archive
from planvev.engine.embedded.lifeline import Lifeline, hold_on
from planvev.engine.embedded.wire import decode_error, encode_error
from planvev.errors import PlanvevError
from planvev.rdf.formats import Format
from planvev.sparql.dumps import DUMP_FORMATS, write_dump

_NICENESS: Final = 10
"""Public queries are at 5."""
_log: Final = logging.getLogger(__name__)


def run_dump_process(
    state: Path, path: Path, chosen: Format, generation: int, timeout_s: float
) -> None:
    """Have a dump written, and wait for it. Raises as ``write_dump``; PlanvevError after timeout_s.

    The file is there once it is whole; a process that dies leaves none, or one that ends in
    ``.tmp``.
    """
    lifeline = Lifeline()
    command = [sys.executable, "-P", "-m", __name__, str(lifeline.descriptor)]
    command += [str(state), str(path), chosen.name, str(generation)]
    try:
        # No shell, and nothing in the command comes from a request.
        told = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            pass_fds=(lifeline.descriptor,),
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PlanvevError(f"The dump was not written within {timeout_s:g} seconds.") from None
    finally:
        lifeline.close()
    if told.returncode == 0:
        return
    try:
        error = decode_error(json.loads(told.stdout))
    except (ValueError, KeyError, TypeError):
        _log.error("a dump was not written: %r", told.stderr.decode(errors="replace"))
        error = PlanvevError(f"The dump was not written: its process ended with {told.returncode}.")
    raise error


def main(arguments: list[str]) -> int:
    """Write the dump that the arguments describe; on an error, say which, and return 1."""
    lifeline, state, path, name, generation = arguments
    hold_on(int(lifeline))
    os.nice(_NICENESS)
    chosen = next(known for known in DUMP_FORMATS if known.name == name)
    try:
        write_dump(Archive(Path(state)), Path(path), chosen, int(generation))
    except PlanvevError as error:
        fields: dict[str, Any] = encode_error(error)
        sys.stdout.write(json.dumps(fields))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
