"""What the pictures of single layers say."""

from __future__ import annotations

from core.message import Translate


def layer_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return _kinds(_) | _pictures(_)


def _kinds(_: Translate) -> dict[str, str]:
    """A word for each kind of `core.diagnosis.verdict.Verdict`."""
    return {
        "healthy": _("Healthy"),
        "vanishing": _("Vanishing"),
        "exploding": _("Exploding"),
        "weakened": _("Weakened"),
        "amplified": _("Amplified"),
        "saturated_kind": _("Saturated"),
        "dead_kind": _("Dead"),
        "symmetric": _("Symmetric"),
        "single_row": _("One row"),
        "single_unit": _("One unit"),
        "small_batch": _("Small batches"),
        "overflow": _("Overflow"),
    }


def _pictures(_: Translate) -> dict[str, str]:
    return {
        "measured": _("Measured"),
        "predicted": _("Theory"),
        "range": _("{low} to {high} over {seeds} networks"),
        "measured_value": _("Measured {value}"),
        "predicted_value": _("Theory {value}"),
        "differing": _("A row's mean square differs by {share} from network to network (theory)"),
        "activations_caption": _("One range for all layers: see them narrow, widen or pile up at the ends."),
        "activation_title": _("Standard deviation of activations"),
        "activation_caption": _("Level: the signal gets through. Falling: it fades. Rising: it grows."),
        "preactivation_title": _("Standard deviation of pre-activations z"),
        "preactivation_caption": _(
            "Weighted sums, what the activation function gets: far above 1, S-shaped ones saturate."
        ),
        "gradient_title": _("Gradient dL/dz, relative to the last layer"),
        "gradient_caption": _("Falling to the left: it vanishes on its way back. Rising: it explodes."),
        "weight_gradient_title": _("Gradient dL/dW, relative to the last layer"),
        "weight_gradient_caption": _("It can look healthy while dL/dz vanishes: compare the two."),
        "jacobian_title": _("Singular values of the input-output Jacobian"),
        "jacobian_caption": _(
            "How small changes of the input are stretched. All near 1: they pass with their size."
        ),
        "jacobian_spread": _("Condition number {spread}: the largest singular value over the smallest."),
        "jacobian_beyond": _("Condition number over {spread}: the largest singular value over the smallest."),
        "jacobian_none": _("All singular values of the Jacobian are 0: no change of the input gets through."),
        "jacobian_between": _("{low} to {high}: {count} singular values"),
        "jacobian_size": _("Root mean square {size}"),
        "jacobian_zeros": _("{count} singular values are 0, as far as can be computed"),
        "units_title": _("Saturated and dead units"),
        "units_caption": _("Saturated outputs hardly pass gradients on; dead units pass none."),
        "units_idle": _("Here no unit is saturated or dead: all of them pass gradients on."),
        "units_none": _("Units of this activation function neither saturate nor die."),
    }
