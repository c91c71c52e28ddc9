"""What browsers get: the contract of docs, number by number."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from core.bundle import prepare
from core.container import Contents, unpack
from core.data.catalogue import DATASETS
from core.diagnosis.evidence import Evidence
from core.diagnosis.findings import diagnose
from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord, hash_of
from core.live.sessions import messages
from core.live.sessions.history import MOST_NUMBERS, NUMBERS, STATISTICS, History
from core.message import Message
from core.packed import PackedFrame
from core.plane import plane_of
from tests.fake_trainer import EDGES, frame_at, layout_of

ONE = frame_at(0, layers=1, side=None)


def a_record(experiment: Experiment, **changes: object) -> RunRecord:
    values = {
        "id": "run",
        "owner_hash": hash_of("o" * 43),
        "created": 0.0,
        "choices": experiment,
        "learning_rate": 0.01,
        "layout": layout_of(3),
    }
    return RunRecord(**values | changes)


def first_look(experiment: Experiment, *, dead: float) -> Evidence:
    depth = len(experiment.layers)
    return Evidence(
        experiment=experiment,
        magnitude=np.ones(depth),
        gradient=np.ones(depth),
        weight_gradient=np.ones(depth),
        saturated=np.zeros(depth),
        dead=np.full(depth, dead),
        equal=np.zeros(depth, bool),
    )


def bracket(text: str) -> str:
    return f"<{text}>"


def packed_at(step: int, **changes: object) -> PackedFrame:
    return PackedFrame.of(frame_at(step, **changes), (0.0, 1.0))


def renumbered(step: int) -> PackedFrame:
    return PackedFrame.of(replace(ONE, step=step), (0.0, 1.0))


class TestFrame:
    @pytest.mark.parametrize(("layers", "most"), [(4, 13_000), (7, 17_000)])
    def test_a_frame_is_short_enough_to_send_ten_times_a_second(self, layers, most):
        assert len(packed_at(12, layers=layers, side=100).data) < most

    @pytest.mark.parametrize(
        ("value", "sent"),
        [(1.23456789, 1.2346), (1.23456789e-9, 1.2346e-9), (0.0, 0.0), (-123456, -123460)],
    )
    def test_numbers_have_five_digits(self, value, sent):
        assert messages.number(value) == sent

    def test_what_json_has_no_number_for_is_null(self):
        assert [messages.number(value) for value in (None, math.nan, math.inf)] == [None] * 3


class TestHello:
    def sent(self, experiment: Experiment, frames: int = 0, translate=str) -> Contents:
        history = History()
        for step in range(frames):
            history.add(packed_at(step, layers=3, side=None))
        plane = plane_of(experiment)
        return messages.hello(a_record(experiment), history, plane, owner=True, translate=translate)

    def hello(self, experiment: Experiment, translate=str) -> dict:
        return json.loads(json.dumps(self.sent(experiment, translate=translate).values, allow_nan=False))

    def test_the_layout(self):
        body = self.hello(Experiment(epochs=30))
        assert body["id"] == "run" and body["owner"] is True
        assert (body["epochs"], body["steps_per_epoch"]) == (30, 10)
        assert body["experiment"] == {"epochs": "30"}
        assert [layer["name"] for layer in body["layers"]] == ["1", "2", "out"]
        edges = [EDGES.low, EDGES.high, EDGES.bins]
        assert body["layers"][0]["edges"] == {"a": edges, "g": edges, "dw": edges, "w": edges}
        assert list(body["layers"][0]["edges"]) == ["a", "g", "dw", "w"], "the order of a frame's counts"
        assert [len(columns) for columns in body["columns"].values()] == [8, 9]
        for name, array in packed_at(1, layers=3).contents.arrays.items():
            assert name not in body["columns"] or array.shape[-1] == len(body["columns"][name])

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
        mixed = Experiment(layers=(3, 3, 3), layer_activations="tanh, tanh, relu")
        assert self.hello(mixed)["dies"] is True
        assert self.hello(mixed.model_copy(update={"layers": (3, 3)}))["dies"] is False

    def test_a_tanh_output_goes_from_minus_1_to_1(self):
        plane = self.hello(Experiment(loss="half_squared_error"))["plane"]
        assert (plane["low"], plane["high"]) == (-1, 1)

    def test_other_data_have_no_plane(self):
        assert self.hello(Experiment(dataset="iris"))["plane"] is None

    def test_words_are_translated(self):
        body = self.hello(Experiment(dataset="circle"), translate=bracket)
        assert body["plane"]["classes"] == [f"<{name}>" for name in DATASETS["circle"].classes]
        assert body["title"] == "<Circle> · 8x3 · <Tanh> · <Glorot uniform> · <Adam> 0.01"
        mixed = self.hello(Experiment(layer_activations="tanh, relux2"), translate=bracket)
        assert mixed["title"] == "<Spiral> · 8x3 · <Tanh>, <ReLU> × 2 · <Glorot uniform> · <Adam> 0.01"

    def test_titles_tell_networks_apart_in_a_line(self):
        plain = {"dataset": "spiral", "layers": (8, 8)}
        chosen = (
            {},
            {"residual": True},
            {"normalization": "batch"},
            {"dropout": 0.5},
            {"layer_dropout": "0.5, 0"},
            {"l2": 0.01},
            {"layers": ()},
        )
        titles = [messages.title(Experiment(**{**plain, **each}), bracket) for each in chosen]
        assert len(set(titles)) == len(titles)
        assert titles[1].startswith("<Spiral> · 8x2 · <Residual connections> · <Tanh>")
        assert titles[5].startswith("<Spiral> · 8x2 · L2 0.01 · ")
        assert titles[6] == "<Spiral> · <No hidden layer> · <Glorot uniform> · <Adam> 0.01"
        deep = {
            **plain,
            "dataset": "digits",
            "convolutions": "conv2d",
            "residual": True,
            "normalization": "batch",
        }
        long = messages.title(Experiment(**{**deep, "dropout": 0.5, "l2": 0.01}), str, "table " * 20)
        assert len(long) <= 90 and "Conv2D" in long and "Residual connections" in long

    def past(self, frames: int) -> tuple[np.ndarray, np.ndarray]:
        values, arrays = unpack(messages.message("hello", self.sent(Experiment(), frames)))
        assert values["kind"] == "hello"
        assert values["history"] == {"run": list(NUMBERS), "layers": list(STATISTICS)}
        return arrays["run"], arrays["layers"]

    def test_the_past(self):
        numbers, layers = self.past(30)
        expected = [frame_at(step, layers=3, side=None) for step in range(30)]
        names = ("step", "epoch", "loss", "metric", "val_loss")
        told = [[getattr(frame, name) for name in names] for frame in expected]
        assert numbers[:, :5].tolist() == told
        assert np.isnan(numbers[:, 5]).all()
        for at, name in enumerate(
            (
                "activation_std",
                "saturated",
                "dead",
                "preactivation_gradient_std",
                "weight_gradient_norm",
                "update_ratio",
            )
        ):
            kept = [[getattr(layer, name) for layer in frame.layers] for frame in expected]
            assert layers[:, :, at] == pytest.approx(np.array(kept, float), rel=1e-6)

    def test_a_ratio_that_is_not_there_is_nan_in_the_past(self):
        frame = frame_at(0, layers=3, side=None)
        bare = tuple(replace(layer, update_ratio=None) for layer in frame.layers)
        history = History()
        history.add(PackedFrame.of(replace(frame, layers=bare), (0.0, 1.0)))
        assert np.isnan(history.layers[0, :, 5]).all()
        assert np.isfinite(history.layers[0, :, :5]).all()

    def test_a_long_past_is_thinned_evenly(self):
        steps = self.past(2500)[0][:, 0]
        assert 500 <= len(steps) <= 1000 and steps[0] == 0 and steps[-1] == 2499
        gaps = np.diff(steps)
        assert set(gaps[:-1]) == {4} and gaps[-1] <= 4

    def test_an_empty_past(self):
        numbers, layers = self.past(0)
        assert numbers.shape == (0, len(NUMBERS)) and layers.size == 0


class TestHistory:
    @pytest.mark.parametrize("limit", [2, 3, 63, 64])
    def test_it_is_bounded_and_even_and_keeps_the_first_and_the_last(self, limit):
        history = History(limit)
        for step in range(3000):
            history.add(renumbered(step))
            assert len(history) <= limit
        steps = history.numbers[:, 0]
        assert steps[0] == 0 and steps[-1] == 2999
        gaps = np.diff(steps)
        assert len(set(gaps[:-1])) <= 1 and gaps[-1] <= gaps[0]

    @pytest.mark.parametrize("at_a_time", [2, 7, 10, 150])
    def test_several_at_a_time_leave_the_same_as_one_by_one(self, at_a_time):
        steps = [*range(200), *range(150, 250)]  # it goes back once
        singly, together = History(63), History(63)
        for begin in range(0, len(steps), at_a_time):
            frames = [renumbered(step) for step in steps[begin : begin + at_a_time]]
            for frame in frames:
                singly.add(frame)
            together.add(*frames)
            np.testing.assert_array_equal(together.numbers, singly.numbers)
            np.testing.assert_array_equal(together.layers, singly.layers)

    def test_deep_nets_have_fewer_rows(self):
        history = History()
        for step in range(300):
            history.add(packed_at(step, layers=60, side=None))
        assert history.layers.size <= MOST_NUMBERS

    def test_a_run_that_goes_back_takes_its_numbers_back(self):
        history = History(4)
        for step in (0, 1, 2, 3, 2):
            history.add(packed_at(step, side=None))
        assert history.numbers[:, 0].tolist() == [0, 1, 2]
        for step in (*range(3, 20), 10):
            history.add(packed_at(step, side=None))
        steps = history.numbers[:, 0]
        assert steps[0] == 0 and steps[-1] == 10 and (np.diff(steps) > 0).all()

    def test_a_copy_stays_as_it_was(self):
        history = History()
        history.add(packed_at(0))
        copy = history.copy()
        history.add(packed_at(1))
        copy.add(packed_at(2))
        assert history.numbers[:, 0].tolist() == [0, 1] and copy.numbers[:, 0].tolist() == [0, 2]

    def test_a_norm_beyond_float32_is_infinite(self):
        frame = frame_at(1, layers=1, side=None)
        broken = replace(frame, layers=(replace(frame.layers[0], weight_gradient_norm=1e300),))
        history = History()
        history.add(PackedFrame.of(broken, (0.0, 1.0)))
        assert history.rows(9)[0].layers[0].tolist()[4] == math.inf


class TestStatus:
    def test_it_speaks_the_language_of_the_viewer(self):
        record = a_record(
            Experiment(),
            status=RunStatus.FAILED,
            cause=Message("{what} failed", what=Message("Training")),
            learning_rate=0.5,
        )
        body = messages.status(record, place=None, trouble=Message("full"), translate=bracket)
        assert body["status"] == "failed" and body["lr"] == 0.5 and body["place"] is None
        assert body["cause"] == "<<Training> failed>" and body["store"] == "<full>"
        assert body["advice"].startswith("<")

    def test_what_is_wrong_at_the_end_comes_with_the_choices_that_help(self):
        evidence = first_look(Experiment(activation="relu", bias=-10.0), dead=1.0)
        found = diagnose(evidence)[0]
        record = a_record(
            Experiment(),
            status=RunStatus.FINISHED,
            notes={"findings": [found.to_json()], "best": 23, "measured": [0.5, None]},
        )
        body = messages.status(record, place=None, trouble=None, translate=bracket)
        [told] = body["findings"]
        assert (body["best"], body["measured"]) == (23, [0.5, None])
        assert told["key"] == "dead" and told["text"].startswith("<") and told["help"].startswith("<")
        assert told["remedy"]["label"].startswith("<")
        assert set(told["remedy"]["change"]) <= set(Experiment().flat())

    def test_the_place_in_the_queue(self):
        record = a_record(Experiment(), status=RunStatus.QUEUED)
        body = messages.status(record, place=3, trouble=None, translate=str)
        assert body["place"] == 3 and "starts by itself" in body["advice"] and body["store"] is None
