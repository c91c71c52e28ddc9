"""What the cells of a grid train, what is refused, and how long the rest of it takes."""

from __future__ import annotations

import pytest

from core.bundle import prepare
from core.choices.initializers import INITIALIZERS, dial_of
from core.engine.program.batches import Batches
from core.experiment import Experiment
from core.live.records import grid as grids
from core.live.records.grid import Grid, epochs_of
from core.live.sweeps.durations import Durations, UnderWay
from core.message import Invalid
from core.propagation.map import GradientMap
from core.propagation.question import Question
from tests.live.sweeping import BASE, SMALL


def test_cells_differ_in_scale_and_depth_alone():
    base = BASE.model_copy(update={"stopping": Experiment(stopping="early").stopping})
    grid = Grid.asked(base, [2, 0.5], [3, 1, 3], 5)
    assert (grid.scales, grid.depths, grid.steps) == ((0.5, 2.0), (1, 3), 5)
    flat = [experiment.flat() for experiment in grid.experiments()]
    assert [(cell["initializer.gain"], cell["layers"]) for cell in flat] == [
        ("0.5", "3"),
        ("2", "3"),
        ("0.5", "3x3"),
        ("2", "3x3"),
    ]
    assert [(grid.scale(cell), grid.depth(cell)) for cell in range(len(grid))] == [
        (0.5, 1),
        (2.0, 1),
        (0.5, 3),
        (2.0, 3),
    ]
    plain = base.flat()
    for cell in flat:
        other = {path for path in plain if plain[path] != cell.get(path)}
        stopping = {path for path in plain if path.startswith("stopping")}
        assert other - stopping <= {"layers", "initializer.gain", "steps_per_epoch", "epochs"}
        assert cell["stopping"] == "off", "all are trained for the same number of steps"


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("rows", [1, 7, 64, 65, 400])
def test_every_number_of_steps_is_met_exactly(rows, shuffle):
    per_pass = Batches(rows, min(16, rows), 0, shuffle).steps_per_pass
    for steps in (*range(1, 3 * per_pass + 2), 4999, 5000):
        steps_per_epoch, epochs = epochs_of(steps, per_pass)
        batches = Batches(rows, min(16, rows), 0, shuffle, steps_per_epoch)
        assert batches.first_step(epochs) == steps, (steps, per_pass)


