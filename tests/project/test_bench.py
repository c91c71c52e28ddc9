"""The benchmarks: that they list, run and print. Their numbers are for people and fail nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar, cast

import numpy as np
import pytest

from bench import __main__ as command_line
from bench import memory
from bench.__main__ import main, measured_apart
from bench.registry import BENCHMARKS, Benchmark
from bench.result import Bar, Line, Report
from bench.rounds import in_turn
from bench.tables import BEGIN, END, as_markdown, as_text, put_between_markers, shown
from bench.watching import Viewer
from tests.conftest import ROOT

TINY = Benchmark("tiny", "counts to three", "tests.project.test_bench:tiny_lines")


def tiny_lines(rounds: int | None) -> Sequence[Line]:
    numbers = tuple(float(number) for number in range(1, 1 + (rounds or 3)))
    return [
        Line(
            what="counting",
            unit="numbers/s",
            values=tuple(10 * number for number in numbers),
            against="a snail",
            references=numbers,
            bar=Bar("at least", 5, 20),
            note="fingers beside a shell",
        ),
        Line(what="flying", unit="m", bar=Bar("at most", 1, of="value"), missing="no wings"),
    ]


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BENCHMARKS, "tiny", TINY)


def test_without_a_name_the_benchmarks_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(BENCHMARKS)
    assert all(benchmark.about in line for benchmark, line in zip(BENCHMARKS.values(), lines, strict=True))


@pytest.mark.usefixtures("tiny")
def test_a_table_is_aligned_and_says_what_is_reached(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tiny"]) == 0
    out = capsys.readouterr().out
    assert all(
        f"{label}: " in out for label in ("CPU", "Cores", "Memory", "Python", "TensorFlow", "Streamlit")
    )
    head, counting, flying = out.split("== tiny")[1].splitlines()[1:4]
    assert counting.startswith("counting") and counting.split("  ")[-1].strip() == "no"
    for name, cell in (
        ("Compared with", "a snail"),
        ("Ratio", "10.0x"),
        ("Reach", "at least 5x"),
        ("Aim", "20x"),
    ):
        assert counting[head.index(name) :].startswith(cell)
    assert counting[head.index("Reached") :].startswith("yes")
    assert "not measured" in flying
    assert "fingers beside a shell" in out and "no wings" in out


@pytest.mark.usefixtures("tiny")
def test_json_is_one_document_that_reads_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tiny", "--json", "--rounds", "2"]) == 0
    body = json.loads(capsys.readouterr().out)
    report = Report.from_json(body["benchmarks"][0])
    assert report.lines == tuple(tiny_lines(2))
    assert body["benchmarks"][0]["lines"][0]["ratio"] == 10.0
    assert body["environment"]["NumPy"] == np.__version__


@pytest.mark.parametrize("arguments", [["no such"], ["tiny", "--rounds", "0"]])
def test_a_wrong_command_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "invalid choice" in (said := capsys.readouterr().err) or "expected at least 1" in said


def test_a_benchmark_that_breaks_is_told_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_line, "BENCHMARKS", {"broken": TINY, "whole": TINY})
    reports = {
        "broken": measured_apart("broken", None),  # the process of its own does not know this name
        "whole": Report("whole", tuple(tiny_lines(1)), 1.0),
    }
    monkeypatch.setattr(command_line, "measured_apart", lambda name, rounds: reports[name])
    assert main(["all"]) == 1
    out = capsys.readouterr().out
    assert "It ended early: its process ended with 2" in out
    assert "counting" in out.split("== whole")[1]


@pytest.mark.parametrize(
    ("bar", "reached", "aim_reached"),
    [
        (Bar("at least", 2, 3), True, False),
        (Bar("at least", 2.5, 3), True, False),
        (Bar("at least", 2.6), False, None),
        (Bar("at most", 2.5, 2.4), True, False),
        (Bar("at most", 5, 4, of="value"), True, False),
        (Bar("at most", 3, of="difference"), True, None),
        (Bar("at most", 2.9, of="difference"), False, None),
        (None, None, None),
    ],
)
def test_a_bar_is_held_against_what_it_is_about(
    bar: Bar | None, reached: bool | None, aim_reached: bool | None
) -> None:
    line = Line(what="x", unit="s", values=(1.0, 5.0, 9.0), against="y", references=(2.0, 2.0, 2.0), bar=bar)
    assert (line.value, line.reference, line.ratio, line.spread) == (5.0, 2.0, 2.5, (0.5, 4.5))
    assert (line.reached, line.aim_reached) == (reached, aim_reached)


def test_what_was_not_measured_reaches_nothing() -> None:
    line = Line(what="x", unit="s", against="y", references=(1.0,), bar=Bar("at most", 1, 1), missing="no y")
    assert (line.value, line.ratio, line.reached, line.aim_reached) == (None, None, None, None)


def test_the_sides_take_turns() -> None:
    calls: list[str] = []

    def side(name: str) -> Callable[[], float]:
        return lambda: float(calls.append(name) or len(calls))

    found = in_turn({"a": side("a"), "b": side("b")}, 3)
    assert calls == ["a", "b", "b", "a", "a", "b"]
    assert found == {"a": (1.0, 4.0, 5.0), "b": (2.0, 3.0, 6.0)}


def test_the_page_keeps_all_but_its_table(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    table = as_markdown({"CPU": "abacus"}, [Report("tiny", tuple(tiny_lines(3)), 1.0)])
    put_between_markers(page, table)
    put_between_markers(page, table)
    assert page.read_text("utf-8") == f"before\n{BEGIN}\n{table}\n{END}\nafter\n"
    rows = [line for line in table.splitlines() if line.startswith("|")]
    assert len(rows) == 4 and len({row.count("|") for row in rows}) == 1


@pytest.mark.parametrize("text", ["", BEGIN, f"{END}{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_page_without_both_markers_once_is_left_alone(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(text, "utf-8")
    with pytest.raises(ValueError, match="Expected the lines"):
        put_between_markers(page, "table")
    assert page.read_text("utf-8") == text


def test_the_documentation_has_room_for_the_table_and_explains_each_benchmark() -> None:
    text = (ROOT / "docs" / "performance.md").read_text("utf-8")
    assert text.count(BEGIN) == text.count(END) == 1 and text.index(BEGIN) < text.index(END)
    assert [name for name in BENCHMARKS if f"`{name}`" not in text] == []


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (None, "–"),
        (0.0, "0.000"),
        (0.00012, "1.2e-04"),
        (0.1234, "0.123"),
        (1.234, "1.23"),
        (12345.6, "12,346"),
    ],
)
def test_numbers_are_short(number: float | None, text: str) -> None:
    assert shown(number) == text


def test_text_and_markdown_hold_the_same_cells() -> None:
    report = Report("tiny", tuple(tiny_lines(3)), 1.0)
    for cell in ("counting", "20.0 numbers/s", "2.00 numbers/s", "10.0x (10.0 to 10.0)"):
        assert cell in as_text({}, [report]) and cell in as_markdown({}, [report])


def test_gaps_count_from_the_frame_before_to_the_end() -> None:
    viewer = Viewer([(1.0, 0), (2.0, 5), (2.5, 9), (9.0, 30)])
    assert viewer.gaps(1.5, 4.0) == [1.0, 0.5, 1.5]
    assert viewer.usual_gap(1.5, 4.0) == 0.75
    assert viewer.first_moving() == 2.0


def test_the_measured_experiments_have_the_rows_that_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    from bench.experiments import digits, playground, table
    from core.bundle import prepare
    from core.partition import TRAIN, partition

    assert len(prepare(playground()).x_train) == 250
    assert len(prepare(digits()).x_train) == 1500
    assert partition(table()).count(TRAIN) == 100_000  # to prepare so many takes over a second
    monkeypatch.setattr("bench.experiments._TABLE_SAMPLES", 400)
    assert prepare(table()).x_train.shape == (380, 20)


def test_the_measured_pictures_are_as_many_as_they_say() -> None:
    from bench.experiments import mnist, mnist_file
    from core.bundle import prepare

    with mnist_file():
        bundle = prepare(mnist("adam"))
    assert bundle.x_train.shape == (12_000, 784)
    assert sorted(set(bundle.y_val.tolist())) == list(range(10))


def test_what_is_held_is_counted_with_all_that_a_process_started() -> None:
    program = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'])"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE) as process:
        while len(found := memory.processes(process.pid)) < 2:
            assert process.poll() is None
        assert process.pid in found
        held = memory.Watch(process.pid).held()
        assert held.megabytes > 2 and held.descriptors >= 6 and held.threads >= 2
        assert process.stdin is not None
        process.stdin.close()
    assert memory.Watch(process.pid).held() == (0, 0, 0), "what has ended holds nothing"


def test_a_stage_is_counted_early_and_in_the_end() -> None:
    class Counted:
        done = 0

        begun: ClassVar[list[int]] = []

        def begin(self) -> None:
            self.begun.append(self.done)

        def usual(self) -> float:
            return 10.0 + self.done

        def settled(self) -> memory.Held:
            return memory.Held(0.0, self.done, 5)

    watch = Counted()

    def act(number: int) -> None:
        watch.done = number + 1

    stage = memory.many("things", 20, act, cast(memory.Watch, watch))
    assert watch.begun == [0, 18], "the first tenth and the last"
    held, descriptors, threads = memory.of_stage(stage)
    assert (held.what, held.reference, held.value) == ("20 things: memory of all processes", 12.0, 30.0)
    assert (held.reached, descriptors.ratio, threads.reached) == (False, 10.0, True)


@pytest.mark.slow
class TestWithTensorFlow:
    def test_the_products_are_those_of_training(self) -> None:
        """They equal the gradients of 0.5 |output|², whose derivative by the output is the output."""
        import tensorflow as tf

        from bench.products import Products

        products = Products((5, 4, 3, 2), rows=8, batch_size=3)
        weights = [tf.constant(weight) for weight in products._weights]

        def gradients(x: np.ndarray) -> list[np.ndarray]:
            with tf.GradientTape() as tape:
                tape.watch(weights)
                a = tf.constant(x)
                for weight in weights:
                    a = a @ weight
                loss = tf.reduce_sum(a**2) / 2
            return [gradient.numpy() for gradient in tape.gradient(loss, weights)]

        full, last = gradients(products._x[3:6]), gradients(products._x[6:])
        assert products.numpy_seconds() > 0 and products.tensorflow_seconds() > 0
        for size, expected in ((3, full), (2, last)):
            for ours, theirs in zip(products._buffers[size][2], expected, strict=True):
                np.testing.assert_allclose(ours, theirs, rtol=1e-5)
        corners = [gradient[0, 0] for gradient in (*full, *last)]
        np.testing.assert_allclose(products._graph(), corners, rtol=1e-5)

    def test_fit_trains_the_same_network(self) -> None:
        from bench.experiments import deep, playground
        from bench.keras_fit import Fit
        from core.engine.training.trainer import Trainer
        from tests.engine.test_parity import reference

        for experiment in (playground("adam"), deep((4, 4))):
            fit = Fit(experiment)
            same = reference(Trainer(experiment))
            assert fit.x.shape == (250, 2)
            assert [v.shape for v in fit.model.variables] == [v.shape for v in same.variables]
            ours, theirs = (model.optimizer.get_config() for model in (fit.model, same))
            assert ours | {"name": ""} == theirs | {"name": ""}
            assert fit.model.loss.get_config() == same.loss.get_config()

    def test_fit_has_the_convolutions_of_the_lab(self) -> None:
        from bench.experiments import convolutional, mnist_file
        from bench.keras_fit import Fit
        from core.engine.training.trainer import Trainer
        from tests.keras_reference import reference

        with mnist_file():
            fit, same = Fit(convolutional("adam")), reference(Trainer(convolutional("adam"), compiles=False))
        layers = [[type(layer) for layer in model.layers] for model in (fit.model, same)]
        assert layers[0] == layers[1]
        assert [v.shape for v in fit.model.variables] == [v.shape for v in same.variables]

    def test_the_engine_is_measured_with_and_without_frames(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from bench.engine_side import Engine
        from bench.experiments import playground

        monkeypatch.setattr("bench.engine_side._WARM_SECONDS", 0.05)
        engine = Engine(playground(), window=1.0)
        assert engine.watched() > 0 and engine.unwatched() > 0
        assert len(engine.frame_rates) == 1 and 0 < engine.frame_rates[0] <= 11

    def test_the_last_epoch_is_never_measured(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A fast machine came there after some windows, and the benchmark divided by nothing."""
        from bench.engine_side import Engine
        from bench.experiments import playground

        monkeypatch.setattr("bench.engine_side._WARM_SECONDS", 0.05)
        engine = Engine(playground(epochs=1), window=0.2)  # over before anything was measured
        for measure in (engine.watched, engine.unwatched):
            with pytest.raises(RuntimeError, match=r"more epochs than .* received 1\."):
                measure()

    def test_windows_begin_anew_however_many_there_are(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from bench.engine_side import Engine
        from bench.experiments import playground

        monkeypatch.setattr("bench.engine_side._WARM_SECONDS", 0.05)
        engine = Engine(playground(epochs=4000), window=0.02)
        for _ in range(2):
            engine._trainer.advance_steps(engine._trainer.last_step - engine._trainer.step)
            assert engine._trainer.finished and engine.unwatched() > 0

    def test_a_crowd_of_three(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from bench import crowd

        monkeypatch.setattr(crowd, "PEOPLE", 3)
        monkeypatch.setattr(crowd, "_ALONE_SECONDS", 0.5)
        monkeypatch.setattr(crowd, "_CROWD_SECONDS", 1.0)
        monkeypatch.setattr(crowd, "_SETTLE_SECONDS", 0.05)
        monkeypatch.setattr(crowd, "_GATHERED_SECONDS", 0.05)
        lines = {line.what: line for line in crowd.lines(1)}
        assert lines["3 runs, nobody watches: all together"].ratio is not None
        assert 0 < (lines["3 runs, nobody watches: slowest over fastest"].value or 0) <= 1
        assert (lines["3 runs: pause, 95th percentile"].value or 0) > 0

    def test_a_small_library(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from bench import library, library_store

        for name, number in (("FRAMES_EACH", 12), ("LONGEST", 30), ("LONG_EACH", 20)):
            monkeypatch.setattr(library_store, name, number)
        monkeypatch.setattr(library, "LONGEST", 30)
        lines = library.lines(50)
        assert len(lines) in (4, 8) and all(line.values and line.reference for line in lines)
        page, opened = lines[0], lines[1]
        assert "50 runs of one visitor with 607 frames" in page.note and page.judged == page.value
        assert opened.bar is not None and opened.bar.limit == 0.5

    def test_three_viewers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from bench import viewers

        monkeypatch.setattr(viewers, "VIEWERS", 3)
        monkeypatch.setattr(viewers, "_WINDOW_SECONDS", 1.0)
        monkeypatch.setattr(viewers, "_SETTLE_SECONDS", 0.05)
        *_, received = viewers.lines(1)
        assert received.reference == 15.0
        assert received.value is not None and received.value > 0
