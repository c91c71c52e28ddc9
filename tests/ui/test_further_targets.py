"""Several targets on the page Data: in its address, and in what the Train page is given."""

from __future__ import annotations

import pandas
import pytest

from core.tables import of
from ui.data.setting import DataSetting, from_address, to_address
from ui.data.training import experiment_of

TABLE = of(pandas.DataFrame({"a": [1.5, 2, 3, 4, 5], "b, c": [5, 4.5, 3, 2, 1], "x": [0.5, 2, 4, 6, 8]}))


@pytest.mark.parametrize(
    ("text", "further"), [("", ()), ("3", (3,)), ("4.2", (4, 2)), ("x.-1", (1,)), ("1." * 40, (1,) * 7)]
)
def test_they_stand_in_the_address(text: str, further: tuple[int, ...]) -> None:
    setting, errors = from_address({"table": TABLE.hash, "target": "1", "further": text})
    assert not errors and setting.further == further
    assert from_address(to_address(setting))[0] == setting
    assert ("further" in to_address(setting)) == bool(further)


def test_the_train_page_is_given_all_of_them() -> None:
    one, two, wrong = (
        experiment_of(TABLE, DataSetting(source=TABLE.hash, further=further), "a")
        for further in ((), (1,), (0, 7))
    )
    assert one is not None and two is not None
    assert one.target_names == ("a",) and one.dataset["columns"] == ""
    assert two.target_names == ("a", "b, c") and two.outputs == 2
    assert wrong == one, "the target itself, and columns that there are not, are left out"
