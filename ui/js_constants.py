"""What Python and the browser both have to know, written as a JavaScript module.

``python -m ui.js_constants > ui/js/shared/constants.js``
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

from core.choices.typed import points
from core.class_levels import SURE
from core.data.dataset import MOST_NOISE
from core.frame import ERROR_OF_TARGET, MOMENTS
from core.hyperparameters import LEARNING_RATE
from core.live.protocol.command import SPEED
from core.live.protocol.status import RunStatus
from core.live.runs import RESUMABLE
from core.live.sessions.history import NUMBERS, STATISTICS
from core.live.sessions.network_channel import HISTORY
from ui.routes.live import ACKNOWLEDGED_EACH, FORBIDDEN, HEARTBEAT_SECONDS, TOO_MANY, UNKNOWN
from ui.routes.runs import VERBS

_HEAD = """// What Python and the browser both have to know.
// Written by: python -m ui.js_constants > ui/js/shared/constants.js
"""

Value = float | str | Iterable[float | str]


def constants() -> dict[str, tuple[str, Value]]:
    """Name to what it is, in a sentence, and its value."""
    return {
        "PLANE_EXTENT": ("Data in the plane go from minus this to this.", points.EXTENT),
        "LEVELS_PER_CLASS": ("Levels of a class, doubtful to certain, in a picture of the plane.", SURE + 1),
        "POINT_LENGTH": ("Characters of a custom point's text.", points.DIGITS),
        "POINT_STEPS": ("Steps of a custom point's coordinate from end to end.", points.STEPS),
        "POINT_ALPHABET": ("Digits of that text.", points.ALPHABET),
        "MOST_POINTS": ("Custom points at most.", points.MAX_POINTS),
        "MOST_CLASSES": ("Classes of custom points at most.", points.CLASSES),
        "MOST_NOISE": ("Noise of data at most, in percent.", MOST_NOISE),
        "STATISTICS": ("Of each layer, over time.", STATISTICS),
        "MOMENTS": ("Of a hidden layer with batch normalization, over time.", MOMENTS),
        "RUN_NUMBERS": ("Of a run, over time.", NUMBERS),
        "PLAYED_NUMBERS": ("Of a network that is played with, over time.", HISTORY),
        "RUN_STATUSES": ("Where a run may stand.", list(RunStatus)),
        "RESTING_STATUSES": ("Where it can be asked to go on.", [RunStatus.PAUSED, *sorted(RESUMABLE)]),
        "OPEN_STATUSES": ("Where more will come.", [status for status in RunStatus if not status.over]),
        "RUN_VERBS": ("What can be asked of a run.", VERBS),
        "RUN_SPEEDS": ("Epochs per second at most that a run is offered; 0 is no limit.", SPEED.marks),
        "ERROR_OF_TARGET": (
            "A measure with this and a number in its name: the error of a target.",
            ERROR_OF_TARGET,
        ),
        "RATES": (
            "Smallest and largest learning rate of a slider; others are typed.",
            (min(LEARNING_RATE.marks), max(LEARNING_RATE.marks)),
        ),
        "ACKNOWLEDGED_EACH": (
            "Messages of a live session that are acknowledged at a time.",
            ACKNOWLEDGED_EACH,
        ),
        "HEARTBEAT_SECONDS": ("How often a live session says at least that it is there.", HEARTBEAT_SECONDS),
        "BUSY_CODE": ("Why a WebSocket is closed that is to be opened again later.", TOO_MANY),
        "GONE_CODES": ("Why a WebSocket is closed that is not opened again.", (UNKNOWN, FORBIDDEN)),
    }


def javascript() -> str:
    """The module, `constants` one by one."""
    return _HEAD + "".join(
        f"\n/** {about} */\nexport const {name} = {_written(value)};\n"
        for name, (about, value) in constants().items()
    )


def _written(value: Value) -> str:
    if isinstance(value, str | float | int):
        return _literal(value)
    return f"/** @type {{const}} */ ([{', '.join(_literal(item) for item in value)}])"


def _literal(value: float | str) -> str:
    # Whole numbers without a point, as JavaScript's own style has them.
    return json.dumps(int(value) if isinstance(value, float) and value.is_integer() else value)


if __name__ == "__main__":
    sys.stdout.write(javascript())
