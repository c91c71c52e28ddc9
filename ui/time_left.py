"""How long something still takes, in words."""

from __future__ import annotations

from ui.language import _

_MINUTE, _HOUR = 60.0, 3600.0
_MANY_MINUTES = 90.0


def time_left(seconds: float) -> str:
    """In the reader's language, to be put behind something else: rounded, since it is estimated.

    Arguments:
        seconds: at least 0.
    """
    minutes = round(seconds / _MINUTE)
    if seconds < 0.75 * _MINUTE:
        return _("less than a minute left")
    if minutes <= 1:
        return _("about 1 minute left")
    if minutes < _MANY_MINUTES:
        return _("about {minutes} minutes left").format(minutes=minutes)
    hours = round(seconds / _HOUR)
    return _("about {hours} hours left").format(hours=hours)
