"""StratML (ISO 17469) in and out: strategic plans as other programs write and read them.

In: ``tree`` (XML) → ``pinning`` (text and blocks) → ``rows``, ``findings``, ``administration``
(what the elements are) with ``breaches`` (where the file breaks the schema) beside it. Out:
``profiles`` (which element of the plan becomes which element of the file) → ``writing``. What a
file of our own says in lines of its own (``carried``) is read back by ``restoring``.
"""

from __future__ import annotations

from planvev.ingest.stratml.drafting import draft_of_stratml
from planvev.ingest.stratml.losses import Loss, lost
from planvev.ingest.stratml.profiles import PROFILES
from planvev.ingest.stratml.writing import stratml_of

__all__ = ["PROFILES", "Loss", "draft_of_stratml", "lost", "stratml_of"]
