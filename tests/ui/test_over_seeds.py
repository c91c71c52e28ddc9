"""Two runs over seeds: what is trained next, what is said, and when nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.claims.outcomes import Outcome
from core.experiment import Experiment
from core.live.records.run import hash_of
from core.significance import LOOKS
from tests.fake_trainer import frame_at
from tests.ui.test_pages import OWNER, app, stored, texts
from ui import services
from ui.runs import over_seeds, setting
from ui.setting import Opened

__all__ = ["OWNER", "app"]

SLOW, QUICK = (Experiment(dataset="moons", layers=(4,), learning_rate=rate) for rate in (0.01, 0.1))


def opened(app: AppTest, **choices: str) -> AppTest:
    app.switch_page("runs.py")
    app.session_state["runs"] = Opened(setting.RunsSetting(view="seeds", **choices))
    return app.run()


def ended(experiment: Experiment) -> Outcome:
    """Without early luck: seeds alternate in which of both is better, until the sixteenth."""
    seed, quick = experiment.weight_seed, experiment.learning_rate == QUICK.learning_rate
    better = 0.05 if quick and (seed % 2 or seed >= LOOKS[0]) else 0.0
    return Outcome((frame_at(1, val_metric=0.8 + better, val_loss=0.5),), over=True)


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Seeds of which both are trained; the others have not begun."""
    seeds: list[int] = []

    def outcomes(experiments: Sequence[Experiment], *, every_epoch: bool) -> tuple[Outcome, ...] | None:
        assert not every_epoch
        known = all(experiment.weight_seed in seeds for experiment in experiments)
        return tuple(map(ended, experiments)) if known else None

    monkeypatch.setattr(over_seeds, "outcomes_of", outcomes)
    return seeds


@pytest.mark.parametrize(
    "wanted",
    [setting.RunsSetting(), setting.RunsSetting(view="seeds", one="a-1", other="b_2", measure="val_loss")],
)
def test_a_setting_comes_back_from_its_address(wanted: setting.RunsSetting) -> None:
    assert setting.from_address(setting.to_address(wanted)) == (wanted, [])


def test_what_is_unknown_in_an_address_is_told() -> None:
    found, errors = setting.from_address({"view": "x", "measure": "val_metric", "one": "../etc"})
    assert found == setting.RunsSetting(one="../etc") and len(list(errors)) == 1


@pytest.mark.engine
def test_the_newest_two_are_compared_and_the_first_seeds_trained_at_a_press(app: AppTest) -> None:
    one, other = stored(SLOW).id, stored(QUICK).id
    opened(app)
    assert not app.exception
    assert app.selectbox(key="runs:seeds:one").value == one
    assert app.selectbox(key="runs:seeds:other").value == other
    assert app.button(key="runs:seeds:train").label == f"Train both with {LOOKS[0]} seeds"


@pytest.mark.engine
def test_more_seeds_are_offered_while_it_is_open_and_none_afterwards(
    app: AppTest, trained: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(SLOW), stored(QUICK)
    trained.extend(range(LOOKS[0]))
    opened(app)
    assert not app.exception
    assert "Not enough seeds yet" in app.info[0].value and "p = " in texts(app)
    assert app.button(key="runs:seeds:train").label == f"Train both with {LOOKS[1] - LOOKS[0]} more seeds"
    trained.extend(range(LOOKS[0], LOOKS[1]))
    monkeypatch.setattr(
        over_seeds,
        "side_by_side",
        lambda experiments, draw, **_: draw(tuple(map(ended, experiments))),
    )
    app.run()
    assert not app.exception and "B is better" in app.success[0].value


@pytest.mark.engine
def test_runs_that_are_called_the_same_can_be_told_apart(app: AppTest) -> None:
    one, other = (stored(SLOW.model_copy(update={"l2": rate})) for rate in (0.0, 0.1))
    opened(app)
    assert not app.warning and app.button(key="runs:seeds:train")
    menu = app.selectbox(key="runs:seeds:one")
    assert len(set(menu.options)) == 2
    menu.select(other.id).run()
    assert app.session_state["runs"].setting.one == other.id != one.id


@pytest.mark.engine
@pytest.mark.parametrize(
    ("other", "measure", "said"),
    [
        (SLOW, "val_metric", "apart from their seeds"),
        (Experiment(dataset="circle"), "val_metric", "Data set"),
        (Experiment(dataset="moons", loss="mse"), "val_loss", "Loss"),
    ],
)
def test_what_cannot_be_compared_is_said_so(app: AppTest, other: Experiment, measure: str, said: str) -> None:
    one, two = stored(SLOW), stored(other)
    opened(app, measure=measure, one=one.id, other=two.id)
    assert not app.exception and said in app.warning[0].value
    assert "runs:seeds:train" not in [button.key for button in app.button]


@pytest.mark.engine
def test_the_newest_pair_that_can_be_compared_is_shown_at_first(app: AppTest) -> None:
    stored(Experiment(dataset="circle")), stored(SLOW)
    opened(app)
    assert "No two of your runs can be compared yet" in app.info[0].value and not app.warning
    quick = stored(QUICK)
    stored(Experiment(dataset="iris"))
    app.run()
    assert not app.exception and not app.warning and app.button(key="runs:seeds:train")
    assert app.selectbox(key="runs:seeds:other").value == quick.id


@pytest.mark.engine
@pytest.mark.parametrize("view", ["seeds", "sweep"])
@pytest.mark.parametrize("lone", [True, False])
def test_a_run_that_is_gone_or_anothers_is_told_and_no_other_takes_its_place(
    app: AppTest, view: str, lone: bool
) -> None:
    anothers = replace(stored(QUICK), owner_hash=hash_of("x" * 43))
    services.store().save(anothers)
    if not lone:
        stored(SLOW), stored(QUICK)
    for run, said in (("mU8t3o", "There is no run mU8t3o"), (anothers.id, "belongs to someone else")):
        app.switch_page("runs.py")
        app.session_state["runs"] = Opened(setting.RunsSetting(view=view, one=run))
        app.run()
        assert not app.exception and said in app.warning[0].value.replace("\\", "")
        assert f"runs:{view}:train" not in {button.key for button in app.button} and not app.info
        assert app.query_params["one"] in (run, [run])
        if not lone:
            assert app.selectbox(key=f"runs:{view}:one").value is None
    if not lone:
        menu = app.selectbox(key=f"runs:{view}:one")
        menu.select_index(0).run()
        assert not app.warning and app.session_state["runs"].setting.one


@pytest.mark.engine
def test_one_run_is_chosen_and_the_other_stays(app: AppTest) -> None:
    runs = {stored(each).id for each in (SLOW, QUICK, SLOW.model_copy(update={"l2": 0.1}))}
    opened(app)
    shown = [app.selectbox(key=f"runs:seeds:{part}").value for part in ("one", "other")]
    (third,) = runs - set(shown)
    app.selectbox(key="runs:seeds:one").select(third).run()
    assert app.session_state["runs"].setting.other == shown[1]
