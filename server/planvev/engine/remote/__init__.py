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

Setting a store up. ``engine`` is its query URL; changes go to ``remote_graph_store_url``, else to
``remote_update_url``; with both, a graph that the first refuses goes to the second. What a query
without FROM asks is the union of all graphs, and stores differ in what it is to them:

- Oxigraph: ``oxigraph serve --union-default-graph`` and ``remote_default_graph = "remote"``.
  Without that flag «listed» is right too, but each query then names all graphs, and at 300 graphs
  a join takes 40 times as long.
- Virtuoso 7: ``remote_default_graph = "remote"``; its own system graphs (2,500 triples) are then in
  the union too. «listed» is refused: it loses rows of paths with + and *. Give ``SPARQL_UPDATE`` to
  the user of ``/sparql-auth`` and ``/sparql-graph-crud-auth``, with ``remote_auth = "digest"``, and
  not to ``/sparql``. Raise ``ResultSetMaxRows`` beyond any answer: a table that it cuts off is
  refused here, but of a graph (CONSTRUCT, DESCRIBE) it does not tell that it is cut off.
- Others: «listed» is always right where FROM is; try it first.

Virtuoso besides: decimals have 15 digits; integers of more than 64 bits become decimals; what is
no integer but says so becomes 0; P1Y1D becomes P1Y; literals are at most 10 MB; expressions that
are true or false give 1 and 0 (as xsd:integer); 1/2 is 0; FROM alone leaves GRAPH ?g all graphs;
DESCRIBE looks into one graph only (CONSTRUCT into all).
"""

from planvev.engine.remote.engine import RemoteEngine
from planvev.engine.remote.replica import WriteReplica
from planvev.engine.remote.settings import RemoteSettings
from planvev.engine.remote.sync import Synced, synchronize

__all__ = ["RemoteEngine", "RemoteSettings", "Synced", "WriteReplica", "synchronize"]
