"""How much a leak flatters: the same table trained twice, honestly and with a leak.

With shuffled labels there is nothing to learn: what is honest stays at an AUC of 0.5, within its error.

Example:
    >>> from core import leaks
    >>> pairs = list(leaks.measure(leaks.rows_of(table, "survived"), "smote", seeds=10, shuffled=True))
    >>> leaks.interval([pair.leaking for pair in pairs])
"""

from core.leaks.kinds import LEAKS, Arm, Arms, Leak
from core.leaks.measured import Pair, measure
from core.leaks.rows import LeakRows, rows_of
from core.significance.interval import Interval, interval

__all__ = ["LEAKS", "Arm", "Arms", "Interval", "Leak", "LeakRows", "Pair", "interval", "measure", "rows_of"]
