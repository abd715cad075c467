"""The engine: what answers queries. ``base`` is the protocol, ``embedded`` our own."""
