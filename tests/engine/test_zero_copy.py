"""Tensors as arrays and back."""

import numpy as np
import pytest
import tensorflow as tf

from core.engine.program import zero_copy


def test_an_array_leads_back_to_its_own_tensor() -> None:
    tensor = tf.range(10.0)
    array = zero_copy.tensor_backed(tensor)
    np.testing.assert_array_equal(array, np.arange(10.0))
    assert zero_copy.tensor_of(array) is tensor
    assert not array.flags.writeable


def test_what_is_made_from_it_does_not() -> None:
    array = zero_copy.tensor_backed(tf.range(10.0))
    for made in (array[2:5], array + 1, np.concatenate([array, array]), array.copy()):
        np.testing.assert_array_equal(zero_copy.tensor_of(made), made)


@pytest.mark.parametrize("size", [0, 1, 6, 7, 8, 14, 15])
def test_a_long_vector_is_copied_whole_in_pieces(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zero_copy, "PIECE", 7)
    vector = np.arange(size, dtype=np.int64)
    tensor = zero_copy.tensor_of(vector)
    assert tensor.dtype == tf.int64 and tensor.shape == (size,)
    np.testing.assert_array_equal(tensor, vector)
