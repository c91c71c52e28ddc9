"""The picture of a schedule beside its choice."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from core.choices.schedules import SCHEDULES
from core.experiment import Experiment
from core.schedule import scheduled
from ui.form.schedule_picture import HEIGHT, POINTS, WIDTH, picture, rates, told


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_schedule_that_depends_on_time_alone_has_one(name: str) -> None:
    experiment = Experiment(schedule=name, learning_rate=0.3, epochs=1)
    values = rates(experiment)
    assert (values is not None) == scheduled(experiment.schedule)
    if values is None:
        return
    assert values.shape == (POINTS,) and (values >= 0).all() and values.max() <= 0.3 * (1 + 1e-12)
    line = ElementTree.fromstring(picture(values))[-1]
    places = [tuple(map(float, pair.split(","))) for pair in line.attrib["points"].split()]
    assert len(places) == POINTS
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in places)


def test_it_says_where_it_begins_and_ends() -> None:
    values = rates(Experiment(schedule={"name": "cosine", "warmup": 10}, learning_rate=0.3, epochs=100))
    assert values is not None
    first, last, top = told(values)
    assert (first, last) == (0.0, 0.0) and top == pytest.approx(0.3, rel=1e-3)
