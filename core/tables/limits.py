"""How large a table may be: sensible numbers, which whoever runs the server may change."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from core.settings import whole_number

VARIABLES = {
    "GRADIENT_LAB_TABLE_MEGABYTES": "megabytes",
    "GRADIENT_LAB_TABLE_COLUMNS": "columns",
    "GRADIENT_LAB_TABLE_CELLS": "cells",
    "GRADIENT_LAB_TABLE_CATEGORIES": "categories",
    "GRADIENT_LAB_TABLE_CELL_CHARACTERS": "cell_characters",
    "GRADIENT_LAB_TABLE_WORKBOOK_SECONDS": "workbook_seconds",
    "GRADIENT_LAB_TABLE_WORKBOOK_ELEMENTS": "workbook_elements",
}
"""Environment variables and the attribute of `TableLimits` that each sets."""

HIGHEST = {
    "megabytes": 2000,
    "columns": 100_000,
    "cells": 1_000_000_000,
    "categories": 10_000_000,
    "cell_characters": 131_072,
    "workbook_seconds": 3600,
    "workbook_elements": 10_000_000,
}
"""Python's `csv` takes no longer cells;
Arrow counts the bytes of a text with 31 bits, so that no file may have more than 2000 megabytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLimits:
    """The largest table that is read. Every number is a whole one.

    Arguments:
        megabytes: of a file, and of what it unpacks to (10^6 bytes).
        columns: columns of a table.
        cells: rows times columns.
        categories: different values of a column that is read as categories; one with more is text.
        cell_characters: characters of a single cell of a CSV file.
        workbook_seconds: of a processor, for reading an Excel file.
        workbook_elements: of XML in each part of an Excel file that is parsed whole, as its formats are.

    Raises:
        Invalid: a number out of range.
    """

    megabytes: int = 200
    columns: int = 5000
    cells: int = 50_000_000
    categories: int = 5000
    cell_characters: int = 100_000
    workbook_seconds: int = 30
    workbook_elements: int = 200_000

    def __post_init__(self) -> None:
        for name, high in HIGHEST.items():
            whole_number(getattr(self, name), name, 1, high)

    @property
    def bytes(self) -> int:
        """`megabytes` in bytes."""
        return self.megabytes * 10**6

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> TableLimits:
        """The limits that `VARIABLES` set; those that are not set, or empty, stay as they are.

        Arguments:
            environment: the process's own when left out.

        Raises:
            Invalid: a value that is no whole number in range.
        """
        given = os.environ if environment is None else environment
        texts = {variable: given.get(variable, "").strip() for variable in VARIABLES}
        return cls(
            **{
                VARIABLES[variable]: whole_number(text, variable, 1, HIGHEST[VARIABLES[variable]])
                for variable, text in texts.items()
                if text
            }
        )
