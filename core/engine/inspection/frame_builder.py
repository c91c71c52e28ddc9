"""What a frame shows of a state: what every layer does, how good the network is, its answers in the plane."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.bundle import DataBundle
from core.engine.inspection.layer_statistics import LayerStatistics
from core.engine.inspection.line import LineView
from core.engine.inspection.moments import BatchMoments
from core.engine.inspection.plane import PlaneView
from core.engine.inspection.predictive_deviation import PredictiveDeviation
from core.engine.inspection.probe import Probe
from core.engine.program.device_data import DeviceData
from core.engine.program.packing import Values
from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.engine.program.step_functions import ProbeResult
from core.experiment import Experiment
from core.frame import (
    ERROR_OF_TARGET,
    PREDICTIVE_DEVIATION,
    TOLD_WEIGHTS,
    Frame,
    LayerFrame,
    LayerLayout,
)
from core.line import has_curve
from core.metrics import errors_of_targets, measures


@dataclass(frozen=True, slots=True)
class StepInfo:
    """When a state was looked at, as `Frame` tells it."""

    step: int
    epoch: float
    seconds: float
    learning_rate: float


@dataclass(frozen=True, slots=True, eq=False)
class PendingFrame:
    """A look that has begun.

    Arguments:
        state: what is looked at.
        probed: gives what every layer does; called once, from any thread.
        following: `TrainState.values` one step later, for the update:weight ratio.
        info: when.
    """

    state: TrainState
    probed: Callable[[], ProbeResult]
    following: Values
    info: StepInfo


class FrameBuilder:
    """Makes the frames of one run. Several threads may use it, one frame at a time.

    Arguments:
        experiment, program, data, bundle: of the run.
        layers: names and edges of its layers.
        probe: who looks inside its states.
        weights: of the rows for training, where they have any.
        tells_weights: whether frames have the network's weights, where they are few, and with batch
            normalization how much a row's prediction varies between batches.
    """

    def __init__(
        self,
        experiment: Experiment,
        program: Program,
        data: DeviceData,
        bundle: DataBundle,
        layers: Sequence[LayerLayout],
        probe: Probe,
        weights: Any = None,
        *,
        tells_weights: bool = False,
    ) -> None:
        self._program = program
        self._data = data
        self._plane = PlaneView(bundle, program.plan) if experiment.dataset_entry.plane else None
        self._line = LineView(bundle, program) if has_curve(experiment, bundle) else None
        self._weights = weights
        self._metrics = experiment.chosen_metrics
        self._labels = bundle.y_val[: program.plan.val_rows]
        self._measures: dict[str, float] = {}
        self._statistics = LayerStatistics(program, tuple(layers))
        self._moments = BatchMoments(program)
        count = sum(math.prod(weight.shape) for weight in program.step_functions.network.trainable)
        self._deviation = (
            PredictiveDeviation.for_run(experiment, program, bundle.x_train) if tells_weights else None
        )
        self._told = slice(count) if tells_weights and count <= TOLD_WEIGHTS else None
        self._probe = probe

    def begin(self, state: TrainState) -> Callable[[], ProbeResult]:
        """Begin to look inside `state`; the result is what `frame` takes."""
        return self._probe.begin(state)

    def layers(self, pending: PendingFrame) -> tuple[LayerFrame, ...]:
        """What every layer shows."""
        return self._statistics.layers(pending.probed(), pending.state, pending.following)

    def measure(self, state: TrainState) -> None:
        """Take the further metrics of the validation part, and of several targets the error of each, for the
        frames from now on."""
        if not self._metrics and self._labels.ndim == 1:
            return
        middle = 0.0 if self._program.plan.output_activation == "tanh" else 0.5
        answers = self._program.predict(state, self._data.validation[0])
        found = measures(self._metrics, self._labels, answers, middle=middle) if self._metrics else {}
        if self._labels.ndim > 1:
            errors = errors_of_targets(self._labels, answers)
            found |= {f"{ERROR_OF_TARGET}{at}": error for at, error in enumerate(errors)}
        self._measures = found

    def _all_measures(self, state: TrainState) -> dict[str, float]:
        """The further metrics, and what is measured for the pages that compare runs."""
        if self._deviation is None:
            return self._measures
        return self._measures | {PREDICTIVE_DEVIATION: self._deviation.of(state)}

    def frame(self, pending: PendingFrame, *, evaluate: bool) -> Frame:
        """The frame of a look.

        Arguments:
            evaluate: whether the validation part is looked at now; else its latest numbers are shown.
        """
        state, info, probed = pending.state, pending.info, pending.probed()
        layers = self._statistics.layers(probed, state, pending.following)
        if evaluate:
            self.measure(state)
        own = state.progress.numbers
        parts = [*([] if own else [self._data.beginning]), *([self._data.validation] if evaluate else [])]
        found, answers = self._program.survey(state, parts, self._plane and self._plane.grid)
        loss, metric = own or found[0]
        if own is None and self._weights is not None:  # as the losses of the steps that follow
            x, y = self._data.beginning
            loss = self._program.weighted_loss(state, x, y, self._weights[: len(x)])
        validation = found[-1] if evaluate else state.progress.validation
        return Frame(
            step=info.step,
            epoch=info.epoch,
            seconds=info.seconds,
            learning_rate=info.learning_rate,
            loss=loss,
            metric=metric,
            val_loss=validation[0] if validation else None,
            val_metric=validation[1] if validation else None,
            layers=layers,
            boundary=None if self._plane is None or answers is None else self._plane.boundary(answers),
            measures=self._all_measures(state),
            best_epoch=_best_epoch(state),
            curve=None if self._line is None else self._line.curve(state),
            moments=self._moments.of(state, pending.following),
            dropped=self._program.dropped(state),
            weights=None if self._told is None else state.values[self._told],
            maps=probed.maps,
        )


def _best_epoch(state: TrainState) -> int | None:
    patience = state.patience
    return None if patience is None or patience.weights is None else patience.best_epoch + 1
