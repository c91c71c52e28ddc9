"""Data previews in the shape that the panel expects."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from fake_run import spiral


def preview(kind: str) -> dict[str, Any]:
    rng = np.random.default_rng(2)
    digits = kind == "deep"

    def bars(scale: float, shift: float) -> dict[str, Any]:
        counts, edges = np.histogram(rng.normal(shift, scale, 600), bins=24)
        return {"low": float(edges[0]), "high": float(edges[-1]), "counts": counts.tolist()}

    names = [f"pixel {row},{column}" for row in range(8) for column in range(8)] if digits else ["x₁", "x₂"]
    features = [{"name": name, "before": bars(2.4, 1.0), "after": bars(1.0, 0.0)} for name in names]
    images = None
    if digits:
        pixels = [
            base64.b64encode(rng.integers(0, 255, 64, dtype=np.uint8).tobytes()).decode() for _ in range(30)
        ]
        images = {"side": 8, "pixels": pixels, "labels": [index % 10 for index in range(30)]}
    points = None if digits else {**spiral(), "classes": ["-1", "+1"], "regression": False}
    return {
        "features": features,
        "points": points,
        "images": images,
        "rows": {"train": 1078 if digits else 350, "val": 719 if digits else 150},
        "title": "Digits" if digits else "Spiral",
    }
