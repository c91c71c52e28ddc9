"""Words of the explorer of scaling."""

from __future__ import annotations

from core.message import Translate


def scaling_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return {**_steps(_), **_bowl(_)}


def _steps(_: Translate) -> dict[str, str]:
    return {
        "scaling_by_hand": _("A table, scaled column by column"),
        "scaling_x1": _("x1, scaled"),
        "scaling_x2": _("x2, scaled"),
        "scaling_before": _("The rows before scaling"),
        "scaling_before_help": _(
            "Drag a point. Both axes have one scale: a long cloud is a long valley of the loss."
        ),
        "scaling_after": _("The rows after scaling"),
        "scaling_after_help": _("The same points. Both features now have about as much to say."),
        "scaling_usual": _("As at first"),
        "scaling_sizes": _("Very unequal sizes"),
        "scaling_outlier": _("With an outlier"),
        "scaling_level": _("A constant column"),
        "scaling_nothing": _("Nothing is done."),
        "scaling_min": _("minimum"),
        "scaling_max": _("maximum"),
        "scaling_range": _("maximum − minimum"),
        "scaling_mean": _("mean"),
        "scaling_variance": _("variance, the mean of the squares (ddof = 0)"),
        "scaling_deviation": _("standard deviation"),
        "scaling_largest": _("largest absolute value"),
        "scaling_median": _("median"),
        "scaling_quartiles": _("third quartile − first quartile"),
        "scaling_logarithms": _("sign(x) ln(1 + |x|)"),
        "scaling_sorted": _("in order; each value's place from 0 counts"),
        "scaling_constant": _("this column does not vary: scikit-learn divides by 1 instead of 0"),
        "scaling_found": _("After scaling:"),
    }


def _bowl(_: Translate) -> dict[str, str]:
    return {
        "scaling_verdict": _(
            "Loss of ŷ = w1 x1 + w2 x2: {before} times as steep in one direction as in the other before "
            "scaling, {after} times after it. Descent is stable below a rate of {slow}, and of {fast}."
        ),
        "scaling_bowl_before": _("The loss before scaling"),
        "scaling_bowl_help": _("Drag the red start. Steps go back and forth across a narrow valley."),
        "scaling_bowl_after": _("The loss after scaling"),
        "scaling_bowl_after_help": _(
            "The same start and steps. The rounder the bowl, the straighter they go."
        ),
        "scaling_losses": _("Loss above the least, step by step"),
        "scaling_losses_help": _(
            "Straight down: each step leaves the same share. Up: the rate is too large. What is below 10⁻⁸ "
            "lies on the lower edge."
        ),
        "scaling_rates": _("What a step leaves of the way, in the slowest direction"),
        "scaling_rates_help": _(
            "Drag the rate. Above 1, right of 2/λ, descent diverges. How deep the curve gets is what scaling "
            "changes."
        ),
        "scaling_rate_axis": _("Learning rate (logarithmic)"),
        "scaling_step": _("Step"),
        "scaling_side_before": _("before"),
        "scaling_side_after": _("after"),
        "scaling_row_large": _("largest curvature λ₁"),
        "scaling_row_small": _("smallest curvature λ₂"),
        "scaling_row_condition": _("condition number λ₁ / λ₂"),
        "scaling_row_limit": _("largest stable rate 2 / λ₁"),
        "scaling_row_rate": _("rate"),
        "scaling_row_left": _("left after a step"),
        "scaling_row_height": _("loss above the least, at last"),
        "scaling_numbers": _("Both bowls in numbers"),
        "scaling_diverged": _("diverged"),
    }
