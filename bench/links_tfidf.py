"""The plain way to compare with: TF-IDF over words and the cosine, by scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics.pairwise import linear_kernel


def rank(queries: Sequence[str], documents: Sequence[str], names: Sequence[str]) -> list[list[str]]:
    """Return for each query the names of documents that share a word with it, the likest first."""
    vectorizer = TfidfVectorizer()
    held = vectorizer.fit_transform(documents)
    likeness = linear_kernel(vectorizer.transform(queries), held)
    return [
        [names[i] for i in sorted(range(len(names)), key=lambda i: (-row[i], i)) if row[i] > 0]
        for row in likeness
    ]
