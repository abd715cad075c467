"""The remote engine: any SPARQL 1.1 store behind URLs, kept in step with the archive.

=========  ==========================================================================
settings   where the store is, how it is asked, who asks
http       one request: retries, deadline, size
mending    what Virtuoso writes its own way
guard      what a query is; what is not passed on
replies    answers of the store, read, mended and put into the client's format
store      its graphs: put, delete, count, fetch
ledger     what the store holds, in ``STATE/remote.sqlite``
sync       bring the store to the archive's generation; ``values``, ``verify``: compare
follower   keep it there: after commits, and by a thread
replica    a local copy of the data, for changes
slots      threads that ask the store, shared out fairly
engine     ``RemoteEngine``
=========  ==========================================================================

How stores are set up, and what differs in them: docs/remote.md.
"""

from planvev.engine.remote.engine import RemoteEngine
from planvev.engine.remote.replica import WriteReplica
from planvev.engine.remote.settings import RemoteSettings
from planvev.engine.remote.sync import Synced, synchronize

__all__ = ["RemoteEngine", "RemoteSettings", "Synced", "WriteReplica", "synchronize"]
