"""Tables of people's own: read from their files, typed, named by their content.

`read` a file or take a pandas frame (`of`). Importing this package loads neither pandas nor pyarrow.
"""

from core.tables.assumptions import Assumptions
from core.tables.column import KINDS, Column
from core.tables.limits import TableLimits
from core.tables.reading import of, read
from core.tables.retype import retyped
from core.tables.stored import from_bytes, to_bytes
from core.tables.table import Table
from core.tables.unreadable import UnreadableTable

__all__ = [
    "KINDS",
    "Assumptions",
    "Column",
    "Table",
    "TableLimits",
    "UnreadableTable",
    "from_bytes",
    "of",
    "read",
    "retyped",
    "to_bytes",
]
