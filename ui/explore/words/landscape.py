"""Words of the explorer of the loss landscape."""

from __future__ import annotations

from core.message import Translate
from ui.train.words import panel_words

_SHARED = ("unreachable", "server_busy")
"""What the live panel says, too."""


def landscape_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    shared = panel_words(_)
    return {key: shared[key] for key in _SHARED} | {
        "step": _("Step"),
        "landscape_step_help": _("Where on their way the runs are read; drag in the curves, too."),
        "landscape_plane": _("The loss on a plane of weights, and the ways through it"),
        "landscape_plane_help": _("Dark is low. Both begin at the same dot: from the same weights."),
        "landscape_beside": _(
            "The plane is flat, the network has more dimensions: up to {share} of a way lies beside it."
        ),
        "landscape_across": _("distance in weights"),
        "landscape_losses": _("Loss of the training part on the way"),
        "landscape_losses_help": _("Of the weights themselves, not of their shadow on the plane."),
        "landscape_sharpness": _("Sharpness: largest eigenvalue of the Hessian"),
        "landscape_sharpness_help": _(
            "Gradient descent on all rows makes the loss sharper until 2 / learning rate, and stays about "
            "there: the edge of stability (Cohen et al. 2021)."
        ),
        "landscape_bound": _("{bound}: sharper, plain steps are not stable"),
        "landscape_training_now": _("Both runs train…"),
        "landscape_plane_now": _("The loss on the plane is computed…"),
        "landscape_sharpness_now": _("Sharpness is measured…"),
        "landscape_loss": _("{name}: loss {loss}"),
        "landscape_sharp": _("sharpness {value}"),
        "landscape_limit": _("stable up to {limit}"),
        "landscape_diverged": _("diverged after this"),
    }
