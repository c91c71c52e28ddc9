"""Words for what differs from column to column of a table. Nothing of tables is loaded for them."""

from __future__ import annotations

from core.data.scaling import SCALERS

IGNORE = "ignore"
KINDS = {"number": "number", "whole": "whole number", "category": "category", "date": "date"}
"""Words for kinds of columns, as choices name them, and the kinds (`core.tables.column`)."""
WORDS = (IGNORE, *KINDS, *SCALERS)
"""What can be said of a column: that it is ignored, its kind, its scaling."""
