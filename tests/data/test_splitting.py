"""The split and the standard scaling, drawn with NumPy, against scikit-learn's: equal to the bit."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from core.data.scaling import SCALERS
from core.data.splitting import split
from core.hyperparameters import MAX_SEED


@given(
    labels=st.lists(st.integers(0, 9), min_size=2, max_size=300),
    share=st.floats(0.05, 0.9),
    seed=st.integers(0, MAX_SEED),
    stratify=st.booleans(),
)
def test_rows_are_those_of_train_test_split(
    labels: list[int], share: float, seed: int, stratify: bool
) -> None:
    y = np.array(labels)
    held_out = len(y) - min(max(math.floor(len(y) * (1.0 - share)), 1), len(y) - 1)
    classes, counts = np.unique(y, return_counts=True)
    possible = counts.min() >= 2 and len(classes) <= min(held_out, len(y) - held_out)
    expected = train_test_split(
        np.arange(len(y)),
        test_size=held_out,
        random_state=seed,
        stratify=y if stratify and possible else None,
    )
    received = split(y, share=share, seed=seed, stratify=stratify)
    for ours, theirs in zip(received, expected, strict=True):
        assert ours.dtype == np.int64
        np.testing.assert_array_equal(ours, theirs)


@given(
    arrays.arrays(
        np.float32,
        st.tuples(st.integers(1, 60), st.integers(1, 5)),
        elements=st.floats(-(2.0**60), 2.0**60, width=32),
    ),
    st.booleans(),
)
def test_standard_scaling_is_that_of_standard_scaler(x: np.ndarray, constant: bool) -> None:
    if constant:
        x[:, 0] = x[0, 0]
    received = SCALERS["standard"].fit(x)
    expected = StandardScaler().fit(x.astype(np.float64))
    np.testing.assert_array_equal(received.shift, expected.mean_)
    np.testing.assert_array_equal(received.scale, expected.scale_)