def test_the_experiments_say_so_with_the_data_at_hand():
    rows = len(prepare(BASE).x_train)
    for steps in (3, -(-rows // BASE.batch_size), 100):
        for experiment in Grid(BASE, (1.0,), (2,), steps).experiments():
            batches = Batches(rows, experiment.batch_size, 0, True, experiment.steps_per_epoch)
            assert batches.first_step(experiment.epochs) == steps


@pytest.mark.parametrize(
    ("changes", "given", "told"),
    [
        ({}, {"scales": []}, "list of 1 to 12 numbers, received 0"),
        ({}, {"scales": list(range(1, 14))}, "received 13"),
        ({}, {"scales": "1, 2"}, "received “1, 2”"),
        ({}, {"scales": [1, 1000]}, "from 0.01 to 100, received “1000”"),
        ({}, {"scales": [float("nan")]}, "Expected a number"),
        ({}, {"depths": [0, 1]}, "whole number from 1 to"),
        ({}, {"depths": [1.5]}, "whole number from 1 to"),
        ({}, {"depths": list(range(1, 14))}, "received 13"),
        ({}, {"steps": 5001}, "whole number from 1 to 5000"),
        ({}, {"steps": None}, "whole number from 1 to 5000"),
        ({"layers": ()}, {}, "Add a hidden layer"),
        ({"initializer": "zeros"}, {}, "Choose one of: .*he_normal"),
        ({"initializer": "constant"}, {}, "Choose one of: .*he_normal"),
    ],
)
def test_a_bad_grid_says_what_was_expected(changes, given, told):
    values = {"scales": [1.0], "depths": [2], "steps": 5} | given
    with pytest.raises(Invalid, match=told):
        Grid.asked(Experiment(**{"dataset": "circle"} | changes), **values)


def test_every_initializer_with_a_dial_can_be_swept():
    swept = 0
    for key, entry in INITIALIZERS.items():
        if entry.dial is None:
            continue
        base = Experiment(dataset="circle", initializer=key)
        (experiment,) = Grid(base, (dial_of(base.initializer).marks[0],), (1,), 5).experiments()
        assert experiment.initializer[dial_of(base.initializer).key] == dial_of(base.initializer).marks[0]
        swept += 1
    assert swept > 5


def test_a_map_that_would_take_too_long_is_refused(monkeypatch):
    inputs, rows = prepare(BASE).x_train.shape[1], BASE.batch_size * 5
    weights = (inputs * 6 + 6) + (inputs * 6 + 2 * 36 + 6)
    monkeypatch.setattr(grids, "MOST_MULTIPLICATIONS", 3 * weights * rows)
    SMALL.check_cost()
    monkeypatch.setattr(grids, "MOST_MULTIPLICATIONS", 3 * weights * rows - 1)
    with pytest.raises(Invalid, match="Choose fewer steps, fewer cells"):
        SMALL.check_cost()


def test_what_a_page_offers_fits_by_far():
    Grid.read(
        Experiment(layers=(64,)), [2**at for at in range(-5, 6)], [1, 2, 4, 8, 16, 32], 200
    ).check_cost()


def test_time_that_remains_is_reckoned_by_depth():
    durations = Durations()
    assert durations.remaining([(1, 1)], [], 1) is None
    durations.add(1, 4.0, held_up=True)
    assert durations.expected(1) == 4.0, "all that is known"
    assert durations.remaining([(1, 1)] * 90, [], 1) is None, (
        "it says how long compiling took, and nothing of the rest"
    )
    durations.add(1, 1.0)
    durations.add(1, 1.0)
    assert durations.expected(1) == 1.0, "the first one was held up by compiling, the next one will not be"
    assert durations.expected(3) == 2.0 + 2 * 0.25, (
        "the first one of that depth will: a quarter share a layer"
    )
    durations.add(3, 8.0, held_up=True)
    assert durations.expected(3) == 2.5, "one says nothing yet"
    durations.add(3, 5.0)
    durations.add(3, 5.0)
    assert durations.expected(3) == 5.0
    assert durations.expected(4) == 6.0 + 6 / 4, "four seconds for two layers, but no more than its share"
    for seconds in (8.0, 8.0, 8.0):
        durations.add(5, seconds)
    assert durations.expected(9) == 8.0 + 4 * 8 / 6, "six seconds for four layers, but no more than its share"
    for seconds in (1.0, 1.0, 1.0):
        durations.add(7, seconds)
    assert durations.expected(9) == 1.0, "deeper ones take no longer"
    assert durations.remaining([(1, 1), (3, 1), (3, 1)], [UnderWay(1, 1, 0.25)], 2) == (1 + 5 + 5 + 0.75) / 2
    assert durations.remaining([], [UnderWay(3, 1, 60.0)], 2) == 0.0, "later than expected: any moment"
    assert durations.remaining([(3, 1)], [], 8) == 5.0, "one cell is not trained by eight"


def test_first_estimates_do_not_take_compiling_for_training():
    """Twelve cells of each of eight depths, two at a time: the first two compile 6 s, training takes 1."""
    durations, truth = Durations(cells=12), 8 * (2 * 7.0 + 10 * 1.0) / 2
    for _ in range(2):
        durations.add(1, 7.0, held_up=True)
    assert durations.remaining([(1, 1)] * 10 + [(2, 1)] * 84, [], 2) is None
    durations.add(1, 1.0)
    waiting = [(1, 1)] * 9 + [(depth, 1) for depth in range(2, 9) for _ in range(12)]
    left = durations.remaining(waiting, [], 2)
    assert left is not None and 0.6 * truth < left < 1.7 * truth


def test_time_that_remains_is_measured_on_cells_that_train_before_any_is_over():
    durations = Durations()
    barely = UnderWay(3, 12, 9.0, share=0.01)
    assert durations.remaining([(3, 12)], [barely], 2) is None
    half = UnderWay(3, 12, 10.0, share=0.5)
    assert durations.remaining([], [half], 2) == 10.0, "those that train together are over together"
    assert durations.remaining([(3, 12), (5, 6)], [half, UnderWay(3, 12, 10.0)], 2) == (20 + 10 + 10 + 10) / 2
    durations.add(3, 24.0 / 12)
    assert durations.remaining([(3, 12)], [half], 1) == 24 + 10, "what is over says it better"


def test_a_map_takes_the_width_that_the_measured_one_takes():
    grid = Grid.asked(Experiment(layers=(8, 4, 2)), [1], [3], 10)
    [cell] = grid.experiments()
    assert cell.layers == (2, 2, 2)
    assert set(GradientMap.of(Question(Experiment(layers=(8, 4, 2)))).experiment.layers) == {2}
