"""The findings: one registry, with an entry for each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.choices.registry import Registry
from core.diagnosis import batches, generalizing, measures, pace, remedies, row_facts, row_remedies
from core.diagnosis.evidence import Evidence
from core.diagnosis.finding import Finding
from core.diagnosis.remedies import Remedy
from core.experiment import Experiment
from core.message import N_

WEAKENED, VANISHING = 10.0, 100.0
"""So many times less, or more, gradient in the first hidden layer than in the last.

Of 648 networks that `python -m bench gradients` trains by gradient descent, 87 % learn where the first layer
gets 1/3 to 3 times as much as the last; from 1/10 to 1/100 it is 50 %, from 1/100 to 1/1000 9 %, below none;
from 10 to 100 times 50 % again, and above none. What is measured before the first step says that as well as
what is measured while training. (Adam, which divides a gradient by its size, copes down to 1/1000.)
"""


def _of(
    at_first: Callable[[Experiment], Remedy | None], then: Callable[[Experiment], Remedy | None] | None = None
) -> Callable[[Evidence, bool], Remedy | None]:
    """A remedy that needs no more than the choices: `then` is for what came about while training."""
    return lambda evidence, drawn: (at_first if drawn or then is None else then)(evidence.experiment)


DIVERGED, OVERFLOW, SYMMETRIC = "diverged", "overflow", "symmetric"
SATURATED, FADING = "saturated", frozenset({"vanishing", "weakened"})
SINGLE_ROW, SINGLE_UNIT = "single_row", "single_unit"
RATE_LOW = "rate_low"
SMALL_BATCH, LARGE_BATCH = "small_batch", "large_batch"
MISFIT, LEAK, IMBALANCE = "misfit", "leak", "imbalance"
OVERFITTING, UNDERFITTING = "overfitting", "underfitting"

FINDINGS: Registry[Finding] = Registry(
    Finding(
        key=DIVERGED,
        label=N_("Diverged"),
        help=N_(
            "Each step overshot and made the next one larger, until numbers became too large to compute."
        ),
        text=N_("The loss is no longer a number: the steps were too large."),
        source="LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, section 5",
        layer=measures.diverged,
        remedy=_of(remedies.slower),
    ),
    Finding(
        key=OVERFLOW,
        label=N_("Overflow"),
        help=N_("Training would give NaN. Choose a smaller scale."),
        text=N_("Numbers are too large to compute with from layer {layer} on."),
        source="IEEE 754: single precision ends at 3.4e38",
        layer=measures.overflow,
        remedy=_of(remedies.passing, remedies.slower),
    ),
    Finding(
        key=SINGLE_ROW,
        label=N_("Batches of one row"),
        help=N_(
            "The mean of a single row is the row itself, so that nothing is left of it: the weights before "
            "the normalization get a gradient of exactly 0."
        ),
        text=N_("Batch normalization cannot learn from batches of one row."),
        source="Ioffe & Szegedy 2015, algorithm 1",
        layer=measures.single_row,
        remedy=_of(lambda _experiment: remedies.larger_batches()),
    ),
    Finding(
        key=SINGLE_UNIT,
        label=N_("Groups of one unit"),
        help=N_(
            "The mean of a single number is the number itself, so that nothing is left of it: the layer "
            "gives the same for every row, and the weights before the normalization get no gradient."
        ),
        text=N_(
            "The normalization takes away all that layer {layer} computes: each group has a single unit."
        ),
        source="Wu & He 2018, arXiv:1803.08494, section 3",
        layer=measures.single_unit,
        remedy=_of(lambda _experiment: remedies.over_layers()),
    ),
    Finding(
        key=MISFIT,
        label=N_("Loss that does not fit the target"),
        help=N_(
            "It is made for counts and amounts, and the output is never below 0. For a target below 0 the "
            "right answer is not the best one, so that training leads away from it."
        ),
        text=N_("The loss does not fit the target: {share}% of the targets are below 0. {loss} takes none."),
        source="Cameron & Trivedi 2013, Regression Analysis of Count Data, section 3.2",
        layer=measures.misfit,
        remedy=lambda evidence, _drawn: row_remedies.fitting_target(evidence),
        numbers=row_remedies.untaken_targets,
    ),
    Finding(
        key=SYMMETRIC,
        label=N_("Symmetric units"),
        help=N_(
            "Where the weights that leave them are equal too, their gradients are and they stay equal: the "
            "layer is as good as one unit."
        ),
        text=N_("All units of layer {layer} are equal: they compute the same."),
        source="Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.4",
        layer=measures.symmetric,
        remedy=_of(remedies.suiting_weights),
    ),
    Finding(
        key="dead",
        label=N_("Dead units"),
        help=N_("A unit that is 0 for every point passes on no gradient, so it can never change again."),
        text=N_("More than half of the units in layer {layer} are 0 for every point: they are dead."),
        whole=N_("Layer {layer} is dead: none of its units gives anything for any row."),
        threshold=measures.MANY,
        source="Lu, Shin, Su & Karniadakis 2019, arXiv:1903.06733",
        layer=measures.dead,
        remedy=lambda evidence, drawn: remedies.leaking(restart=not drawn),
    ),
    Finding(
        key="stuck",
        label=N_("No gradient"),
        help=N_(
            "Where the output is flat or all units are dead, no step changes the loss: training stands still."
        ),
        text=N_("No gradient is left in any layer: the network cannot learn any more."),
        source="Lu, Shin, Su & Karniadakis 2019, arXiv:1903.06733",
        layer=measures.stuck,
        remedy=_of(remedies.passing, remedies.slower),
    ),
    Finding(
        key="vanishing",
        label=N_("Vanishing gradients"),
        help=N_("Each layer made the gradient smaller on its way back, so the first layers hardly learn."),
        text=N_("Gradients vanish: layer 1 gets less than 1/{limit} of what the last hidden layer gets."),
        threshold=VANISHING,
        source="Glorot & Bengio 2010, figure 7; Bengio, Simard & Frasconi 1994",
        layer=measures.shrunk(VANISHING, np.inf),
        remedy=_of(remedies.passing),
    ),
    Finding(
        key="exploding",
        label=N_("Exploding gradients"),
        help=N_("Each layer made the gradient larger on its way back, so the first layers jump about."),
        text=N_("Gradients explode: layer 1 gets over {limit} times what the last hidden layer gets."),
        threshold=VANISHING,
        source="Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063",
        layer=measures.grown(VANISHING, np.inf),
        remedy=_of(remedies.passing),
    ),
    Finding(
        key="weakened",
        label=N_("Weakened gradients"),
        help=N_("Each layer made the gradient a little smaller: the first layers learn more slowly."),
        text=N_("Gradients weaken: layer 1 gets less than 1/{limit} of what the last hidden layer gets."),
        threshold=WEAKENED,
        source="Glorot & Bengio 2010, figure 7",
        layer=measures.shrunk(WEAKENED, VANISHING),
        remedy=_of(remedies.passing),
    ),
    Finding(
        key="amplified",
        label=N_("Amplified gradients"),
        help=N_("Each layer made the gradient a little larger: the first layers move faster than the last."),
        text=N_("Gradients are amplified: layer 1 gets over {limit} times what the last hidden layer gets."),
        threshold=WEAKENED,
        source="Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063",
        layer=measures.grown(WEAKENED, VANISHING),
        remedy=_of(remedies.passing),
    ),
    Finding(
        key=SATURATED,
        label=N_("Saturated units"),
        help=N_(
            "Where the activation function is flat its slope is nearly 0, and hardly any gradient gets "
            "through."
        ),
        text=N_("Most outputs of layer {layer} lie where the activation is flat: it learns slowly."),
        threshold=measures.MANY,
        source="Glorot & Bengio 2010, section 3",
        layer=measures.saturated,
        remedy=_of(remedies.passing, remedies.slower),
    ),
    Finding(
        key=SMALL_BATCH,
        label=N_("Batches too small to normalize"),
        help=N_(
            "What a row becomes depends on the few others that it is drawn with, and predictions use moving "
            "averages that fit none of these batches. Layer normalization takes each row by itself."
        ),
        text=N_(
            "Batches of {rows} rows are too small for batch normalization: the mean that it takes away in "
            "layer {layer} is off by chance, by {percent}% of the spread of the numbers."
        ),
        source="Wu & He 2018, arXiv:1803.08494, figure 1; Ioffe 2017, arXiv:1702.03275",
        layer=measures.small_batch,
        remedy=lambda evidence, _drawn: batches.without_batches(evidence),
        numbers=batches.error,
    ),
    Finding(
        key=RATE_LOW,
        label=N_("Learning rate too low"),
        help=N_(
            "Steps are so short that each does no more than the one before it, and the loss falls along a "
            "straight line: ten times the rate brings it down several times as far in the same time."
        ),
        text=N_(
            "The learning rate is too low: the loss falls as slowly as at the beginning, and a step changes "
            "the weights by less than 1/{part} of their size."
        ),
        source="Bengio 2012, arXiv:1206.5533, section 3.1.1",
        layer=measures.rate_low,
        remedy=lambda evidence, _drawn: remedies.faster(evidence.experiment, evidence.update),
        numbers=lambda evidence: {"part": pace.part(evidence)},
    ),
    Finding(
        key=LARGE_BATCH,
        label=N_("Batch too large"),
        help=N_(
            "Smaller batches take more steps with the same rows. Their gradients are less exact, and good "
            "enough to go downhill: after as many epochs the loss is lower."
        ),
        text=N_(
            "The batch is too large: each step takes {percent}% of the rows, so that an epoch has few "
            "steps, and the loss is still falling."
        ),
        source="Masters & Luschi 2018, arXiv:1804.07612; Hoffer, Hubara & Soudry 2017, arXiv:1705.08741",
        layer=measures.large_batch,
        remedy=_of(remedies.smaller_batches),
        numbers=batches.share,
    ),
    Finding(
        key=LEAK,
        label=N_("Leakage suspected"),
        help=N_(
            "Would it be known when one predicts? Often such a column is filled in later, or made from the "
            "target. Then all that is measured here is too good, and of no use outside of this table."
        ),
        text=N_("Leakage suspected: {columns} nearly says {target} without the rest of the table."),
        source="Kaufman, Rosset, Perlich & Stitelman 2012, Leakage in Data Mining, ACM TKDD 6(4)",
        layer=measures.leak,
        remedy=lambda evidence, _drawn: row_remedies.without_leaks(evidence),
        numbers=row_remedies.leaking_columns,
    ),
    Finding(
        key=IMBALANCE,
        label=N_("Imbalance ignored"),
        help=N_(
            "Where one class has most of the rows, always answering with it is right most often. Weights of "
            "the classes make mistakes about the rare one count as much: its rows are found, at the price of "
            "others."
        ),
        text=N_(
            "The class {name} is ignored: at most {percent}% of its rows are right, and another class "
            "has {times} times as many rows."
        ),
        threshold=row_facts.IGNORED,
        source="He & Garcia 2009, Learning from Imbalanced Data, IEEE TKDE 21(9), section 2",
        layer=measures.imbalance,
        remedy=lambda evidence, _drawn: row_remedies.weighed_classes(evidence),
        numbers=row_remedies.ignored_class,
    ),
    Finding(
        key=OVERFITTING,
        label=N_("Overfitting"),
        help=N_(
            "The network learns its rows by heart, noise included, which is of no use for others. Early "
            "stopping, dropout, an L2 penalty, fewer units or more rows help."
        ),
        text=N_(
            "Overfitting: validation loss was lowest at epoch {epoch} and has risen since, while training "
            "loss fell on."
        ),
        source="Goodfellow, Bengio & Courville 2016, Deep Learning, sections 5.2 and 7.8",
        layer=measures.overfits,
        remedy=_of(generalizing.against_overfitting),
        numbers=lambda evidence: {"epoch": generalizing.best_epoch(evidence)},
    ),
    Finding(
        key=UNDERFITTING,
        label=N_("Underfitting"),
        help=N_(
            "More can be learnt of these rows: a larger network, more epochs or less regularization help. "
            "The five nearest neighbours do it without any training."
        ),
        text=N_(
            "Underfitting: training is no better than validation, and both stay behind the five nearest "
            "neighbours ({baseline})."
        ),
        source="Goodfellow, Bengio & Courville 2016, Deep Learning, section 5.2",
        layer=measures.underfits,
        remedy=_of(generalizing.larger),
        numbers=lambda evidence: {"baseline": generalizing.baseline(evidence)},
    ),
)
"""The most pressing first."""
