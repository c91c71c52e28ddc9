"""Links of TensorFlow Playground, as they stand in public teaching material, open the same here."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from core.experiment import Experiment
from core.live.sessions.drawable import MOST_LAYERS, MOST_UNITS
from core.presets import PRESETS
from ui.playground.hiding import HIDEABLE, ORIGINAL
from ui.playground.link import MAX_LENGTH, read_fragment
from ui.playground.options import OPTIONS

CLASSIC = PRESETS["classic"].experiment().flat()
CIRCLE = "dataset=circle&regDataset=reg-plane&learningRate=0.03&regularizationRate=0&noise=0&networkShape=4,2"
SWITCHES = (
    "showTestData=false&discretize=false&percTrainData=50&x=true&y=true&xTimesY=false&xSquared=false"
    "&ySquared=false&cosX=false&sinX=false&cosY=false&sinY=false&collectStats=false"
)
NAMES = [
    *("activation", "regularization", "batchSize", "dataset", "regDataset", "learningRate", "noise"),
    *("regularizationRate", "networkShape", "seed", "showTestData", "discretize", "percTrainData", "x", "y"),
    *("xTimesY", "xSquared", "ySquared", "cosX", "sinX", "cosY", "sinY", "collectStats", "tutorial"),
    *("problem", "initZero", "hideText", "noise_hide", "x_hide", "playButton_hide", "nonsense", "a_hide", ""),
]
"""All names of the original's ``State.PROPS``, some that it hides, and some that it does not know."""


def changed(fragment: str) -> dict[str, str]:
    """What a link changes about the preset ``classic``; nothing in it may be wrong."""
    texts, _hide, _options, ignored = read_fragment(fragment)
    assert [str(message) for message in ignored] == []
    assert Experiment.lenient(texts)[1] == {}
    gone = {path for path in CLASSIC if path not in texts}
    assert {path.partition(".")[0] for path in gone} <= {"dataset", "initializer"}
    return {path: text for path, text in texts.items() if CLASSIC.get(path) != text}


def test_the_originals_own_first_link_is_the_preset_classic() -> None:
    link = f"#activation=tanh&batchSize=10&{CIRCLE}&seed=0.66230&{SWITCHES}&problem=classification"
    assert changed(f"{link}&initZero=false&hideText=false") == {"data_seed": "66230", "weight_seed": "66230"}
    assert changed("") == changed("#") == changed("tutorial=dp&collectStats=true&hideText=true") == {}


def test_a_whole_address_is_read_from_its_hash() -> None:
    assert changed(f"https://playground.tensorflow.org/#activation=relu&{CIRCLE}") == {"activation": "relu"}


