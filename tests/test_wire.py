"""What browsers get: the contract of docs, number by number."""

from __future__ import annotations

import base64
import json
import math
from dataclasses import replace

import numpy as np
import pytest

from core import wire
from core.data.bundle import prepare
from core.data.catalogue import DATASETS
from core.experiment import Experiment
from core.frame import Boundary
from core.message import Message
from core.runs.history import History
from core.runs.record import RunRecord, RunStatus, hash_of
from tests.fake_trainer import EDGES, frame_at, layout_of

CLASSES, TARGETS = (0.0, 1.0), (-1.0, 1.0)


def a_record(experiment: Experiment, **changes: object) -> RunRecord:
    values = {
        "id": "run",
        "owner_hash": hash_of("o" * 43),
        "created": 0.0,
        "experiment": experiment,
        "learning_rate": 0.01,
        "layout": layout_of(3),
    }
    return RunRecord(**values | changes)


def bracket(text: str) -> str:
    return f"<{text}>"


def parsed(event: bytes) -> tuple[dict[str, str], dict]:
    *lines, end, after = event.decode().split("\n")
    assert (end, after) == ("", "")
    fields = dict(line.split(": ", 1) for line in lines)
    return fields, json.loads(fields.pop("data"))


class TestFrame:
    def test_every_number_of_a_layer_is_where_the_contract_says(self):
        frame = frame_at(12, layers=3)
        fields, body = parsed(wire.frame_event(7, frame, CLASSES))
        assert fields == {"id": "7", "event": "frame"}
        assert (body["seq"], body["step"], body["lr"], body["epoch"]) == (7, 12, 0.01, 1.2)
        assert len(body["layers"]) == 3
        for sent, layer in zip(body["layers"], frame.layers, strict=True):
            for key, histogram in {
                "a": layer.activations,
                "g": layer.preactivation_gradients,
                "dw": layer.weight_gradients,
                "w": layer.weights,
            }.items():
                assert sent[key] == histogram.counts.tolist()
                assert sent[f"{key}_out"] == [histogram.under, histogram.over, histogram.nonfinite]
            assert sent["stats"] == pytest.approx(
                [
                    layer.activation_std,
                    layer.saturated,
                    layer.dead,
                    layer.preactivation_gradient_std,
                    layer.weight_gradient_norm,
                    layer.update_ratio,
                ],
                rel=1e-4,
            )

    def test_what_json_has_no_number_for_is_null(self):
        frame = frame_at(0, loss=math.nan, metric=math.inf, val_loss=None, side=None)
        _, body = parsed(wire.frame_event(0, frame, CLASSES))
        assert body["loss"] is body["metric"] is body["val_loss"] is body["boundary"] is None
        assert body["layers"][0]["stats"][-1] is None, "there is no update before the first step"

    @pytest.mark.parametrize(
        ("value", "sent"),
        [(1.23456789, 1.2346), (1.23456789e-9, 1.2346e-9), (0.0, 0.0), (-123456, -123460)],
    )
    def test_numbers_have_five_digits(self, value, sent):
        assert wire.number(value) == sent

    @pytest.mark.parametrize(
        ("bounds", "values", "bytes_sent"),
        [
            (CLASSES, [0.0, 0.5, 1.0, math.nan], [0, 128, 255, 128]),
            (TARGETS, [-1.0, 0.0, 7.0, -math.inf], [0, 128, 255, 0]),
        ],
    )
    def test_the_boundary_is_bytes_over_the_range(self, bounds, values, bytes_sent):
        surface = np.array(values, np.float32).reshape(2, 2)
        _, body = parsed(wire.frame_event(0, frame_at(0, boundary=Boundary(surface, 6.0)), bounds))
        assert body["boundary"]["side"] == 2
        assert list(base64.b64decode(body["boundary"]["b64"])) == bytes_sent


