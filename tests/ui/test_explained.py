"""The Guide can explain every choice, whatever kind it is of."""

from __future__ import annotations

import pytest

from core.choices.fields import Field
from core.choices.registry import Menu
from core.experiment import FIELDS
from core.hyperparameters import GROUPS
from ui.explained import choices, limits

PARAMETERS = [
    parameter
    for field in FIELDS.values()
    if isinstance(field, Menu)
    for entry in field.registry.values()
    for parameter in entry.parameters
]


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_is_explained(group: str) -> None:
    assert [table for _menu, table in choices(group, str)]


@pytest.mark.parametrize("field", [*FIELDS.values(), *PARAMETERS], ids=lambda field: field.key)
def test_every_choice_says_what_it_takes(field: Field) -> None:
    if not isinstance(field, Menu):
        assert limits(field, str)
