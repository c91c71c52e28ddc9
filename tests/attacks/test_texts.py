"""Texts as long and as crooked as a request may carry: each is answered, shortly, and in no time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from core.choices.fields import MAX_LISTED, MAX_TEXT, shown
from core.choices.typed.points import MAX_PASTED
from core.experiment import DEFAULT, FIELDS, Experiment
from core.message import Invalid
from core.propagation.question import ComparisonQuestion
from ui.form.choices import Choices
from ui.form.exchange import read_json
from ui.playground.link import read_fragment
from ui.routes.play import MAX_BODY
from ui.setting import read_experiment

SECONDS = 2.0
"""Processor time, ten times what an answer may take; what is quadratic takes minutes."""
SHORT = 2000
"""Characters of an answer."""

TEXTS = {
    "spaces within": "8" + " " * 1_900_000 + "8",
    "spaces": " " * 1_900_000,
    "signs": "x×*" * 600_000,
    "one word": "a" * 1_900_000,
    "one number": "1" * 1_900_000,
    "many numbers": "1 " * 900_000,
    "many repeated": "1x9," * 450_000,
    "lines": "1,2,0\n" * 300_000,
    "tabs": "\t" * 1_900_000,
    "parentheses": "(" * 1_900_000,
    "surrogates": "\ud800" * 600_000,
}
VALUES: dict[str, Any] = {
    **TEXTS,
    "numbers": [1] * 900_000,
    "texts": ["x1"] * 400_000,
    "lists": [[]] * 600_000,
    "deep": json.loads("[" * 400 + "]" * 400),
    "large number": 10**4000,
    "larger number": 10**5000,
    "objects": [{"name": "adam"}] * 100_000,
}
PATHS = [*DEFAULT.flat(), "dataset.points", "initializer.formula", "initializer.scale", "optimizer.momentum"]


def _answered(act: Callable[..., Any], *given: Any) -> Any:
    begun = time.thread_time()
    answer = act(*given)
    assert time.thread_time() - begun < SECONDS
    return answer


def _told(errors: Mapping[str, Any]) -> str:
    return "".join(f"{path}{message}" for path, message in errors.items())


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_every_choice_answers_whatever_is_said_of_it(value: Any) -> None:
    def all_of_them() -> dict[str, Any]:
        found: dict[str, Any] = {}
        for path in PATHS:
            menu, dot, _parameter = path.partition(".")
            entry = {"dataset": "points", "initializer": "formula"}.get(menu) if dot else None
            found |= Experiment.lenient({path: value} | ({menu: entry} if entry else {}))[1]
        return found

    errors = _answered(all_of_them)
    assert len(errors) > 25 and len(_told(errors)) < len(errors) * 500


def test_a_text_is_refused_by_its_length_alone() -> None:
    with pytest.raises(Invalid, match=f"at most {MAX_TEXT} characters, received 60002"):
        FIELDS["layers"].parse("8" + " " * 60_000 + "8")
    with pytest.raises(Invalid, match=f"at most {MAX_LISTED} values"):
        FIELDS["layers"].parse([8] * (MAX_LISTED + 1))
    assert FIELDS["layers"].parse("8" + " " * 4000 + "x 2") == (8, 8)


def test_unknown_names_get_one_short_answer() -> None:
    names = {f"name{at}": "1" for at in range(180_000)}
    experiment, errors = _answered(lambda: Experiment.lenient(names))
    assert experiment == DEFAULT and list(errors) == [""]
    assert "180000" in str(errors[""]) and len(_told(errors)) < SHORT


@pytest.mark.parametrize(
    "name", ["n" * 1_900_000, "optimizer." + "n" * 1_900_000, "." * 1_900_000, "layers.x"]
)
def test_a_name_is_not_told_back_in_full(name: str) -> None:
    experiment, errors = _answered(lambda: Experiment.lenient({name: "1", "layers": "4"}))
    assert experiment.layers == (4,) and len(errors) == 1 and len(_told(errors)) < SHORT


def test_an_address_keeps_what_is_right_beside_a_name_too_long() -> None:
    experiment, ignored = read_experiment(DEFAULT, {"n" * 5000: "1", "layers": "4", "bias": "x"})
    assert experiment.layers == (4,) and len(ignored) == 2 and len(_told(ignored)) < SHORT
    experiment, ignored = read_experiment(DEFAULT, {f"name{at}": "1" for at in range(10_000)})
    assert experiment == DEFAULT and len(ignored) == 1


def test_a_link_of_the_original_answers() -> None:
    for text in (
        "networkShape=" + "4," * 900_000,
        "&".join(f"a{at}=1" for at in range(200_000)),
        "%" * 1_900_000,
    ):
        _texts, _hidden, _options, ignored = _answered(read_fragment, text)
        assert ignored and len("".join(map(str, ignored))) < SHORT


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_pasted_json_and_typed_texts_answer(text: str) -> None:
    assert _answered(lambda: read_json(text)) is not None
    choices = Choices()
    choices.texts["layers"] = text
    _experiment, errors = _answered(choices.check)
    assert len(_told(errors)) < SHORT


def test_json_with_many_choices_is_told_once() -> None:
    text = json.dumps({f"n{at}": 1 for at in range(1000)})
    found = read_json(text)
    assert isinstance(found, Mapping)
    assert len(_told(Choices.read(found).ignored)) < SHORT


def test_of_a_typed_text_no_more_is_kept_than_says_that_it_is_too_long() -> None:
    choices = Choices()
    choices.set("layers", " " * 10_000_000)
    choices.set("dataset", "points")
    choices.set("dataset.points", "1,2,0\n" * 1_000_000)
    assert sum(map(len, choices.texts.values())) < 3 * MAX_PASTED
    assert choices.check()[1].keys() >= {"layers", "dataset.points"}


def test_a_comparison_of_networks_answers() -> None:
    bodies: tuple[dict[str, Any], ...] = (
        {"columns": [{"layers": "8" + " " * 1_900_000}]},
        {"columns": [{}] * 600_000},
        {"columns": "x" * 1_900_000},
    )
    for body in bodies:
        with pytest.raises(Invalid) as refused:
            _answered(ComparisonQuestion.read, body)
        assert len(str(refused.value)) < SHORT


def test_quoted_values_are_short() -> None:
    assert MAX_BODY > 1_900_000
    for value in VALUES.values():
        assert len(_answered(shown, value)) <= 63
    assert shown([1, "a", None]) == "“[1, 'a', None]”" and shown(0.5) == "“0.5”"
