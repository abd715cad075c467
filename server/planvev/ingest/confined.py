"""Drafts of strangers' files, made in a process that may be killed: bounded time and memory.

Two ways lead here: the server's write lane runs ``draft_job`` in a fork that lives for one request;
the command line starts a process of its own with ``draft_in_subprocess``. Both end in a draft or in
a DocumentRefused, never in another error of a library that met a broken file. A draft's table that
was edited as a spreadsheet is a stranger's file too, and goes the same ways.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from planvev.errors import DocumentRefused, PlanvevError, QueryDied, QueryTimeout
from planvev.ingest.hints import Hints
from planvev.ingest.limits import MEMORY_MIB_MAX, SECONDS_MAX
from planvev.ingest.refusals import refuse
from planvev.ingest.uploads import check_size

if TYPE_CHECKING:
    from planvev.ingest.draft import Draft

_BOOTSTRAP: Final = (
    "import sys; sys.path[:] = {path!r}\nfrom planvev.ingest.confined import main\nmain()"
)
"""The child imports from where its parent does, however that was installed."""
_REASON_CHARACTERS_MAX: Final = 120
_MEBIBYTE: Final = 1024 * 1024


def encode_request(
    content: bytes, name: str, format_: str | None = None, hints: Hints | None = None
) -> bytes:
    """Return a request as ``draft_job`` takes it: a line of JSON, then the file's bytes."""
    header = {"name": name, "format": format_, "hints": (hints or Hints()).values}
    return json.dumps(header).encode() + b"\n" + content


def encode_table(draft: Draft, content: bytes, name: str) -> bytes:
    """Return a request for ``draft_job`` to take an edited table in. content: XLSX or CSV."""
    from planvev.ingest.serial import draft_as_json

    header = {"name": name, "format": None, "table_of": draft_as_json(draft)}
    return json.dumps(header).encode() + b"\n" + content


def draft_job(store: object, generation: int, argument: bytes) -> bytes:
    """Read a file in a worker; what the engine's write lane runs. Store and generation are unused.

    argument: of ``encode_request`` or ``encode_table``. Returns the draft as JSON. Raises
    DocumentRefused. The engine bounds the time: it kills the worker.
    """
    del store, generation
    header, content = _decode_request(argument)
    return _draft_as_bytes(header, content)


def draft_in_subprocess(
    content: bytes, name: str, format_: str | None = None, hints: Hints | None = None
) -> Draft:
    """Read a file in a process of its own, which ends with this call.

    As ``pipeline.make_draft``. Raises DocumentRefused, with "timeout" after SECONDS_MAX and
    "memory" for a process that grew beyond MEMORY_MIB_MAX or was ended by a signal; PlanvevError
    where no process can be started.
    """
    return _draft_of_child(encode_request(content, name, format_, hints), name, format_)


def table_in_subprocess(draft: Draft, content: bytes, name: str) -> Draft:
    """Return the draft as its edited table says, read in a process of its own.

    As ``sheets.apply_table``; raises as ``draft_in_subprocess``.
    """
    return _draft_of_child(encode_table(draft, content, name), name, None)


def _draft_of_child(request: bytes, name: str, format_: str | None) -> Draft:
    from planvev.ingest.serial import draft_from_json

    reply = _ask_child(request, name)
    if "error" in reply:
        raise _decode_error(reply["error"])
    try:
        return draft_from_json(reply)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(name, format_, error) from None


def as_refusal(error: PlanvevError, name: str) -> PlanvevError:
    """Return what a person is told where a worker did not come to an end with a file.

    >>> as_refusal(QueryDied("stack"), "plan.pdf").reason
    'memory'
    """
    if isinstance(error, QueryTimeout):
        return refuse(name, "timeout", f"{SECONDS_MAX:.0f}")
    if isinstance(error, QueryDied):
        return refuse(name, "memory", MEMORY_MIB_MAX)
    return error


def _decode_request(argument: bytes) -> tuple[dict[str, Any], bytes]:
    line, _, content = argument.partition(b"\n")
    return json.loads(line), content


