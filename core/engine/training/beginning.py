"""What a network showed before its first step: what a diagnosis compares with."""

from __future__ import annotations

from collections.abc import Sequence

from core.bundle import DataBundle
from core.diagnosis.evidence import Evidence, of_frame
from core.engine.inspection.frame_builder import FrameBuilder, PendingFrame, StepInfo
from core.engine.program.device_data import DeviceData
from core.engine.program.program import Program
from core.experiment import Experiment
from core.model.initial import Array, initial_values
from core.model.network import Network


def first_evidence(
    experiment: Experiment, bundle: DataBundle, program: Program, data: DeviceData, looks: FrameBuilder
) -> Evidence:
    """The evidence of a network as its weights are drawn: some milliseconds, no matter how far it has got."""
    network = program.step_functions.network
    arrays = initial_values(network, experiment, bundle.x_train)
    state = program.new_state(arrays)
    probed = program.probe(state, *data.first(program.probe_rows))
    info = StepInfo(0, 0.0, 0.0, experiment.learning_rate)
    layers = looks.layers(PendingFrame(state, lambda: probed, state.values, info))
    kernels, biases = kernels_and_biases(network, arrays)
    return of_frame(experiment, layers, kernels, biases, rows=bundle)


def kernels_and_biases(network: Network, arrays: Sequence[Array]) -> tuple[list[Array], list[Array]]:
    """Those of each layer, first to output layer, among all variables' values (`Program.variables`)."""
    biases = {
        weight.block: arrays[at]
        for at, weight in enumerate(network.trainable)
        if weight.variable is network.blocks[weight.block].bias
    }
    kernels = [arrays[at] for at in network.kernels]
    return kernels, [biases[block] for block in range(len(kernels))]
