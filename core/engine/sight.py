"""What a frame shows of a state: what every layer does, how good the network is, its answers in the plane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.data.bundle import DataBundle
from core.engine.feed import Feed
from core.engine.look import Look
from core.engine.machine import Insight
from core.engine.packing import Values
from core.engine.plane import PlaneView
from core.engine.probing import Probing
from core.engine.program import Program
from core.engine.state import TrainState
from core.experiment import Experiment
from core.frame import Frame, LayerFrame, LayerLayout


@dataclass(frozen=True, slots=True)
class Moment:
    """When a state was looked at, as `Frame` tells it."""

    step: int
    epoch: float
    seconds: float
    learning_rate: float


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """A look that has begun.

    Arguments:
        state: what is looked at.
        probed: gives what every layer does; called once, from any thread.
        following: `TrainState.values` one step later, for the update:weight ratio.
        moment: when.
    """

    state: TrainState
    probed: Callable[[], Insight]
    following: Values
    moment: Moment


class Sight:
    """Makes the frames of one run. Several threads may use it, one frame at a time.

    Arguments:
        experiment, program, feed, bundle: of the run.
        layers: names and edges of its layers.
        probing: who looks inside its states.
    """

    def __init__(
        self,
        experiment: Experiment,
        program: Program,
        feed: Feed,
        bundle: DataBundle,
        layers: Sequence[LayerLayout],
        probing: Probing,
    ) -> None:
        self._program = program
        self._feed = feed
        self._plane = PlaneView(bundle, program.plan) if experiment.dataset_entry.plane else None
        self._look = Look(program, tuple(layers))
        self._probing = probing

    def begin(self, state: TrainState) -> Callable[[], Insight]:
        """Begin to look inside `state`; the result is what `frame` takes."""
        return self._probing.begin(state)

    def layers(self, glimpse: Glimpse) -> tuple[LayerFrame, ...]:
        """What every layer shows."""
        return self._look.layers(glimpse.probed(), glimpse.state, glimpse.following)

    def frame(self, glimpse: Glimpse, *, evaluate: bool) -> Frame:
        """The frame of a look.

        Arguments:
            evaluate: whether the validation part is looked at now; else its latest numbers are shown.
        """
        state, moment = glimpse.state, glimpse.moment
        layers = self.layers(glimpse)
        own = state.progress.numbers
        parts = [*([] if own else [self._feed.beginning]), *([self._feed.validation] if evaluate else [])]
        found, answers = self._program.survey(state, parts, self._plane and self._plane.grid)
        loss, metric = own or found[0]
        validation = found[-1] if evaluate else state.progress.validation
        return Frame(
            step=moment.step,
            epoch=moment.epoch,
            seconds=moment.seconds,
            learning_rate=moment.learning_rate,
            loss=loss,
            metric=metric,
            val_loss=validation[0] if validation else None,
            val_metric=validation[1] if validation else None,
            layers=layers,
            boundary=None if self._plane is None or answers is None else self._plane.boundary(answers),
        )