def _draft_as_bytes(header: dict[str, Any], content: bytes) -> bytes:
    """Return the draft of a request as JSON. Raises DocumentRefused, ConfigError."""
    from planvev.ingest.serial import draft_as_json

    name, format_ = str(header["name"]), header["format"]
    try:
        with _room(MEMORY_MIB_MAX):
            draft = _draft(header, content)
            return json.dumps(draft_as_json(draft), check_circular=False).encode()
    except PlanvevError:
        raise
    except ImportError as error:
        raise PlanvevError(f"The installation is incomplete: {error}.") from None
    except MemoryError:
        pass
    except Exception as error:
        raise _unreadable(name, format_, error) from None
    # Here and not above: what holds on to the memory has gone with its frames.
    raise refuse(name, "memory", MEMORY_MIB_MAX)


def _draft(header: dict[str, Any], content: bytes) -> Draft:
    name = str(header["name"])
    if "table_of" in header:
        from planvev.ingest.serial import draft_from_json
        from planvev.ingest.sheets import apply_table

        check_size(len(content), name)
        return apply_table(draft_from_json(header["table_of"]), content, name)
    from planvev.ingest.pipeline import make_draft

    return make_draft(content, name, header["format"], Hints(header["hints"]))


@contextlib.contextmanager
def _room(mebibytes: int) -> Iterator[None]:
    """Let the process grow by so much address space for a while; a limit that is lower stays."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        yield  # no Linux: how much there is cannot be told, and macOS would not hold the limit
        return
    limit = pages * resource.getpagesize() + mebibytes * _MEBIBYTE
    bounds = [each for each in (soft, hard, limit) if each != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(bounds), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _unreadable(name: str, format_: str | None, error: Exception) -> DocumentRefused:
    """Return the refusal of a file that a reader stumbled over, with where it did."""
    from planvev.ingest.formats import NAMES

    words = " ".join(str(error).split())
    reason = f"{type(error).__name__}: {words}" if words else type(error).__name__
    place = _place_of(error)
    ending = name.rpartition(".")[2].lower()
    shown = NAMES.get(format_ or "", f".{ending}" if "." in name else NAMES["text"])
    return refuse(name, "unreadable", shown, f"{reason[:_REASON_CHARACTERS_MAX]}{place}")


def _place_of(error: Exception) -> str:
    """Return the innermost line of planvev that the error came through: enough for a report."""
    place, trace = "", error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if "planvev" in path.parts:
            place = f" ({path.stem}:{trace.tb_lineno})"
        trace = trace.tb_next
    return place


def _ask_child(request: bytes, name: str) -> dict[str, Any]:
    """Start a process, hand it the request, return what it replies; it is gone after."""
    try:
        child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", _BOOTSTRAP.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise PlanvevError(f"No process can be started to read {name}: {error}.") from None
    with child:
        try:
            output, _ = child.communicate(request, SECONDS_MAX)
        except subprocess.TimeoutExpired:
            raise refuse(name, "timeout", f"{SECONDS_MAX:.0f}") from None
        finally:
            child.kill()
    if child.returncode == -signal.SIGXCPU:
        raise refuse(name, "timeout", f"{SECONDS_MAX:.0f}")
    if child.returncode < 0:
        raise refuse(name, "memory", MEMORY_MIB_MAX)
    try:
        reply = json.loads(output)
    except ValueError:
        reply = None
    if child.returncode or not isinstance(reply, dict):
        raise PlanvevError(f"The process that was to read {name} ended with {child.returncode}.")
    return reply


def _decode_error(fields: dict[str, Any]) -> PlanvevError:
    from planvev.engine.embedded.wire import decode_error

    return decode_error(fields)


def main() -> None:
    """Answer the one request on standard input; the body of the child process."""
    output = _confine()
    header, content = _decode_request(sys.stdin.buffer.read())
    try:
        reply = _draft_as_bytes(header, content)
    except PlanvevError as error:
        from planvev.engine.embedded.wire import encode_error

        reply = json.dumps({"error": encode_error(error)}).encode()
    with os.fdopen(output, "wb") as stream:
        stream.write(reply)


def _confine() -> int:
    """Take on all limits but that of memory; return a descriptor of the standard output.

    What libraries print goes nowhere. Where the kernel offers no filter for the network, the
    process has one: no reader asks for it.
    """
    from planvev.engine.embedded import confinement
    from planvev.engine.embedded.lifeline import die_with_parent

    with contextlib.suppress(AttributeError):  # prctl is Linux's
        die_with_parent()
    sys.dont_write_bytecode = True
    seconds = int(SECONDS_MAX) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    confinement.forbid_core_files()
    confinement.go_first_when_memory_is_short()
    with contextlib.suppress(OSError, AttributeError):
        confinement.forbid_network()
    output = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)
    return output
