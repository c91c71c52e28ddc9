"""Fewer features that say nearly as much: principal components."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.choices.fields import Number, Switch
from core.choices.registry import Entry, Picked, Registry
from core.message import N_

MOST_COMPONENTS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposition(Entry):
    """A way to make fewer features.

    Arguments:
        build: takes what was picked and returns the transformer of scikit-learn, not yet fitted; None where
            the features stay.
    """

    build: Callable[[Picked], Any] | None = None

    def columns(self, picked: Picked, columns: int) -> int:
        """How many features are left of `columns`."""
        return columns if self.build is None else int(picked["count"])


def _pca(picked: Picked) -> Any:
    from sklearn.decomposition import PCA

    # The seed is for the method that scikit-learn takes where there are very many features.
    return PCA(picked["count"], whiten=picked["whiten"], random_state=0)


DECOMPOSITIONS: Registry[Decomposition] = Registry(
    Decomposition(key="none", label=N_("None"), help=N_("All features.")),
    Decomposition(
        key="pca",
        label=N_("Principal components (PCA)"),
        help=N_(
            "The directions along which the training part varies most, in that order: fewer inputs, none "
            "correlated with another."
        ),
        parameters=(
            Number(
                key="count",
                label=N_("Components"),
                help=N_("How many directions are kept; at most as many as there are features and rows."),
                default=2,
                low=1,
                high=MOST_COMPONENTS,
                integer=True,
                log=True,
                marks=(1, 2, 3, 5, 10, 30, 100),
            ),
            Switch(
                key="whiten",
                label=N_("Whitening"),
                help=N_("Brings all components to a standard deviation of 1."),
                default=False,
            ),
        ),
        build=_pca,
    ),
)
