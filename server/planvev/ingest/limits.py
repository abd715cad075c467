"""How much of a document is read. Beyond these it is refused, with a message."""

from typing import Final

BYTES_MAX: Final = 50_000_000
"""Of a file. A plan of 200 pages with its pictures has a tenth of it."""
UNPACKED_BYTES_MAX: Final = 100_000_000
UNPACKED_RATIO_MAX: Final = 100
"""Of all parts of a zipped file together; the ratio counts from a megabyte unpacked."""
ENTRIES_MAX: Final = 1_000
ROWS_MAX: Final = 20_000
"""Of a sheet, and of a document's tables together."""
ELEMENTS_MAX: Final = 20_000
"""Rows of a draft: a long plan has a thousand. Its graphs are made of them in memory."""
COLUMNS_MAX: Final = 200
BLOCKS_MAX: Final = 50_000
CHARACTERS_MAX: Final = 5_000_000
XML_DEPTH_MAX: Final = 200
XML_ELEMENTS_MAX: Final = 150_000
"""Of an XML file: StratML has some ten to a goal."""
XML_ATTRIBUTES_MAX: Final = 1_000
"""Of one element."""
SECONDS_MAX: Final = 10.0
MEMORY_MIB_MAX: Final = 512
"""Of the process that reads, beyond what it begins with."""