class TestHello:
    def hello(self, experiment: Experiment, frames: int = 0, translate=str) -> dict:
        history = History()
        for step in range(frames):
            history.add(frame_at(step, layers=3, side=None))
        plane = wire.plane_of(experiment)
        body = wire.hello(a_record(experiment), history, plane, owner=True, translate=translate)
        return json.loads(json.dumps(body, allow_nan=False))

    def test_the_layout(self):
        body = self.hello(Experiment(epochs=30))
        assert body["id"] == "run" and body["owner"] is True
        assert (body["epochs"], body["steps_per_epoch"]) == (30, 10)
        assert body["experiment"] == {"epochs": "30"}
        assert [layer["name"] for layer in body["layers"]] == ["1", "2", "out"]
        edges = [EDGES.low, EDGES.high, EDGES.bins]
        assert body["layers"][0]["edges"] == {"a": edges, "g": edges, "dw": edges, "w": edges}

    def test_the_points_are_the_data_in_their_own_units(self):
        experiment = Experiment(dataset={"name": "circle", "samples": 50}, scaling="standard")
        plane, bundle = self.hello(experiment)["plane"], prepare(experiment)
        x = [*bundle.raw_train[:, 0], *bundle.raw_val[:, 0]]
        assert plane["x"] == pytest.approx(x, rel=1e-4)
        assert plane["label"] == [*bundle.y_train, *bundle.y_val]
        assert plane["part"] == [0] * 40 + [1] * 10
        assert (plane["extent"], plane["low"], plane["high"]) == (6, 0, 1)

    def test_the_target_of_a_regression_is_in_its_own_units(self):
        raw = Experiment(dataset={"name": "hills", "samples": 60}, scale_target=False)
        scaled = raw.model_copy(update={"scale_target": True})
        plane = self.hello(scaled)["plane"]
        assert plane["label"] == pytest.approx(self.hello(raw)["plane"]["label"], abs=1e-4)
        assert (plane["low"], plane["high"], plane["classes"]) == (-1, 1, [])
        assert self.hello(scaled)["task"] == "regression"

    def test_whether_units_can_die(self):
        assert self.hello(Experiment(activation="relu"))["dies"] is True
        assert self.hello(Experiment(activation="tanh"))["dies"] is False

    def test_other_data_have_no_plane(self):
        assert self.hello(Experiment(dataset="iris"))["plane"] is None

    def test_words_are_translated(self):
        body = self.hello(Experiment(dataset="circle"), translate=bracket)
        assert body["plane"]["classes"] == [f"<{name}>" for name in DATASETS["circle"].classes]
        assert body["title"] == "<Circle> · 8x3 · <Tanh> · <Glorot uniform> · <Adam> 0.01"

    def test_the_past(self):
        history = self.hello(Experiment(), frames=30)["history"]
        assert history["step"] == list(range(30))
        expected = [frame_at(step, layers=3, side=None) for step in range(30)]
        assert history["loss"] == pytest.approx([frame.loss for frame in expected], rel=1e-4)
        assert history["val_metric"] == [None] * 30
        stds = [[layer.activation_std for layer in frame.layers] for frame in expected]
        assert np.array(history["layers"]["a_std"]) == pytest.approx(np.array(stds), rel=1e-4)
        assert history["layers"]["ratio"][0] == [None] * 3
        assert set(history["layers"]) == {"a_std", "saturated", "dead", "g_rms", "dw_norm", "ratio"}

    def test_a_long_past_is_thinned_evenly(self):
        steps = self.hello(Experiment(), frames=2500)["history"]["step"]
        assert len(steps) <= 1000 and steps[0] == 0 and steps[-1] == 2499
        gaps = np.diff(steps)
        assert gaps.min() >= 1 and gaps.max() <= 4

    def test_an_empty_past(self):
        history = self.hello(Experiment())["history"]
        assert history["step"] == [] and history["layers"]["dead"] == []


class TestHistory:
    def test_it_is_bounded_and_keeps_the_first_and_the_last(self):
        history, frame = History(limit=64), frame_at(0, side=None)
        for step in range(10_000):
            history.add(replace(frame, step=step))
        steps = [row.numbers[0] for row in history.rows(10_000)]
        assert len(steps) <= 64 and steps[0] == 0 and steps[-1] == 9999

    def test_a_run_that_goes_back_takes_its_numbers_back(self):
        history = History()
        for step in (0, 1, 2, 3, 2):
            history.add(frame_at(step, side=None))
        assert [row.numbers[0] for row in history.rows(99)] == [0, 1, 2]


class TestStatus:
    def test_it_speaks_the_language_of_the_viewer(self):
        record = a_record(
            Experiment(),
            status=RunStatus.FAILED,
            cause=Message("{what} failed", what=Message("Training")),
            learning_rate=0.5,
        )
        body = wire.status(record, place=None, trouble=Message("full"), translate=bracket)
        assert body["status"] == "failed" and body["lr"] == 0.5 and body["place"] is None
        assert body["cause"] == "<<Training> failed>" and body["store"] == "<full>"
        assert body["advice"].startswith("<")

    def test_the_place_in_the_queue(self):
        record = a_record(Experiment(), status=RunStatus.QUEUED)
        body = wire.status(record, place=3, trouble=None, translate=str)
        assert body["place"] == 3 and "starts by itself" in body["advice"] and body["store"] is None
