"""Words of the explorer of optimizers."""

from __future__ import annotations

from core.message import Translate


def optimizer_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`; ``race_term_…`` are the kinds of terms that a step has."""
    return {
        "race_racers": _("Optimizers that race"),
        "race_show_all": _("Show all"),
        "race_show_followed": _("The followed one alone"),
        "race_title": _("Ways down from one point, over lines of equal loss"),
        "race_help": _(
            "Click or drag to begin elsewhere (circle); ×: minimum; dots: where each is at the step shown. "
            "w₁ across, w₂ up."
        ),
        "race_told": _("{optimizer} at step {step}: w₁ = {w1}, w₂ = {w2}, loss {loss}"),
        "race_solid_title": _("Ways down from one point, over the loss as a landscape"),
        "race_solid_help": _(
            "Drag to turn. Heights are logarithms, so that walls and hollows are both seen."
        ),
        "race_losses_title": _("Loss above the minimum, over steps"),
        "race_losses_help": _(
            "Logarithmic: a straight line falls by the same share at every step; what is below 10⁻⁸ lies on "
            "the lower edge. Click: look at a step."
        ),
        "race_steps": _("steps"),
        "race_arrows_title": _("This step, enlarged"),
        "race_arrows_help": _(
            "Thick: what is added to the weights. Dashed: the usual size of gradients. True lengths."
        ),
        "race_terms_title": _("Step {step} of {optimizer} in numbers"),
        "race_terms_before": _("Before it: w = ({w1}, {w2}), loss {loss}; η = {rate}"),
        "race_terms_help": _("All numbers are those of Keras's own optimizer, to the rounding of float32."),
        "race_terms_region": _("Terms of the step"),
        "race_step_back": _("One step back"),
        "race_step_on": _("One step on"),
        "race_play": _("Play the race"),
        "race_pause": _("Pause"),
        "race_limit": _(
            "Largest stable rate of {optimizer} here: {formula} = {limit}, where λₘₐₓ = {steep} is the "
            "steepest curvature."
        ),
        "race_limit_below": _("η = {rate} is {times} times that: it converges."),
        "race_limit_noisy": _(
            "η = {rate} is {times} times that: it stays near the minimum, moved by the noise."
        ),
        "race_limit_above": _("η = {rate} is {times} times that: every step leads farther away."),
        "race_limit_varies": _(
            "The curvature λ differs from place to place here, and with it SGD's largest stable rate, 2/λₘₐₓ."
        ),
        "race_limit_none": _(
            "{optimizer} has no largest stable rate: its steps do not grow with the gradient. With too large "
            "a rate it jumps to and fro."
        ),
        "race_diverged": _("{optimizer} diverges: it is out of sight after step {step}."),
        "race_diverged_short": _("diverges ({step})"),
        "race_term_gradient": _("Gradient"),
        "race_term_decay": _("Weight decay"),
        "race_term_momentum": _("Momentum"),
        "race_term_mean_gradient": _("Mean of the gradients"),
        "race_term_second": _("Second moment"),
        "race_term_corrected": _("Bias correction"),
        "race_term_look_ahead": _("Look ahead"),
        "race_term_sum": _("Sum of the gradients"),
        "race_term_rate": _("Schedule"),
        "race_term_scaled": _("Scaled gradient"),
        "race_term_clipped": _("Clipped"),
        "race_term_trust": _("Trust ratio"),
        "race_term_orthogonal": _("Made orthogonal"),
        "race_term_past_steps": _("Second moment of the steps"),
        "race_term_update": _("Update"),
        "race_term_weights": _("New weights"),
    }
