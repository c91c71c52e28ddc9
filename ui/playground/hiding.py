"""Which controls a link may hide, so that a class sees only what a lesson is about."""

from __future__ import annotations

from core.message import N_

HIDEABLE: dict[str, str] = {
    "play": N_("Play and pause"),
    "step": N_("One batch and one epoch"),
    "reset": N_("Reset"),
    "undo": N_("Undo"),
    "epoch": N_("Epoch counter"),
    "speed": N_("Speed"),
    "learningRate": N_("Learning rate"),
    "activation": N_("Activation"),
    "regularization": N_("Regularization"),
    "regularizationRate": N_("Regularization rate"),
    "optimizer": N_("Optimizer"),
    "initializer": N_("Initializer and scale"),
    "problem": N_("Problem type"),
    "more": N_("More choices"),
    "files": N_("Save, load and share"),
    "dataset": N_("Data set"),
    "percTrainData": N_("Share of training data"),
    "noise": N_("Noise"),
    "batchSize": N_("Batch size"),
    "regenerate": N_("New points"),
    "features": N_("Inputs"),
    "numHiddenLayers": N_("Number of layers and units"),
    "output": N_("Output picture"),
    "showTestData": N_("Validation points"),
    "discretize": N_("Discretize"),
    "curves": N_("Loss and accuracy"),
    "strips": N_("Activations and gradients by layer"),
    "findings": N_("Warnings"),
}
"""Name in an address (``hide=play,noise``) to what it hides, in the order of the page."""

ORIGINAL: dict[str, str] = {"playButton": "play", "stepButton": "step", "resetButton": "reset"}
"""Names of TensorFlow Playground's that differ; ``playButton_hide=true`` there is ``hide=play`` here."""


def known(names: object) -> tuple[str, ...]:
    """Those of `names` that can be hidden, once each and in the order of `HIDEABLE`."""
    asked = {name for name in names if isinstance(name, str)} if isinstance(names, list | tuple) else set()
    return tuple(name for name in HIDEABLE if name in asked)
