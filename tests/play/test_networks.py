"""Playing: what is asked is done at once, shown to whoever looks on, and to nobody else."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from core.engine.editing.editable_network import EditableNetwork
from core.experiment import Experiment
from core.live.protocol.command import Command, Verb
from core.live.records.run import NotOwner, UnknownRun
from core.live.scheduling.executor import ThreadExecutor
from core.live.sessions.drawable import Wrong
from core.live.sessions.networks import NETWORKS_PER_OWNER, LiveNetworks
from core.message import Invalid
from tests.live.test_scheduler import Waiting
from tests.play.watching import Onlooker, onlooker
from ui.routes.live import Watched, stream

ANN, BEN = "a" * 43, "b" * 43
TEXTS = Experiment(dataset="circle", layers=(4, 2), epochs=1_000_000).flat()


@pytest.fixture
def play(networks: LiveNetworks) -> str:
    return networks.open(TEXTS, ANN, "full")


def looking(networks: LiveNetworks, play: str) -> Any:
    channel = networks.session(play, ANN).channel
    return onlooker(lambda: stream(Watched(channel, owner=True), "en"))


def trained(executor: ThreadExecutor, play: str) -> EditableNetwork:
    """What the executor trains for the session."""
    executor.command(play, Command(Verb.WEIGHT, [0, 0, 0])).result(20)  # it is built by then
    found = executor._tasks[play]._trainer
    assert isinstance(found, EditableNetwork)
    return found


def states(look: Onlooker) -> list[str]:
    return [said["status"] for said in look.statuses]


def test_a_network_is_seen_before_it_is_trained(networks: LiveNetworks, play: str) -> None:
    with looking(networks, play) as look:
        look.wait(lambda: look.scenes and look.statuses)
        assert look.kinds.index("hello") < look.kinds.index("frame"), "the greeting comes first"
        assert look.greetings[0]["number"] == look.scenes[0].number
        assert look.greetings[0]["experiment"] == TEXTS
        assert len(look.greetings[0]["points"]["x"]) == 500
        assert look.scenes[0].epoch == 0
        look.wait(lambda: states(look)[-1] == "paused")


def test_it_plays_and_pauses(networks: LiveNetworks, executor: ThreadExecutor, play: str) -> None:
    with looking(networks, play) as look:
        networks.ask(play, ANN, "resume").result(60)
        look.wait(lambda: look.scenes and look.scenes[-1].epoch > 5)
        networks.ask(play, ANN, "pause").result(60)
        look.wait(lambda: states(look)[-1] == "paused")
        assert "running" in states(look)
        epoch = trained(executor, play).epoch
        look.wait(lambda: look.scenes[-1].epoch == epoch)
        epochs = [scene.epoch for scene in look.scenes]
        assert epochs == sorted(epochs)


def test_nobody_looks_on_nothing_moves(networks: LiveNetworks, executor: ThreadExecutor, play: str) -> None:
    with looking(networks, play) as look:
        networks.ask(play, ANN, "resume").result(60)
        look.wait(lambda: look.scenes and look.scenes[-1].epoch > 1)
    assert not networks.session(play, ANN).channel.watched
    networks.ask(play, ANN, "speed", "full").result(60)  # carried out after whatever turn was under way
    step = trained(executor, play).step
    networks.ask(play, ANN, "speed", "epoch_60").result(60)
    assert trained(executor, play).step == step
    with looking(networks, play) as look:
        look.wait(lambda: look.scenes and look.scenes[-1].step > step)


@pytest.mark.parametrize(("verb", "steps"), [("step_batch", 1), ("step_epoch", 13)])
def test_single_steps(networks: LiveNetworks, play: str, verb: str, steps: int) -> None:
    with looking(networks, play) as look:
        look.wait(lambda: look.scenes)
        networks.ask(play, ANN, verb).result(60)
        look.wait(lambda: look.scenes[-1].step == steps)
        networks.ask(play, ANN, verb).result(60)
        look.wait(lambda: look.scenes[-1].step == 2 * steps)
        look.wait(lambda: states(look)[-1] == "paused")


@pytest.mark.alone
def test_a_speed_is_kept(networks: LiveNetworks, executor: ThreadExecutor, play: str) -> None:
    trained(executor, play).live.compile()
    with looking(networks, play) as look:
        networks.ask(play, ANN, "speed", "epoch_10").result(60)
        networks.ask(play, ANN, "resume").result(60)
        look.wait(lambda: look.scenes and look.scenes[-1].epoch > 0)
        began, first = time.monotonic(), look.scenes[-1].epoch
        look.wait(lambda: look.scenes[-1].epoch > first + 10)
        reached = (look.scenes[-1].epoch - first) / (time.monotonic() - began)
        assert reached < 12, "it does not hurry"


def test_runs_have_their_turns_beside_networks_at_full_speed(
    networks: LiveNetworks, executor: ThreadExecutor, play: str
) -> None:
    other = networks.open(TEXTS, ANN, "full")

    class Run(Waiting):
        turned = threading.Event()

        def turn(self) -> None:
            self.turned.set()

    with looking(networks, play) as look, looking(networks, other) as beside:
        for id, watched in ((play, look), (other, beside)):
            networks.ask(id, ANN, "resume").result(60)
            watched.wait(lambda watched=watched: watched.scenes and watched.scenes[-1].epoch > 2)
        run = Run("run", due=time.monotonic())
        executor._scheduler.order(run, lambda: None)
        assert run.turned.wait(10)
        run.due = None


@pytest.mark.alone
def test_every_batch_is_shown_in_slow_motion(
    networks: LiveNetworks, executor: ThreadExecutor, play: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained(executor, play).live.compile()
    with looking(networks, play) as look:
        networks.ask(play, ANN, "speed", "batches").result(60)
        networks.ask(play, ANN, "resume").result(60)
        look.wait(lambda: look.scenes and look.scenes[-1].step >= 4)
        assert {scene.step for scene in look.scenes} >= {1.0, 2.0, 3.0, 4.0}


def test_a_change_while_it_plays(networks: LiveNetworks, play: str) -> None:
    with looking(networks, play) as look:
        networks.ask(play, ANN, "resume").result(60)
        look.wait(lambda: look.scenes and look.scenes[-1].epoch > 1)
        networks.ask(play, ANN, "change", TEXTS | {"learning_rate": "0.05"}).result(60)
        look.wait(lambda: len(look.greetings) == 2 and look.scenes[-1].number == look.greetings[-1]["number"])
        changed = look.scenes[-1].epoch
        assert changed > 1, "nothing begins anew"
        look.wait(lambda: look.scenes[-1].epoch > changed)
        assert look.greetings[-1]["experiment"]["learning_rate"] == "0.05"
        assert states(look)[-1] == "running"


def test_a_remedy_begins_anew(networks: LiveNetworks, executor: ThreadExecutor, play: str) -> None:
    networks.ask(play, ANN, "step_epoch").result(60)
    networks.ask(play, ANN, "restart", TEXTS | {"learning_rate": "0.001"}).result(60)
    player = trained(executor, play)
    assert (player.epoch, player.experiment.learning_rate, player.undoable) == (0, 0.001, 1)


def test_wrong_choices_change_nothing(networks: LiveNetworks, executor: ThreadExecutor, play: str) -> None:
    for wrong, path in (
        ({"learning_rate": "-1"}, "learning_rate"),
        ({"layers": "8x13"}, "layers"),
        ({"layers": "33"}, "layers"),
        ({"nonsense": "1"}, "nonsense"),
    ):
        with pytest.raises(Wrong) as found:
            networks.ask(play, ANN, "change", TEXTS | wrong).result(60)
        assert path in found.value.errors
    assert trained(executor, play).experiment.flat() == TEXTS
    with pytest.raises(Invalid):
        networks.ask(play, ANN, "change", "text").result(60)
    with pytest.raises(Invalid):
        networks.open(TEXTS | {"dataset": "points", "dataset.points": ""}, ANN)


def test_a_unit_is_shown_large(networks: LiveNetworks, play: str) -> None:
    with looking(networks, play) as look:
        networks.ask(play, ANN, "look", {"layer": 0, "unit": 3}).result(60)
        look.wait(lambda: look.scenes and (look.scenes[-1].layer, look.scenes[-1].unit) == (0, 3))
        for elsewhere in (None, {"layer": 7, "unit": 0}, {"layer": "x"}):
            networks.ask(play, ANN, "look", elsewhere).result(60)
            look.wait(lambda: look.scenes[-1].layer == -1)


def test_a_weight_is_read_and_edited(networks: LiveNetworks, play: str) -> None:
    place = {"layer": 1, "from": 2, "to": 0}
    networks.ask(play, ANN, "edit", place | {"value": 0.75}).result(60)
    assert networks.ask(play, ANN, "weight", place).result(60) == {"value": 0.75}
    networks.ask(play, ANN, "undo").result(60)
    assert networks.ask(play, ANN, "weight", place).result(60) != {"value": 0.75}
    for wrong in (None, {}, {"layer": "0", "from": 0, "to": 0}, {"layer": 0, "from": 0, "to": True}):
        with pytest.raises(Invalid):
            networks.ask(play, ANN, "weight", wrong).result(60)


def test_saved_and_loaded(networks: LiveNetworks, play: str) -> None:
    networks.ask(play, ANN, "step_epoch").result(60)
    saved = networks.ask(play, ANN, "save").result(60)
    other = networks.open(TEXTS | {"layers": "3"}, ANN)
    networks.ask(other, ANN, "load", saved).result(60)
    assert networks.ask(other, ANN, "save").result(60) == saved
    for wrong in (None, [], {"experiment": 1}, {"experiment": TEXTS, "weights": [[1]]}):
        with pytest.raises(Invalid):
            networks.ask(other, ANN, "load", wrong).result(60)
    assert networks.ask(other, ANN, "save").result(60) == saved


def test_nobody_else_sees_or_steers_it(networks: LiveNetworks, play: str) -> None:
    refused: list[Callable[[], Any]] = [
        lambda: networks.session(play, BEN),
        lambda: networks.session(play, None),
        lambda: networks.ask(play, BEN, "resume").result(60),
    ]
    for ask in refused:
        with pytest.raises(NotOwner):
            ask()
    with pytest.raises(UnknownRun):
        networks.session("none", ANN)
    with pytest.raises(Invalid):
        networks.ask(play, ANN, "explode").result(60)
    with pytest.raises(Invalid):
        networks.ask(play, ANN, "speed", "warp").result(60)


def test_a_person_has_so_many_networks_and_no_more(networks: LiveNetworks) -> None:
    mine = [networks.open(TEXTS, ANN) for _ in range(NETWORKS_PER_OWNER)]
    others = networks.open(TEXTS, BEN)
    with looking(networks, mine[0]) as look:
        look.wait(lambda: look.scenes)
        newest = networks.open(TEXTS, ANN)
        networks.session(mine[0], ANN)  # somebody looks at it
        with pytest.raises(UnknownRun):
            networks.session(mine[1], ANN)
        for kept in (*mine[2:], newest):
            networks.session(kept, ANN)
    networks.session(others, BEN)


def test_what_nobody_uses_is_let_go_of(
    networks: LiveNetworks, play: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = networks.open(TEXTS, ANN)
    with looking(networks, watched) as look:
        look.wait(lambda: look.scenes)
        monkeypatch.setattr("core.live.sessions.networks.IDLE_SECONDS", -1.0)
        newest = networks.open(TEXTS, ANN)
        with pytest.raises(UnknownRun):
            networks.session(play, ANN)
        for kept in (watched, newest):
            networks.session(kept, ANN)


def test_what_breaks_is_told_and_only_that_breaks(
    networks: LiveNetworks, executor: ThreadExecutor, play: str
) -> None:
    other = networks.open(TEXTS, ANN)

    def broken() -> None:
        raise ZeroDivisionError

    with looking(networks, play) as look:
        look.wait(lambda: look.scenes)
        trained(executor, play).frame = broken  # type: ignore[assignment, method-assign]
        with pytest.raises(Invalid, match="failed"):
            networks.ask(play, ANN, "step_batch").result(60)
        look.wait(lambda: states(look)[-1] == "failed")
        look.wait(lambda: look.ended)
    with pytest.raises(UnknownRun):
        networks.ask(play, ANN, "resume").result(60)
    with looking(networks, other) as look:
        networks.ask(other, ANN, "step_batch").result(60)
        look.wait(lambda: look.scenes and look.scenes[-1].step == 1)


def test_streams_end_when_the_server_stops(networks: LiveNetworks, play: str) -> None:
    with looking(networks, play) as look:
        look.wait(lambda: look.scenes)
        networks.end_streams()
        look.wait(lambda: look.ended)
