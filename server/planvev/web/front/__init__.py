"""The front: Granian in this process, a response cache, whole requests, Flask in threads.

One datum's way: a request's head arrives on Granian's I/O thread. A cached answer goes out from
there. Everything else goes to the event loop, which reads the whole body (deadline, size cap),
hands the request to a bounded pool of threads that run the WSGI application, and sends the whole
response. A client that reads or writes slowly therefore holds a connection, never a thread.
"""

from __future__ import annotations

from planvev.web.front.config import FrontConfig
from planvev.web.front.receiving import Uploads
from planvev.web.front.serving import serve
from planvev.web.front.spool import SpooledFile

__all__ = ["FrontConfig", "SpooledFile", "Uploads", "serve"]
