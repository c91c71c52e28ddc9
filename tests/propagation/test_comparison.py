"""Several networks at once, beside each of them alone; and examples as browsers get them."""

from __future__ import annotations

from typing import Any

import pytest

from core.choices.normalizations import NORMALIZATIONS
from core.comparisons import COMPARISONS
from core.experiment import Experiment
from core.message import Invalid, rendered
from core.propagation import MeasuredPropagation, measure
from core.propagation import answer as answers
from core.propagation.answer import compare, measured
from core.propagation.columns import MOST_COLUMNS, with_column
from core.propagation.question import DATA, ComparisonQuestion, Question
from ui.initialization.examples import examples

pytestmark = pytest.mark.engine

KINDS = {
    "scale_tanh": ["vanishing", "weakened", "healthy"],
    "scale_relu": ["vanishing", "vanishing", "healthy"],
    "sigmoid": ["vanishing", "healthy", "healthy"],
    "symmetry": ["symmetric", "symmetric", "healthy"],
    "glorot_he": ["vanishing", "healthy"],
    "orthogonal": ["healthy", "healthy"],
    "batch_normalization": ["vanishing", "healthy", "amplified", "healthy"],
    "trap": ["vanishing", "healthy"],
    "one_layer": ["healthy", "weakened", "healthy"],
}
"""What the page says about each column of each example."""


def asked(*columns: Experiment, **more: Any) -> ComparisonQuestion:
    return ComparisonQuestion(tuple(Question(column, **more) for column in columns))


@pytest.mark.parametrize("inputs", ["normal", DATA])
def test_each_column_is_the_view_of_it_alone_but_for_the_edges(inputs: str) -> None:
    relu = Experiment(layers=(12, 10), activation="relu", initializer="he_normal", dataset="iris")
    tanh = relu.model_copy(update={"activation": Experiment(activation="tanh").activation})
    columns = asked(relu, tanh, inputs=inputs, seeds=2)
    found = compare(columns)["columns"]
    alone = [measured(question) for question in columns.columns]
    assert found[0]["histograms"]["edges"] == found[1]["histograms"]["edges"]
    assert found[0]["histograms"]["edges"] == [-1.0, alone[0]["histograms"]["edges"][1], 60]
    for one, other in zip(found, alone, strict=True):
        assert one["jacobian"] is None and other["jacobian"] is not None
        apart = dict.fromkeys(("histograms", "jacobian", "differing"))
        assert one | apart == other | apart


def test_the_same_seed_draws_the_same_network_up_to_its_scale() -> None:
    normal = {"layers": (40,) * 3, "activation": "linear"}
    scales = [Experiment(**normal, initializer={"name": "normal", "scale": scale}) for scale in (0.05, 0.1)]
    found = compare(asked(*scales))["columns"]
    first, doubled = (one["lines"]["gradient"]["mean"] for one in found)
    assert doubled == pytest.approx([value * 2 ** (2 - at) for at, value in enumerate(first)], rel=1e-3)


def test_only_the_column_that_changes_is_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Experiment] = []

    def counted(experiment: Experiment, *rest: Any, **more: Any) -> MeasuredPropagation:
        seen.append(experiment)
        return measure(experiment, *rest, **more)

    monkeypatch.setattr(answers, "measure", counted)
    first, second = (Experiment(layers=(11,) * 3, activation="tanh", weight_seed=seed) for seed in (91, 92))
    compare(asked(first, second))
    assert seen == [first, second]
    changed = second.model_copy(update={"normalization": NORMALIZATIONS.pick("layer")})
    found = compare(asked(first, changed))["columns"]
    assert seen == [first, second, changed]
    assert found[0] == compare(asked(first))["columns"][0]
    assert found[1] != found[0]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"columns": []}, "Expected a list of 1 to 4 columns, received 0"),
        ({"columns": [{}] * 5}, "Expected a list of 1 to 4 columns, received 5"),
        ({"columns": {"layers": "8"}}, "Expected a list of 1 to 4 columns"),
        ({"columns": None}, "Expected a list of 1 to 4 columns"),
        ({"columns": [{}, 1]}, "Expected JSON such as"),
        ({"columns": [{}, {"layers": "many"}]}, "“layers”: Expected units per layer"),
        ({"columns": [{}], "seeds": 0}, "Expected a whole number from 1 to 8"),
        ({"columns": [{}], "inputs": "noise"}, "Expected one of: normal, data"),
    ],
)
def test_what_is_wrong_is_told(body: dict[str, Any], told: str) -> None:
    with pytest.raises(Invalid, match="^" + told):
        ComparisonQuestion.read(body)


def test_the_limit_of_work_is_one_for_all_columns() -> None:
    column = Experiment(layers=(1024,) * 36)
    assert len(asked(column, column, column).rows()) == 3
    with pytest.raises(Invalid, match=r"at most 125 million .* received 151\.0 million.* Or remove a column"):
        asked(column, column, column, column).rows()


@pytest.mark.parametrize("key", COMPARISONS)
def test_an_example_says_of_each_column_what_it_shall_show(key: str) -> None:
    found = compare(asked(*COMPARISONS[key].experiments()))["columns"]
    assert [one["verdict"]["kind"] for one in found] == KINDS[key]


def test_the_sentence_of_the_trap_says_that_the_weights_do_not_show_it() -> None:
    found = compare(asked(*COMPARISONS["trap"].experiments()))["columns"]
    assert rendered(found[0]["verdict"]["what"], str).endswith("The gradients of the weights do not show it.")


def test_an_example_sets_what_it_was_written_for_whatever_was_chosen_before() -> None:
    before = Experiment(layers=(7,), bias=0.5, dataset="digits", weight_seed=4, activation="gelu")
    for example, comparison in zip(examples(str), COMPARISONS.values(), strict=True):
        shared = Experiment.lenient(before.flat() | example["experiment"])[0]
        assert len(example["columns"]) <= MOST_COLUMNS
        for column, expected in zip(example["columns"], comparison.experiments(), strict=True):
            found = with_column(shared, column)
            assert found == expected.model_copy(update={"dataset": before.dataset, "weight_seed": 4})


def test_a_gradient_that_is_kept_to_the_last_digit_is_told_as_100_percent() -> None:
    rotations = Experiment(layers=(64,) * 50, activation="linear", initializer="orthogonal")
    what = measured(Question(rotations))["verdict"]["what"]
    assert rendered(what, str) == "Layer 1 receives 100% of the gradient that layer 50 gets: it is kept."
