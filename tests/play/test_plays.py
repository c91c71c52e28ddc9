"""Playing: what is asked is done at once, shown to whoever looks on, and to nobody else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from core.experiment import Experiment
from core.live.sessions.record import NotOwner, UnknownRun
from core.message import Invalid
from core.play.limits import Wrong
from core.play.plays import TABLES_PER_OWNER, Plays
from tests.live.test_scheduler import Waiting
from tests.play.watching import Onlooker, onlooker
from ui.play_routes import _stream

ANN, BEN = "a" * 43, "b" * 43
TEXTS = Experiment(dataset="circle", layers=(4, 2), epochs=1_000_000).flat()


@pytest.fixture
def play(plays: Plays) -> str:
    return plays.open(TEXTS, ANN, "full")


def looking(plays: Plays, play: str) -> Any:
    table = plays.table(play, ANN)
    return onlooker(lambda: _stream(plays, table, str))


def states(look: Onlooker) -> list[str]:
    return [said["status"] for said in look.statuses]


def test_a_network_is_seen_before_it_is_trained(plays: Plays, play: str) -> None:
    with looking(plays, play) as look:
        look.wait(lambda: look.scenes and look.statuses)
        assert next(kind for kind in look.kinds if kind) == 1, "the greeting comes first"
        assert look.greetings[0]["number"] == look.scenes[0].number
        assert look.greetings[0]["experiment"] == TEXTS
        assert len(look.greetings[0]["points"]["x"]) == 500
        assert look.scenes[0].epoch == 0
        assert states(look) == ["paused"]


def test_it_plays_and_pauses(plays: Plays, play: str) -> None:
    with looking(plays, play) as look:
        plays.command(play, ANN, "play")
        look.wait(lambda: look.scenes and look.scenes[-1].epoch > 5)
        plays.command(play, ANN, "pause")
        look.wait(lambda: states(look)[-1] == "paused")
        assert "playing" in states(look)
        epoch = plays.table(play, ANN).player.epoch
        look.wait(lambda: look.scenes[-1].epoch == epoch)
        epochs = [scene.epoch for scene in look.scenes]
        assert epochs == sorted(epochs)


def test_nobody_looks_on_nothing_moves(plays: Plays, play: str) -> None:
    with looking(plays, play) as look:
        plays.command(play, ANN, "play")
        look.wait(lambda: look.scenes and look.scenes[-1].epoch > 1)
    table = plays.table(play, ANN)
    assert not table.post.watched
    plays.command(play, ANN, "speed", "full")  # carried out after whatever turn was under way
    step = table.player.played.trainer.step
    plays.command(play, ANN, "speed", "epoch_60")
    assert table.player.played.trainer.step == step
    with looking(plays, play) as look:
        look.wait(lambda: look.scenes and look.scenes[-1].step > step)


@pytest.mark.parametrize(("verb", "steps"), [("step_batch", 1), ("step_epoch", 13)])
def test_single_steps(plays: Plays, play: str, verb: str, steps: int) -> None:
    with looking(plays, play) as look:
        look.wait(lambda: look.scenes)
        plays.command(play, ANN, verb)
        look.wait(lambda: look.scenes[-1].step == steps)
        plays.command(play, ANN, verb)
        look.wait(lambda: look.scenes[-1].step == 2 * steps)
        assert states(look)[-1] == "paused"


def test_a_speed_is_kept(plays: Plays, play: str) -> None:
    plays.table(play, ANN).player.played.compile()
    with looking(plays, play) as look:
        plays.command(play, ANN, "speed", "epoch_10")
        plays.command(play, ANN, "play")
        look.wait(lambda: look.scenes and look.scenes[-1].epoch > 0)
        began, first = time.monotonic(), look.scenes[-1].epoch
        look.wait(lambda: look.scenes[-1].epoch > first + 10)
        reached = (look.scenes[-1].epoch - first) / (time.monotonic() - began)
        assert reached < 12, "it does not hurry"


def test_runs_have_their_turns_beside_networks_at_full_speed(plays: Plays, play: str) -> None:
    other = plays.open(TEXTS, ANN, "full")

    class Run(Waiting):
        turned = threading.Event()

        def turn(self) -> None:
            self.turned.set()

    with looking(plays, play) as look, looking(plays, other) as beside:
        for id, watched in ((play, look), (other, beside)):
            plays.command(id, ANN, "play")
            watched.wait(lambda watched=watched: watched.scenes and watched.scenes[-1].epoch > 2)
        run = Run("run", due=time.monotonic())
        plays._scheduler.order(run, lambda: None)
        assert run.turned.wait(10)
        run.due = None


def test_every_batch_is_shown_in_slow_motion(
    plays: Plays, play: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plays.table(play, ANN).player.played.compile()
    with looking(plays, play) as look:
        plays.command(play, ANN, "speed", "batches")
        plays.command(play, ANN, "play")
        look.wait(lambda: look.scenes and look.scenes[-1].step >= 4)
        assert {scene.step for scene in look.scenes} >= {1.0, 2.0, 3.0, 4.0}


def test_a_change_while_it_plays(plays: Plays, play: str) -> None:
    with looking(plays, play) as look:
        plays.command(play, ANN, "play")
        look.wait(lambda: look.scenes and look.scenes[-1].epoch > 1)
        plays.command(play, ANN, "change", TEXTS | {"learning_rate": "0.05"})
        look.wait(lambda: len(look.greetings) == 2 and look.scenes[-1].number == look.greetings[-1]["number"])
        changed = look.scenes[-1].epoch
        assert changed > 1, "nothing begins anew"
        look.wait(lambda: look.scenes[-1].epoch > changed)
        assert look.greetings[-1]["experiment"]["learning_rate"] == "0.05"
        assert states(look)[-1] == "playing"


def test_a_remedy_begins_anew(plays: Plays, play: str) -> None:
    plays.command(play, ANN, "step_epoch")
    plays.command(play, ANN, "begin", TEXTS | {"learning_rate": "0.001"})
    player = plays.table(play, ANN).player
    assert (player.epoch, player.experiment.learning_rate, player.undoable) == (0, 0.001, 1)


def test_wrong_choices_change_nothing(plays: Plays, play: str) -> None:
    player = plays.table(play, ANN).player
    for wrong, path in (
        ({"learning_rate": "-1"}, "learning_rate"),
        ({"layers": "8x13"}, "layers"),
        ({"layers": "33"}, "layers"),
        ({"nonsense": "1"}, "nonsense"),
    ):
        with pytest.raises(Wrong) as found:
            plays.command(play, ANN, "change", TEXTS | wrong)
        assert path in found.value.errors
    assert player.experiment.flat() == TEXTS
    with pytest.raises(Invalid):
        plays.command(play, ANN, "change", "text")
    with pytest.raises(Invalid):
        plays.open(TEXTS | {"dataset": "points", "dataset.points": ""}, ANN)


def test_a_unit_is_shown_large(plays: Plays, play: str) -> None:
    with looking(plays, play) as look:
        plays.command(play, ANN, "look", {"layer": 0, "unit": 3})
        look.wait(lambda: look.scenes and (look.scenes[-1].layer, look.scenes[-1].unit) == (0, 3))
        for elsewhere in (None, {"layer": 7, "unit": 0}, {"layer": "x"}):
            plays.command(play, ANN, "look", elsewhere)
            look.wait(lambda: look.scenes[-1].layer == -1)


def test_a_weight_is_read_and_edited(plays: Plays, play: str) -> None:
    place = {"layer": 1, "from": 2, "to": 0}
    plays.command(play, ANN, "edit", place | {"value": 0.75})
    assert plays.command(play, ANN, "weight", place) == {"value": 0.75}
    plays.command(play, ANN, "undo")
    assert plays.command(play, ANN, "weight", place) != {"value": 0.75}
    for wrong in (None, {}, {"layer": "0", "from": 0, "to": 0}, {"layer": 0, "from": 0, "to": True}):
        with pytest.raises(Invalid):
            plays.command(play, ANN, "weight", wrong)


def test_saved_and_loaded(plays: Plays, play: str) -> None:
    plays.command(play, ANN, "step_epoch")
    saved = plays.command(play, ANN, "save")
    other = plays.open(TEXTS | {"layers": "3"}, ANN)
    plays.command(other, ANN, "load", saved)
    assert plays.command(other, ANN, "save") == saved
    for wrong in (None, [], {"experiment": 1}, {"experiment": TEXTS, "weights": [[1]]}):
        with pytest.raises(Invalid):
            plays.command(other, ANN, "load", wrong)
    assert plays.command(other, ANN, "save") == saved


def test_nobody_else_sees_or_steers_it(plays: Plays, play: str) -> None:
    refused: list[Callable[[], Any]] = [
        lambda: plays.table(play, BEN),
        lambda: plays.table(play, None),
        lambda: plays.command(play, BEN, "play"),
    ]
    for ask in refused:
        with pytest.raises(NotOwner):
            ask()
    with pytest.raises(UnknownRun):
        plays.table("none", ANN)
    with pytest.raises(Invalid):
        plays.command(play, ANN, "explode")
    with pytest.raises(Invalid):
        plays.command(play, ANN, "speed", "warp")


def test_a_person_has_so_many_networks_and_no_more(plays: Plays) -> None:
    mine = [plays.open(TEXTS, ANN) for _ in range(TABLES_PER_OWNER)]
    others = plays.open(TEXTS, BEN)
    with looking(plays, mine[0]) as look:
        look.wait(lambda: look.scenes)
        newest = plays.open(TEXTS, ANN)
        plays.table(mine[0], ANN)  # somebody looks at it
        with pytest.raises(UnknownRun):
            plays.table(mine[1], ANN)
        for kept in (*mine[2:], newest):
            plays.table(kept, ANN)
    plays.table(others, BEN)


def test_what_nobody_uses_is_let_go_of(plays: Plays, play: str, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = plays.open(TEXTS, ANN)
    with looking(plays, watched) as look:
        look.wait(lambda: look.scenes)
        monkeypatch.setattr("core.play.plays.IDLE_SECONDS", -1.0)
        newest = plays.open(TEXTS, ANN)
        with pytest.raises(UnknownRun):
            plays.table(play, ANN)
        for kept in (watched, newest):
            plays.table(kept, ANN)


def test_what_breaks_is_told_and_only_that_breaks(plays: Plays, play: str) -> None:
    other = plays.open(TEXTS, ANN)

    def broken() -> None:
        raise ZeroDivisionError

    with looking(plays, play) as look:
        look.wait(lambda: look.scenes)
        plays.table(play, ANN).player.scene = broken  # type: ignore[assignment, method-assign]
        plays.command(play, ANN, "step_batch")
        look.wait(lambda: states(look)[-1] == "failed")
        look.wait(lambda: look.ended)
    with pytest.raises(UnknownRun):
        plays.command(play, ANN, "play")
    with looking(plays, other) as look:
        plays.command(other, ANN, "step_batch")
        look.wait(lambda: look.scenes and look.scenes[-1].step == 1)


def test_streams_end_when_the_server_stops(plays: Plays, play: str) -> None:
    with looking(plays, play) as look:
        look.wait(lambda: look.scenes)
        plays.end_streams()
        look.wait(lambda: look.ended)
