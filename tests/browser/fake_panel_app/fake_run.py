"""A run that never trained: plausible numbers in the shape of the real event stream."""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np

BINS = 40
EDGES = {"a": [-1.0, 1.0, BINS], "g": [-8.0, 0.0, BINS], "dw": [-8.0, 0.0, BINS], "w": [-2.0, 2.0, BINS]}


def spiral(points: int = 500, seed: int = 0) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    half = points // 2
    label = np.repeat([0, 1], half)
    along = np.tile(np.arange(half) / half, 2)
    angle = 1.75 * along * 2 * np.pi + np.pi * label
    x = 5 * along * np.sin(angle) + rng.normal(0, 0.12, points)
    y = 5 * along * np.cos(angle) + rng.normal(0, 0.12, points)
    return {
        "x": x.round(3).tolist(),
        "y": y.round(3).tolist(),
        "label": label.tolist(),
        "part": (rng.random(points) < 0.3).astype(int).tolist(),
        "extent": 6.0,
    }


class FakeRun:
    """`hidden` layers of `units`, on the spiral when `plane`, else on data without a plane."""

    def __init__(self, name: str, *, hidden: int, units: int, plane: bool, diverges: bool = False) -> None:
        self.name = name
        self.plane = plane
        self.diverges = diverges
        self.names = [*map(str, range(1, hidden + 1)), "out"]
        self.units = units
        self.epochs = 1000
        self.rng = np.random.default_rng(1)
        self.past: list[dict[str, Any]] = []
        self.owner = True

    def hello(self) -> dict[str, Any]:
        layers = [
            {"name": name, "units": 1 if name == "out" else self.units, "edges": EDGES} for name in self.names
        ]
        keys = ("step", "epoch", "loss", "metric", "val_loss", "val_metric")
        history: dict[str, Any] = {key: [frame[key] for frame in self.past] for key in keys}
        names = ("a_std", "saturated", "dead", "g_rms", "dw_norm", "ratio")
        history["layers"] = {
            stat: [[layer["stats"][index] for layer in frame["layers"]] for frame in self.past]
            for index, stat in enumerate(names)
        }
        plane = {**spiral(), "classes": ["-1", "+1"], "low": 0, "high": 1} if self.plane else None
        return {
            "id": self.name,
            "owner": self.owner,
            "experiment": {},
            "title": f"{'Spiral' if self.plane else 'Digits'} · tanh · {len(self.names) - 1} x {self.units}",
            "task": "binary" if self.plane else "multiclass",
            "metric": "accuracy",
            "epochs": self.epochs,
            "steps_per_epoch": 25,
            "layers": layers,
            "plane": plane,
            "history": history,
        }

    def frame(self, sequence: int) -> dict[str, Any]:
        epoch = 0.4 * sequence
        fall = math.exp(-epoch / 60)
        wobble = self.rng.normal(0, 0.01, 2)
        bad = self.diverges and sequence > 60
        loss = 0.08 + 0.62 * fall + abs(wobble[0])
        frame = {
            "seq": sequence,
            "step": 10 * sequence,
            "epoch": epoch,
            "seconds": 0.1 * sequence,
            "lr": 0.03,
            "loss": None if bad else loss,
            "metric": None if bad else 1 - 0.45 * fall - abs(wobble[0]),
            "val_loss": None if bad else 0.13 + 0.58 * fall + abs(wobble[1]),
            "val_metric": None if bad else 0.97 - 0.45 * fall - abs(wobble[1]),
            "layers": [self._layer(index, fall, bad) for index in range(len(self.names))],
            "boundary": self._boundary(epoch) if self.plane else None,
        }
        self.past.append(frame)
        return frame

    def _layer(self, index: int, fall: float, bad: bool) -> dict[str, Any]:
        depth = len(self.names) - 1 - index
        spread = 0.25 + 0.5 * (1 - fall) * (1 - 0.5 * index / len(self.names))
        size = -1.5 - min(depth * (0.4 if len(self.names) < 10 else 0.12), 5) + 0.8 * (fall - 1)
        values = {
            "a": np.tanh(self.rng.normal(0, spread * 2, 800)),
            "g": self.rng.normal(size, 0.5, 800),
            "dw": self.rng.normal(size + 0.4 - 0.05 * depth, 0.45, 800),
            "w": self.rng.normal(0, 0.4 + 0.5 * (1 - fall), 800),
        }
        layer: dict[str, Any] = {}
        for key, value in values.items():
            low, high, bins = EDGES[key]
            counts, _ = np.histogram(value, bins=int(bins), range=(low, high))
            layer[key] = counts.tolist()
            layer[f"{key}_out"] = [int((value < low).sum()), int((value > high).sum()), 96 if bad else 0]
        rms = 10**size
        layer["stats"] = [
            float(values["a"].std()),
            float((abs(values["a"]) > 0.97).mean()),
            0.02 * index,
            rms,
            rms * 6,
            None if not self.past else 1e-3 * (0.4 + fall) * (1 + 0.2 * index),
        ]
        return layer

    def _boundary(self, epoch: float) -> dict[str, Any]:
        axis = np.linspace(-6, 6, 100)
        x1, x2 = np.meshgrid(axis, axis)
        radius = np.hypot(x1, x2)
        twist = np.arctan2(x1, x2) - 1.75 * 2 * np.pi * radius / 5 * min(1, 0.2 + epoch / 80)
        value = 1 / (1 + np.exp(6 * np.cos(twist) * min(1.0, 0.15 + epoch / 60)))
        pixels = (255 * value).astype(np.uint8)
        return {"side": 100, "b64": base64.b64encode(pixels.tobytes()).decode()}


paused: set[str] = set()


def make_run(name: str) -> FakeRun:
    run = FakeRun(
        name,
        hidden=30 if name == "deep" else 3,
        units=64 if name == "deep" else 8,
        plane=name != "deep",
        diverges=name == "bad",
    )
    run.owner = name != "viewer"
    return run


def status_of(name: str, sequence: int) -> dict[str, Any]:
    status: dict[str, Any] = {"status": "running", "lr": 0.03, "cause": None, "advice": None, "store": None}
    if name == "bad" and sequence > 70:
        status |= {
            "status": "diverged",
            "cause": "⟦The loss is not finite since step 610: the steps were too large.⟧",
            "advice": "⟦Try a learning rate ten times smaller, or clip the gradients.⟧",
        }
    elif name in paused:
        status["status"] = "paused"
    return status
