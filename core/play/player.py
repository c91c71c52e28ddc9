"""What happens to a network that is played with: it trains, changes, begins anew, and can be put back."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from core.diagnosis.evidence import of_frame
from core.diagnosis.findings import Found, diagnose
from core.experiment import Experiment
from core.frame import Frame
from core.hyperparameters import EPOCHS
from core.message import Invalid, Message
from core.play.scene import OUTPUT, Scene

if TYPE_CHECKING:
    from core.engine.editing.live_network import LiveNetwork, Place

UNDONE = 20
"""Changes that can be taken back."""

ENDLESS = int(EPOCHS.high)
"""So many epochs mean that there is no end, as in the original."""

REMEMBERED = 2000
"""Looks whose losses are remembered; of more, every second one."""

Build = Callable[[Experiment], "LiveNetwork"]
Undo = Callable[[], None]
Numbers = tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Greeting:
    """What stays the same from one scene to the next, and what went before.

    Arguments:
        number: of this greeting; scenes say to which they belong.
        played: the network.
        history: epoch, loss, validation loss, metric and validation metric of earlier looks.
        undo: changes that can be taken back.
    """

    number: int
    played: LiveNetwork
    history: tuple[Numbers, ...]
    undo: int


class Player:
    """A network and what was done to it. Not thread-safe: one thread at a time.

    Arguments:
        played: the network to begin with.
        build: makes another one.
    """

    def __init__(self, played: LiveNetwork, build: Build) -> None:
        self.played = played
        self.number = 1
        self.history: list[Numbers] = []
        self.findings: tuple[Found, ...] = ()
        self._build = build
        self._before = (0.0, 0)
        self._chosen = (OUTPUT, 0)
        self._undo: deque[Undo] = deque(maxlen=UNDONE)
        self._every = 1

    @property
    def experiment(self) -> Experiment:
        """What is trained."""
        return self.played.experiment

    @property
    def epoch(self) -> float:
        """Epochs trained, with what was trained before the latest change."""
        return self._before[0] + self.played.trainer.epoch

    @property
    def diverged(self) -> bool:
        """Whether the loss is no number any more."""
        return self.played.trainer.diverged

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to train."""
        trainer = self.played.trainer
        if self.experiment.epochs >= ENDLESS and not trainer.diverged and trainer.ending is None:
            return False
        return trainer.finished or self._left <= 0

    @property
    def cause(self) -> Message | None:
        """Why it is finished."""
        if self.played.trainer.ending is not None:
            return self.played.trainer.ending
        if self.finished:
            return Message("All {epochs} epochs are trained.", epochs=self.experiment.epochs)
        return None

    @property
    def undoable(self) -> int:
        """Changes that can be taken back."""
        return len(self._undo)

    @property
    def greeting(self) -> Greeting:
        """What a viewer has to know before the next scene."""
        return Greeting(self.number, self.played, tuple(self.history), len(self._undo))

    @property
    def _left(self) -> int:
        """Steps to the last epoch."""
        trainer = self.played.trainer
        return math.ceil((self.experiment.epochs - self.epoch) * trainer.layout.steps_per_epoch - 1e-6)

    def go_on(self) -> None:
        """Forget that training was stopped early, so that it may go on."""
        trainer = self.played.trainer
        if trainer.finished and not trainer.diverged and self._left > 0:
            trainer.replace(replace(trainer.state(), patience=None))

    def advance(self, steps: int) -> None:
        """Train at most `steps` steps."""
        if self.finished:
            return
        endless = self.experiment.epochs >= ENDLESS
        if endless and self.played.trainer.finished:
            self._carry(self._build(self.experiment))
        self.played.trainer.advance_steps(steps if endless else min(steps, self._left))

    def step_epoch(self) -> None:
        """Train to the end of the epoch under way."""
        trainer = self.played.trainer
        self.advance(trainer.epoch_end - trainer.step)

    def scene(self) -> tuple[Frame, Scene]:
        """A look at the network as it is."""
        from core.engine.editing.live_network import scene_of

        frame, scene = scene_of(self.played, self.number, *self._before, *self._chosen)
        self._remember(scene)
        played = self.played
        self.findings = diagnose(
            of_frame(
                self.experiment,
                frame.layers,
                played.kernels(),
                np.split(scene.biases, np.cumsum(played.plan.widths)[:-1]),
                diverged=self.diverged,
                widest=played.trainer.widest,
                learnt=float(scene.numbers[0, 1 if played.plan.classes else 2]),
            )
        )
        return frame, scene

    def _remember(self, scene: Scene) -> None:
        while self.history and self.history[-1][0] >= scene.epoch:
            self.history.pop()
        (loss, metric, _), (val_loss, val_metric, _) = scene.numbers.tolist()
        self.history.append((scene.epoch, loss, val_loss, metric, val_metric))
        if len(self.history) > REMEMBERED:
            self.history = self.history[::2]

    def choose(self, layer: int, unit: int) -> None:
        """Have the large picture show a unit, or with layer -1 what the network answers.

        A single output, or one of two, says nothing else than that.
        """
        plan = self.played.plan
        widths = plan.widths if plan.outputs > 2 else plan.layers
        known = 0 <= layer < len(widths) and 0 <= unit < widths[layer]
        self._chosen = (layer, unit) if known else (OUTPUT, 0)

    # Changes

    def change(self, fresh: LiveNetwork, *, anew: bool = False) -> bool:
        """Go on with another network: with the weights of this one where they fit, else from its beginning.

        Arguments:
            anew: from its beginning anyway.

        Returns:
            Whether it went on.
        """
        goes_on = not anew and fresh.fits(self.played)
        if goes_on:
            self._undo.append(self._back_to_choices(self.experiment))
            self._carry(fresh)
        else:
            self._undo.append(self._back_to_network())
            self._begin(fresh)
        return goes_on

    def reset(self) -> None:
        """The same initial weights again."""
        self._undo.append(self._back_to_network())
        self.played.trainer.replace(self.played.beginning)
        self._begin(self.played)

    def edit(self, place: Place, value: Any) -> None:
        """Give a weight another value.

        Raises:
            Invalid: there is no such weight, or `value` is none.
        """
        earlier = self.played.weight(place)
        self.played.set_weight(place, value)

        def back() -> None:
            # A network that came in between was taken back before.
            self.played.set_weight(place, earlier)

        self._undo.append(back)

    def load(self, fresh: LiveNetwork, weights: Any) -> None:
        """Take over a saved network.

        Raises:
            Invalid: the weights are not those of this network.
        """
        if weights is not None:
            fresh.load(weights)
        self._undo.append(self._back_to_network())
        self._begin(fresh)

    def undo(self) -> None:
        """Take back the latest change.

        Raises:
            Invalid: there is none.
        """
        if not self._undo:
            raise Invalid(Message("There is nothing to undo."))
        self._undo.pop()()
        self.number += 1

    def _carry(self, fresh: LiveNetwork) -> None:
        state = fresh.state_from(self.played)
        self._before = (self.epoch, self._before[1] + self.played.trainer.step)
        fresh.trainer.replace(state)
        self.played = fresh
        self.number += 1

    def _begin(self, fresh: LiveNetwork) -> None:
        self.played = fresh
        self._before = (0.0, 0)
        self.history = []
        self.choose(*self._chosen)
        self.number += 1

    def _back_to_choices(self, experiment: Experiment) -> Undo:
        return lambda: self._carry(self._build(experiment))

    def _back_to_network(self) -> Undo:
        played, state, before, history = self.played, self.played.trainer.state(), self._before, self.history

        def back() -> None:
            played.trainer.replace(state)
            self.played, self._before, self.history = played, before, history

        return back
