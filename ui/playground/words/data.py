"""The column at the left: what is learnt from."""

from __future__ import annotations

from core.message import Translate


def data_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return _data(_) | _points(_)


def _data(_: Translate) -> dict[str, str]:
    return {
        "c_data_title": _("Data"),
        "c_data": _(
            "Each picture is a set of points with the labels that the network is to learn. Training "
            "points teach it; validation points are kept away and tell whether it has understood or only "
            "learnt by heart. More noise makes the task harder. A batch is how many points the network "
            "looks at before it changes its weights."
        ),
        "c_share_of_training": _("For training"),
        "c_share_of_training_help": _(
            "Share of the points that the network learns from. The others tell how well it does on new ones."
        ),
        "c_noise": _("Noise"),
        "c_noise_help": _("How far points or their classes are moved by chance."),
        "c_classes": _("Classes"),
        "c_classes_help": _("How many classes there are, each with a colour of its own."),
        "c_regenerate": _("New points"),
        "c_regenerate_help": _("Draw other points of the same kind"),
    }


def _points(_: Translate) -> dict[str, str]:
    return {
        "c_points_count": _("{count} points"),
        "c_points_hint": _("Draw in the large picture, or paste a table: x1, x2, class."),
        "c_points_paste": _("Paste"),
        "c_points_paste_help": _("Put in points as text: one line each with x1, x2 and the class"),
        "c_points_clear": _("Clear"),
        "c_points_clear_help": _("Take all points away"),
    }
