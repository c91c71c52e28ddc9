"""A run that never trained: plausible numbers, sent as the lab sends them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from core.container import Contents
from core.frame import Boundary, Edges, Frame, Histogram, LayerFrame
from core.live.sessions import messages
from core.live.sessions.history import NUMBERS, STATISTICS, History
from core.packed import PackedFrame

BINS = 40
EDGES = {
    "a": Edges(-1.0, 1.0, BINS),
    "g": Edges(-8.0, 0.0, BINS),
    "dw": Edges(-8.0, 0.0, BINS),
    "w": Edges(-2.0, 2.0, BINS),
}


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
        self.past = History()
        self.owner = True

    def hello(self) -> Contents:
        edges = {key: [edge.low, edge.high, edge.bins] for key, edge in EDGES.items()}
        layers = [
            {"name": name, "units": 1 if name == "out" else self.units, "edges": edges} for name in self.names
        ]
        plane = {**spiral(), "classes": ["-1", "+1"], "low": 0, "high": 1} if self.plane else None
        values = {
            "id": self.name,
            "owner": self.owner,
            "experiment": {},
            "title": f"{'Spiral' if self.plane else 'Digits'} · tanh · {len(self.names) - 1} x {self.units}",
            "task": "binary" if self.plane else "multiclass",
            "metric": "accuracy",
            "epochs": self.epochs,
            "steps_per_epoch": 25,
            "layers": layers,
            "columns": messages.COLUMNS,
            "plane": plane,
            "history": {"run": NUMBERS, "layers": STATISTICS},
        }
        return Contents(values, {"run": self.past.numbers.copy(), "layers": self.past.layers.copy()})

    def frame(self, sequence: int) -> PackedFrame:
        """Frame number `sequence`."""
        epoch = 0.4 * sequence
        fall = math.exp(-epoch / 60)
        wobble = self.rng.normal(0, 0.01, 2)
        broken = math.nan if self.diverges and sequence > 60 else 0.0
        frame = Frame(
            step=10 * sequence,
            epoch=epoch,
            seconds=0.1 * sequence,
            learning_rate=0.03,
            loss=0.08 + 0.62 * fall + abs(wobble[0]) + broken,
            metric=1 - 0.45 * fall - abs(wobble[0]) + broken,
            val_loss=0.13 + 0.58 * fall + abs(wobble[1]) + broken,
            val_metric=0.97 - 0.45 * fall - abs(wobble[1]) + broken,
            layers=tuple(self._layer(index, fall, broken != 0.0) for index in range(len(self.names))),
            boundary=Boundary(self._surface(epoch), 6.0) if self.plane else None,
        )
        packed = PackedFrame.of(frame, (0.0, 1.0))
        self.past.add(packed)
        return packed

    def _layer(self, index: int, fall: float, bad: bool) -> LayerFrame:
        depth = len(self.names) - 1 - index
        spread = 0.25 + 0.5 * (1 - fall) * (1 - 0.5 * index / len(self.names))
        size = -1.5 - min(depth * (0.4 if len(self.names) < 10 else 0.12), 5) + 0.8 * (fall - 1)
        values = {
            "a": np.tanh(self.rng.normal(0, spread * 2, 800)),
            "g": self.rng.normal(size, 0.5, 800),
            "dw": self.rng.normal(size + 0.4 - 0.05 * depth, 0.45, 800),
            "w": self.rng.normal(0, 0.4 + 0.5 * (1 - fall), 800),
        }
        rms = 10**size
        histograms = {key: _histogram(value, EDGES[key], 96 if bad else 0) for key, value in values.items()}
        return LayerFrame(
            name=self.names[index],
            units=1 if self.names[index] == "out" else self.units,
            activations=histograms["a"],
            preactivation_gradients=histograms["g"],
            weight_gradients=histograms["dw"],
            weights=histograms["w"],
            activation_mean=float(values["a"].mean()),
            activation_std=float(values["a"].std()),
            preactivation_std=spread,
            saturated=float((abs(values["a"]) > 0.97).mean()),
            dead=0.02 * index,
            preactivation_gradient_std=rms,
            weight_gradient_norm=rms * 6,
            weight_norm=1.0,
            update_ratio=1e-3 * (0.4 + fall) * (1 + 0.2 * index),
        )

    def _surface(self, epoch: float) -> npt.NDArray[np.float32]:
        axis = np.linspace(-6, 6, 100)
        x1, x2 = np.meshgrid(axis, axis)
        radius = np.hypot(x1, x2)
        twist = np.arctan2(x1, x2) - 1.75 * 2 * np.pi * radius / 5 * min(1, 0.2 + epoch / 80)
        values = 1 / (1 + np.exp(6 * np.cos(twist) * min(1.0, 0.15 + epoch / 60)))
        return values.astype(np.float32)


def _histogram(values: npt.NDArray[np.float64], edges: Edges, broken: int) -> Histogram:
    counts, _ = np.histogram(values, bins=edges.bins, range=(edges.low, edges.high))
    return Histogram(edges, counts, int((values < edges.low).sum()), int((values > edges.high).sum()), broken)


paused: set[str] = set()


def make_run(name: str) -> FakeRun:
    run = FakeRun(
        name,
        hidden={"deep": 30, "deeper": 40}.get(name, 3),
        units=64 if name == "deep" else 8,
        plane=name != "deep",
        diverges=name == "bad",
    )
    run.owner = name != "viewer"
    return run


def status_of(name: str, sequence: int) -> dict[str, Any]:
    status: dict[str, Any] = {"status": "running", "lr": 0.03, "cause": None, "advice": None, "store": None}
    status |= {"findings": [], "best": None, "measured": None}
    if name == "bad" and sequence > 70:
        status |= {
            "status": "diverged",
            "cause": "⟦The loss is not finite since step 610: the steps were too large.⟧",
            "advice": "⟦Try a learning rate ten times smaller, or clip the gradients.⟧",
        }
    elif name in paused:
        status["status"] = "paused"
    return status
