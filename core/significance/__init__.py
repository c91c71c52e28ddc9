"""Comparisons that are honest about chance: two experiments over several seeds.

Example:
    >>> from core import significance
    >>> one, other = [0.91, 0.90, 0.92, 0.91] * 2, [0.95, 0.96, 0.95, 0.97] * 2
    >>> significance.compare(one, other, margin=0.01, better="higher").answer.value
    'second'
"""

from core.significance.comparable import incomparable
from core.significance.interval import Interval, interval
from core.significance.paired import LEVEL, LOOKS, Answer, Paired, compare
from core.significance.said import said
from core.significance.seeds import over_seeds

__all__ = [
    "LEVEL",
    "LOOKS",
    "Answer",
    "Interval",
    "Paired",
    "compare",
    "incomparable",
    "interval",
    "over_seeds",
    "said",
]
