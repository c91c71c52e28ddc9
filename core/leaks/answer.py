"""The leak lab's question as JSON, and its answer in parts."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from core.data.catalogue import DATASETS
from core.data.sources import own_tables
from core.dataset_table import table_of
from core.json_numbers import number
from core.leaks.kinds import taken_away
from core.leaks.measured import measure
from core.leaks.rows import rows_of
from core.message import Message


def answer(body: Any) -> Generator[Any]:
    """First what is measured, then the pair of each seed.

    Arguments:
        body: ``source``, a key of `DATASETS` or the hash of a table; ``target``, its column; ``leak``,
            ``seeds``, ``first`` and ``shuffled`` as `measure` takes them.

    Raises:
        DataUnavailable: the table is not here, or does not fit.
        Cancelled: nobody waits for it any more.
    """
    source = body["source"]
    table = table_of(source) if source in DATASETS else own_tables.find(source)
    rows = rows_of(table, body["target"])
    positive = rows.positive
    yield {
        "rows": len(rows.labels),
        "of": rows.of,
        "columns": rows.x.shape[1],
        "category": rows.category,
        "left_out": list(rows.left_out),
        "taken_away": taken_away(rows.labels),
        "positive": positive.to_json() if isinstance(positive, Message) else positive,
    }
    for pair in measure(
        rows, body["leak"], seeds=body["seeds"], shuffled=body["shuffled"], first=body["first"]
    ):
        yield {"seed": pair.seed, "honest": number(pair.honest), "leaking": number(pair.leaking)}
