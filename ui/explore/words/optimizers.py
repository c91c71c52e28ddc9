"""Words of the explorer of optimizers."""

from __future__ import annotations

from core.message import Translate


def optimizer_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`; ``term_…`` are the kinds of terms that a step has."""
    return {
        "racers": _("Optimizers that race"),
        "show_all": _("Show all"),
        "show_followed": _("The followed one alone"),
        "race_title": _("Ways down from one point, over lines of equal loss"),
        "race_help": _(
            "Click or drag to begin elsewhere (circle); ×: minimum; dots: where each is at the step shown. "
            "w₁ across, w₂ up."
        ),
        "race_told": _("{optimizer} at step {step}: w₁ = {w1}, w₂ = {w2}, loss {loss}"),
        "landscape_title": _("Ways down from one point, over the loss as a landscape"),
        "landscape_help": _("Drag to turn. Heights are logarithms, so that walls and hollows are both seen."),
        "losses_title": _("Loss above the minimum, over steps"),
        "losses_help": _(
            "Logarithmic: a straight line falls by the same share at every step. Click: look at a step."
        ),
        "steps": _("steps"),
        "arrows_title": _("This step, enlarged"),
        "arrows_help": _(
            "Thick: what is added to the weights. Dashed: the usual size of gradients. True lengths."
        ),
        "terms_title": _("Step {step} of {optimizer} in numbers"),
        "terms_before": _("Before it: w = ({w1}, {w2}), loss {loss}; η = {rate}"),
        "terms_help": _("All numbers are those of Keras's own optimizer, to the rounding of float32."),
        "terms_region": _("Terms of the step"),
        "step_back": _("One step back"),
        "step_on": _("One step on"),
        "play": _("Play the race"),
        "pause": _("Pause"),
        "limit": _(
            "Largest stable rate of {optimizer} here: {formula} = {limit}, where λₘₐₓ = {steep} is the "
            "steepest curvature."
        ),
        "limit_below": _("η = {rate} is {times} times that: it converges."),
        "limit_above": _("η = {rate} is {times} times that: every step leads farther away."),
        "limit_varies": _(
            "The curvature λ differs from place to place here, and with it SGD's largest stable rate, 2/λₘₐₓ."
        ),
        "limit_none": _(
            "{optimizer} has no largest stable rate: its steps do not grow with the gradient. With too large "
            "a rate it jumps to and fro."
        ),
        "diverged": _("{optimizer} diverges: it is out of sight after step {step}."),
        "diverged_short": _("diverges ({step})"),
        "term_gradient": _("Gradient"),
        "term_decay": _("Weight decay"),
        "term_momentum": _("Momentum"),
        "term_mean_gradient": _("Mean of the gradients"),
        "term_second": _("Second moment"),
        "term_corrected": _("Bias correction"),
        "term_look_ahead": _("Look ahead"),
        "term_sum": _("Sum of the gradients"),
        "term_rate": _("Schedule"),
        "term_scaled": _("Scaled gradient"),
        "term_clipped": _("Clipped"),
        "term_trust": _("Trust ratio"),
        "term_orthogonal": _("Made orthogonal"),
        "term_past_steps": _("Second moment of the steps"),
        "term_update": _("Update"),
        "term_weights": _("New weights"),
    }
