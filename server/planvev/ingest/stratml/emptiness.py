"""Which elements of a StratML file say something. Real files are full of those that do not.

An element counts as empty unless it has words of its own: in its Name or Description, or right
inside. A Goal or Objective without them counts where it has other information, or where goals or
objectives below it have words: what they stand under must be there. A Stakeholder without them
counts where it has a named role. Forms leave placeholders; one in a Name or Description is
something that a person sees and mends, in all other places it is as good as nothing.
"""

from __future__ import annotations

import re
from typing import Final

from planvev.ingest.stratml.names import STRUCTURE, WRAPPERS
from planvev.ingest.stratml.tree import Node

_PLACEHOLDER: Final = re.compile(
    r"\$\{[^}]*\}|\w*-?\$\{[^}]*\}|\[\s*(?:to[ _]be[ _][\w _-]*|tbd|tba|insert[^\]]*|"
    r"name|description)\s*\]",
    re.IGNORECASE,
)
_OWN: Final = ("Name", "Description")


def is_placeholder(text: str) -> bool:
    """Whether a text is what a form puts where nobody has written anything yet.

    >>> is_placeholder("[To be determined]"), is_placeholder("ID-${uuid}"), is_placeholder("[1]")
    (True, True, False)
    """
    return bool(_PLACEHOLDER.fullmatch(text.strip()))


def says(node: Node) -> bool:
    """Whether an element has words inside, and not only a placeholder."""
    return bool(node.said) and not is_placeholder(node.said)


def has_words(node: Node) -> bool:
    """Whether an element has a name, a description or words right inside."""
    return bool(node.words) or any(child.said for child in node.named(*_OWN))


def is_goal_there(node: Node) -> bool:
    """Whether a Goal or Objective is not empty."""
    if node.answers.get("goal") is None:
        own = has_words(node) or any(says(child) for child in node.named("OtherInformation"))
        node.answers["goal"] = own or _has_goals(node)
    return node.answers["goal"]


def _has_goals(node: Node) -> bool:
    """Whether a goal that is not empty stands right below, or in an element that only holds."""
    return any(
        is_goal_there(child)
        if child.key in ("Goal", "Objective")
        else child.key in WRAPPERS and _has_goals(child)
        for child in node.children
    )


def holds_structure(node: Node) -> bool:
    """Whether something inside an element is read for what it is, wherever it stands."""
    if node.answers.get("structure") is None:
        node.answers["structure"] = any(
            child.key in STRUCTURE or holds_structure(child) for child in node.children
        )
    return node.answers["structure"]


def is_stakeholder_there(node: Node) -> bool:
    """Whether a Stakeholder is not empty."""
    return has_words(node) or any(
        (role.words or any(says(part) for part in role.named(*_OWN))) for role in node.named("Role")
    )
