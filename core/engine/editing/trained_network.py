"""A network that trains and is looked at, goes on from another's weights, and is a value when asked."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Self

import numpy as np

from core.diagnosis.evidence import of_frame
from core.diagnosis.findings import Found, diagnose
from core.engine.editing.compilation import Compilation
from core.engine.editing.live_network import LiveNetwork, scene_of
from core.engine.editing.saved_state import SavedState
from core.engine.editing.undo import History, Network, Undo, size
from core.engine.program.compiling import always
from core.engine.training.conclusion import fit_of
from core.engine.training.row_facts import facts_of
from core.experiment import Experiment
from core.frame import RunLayout
from core.hyperparameters import EPOCHS
from core.live.protocol.trainer import FrameProtocol, Greeting
from core.message import Message
from core.scene import OUTPUT, Scene

UNDONE, UNDONE_BYTES = 20, 8 * 2**20
"""Changes that can be taken back, and bytes that they may take: only the largest networks take so many."""

ENDLESS = int(EPOCHS.high)
"""So many epochs mean that there is no end, as in the original."""

REMEMBERED = 2000
"""Looks whose losses are remembered; of more, every second one."""


class TrainedNetwork:
    """What a task trains, without what people ask of it (see `EditableNetwork`).

    Not thread-safe: one thread at a time.

    Arguments:
        live: the network to begin with.
        owner: who plays with it.
    """

    def __init__(self, live: LiveNetwork, owner: str = "") -> None:
        self.live = live
        self.number = 1
        self.history: History = ()
        self.findings: tuple[Found, ...] = ()
        self.seconds = 0.0
        self.before = (0.0, 0)
        self.undone: deque[Undo] = deque(maxlen=UNDONE)
        self.chosen = (OUTPUT, 0)
        self._compilation = Compilation(owner)
        self._asleep = False
        self._compilation.follow(live)

    # What a task asks

    @property
    def learning_rate(self) -> float:
        """Rate of the next step."""
        return self.live.trainer.learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        self.live.trainer.learning_rate = rate

    @property
    def plan(self) -> Any:
        """What equal networks have in common."""
        return self.live.plan

    @property
    def layout(self) -> RunLayout:
        """Its layers."""
        return self.live.trainer.layout

    @property
    def experiment(self) -> Experiment:
        """What is trained."""
        return self.live.experiment

    @property
    def step(self) -> int:
        """Steps taken, with those before the latest change."""
        return self.before[1] + self.live.trainer.step

    @property
    def epoch(self) -> float:
        """Epochs trained, with what was trained before the latest change."""
        return self.before[0] + self.live.trainer.epoch

    @property
    def epoch_end(self) -> int:
        """The step at which the epoch under way ends."""
        return self.before[1] + self.live.trainer.epoch_end

    @property
    def waits(self) -> bool:
        """Whether it cannot train yet: see `LiveNetwork.waits`."""
        return self.live.waits

    @property
    def diverged(self) -> bool:
        """Whether the loss is no number any more."""
        return self.live.trainer.diverged

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to train."""
        trainer = self.live.trainer
        if self._endless and not trainer.diverged and trainer.ending is None:
            return False
        return trainer.finished or self._left <= 0

    @property
    def ending(self) -> Message | None:
        """Why it is finished."""
        if self.live.trainer.ending is not None:
            return self.live.trainer.ending
        if self.finished:
            return Message("All {epochs} epochs are trained. Play trains as many again.", epochs=self._last)
        return None

    @property
    def greeting(self) -> Greeting:
        """What a viewer has to know before the next scene."""
        return Greeting(self.number, self.experiment, self.layout, self.history)

    def notes(self) -> Mapping[str, Any]:
        """What there is to point out, and how many changes can be taken back."""
        return {"findings": [found.to_json() for found in self.findings], "undo": self.undoable}

    @property
    def undoable(self) -> int:
        """Changes that can be taken back."""
        return len(self.undone)

    @property
    def _endless(self) -> bool:
        return self.experiment.epochs >= ENDLESS

    @property
    def _left(self) -> int:
        """Steps to the last epoch."""
        per_epoch = self.layout.steps_per_epoch
        return math.ceil((self._last - self.epoch) * per_epoch - 1e-6)

    @property
    def _last(self) -> int:
        """The epoch that ends training: what took over after all of them has as many again."""
        epochs = self.experiment.epochs
        return epochs * (int((self.before[0] + 1e-6) // epochs) + 1)

    def wake(self) -> None:
        """Somebody looks: one that was taken over from another process is compiled from now on."""
        if self._asleep:
            self._asleep = False
            self._compilation.follow(self.live)

    def go_on(self) -> None:
        """Forget that training was stopped early, or that all epochs were trained, so that it may go on."""
        trainer = self.live.trainer
        if self.finished and not trainer.diverged and self._left <= 0:
            self._carry(LiveNetwork(self.experiment))
        elif trainer.finished and not trainer.diverged:
            trainer.replace(replace(trainer.state(), patience=None))
        self.wake()
        self._compilation.hurry()

    def advance(self, seconds: float) -> None:
        """Train for about `seconds`."""
        if self._may_train():
            self.live.trainer.advance(seconds)

    def advance_steps(self, steps: int) -> None:
        """Train at most `steps` steps."""
        if self._may_train():
            self.live.trainer.advance_steps(steps if self._endless else min(steps, self._left))

    def _may_train(self) -> bool:
        if self.finished:
            return False
        if self._endless and self.live.trainer.finished:
            self._carry(LiveNetwork(self.experiment))
        return True

    def frame(self) -> FrameProtocol:
        """A look at the network as it is."""
        frame, scene = scene_of(self.live, self.number, *self.before, *self.chosen)
        self._remember(scene)
        live = self.live
        numbers = scene.numbers.tolist()
        own, other = (row[1 if live.plan.classes else 2] for row in numbers)
        fit = fit_of(
            self.experiment,
            live.trainer.state(),
            live.trainer.bundle,
            (numbers[0][0], numbers[1][0]),
            (own, other),
            over=not self._endless and self.finished,
        )
        self.findings = diagnose(
            of_frame(
                live.trainer.experiment_now(self.experiment),
                frame.layers,
                live.kernels(),
                np.split(scene.biases, np.cumsum(live.plan.widths)[:-1]),
                rows=live.trainer.bundle,
                diverged=self.diverged,
                learnt=own,
                before=(lambda: live.trainer.begun) if self.step else None,
                fit=fit,
                facts=facts_of(
                    self.experiment, live.trainer.bundle, lambda: scene.confusion[0].astype(np.int64)
                ),
            )
        )
        return scene

    def begin_frame(self) -> Any:
        """The same, at once."""
        scene = self.frame()
        return lambda: scene

    def wait_until_compiled(self, wanted: Callable[[], bool] = always) -> None:
        """Wait for the compiled program, or until it is not `wanted` any more."""
        trainer = self.live.trainer
        trainer.program.wait(owner=trainer.owner, wanted=wanted)

    def drop(self) -> None:
        """Compile nothing more."""
        self._compilation.follow(None)

    def state(self) -> SavedState:
        """All of it as a value."""
        now = self._as_it_is()
        return SavedState(self.step, self.number, self.seconds, self.chosen, now, tuple(self.undone))

    @classmethod
    def restored(cls, saved: SavedState, owner: str = "") -> Self:
        """The network that `state` gave, asleep: most of many that are taken over at once nobody watches."""
        network = cls(LiveNetwork(saved.now.experiment), owner)
        network._asleep = True
        network._compilation.follow(None)
        network.put_back(saved.now)
        network.choose(*saved.chosen)
        network.undone.extend(saved.undone)
        network.number, network.seconds = saved.number + 1, saved.seconds
        return network

    def _keep(self, undo: Undo) -> None:
        """Have `undo` be what is taken back first; the oldest go where they are too many, or too large."""
        self.undone.append(undo)
        sizes = [size(each) for each in self.undone]
        while len(self.undone) > 1 and sum(sizes) > UNDONE_BYTES:
            self.undone.popleft()
            sizes.pop(0)

    def _remember(self, scene: Scene) -> None:
        kept = [row for row in self.history if row[0] < scene.epoch]
        (loss, metric, _), (val_loss, val_metric, _) = scene.numbers.tolist()
        kept.append((scene.epoch, loss, val_loss, metric, val_metric))
        self.history = tuple(kept[::2] if len(kept) > REMEMBERED else kept)

    def choose(self, layer: int, unit: int) -> None:
        """Have the large picture show a unit, or with layer -1 what the network answers.

        A single output, or one of two, says nothing else than that.
        """
        plan = self.live.plan
        widths = plan.widths if plan.outputs > 2 else plan.layers
        known = 0 <= layer < len(widths) and 0 <= unit < widths[layer]
        self.chosen = (layer, unit) if known else (OUTPUT, 0)

    def put_back(self, network: Network) -> None:
        """Go on from `network`, as it was."""
        live = self.live if network.experiment == self.experiment else LiveNetwork(network.experiment)
        live.trainer.replace(network.state)
        self._follow(live)
        self.before, self.history = network.before, network.history
        self.choose(*self.chosen)

    def _carry(self, fresh: LiveNetwork) -> None:
        state = fresh.state_from(self.live)
        self.before = (self.epoch, self.step)
        fresh.trainer.replace(state)
        self._follow(fresh)

    def _begin(self, fresh: LiveNetwork) -> None:
        self._follow(fresh)
        self.before, self.history = (0.0, 0), ()
        self.choose(*self.chosen)

    def _follow(self, live: LiveNetwork) -> None:
        self.live = live
        self.number += 1
        self._compilation.follow(None if self._asleep else live)

    def _as_it_is(self) -> Network:
        return Network(self.experiment, self.live.trainer.state(), self.before, self.history)
