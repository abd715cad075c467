"""The benchmark: a generator of plan corpora, and a driver that compares two servers.

Not part of the package that is installed. Run from the top of the repository::

    python -m bench.corpus --municipalities 300 --out build/bench/300
    python -m bench.run
"""
