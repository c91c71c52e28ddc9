"""What the frames of a run show, as tables: a row for each frame, a column for each number."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from core.frame import Edges, Frame, Histogram, LayerFrame
from core.packed import HISTOGRAMS, LAYER_NUMBERS, RUN_NUMBERS
from core.tables.export import neutralized


def frames_as_csv(frames: Sequence[Frame]) -> bytes:
    """Numbers of frames as CSV: UTF-8, commas, a line for each frame, the oldest first.

    Columns of layers are called as in ``layer_1.activation_std``. What was not measured is empty, what is no
    number ``nan``, what is infinite ``inf``; numbers read back as they are.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    columns = _columns(frames)
    writer.writerow(map(neutralized, columns))
    cells = [["" if value is None else repr(value) for value in values] for values in columns.values()]
    writer.writerows(zip(*cells, strict=True))
    return out.getvalue().encode()


def frames_as_parquet(frames: Sequence[Frame]) -> bytes:
    """Numbers and histograms of frames as Parquet.

    The numbers are those of `frames_as_csv`. A histogram is a list of counts, as in ``layer_1.weights``:
    those below the lowest edge, those of each bin, those above the highest edge, and those that are not
    finite. Its edges do not change: they are in the metadata of the schema, under ``edges``, as JSON:
    ``{"layer_1.weights": {"low", "high", "bins"}}``, of gradients log10 of the absolute value.
    """
    from pyarrow import Table, parquet

    counts = {
        f"layer_{layer.name}.{name}": [_counts(frame.layers[at], name) for frame in frames]
        for at, layer in enumerate(frames[-1].layers if frames else ())
        for name in HISTOGRAMS
    }
    edges = {
        f"layer_{layer.name}.{name}": _as_json(getattr(layer, name).edges)
        for layer in (frames[-1].layers if frames else ())
        for name in HISTOGRAMS
    }
    table = Table.from_pydict({**_columns(frames), **counts})
    table = table.replace_schema_metadata({"edges": json.dumps(edges)})
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    return buffer.getvalue()


def _columns(frames: Sequence[Frame]) -> dict[str, list[Any]]:
    """Values of every column, by its name."""
    found: dict[str, list[Any]] = {name: [getattr(each, name) for each in frames] for name in RUN_NUMBERS}
    measures = dict.fromkeys(key for frame in frames for key in frame.measures)
    # A recorded run may have numbers of its own by the same name ("learning_rate").
    found |= {key: [frame.measures.get(key) for frame in frames] for key in measures if key not in found}
    for at, layer in enumerate(frames[-1].layers if frames else ()):
        for name in LAYER_NUMBERS:
            found[f"layer_{layer.name}.{name}"] = [float(getattr(frame.layers[at], name)) for frame in frames]
    return found


def _counts(layer: LayerFrame, name: str) -> list[int]:
    histogram: Histogram = getattr(layer, name)
    return [histogram.under, *histogram.counts.tolist(), histogram.over, histogram.nonfinite]


def _as_json(edges: Edges) -> dict[str, float]:
    return {"low": edges.low, "high": edges.high, "bins": edges.bins}