@pytest.mark.parametrize(
    ("fragment", "expected"),
    [
        (  # all features, L1 without a rate
            "activation=relu&regularization=L1&batchSize=10&dataset=spiral&regDataset=reg-plane"
            "&learningRate=0.03&regularizationRate=0&noise=0&networkShape=4,2,2&seed=0.58835"
            "&showTestData=false&discretize=false&percTrainData=50&x=true&y=true&xTimesY=true&xSquared=true"
            "&ySquared=true&cosX=false&sinX=true&cosY=false&sinY=true&collectStats=false"
            "&problem=classification&initZero=false&hideText=false",
            {
                "activation": "relu",
                "dataset": "spiral",
                "layers": "4-2x2",
                "features": "x1,x2,x1_squared,x2_squared,x1x2,sin_x1,sin_x2",
                "data_seed": "58835",
                "weight_seed": "58835",
            },
        ),
        (  # no hidden layer, noise
            "activation=relu&batchSize=1&dataset=gauss&regDataset=reg-plane&learningRate=0.00001"
            "&regularizationRate=0&noise=35&networkShape=&seed=0.17057&showTestData=false&discretize=true"
            "&percTrainData=50&x=true&y=true&problem=classification",
            {
                "activation": "relu",
                "batch_size": "1",
                "dataset": "gauss",
                "dataset.noise": "35",
                "learning_rate": "1e-05",
                "layers": "0",
                "data_seed": "17057",
                "weight_seed": "17057",
            },
        ),
        (  # regression has 1200 points; its data set counts, not the other one
            "activation=tanh&batchSize=15&dataset=circle&regDataset=reg-gauss&learningRate=0.03"
            "&regularizationRate=0&noise=20&networkShape=4,2,3&seed=0.89345&percTrainData=80&x=true&y=true"
            "&xTimesY=true&sinX=true&problem=regression&initZero=false",
            {
                "batch_size": "15",
                "dataset": "hills",
                "dataset.samples": "1200",
                "dataset.noise": "20",
                "layers": "4-2-3",
                "validation_split": "0.2",
                "features": "x1,x2,x1x2,sin_x1",
                "data_seed": "89345",
                "weight_seed": "89345",
            },
        ),
        (  # a rate without a penalty does nothing
            "activation=relu&batchSize=13&dataset=circle&regDataset=reg-plane&regularizationRate=0.001&noise=5"
            "&networkShape=4,2&problem=regression",
            {
                "activation": "relu",
                "batch_size": "13",
                "dataset": "plane",
                "dataset.samples": "1200",
                "dataset.noise": "5",
            },
        ),
        ("regularization=L1&regularizationRate=0.003", {"l1": "0.003"}),
        ("regularization=L2&regularizationRate=0.003", {"l2": "0.0015"}),
        ("regularization=L2&regularizationRate=10", {"l2": "5"}),
        ("percTrainData=10", {"validation_split": "0.9"}),
        ("percTrainData=90&batchSize=30", {"validation_split": "0.1", "batch_size": "30"}),
        ("initZero=true", {"initializer": "zeros", "bias": "0"}),
        ("networkShape=8%2C8%2C8%2C8%2C8%2C8", {"layers": "8x6"}),
        ("networkShape=4,2&networkShape=3", {"layers": "3"}),  # the last one counts
        ("x=false&cosX=true&cosY=true", {"features": "x2,cos_x1,cos_x2"}),
        ("sinX=true&sinX_hide=true", {}),  # a hidden input is none in the original
        ("batchSize=&noise=&activation=", {}),
    ],
)
def test_a_link_changes_what_it_says_and_nothing_else(fragment: str, expected: dict[str, str]) -> None:
    assert changed(fragment) == expected


def test_pictures_and_hidden_controls() -> None:
    link = (
        f"activation=sigmoid&batchSize=10&{CIRCLE}&showTestData=true&discretize=true&discretize_hide=true"
        "&regularization_hide=true&learningRate_hide=true&noise_hide=false&stepButton_hide=true"
    )
    _texts, hide, options, ignored = read_fragment(link)
    assert hide == ("step", "learningRate", "regularization", "discretize")
    assert options == {"validation": True, "discretize": True}
    assert ignored == []


def test_every_control_that_the_original_hides_can_be_hidden() -> None:
    fifteen = (
        *("showTestData", "discretize", "playButton", "stepButton", "resetButton", "learningRate"),
        *("activation", "regularization", "regularizationRate", "problem", "dataset", "percTrainData"),
        *("noise", "batchSize", "numHiddenLayers"),
    )
    _texts, hide, _options, ignored = read_fragment("&".join(f"{name}_hide=true" for name in fifteen))
    assert ignored == []
    assert set(hide) == {ORIGINAL.get(name, name) for name in fifteen}
    assert len(hide) == len(fifteen)


@pytest.mark.parametrize(
    ("fragment", "told"),
    [
        ("activation=swish", "“activation”: Expected one of: relu, tanh, sigmoid, linear. Received “swish”."),
        ("learningRate=fast", "“learningRate”: Expected a number from 0.000001 to 100, received “fast”."),
        ("learningRate=NaN", "learningRate"),
        ("learningRate=1_0", "received “1_0”"),
        ("batchSize=1_0", "received “1_0”"),
        ("noise=inf", "received “inf”"),
        ("networkShape=4,two", "“networkShape”: Expected units per layer such as 4,2, received “4,two”."),
        ("networkShape=4,-2", "“4,-2”"),
        ("networkShape=4,0", "1 to 1024 units"),
        ("networkShape=4,2,", "“4,2,”"),
        ("dataset=moons", "Expected one of: circle, xor, gauss, spiral."),
        ("regDataset=reg-maximum", "Expected one of: reg-plane, reg-gauss."),
        ("problem=clustering", "Expected one of: classification, regression."),
        ("x=false&y=false", ""),
        ("colour=red", "There is no choice named “colour”."),
        ("ghost_hide=true", "Received “ghost”."),
        ("<script>=1", "There is no choice named “<script>”."),
    ],
)
def test_what_is_wrong_is_told_and_changes_nothing(fragment: str, told: str) -> None:
    texts, hide, _options, ignored = read_fragment(fragment)
    assert texts == CLASSIC
    assert hide == ()
    assert len(ignored) == 1
    assert told in str(ignored[0])


