"""A process that runs an engine as a server does; ``python -m load.engine.server STATE``.

It prints its processes as JSON once they run, works on a query that does not end, and closes the
engine at SIGTERM.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from pathlib import Path

from load.engine.harness import CROSS_PRODUCT, all_pids, ask
from planvev.archive.archive import Archive
from planvev.engine.embedded.pool import PooledEngine, PoolSettings
from planvev.errors import PlanvevError


def main(state: Path) -> None:
    """Run until SIGTERM."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    engine = PooledEngine(Archive(state), PoolSettings(workers=2, page_workers=1))
    engine.start()
    threading.Thread(target=_work, args=(engine,), daemon=True).start()
    while engine.statistics()["query.running"] == 0:
        stop.wait(0.01)
    sys.stdout.write(json.dumps(all_pids(engine)) + "\n")
    sys.stdout.flush()
    stop.wait()
    engine.close()


def _work(engine: PooledEngine) -> None:
    try:
        ask(engine, CROSS_PRODUCT, timeout_s=600)
    except PlanvevError as error:
        sys.stderr.write(f"{error.code}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
