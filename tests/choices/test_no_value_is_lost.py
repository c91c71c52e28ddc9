"""Every field answers what is no value with an error: nothing is taken for "nothing there"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.choices.activations import ACTIVATIONS
from core.choices.fields import Field
from core.choices.initializers import INITIALIZERS
from core.choices.losses import LOSSES
from core.choices.normalizations import NORMALIZATIONS
from core.choices.optimizers import OPTIMIZERS
from core.choices.regularization import CONSTRAINTS, NOISES, PENALTIES
from core.choices.stopping import STOPPING
from core.choices.typed.optional_number import OptionalNumber
from core.data.balancing import SAMPLERS
from core.data.catalogue import DATASETS
from core.data.decomposition import DECOMPOSITIONS
from core.data.expansion import EXPANSIONS
from core.data.split_choices import SPLITS
from core.experiment import FIELDS
from core.message import Invalid

REGISTRIES = (ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, STOPPING, DATASETS)
REGULARIZATION = (NORMALIZATIONS, PENALTIES, NOISES, CONSTRAINTS)
PREPARATION = (SPLITS, EXPANSIONS, DECOMPOSITIONS, SAMPLERS)


def fields() -> Iterator[Field]:
    yield from FIELDS.values()
    for registry in (*REGISTRIES, *REGULARIZATION, *PREPARATION):
        for entry in registry.values():
            yield from entry.parameters


EVERY = tuple({(type(field), field.key): field for field in fields()}.values())
NOTHING = st.one_of(
    st.none(),
    st.just(float("nan")),
    st.just(()),
    st.just([]),
    st.just({}),
    st.builds(object),
    st.just("\x00"),
)
GOOD = st.sampled_from(["x1", "tanh", 8, 1.0])


@pytest.mark.parametrize("field", EVERY, ids=lambda field: f"{type(field).__name__}-{field.key}")
@given(
    before=st.lists(GOOD, max_size=2), nothing=NOTHING, after=st.lists(GOOD, max_size=2), kind=st.booleans()
)
def test_a_list_with_nothing_in_it_is_an_error(
    field: Any, before: list[Any], nothing: Any, after: list[Any], kind: bool
) -> None:
    given_ = [*before, nothing, *after]
    with pytest.raises(Invalid):
        field.parse(tuple(given_) if kind else given_)


@pytest.mark.parametrize("field", EVERY, ids=lambda field: f"{type(field).__name__}-{field.key}")
def test_none_is_an_error_unless_it_is_a_value(field: Any) -> None:
    if isinstance(field, OptionalNumber):
        assert field.parse(None) is field.parse("") is None
        return
    with pytest.raises(Invalid):
        field.parse(None)
