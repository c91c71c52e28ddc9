"""What a table looks like before anything is done to it: distributions, what is missing, correlations,
classes, two principal components, and warnings with evidence. Pure functions of a `Table`.
"""

from core.tables.profiling.balance import ClassBalance, class_balance
from core.tables.profiling.correlations import Correlations, correlations
from core.tables.profiling.distinct_values import distinct
from core.tables.profiling.distributions import Distribution, distribution
from core.tables.profiling.findings import Finding, findings
from core.tables.profiling.missing import MissingCells, missing_cells
from core.tables.profiling.projection import Projection, projection
from core.tables.profiling.sample import Sample, sampled
from core.tables.profiling.targets import guessed_target, is_classes, may_be_target

__all__ = [
    "ClassBalance",
    "Correlations",
    "Distribution",
    "Finding",
    "MissingCells",
    "Projection",
    "Sample",
    "class_balance",
    "correlations",
    "distinct",
    "distribution",
    "findings",
    "guessed_target",
    "is_classes",
    "may_be_target",
    "missing_cells",
    "projection",
    "sampled",
]
