"""What of a lesson the browser draws by itself: the curve that is sketched, and the top of a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.lessons.blocks import LOG, Sketch
from core.lessons.progress import Predicted, read_predicted
from ui.component import declared, mounted
from ui.language import _, language
from ui.serving import assets

_mount = declared("gradient_lab_learn", "shared", "learn")


def sketch_plot(
    sketch: Sketch,
    *,
    key: str,
    names: Sequence[str],
    marks: Sequence[str],
    across: str,
    drawn: Predicted | None,
    locked: bool,
) -> tuple[float, ...] | None:
    """The plot in which the curve is drawn.

    Arguments:
        key: Streamlit key, the same at every rerun.
        names: of the points, to be read out.
        marks: the same below the axis, in short.
        across: what the axis below says.
        drawn: the curve so far.
        locked: whether it can be changed no more.

    Returns:
        The curve, when it was drawn just now: for one rerun only.
    """
    data = {
        "kind": "sketch",
        "axis": {
            "low": sketch.low,
            "high": sketch.high,
            "scale": "log" if sketch.scale == LOG else "linear",
            "share": sketch.measure.is_share,
        },
        "names": list(names),
        "marks": list(marks),
        "across": across,
        "drawn": list(drawn) if isinstance(drawn, tuple) and len(drawn) == len(names) else None,
        "locked": locked,
        "words": {
            "draw": _(
                "Draw the curve across the plot, with the mouse or a finger; or point by point with Tab and "
                "the arrow keys."
            ),
            "drawn": _("This is your prediction. You can still change it."),
            "locked": _("This was your prediction."),
        },
    }
    told = read_predicted(_mounted(key, data).drawn)
    return told if isinstance(told, tuple) and len(told) == len(names) and not locked else None


def top(step: str, *, prints: bool) -> None:
    """What stands above a step: the page goes to its top where the step changes.

    Arguments:
        step: name of it.
        prints: whether it offers to print.
    """
    _mounted("learn-top", {"kind": "top", "step": step, "print": prints, "words": {"print": _("Print")}})


def _mounted(key: str, data: Mapping[str, Any]) -> Any:
    return mounted(_mount, key, assets.LEARN, {"lang": language(), **data}, None, "drawn")
