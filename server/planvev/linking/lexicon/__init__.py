"""What municipal planning calls things: concepts, weak words, variants; and who reads them.

``concepts/*.txt``: one concept a line, its Norwegian terms, its English terms behind a bar, and
behind > the concepts that are wider or near. The first term is the concept's name. ``weak.txt``:
words that count for little. ``variants.txt``: words that are written otherwise in bokmål.
``parts.txt``: words that compounds are made of.
"""

from __future__ import annotations

from planvev.linking.lexicon.reading import Lexicon, parse_lexicon, read_lexicon

__all__ = ["Lexicon", "parse_lexicon", "read_lexicon"]
