"""What a file brings of links: each link as a record to make or one that is there, and a decision.

Every reader of a format (``sssom``, ``sheets``, ``rdf_files``) makes the same of its rows, so that
all of them are taken in by one way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from planvev.errors import InputError
from planvev.linking.links import Outcome
from planvev.linking.records import NewLink

_SHOWN_MAX: Final = 50


@dataclass(frozen=True)
class Item:
    """One link in a file.

    link: None where the file names only its IRI. where: the place in the file, for messages. iri:
    of the link that is meant, "" for one that is known by its ends and type. outcome: what is
    decided on it, None for nothing. decided_here: whether the file is filled in by who brings it;
    else the decision was another's, and is taken over where it comes to something else than what
    holds here. language: of the comment.
    """

    link: NewLink | None
    where: str = ""
    iri: str = ""
    outcome: Outcome | None = None
    decided_here: bool = False
    comment: str = ""
    language: str = "nb"


class LinkFileRefused(InputError):
    """A file of links in which something cannot be; nothing of it is taken in.

    problems: what, each with its place.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        shown = "".join(f"\n  {problem}" for problem in problems[:_SHOWN_MAX])
        if len(problems) > _SHOWN_MAX:
            shown += f"\n  … and {len(problems) - _SHOWN_MAX} more"
        super().__init__(f"Nothing was taken in:{shown}")
        self.problems = tuple(problems)