@pytest.mark.parametrize(
    ("fragment", "change", "told"),
    [
        ("noise=80", {"dataset.noise": "80"}, None),
        ("noise=60", {"dataset.noise": "60"}, None),
        ("noise=81", {"dataset.noise": "50"}, "from 0 to 80, received “81”. 50 is taken."),
        ("noise=-5", {}, "received “-5”. 0 is taken."),
        ("noise=1e400", {"dataset.noise": "50"}, "received “1e400”. 50 is taken."),
        ("noise=-Infinity", {}, "received “-Infinity”. 0 is taken."),
        ("batchSize=1e400", {"batch_size": "4096"}, "4096 is taken."),
        ("percTrainData=0", {"validation_split": "0.9"}, "from 10 to 95, received “0”. 10 is taken."),
        ("percTrainData=100", {"validation_split": "0.05"}, "received “100”. 95 is taken."),
        ("batchSize=0.5", {"batch_size": "1"}, "whole number from 1 to 4096, received “0.5”. 1 is taken."),
        ("batchSize=2.6", {"batch_size": "3"}, "3 is taken."),
        ("batchSize=1e9", {"batch_size": "4096"}, "4096 is taken."),
        ("batchSize=31", {"batch_size": "31"}, None),
        ("learningRate=0", {"learning_rate": "1e-06"}, "0.000001 is taken."),
        ("learningRate=1000", {"learning_rate": "100"}, "100 is taken."),
        ("regularization=L1&regularizationRate=-1", {}, "from 0 to 10, received “-1”. 0 is taken."),
        ("regularization=L1&regularizationRate=99", {"l1": "10"}, "10 is taken."),
        ("xTimesY=1", {"features": "x1,x2,x1x2"}, None),  # all but "false" is on
        ("x=maybe", {}, None),
        ("seed=1", {"data_seed": "100000", "weight_seed": "100000"}, None),
    ],
)
def test_beyond_a_range_it_is_what_the_original_does(
    fragment: str, change: dict[str, str], told: str | None
) -> None:
    """``src/state.ts`` and ``src/playground.ts``: noise over 80 becomes 50; other numbers count as they are,
    of which the nearest is taken that there is here."""
    texts, _hide, _options, ignored = read_fragment(fragment)
    assert {path: text for path, text in texts.items() if CLASSIC[path] != text} == change
    assert len(ignored) == (told is not None)
    assert told is None or told in str(ignored[0])


def test_any_text_is_a_seed() -> None:
    lucky, other = (read_fragment(f"seed={text}") for text in ("lucky", "unlucky"))
    assert lucky == read_fragment("seed=lucky") and lucky[3] == []
    assert lucky[0]["data_seed"] != other[0]["data_seed"] != "0"


def test_a_network_that_is_too_large_is_cut_and_says_so() -> None:
    texts, _hide, _options, ignored = read_fragment("networkShape=" + ",".join(["40"] * 20))
    assert texts["layers"] == f"{MOST_UNITS}x{MOST_LAYERS}"
    assert "at most 12 hidden layers of at most 32 units" in str(ignored[0])
    assert "“40x20”" in str(ignored[0])


def test_a_link_that_is_too_long_is_cut_and_says_so() -> None:
    texts, _hide, _options, ignored = read_fragment("activation=relu&" + "x=true&" * MAX_LENGTH)
    assert texts["activation"] == "relu"
    assert "4000 characters" in str(ignored[0])


def test_seeds_are_told_apart_and_always_the_same() -> None:
    seeds = [read_fragment(f"seed=0.{number:05d}")[0]["data_seed"] for number in (0, 1, 70000, 99999)]
    assert seeds == ["0", "1", "70000", "99999"]


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(
    some.lists(
        some.tuples(
            some.sampled_from(NAMES) | some.text(max_size=20),
            some.text(max_size=30)
            | some.sampled_from(["true", "1e999", "-0", "4,4", "%", "%ff", "0x10", "L2"]),
        ),
        max_size=20,
    )
)
def test_no_link_crashes(pairs: list[tuple[str, str]]) -> None:
    texts, hide, options, ignored = read_fragment("&".join(f"{name}={text}" for name, text in pairs))
    experiment, errors = Experiment.lenient(texts)
    assert errors == {}
    assert experiment.flat() == texts
    assert set(hide) <= HIDEABLE.keys()
    assert options.keys() <= OPTIONS.keys()
    assert all(0 < len(str(message)) < 700 for message in ignored)
