"""Rows of the training part in two dimensions, those that were added among them, joined to their "
"neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.bundle import DataBundle
from core.message import Translate
from ui.data.pictures import safe
from ui.data.theme import Colours

MOST_ADDED = 400
MOST_ROWS = 1500
Points = npt.NDArray[np.float64]


def of_added(bundle: DataBundle, names: Sequence[str], colours: Colours, _: Translate) -> Any:
    """Rows as dots, added ones as rings on lines between the two rows that each was made from."""
    from plotly import graph_objects as go

    added = bundle.added
    kept = len(bundle.x_train) - (0 if added is None else len(added.rows))
    points, axes = _plane(bundle, kept, _)
    figure, shades = go.Figure(), colours.groups(len(names))
    if added is not None:
        count = min(len(added.rows), MOST_ADDED)
        place = {row: at for at, row in enumerate(bundle.train_rows[:kept].tolist())}
        begins = points[[place[row] for row in added.rows[:count].tolist()]]
        ends = points[[place[row] for row in added.neighbours[:count].tolist()]]
        lines = np.full((count, 3, 2), np.nan)
        lines[:, 0], lines[:, 1] = begins, ends
        figure.add_scatter(
            x=lines[..., 0].ravel(),
            y=lines[..., 1].ravel(),
            mode="lines",
            line={"color": colours.muted, "width": 1},
            hoverinfo="skip",
            name=_("Between neighbours"),
        )
    chosen = np.linspace(0, kept - 1, min(kept, MOST_ROWS)).astype(int)
    for at, name in enumerate(names):
        here = chosen[bundle.y_train[chosen] == at]
        _add(figure, points[here], safe(name), shades[at], size=6, symbol="circle")
    if added is not None:
        fresh = np.arange(kept, kept + count)
        copies = np.array_equal(added.rows, added.neighbours)
        for at, name in enumerate(names):
            here = fresh[bundle.y_train[fresh] == at]
            if len(here):
                label = _("{name}, added").format(name=safe(name))
                sizes = _sizes(added.rows[here - kept]) if copies else 8
                _add(figure, points[here], label, shades[at], size=sizes, symbol="circle-open")
    figure.update_layout(
        height=470,
        margin={"l": 8, "r": 8, "t": 30, "b": 8},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"},
        xaxis={"title": axes[0], "zeroline": False},
        yaxis={"title": axes[1], "zeroline": False},
    )
    return figure


def _add(figure: Any, points: Points, name: str, shade: str, *, size: Any, symbol: str) -> None:
    figure.add_scatter(
        x=points[:, 0],
        y=points[:, 1],
        mode="markers",
        name=name,
        marker={"size": size, "symbol": symbol, "color": shade, "opacity": 0.8, "line": {"width": 1.5}},
        hovertemplate="%{fullData.name}<extra></extra>",
    )


def _sizes(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Rings around rows that were taken again: the larger, the more often."""
    _values, inverse, counts = np.unique(rows, return_inverse=True, return_counts=True)
    return 7 + 2.5 * np.minimum(counts[inverse], 6)


def _plane(bundle: DataBundle, kept: int, _: Translate) -> tuple[Points, tuple[str, str]]:
    """The training part in two dimensions: as it is, or its principal components, and what the axes are."""
    x = bundle.x_train.astype(np.float64)
    x = np.where(np.isfinite(x), x, 0.0)
    if x.shape[1] == 2:
        return x, _axes(bundle, _)
    from sklearn.decomposition import PCA

    solver = "full" if x.shape[1] <= 100 else "randomized"
    fitted = PCA(2, svd_solver=solver, random_state=0).fit(x[:kept])  # what was added turns nothing
    return fitted.transform(x), _components(fitted, _)


def _axes(bundle: DataBundle, _: Translate) -> tuple[str, str]:
    """Names of the only two columns, which may be components that the preparation made."""
    if (fitted := bundle.preparation.components) is not None:
        return _components(fitted, _)
    return safe(bundle.feature_names[0]), safe(bundle.feature_names[1])


def _components(fitted: Any, _: Translate) -> tuple[str, str]:
    """The first two, with the share of the variance that each has."""
    shares = [f"{share:.0%}" for share in fitted.explained_variance_ratio_]
    names = [
        _("Component {number} ({share})").format(number=at, share=share)
        for at, share in enumerate(shares[:2], 1)
    ]
    return names[0], names[1]
