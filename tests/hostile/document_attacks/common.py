"""What attacks of several formats are made of."""

from __future__ import annotations


def noise(length: int) -> str:
    """Return letters and digits that hardly pack, the same each time."""
    state, letters = 1, []
    for _ in range(length // 8):
        state = state * 6364136223846793005 + 1442695040888963407 & 0xFFFF_FFFF_FFFF_FFFF
        letters.append(f"{state >> 32:08x}")
    return "".join(letters)


def nested(opening: str, closing: str, inner: str, depth: int) -> str:
    """Return elements within one another. depth: how many."""
    return opening * depth + inner + closing * depth
