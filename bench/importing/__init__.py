"""How well plans are read: hand counts, what was found held against them, time and memory."""
