"""Progress in lessons: each visitor's own, in place of what was, and gone when it is old or too much."""

from __future__ import annotations

import pytest

from core.live.protocol.questions import Busy
from core.store import lesson_progress
from core.store.lesson_progress import GOOD_SECONDS, LessonProgress
from core.store.store import RunStore


def test_it_is_each_visitors_own_and_the_latest(url: str) -> None:
    store = RunStore(url)
    kept = LessonProgress(store.engine)
    kept.keep("one", "a", {"seen": [1]})
    kept.keep("one", "a", {"seen": [1, 2]})
    kept.keep("one", "b", {})
    kept.keep("other", "a", {"seen": [3]})
    assert kept.of("one") == {"a": {"seen": [1, 2]}, "b": {}} and kept.of("nobody") == {}
    store.close()


def test_what_is_old_or_too_much_goes(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson_progress, "MOST_ROWS", 2)
    now = [0.0]
    store = RunStore(url)
    kept = LessonProgress(store.engine, clock=lambda: now[0])
    for at, lesson in enumerate("abc"):
        now[0] = float(at)
        kept.keep("one", lesson, {})
    assert set(kept.of("one")) == {"b", "c"}
    now[0] = GOOD_SECONDS + 1.5
    kept.keep("one", "d", {})
    assert set(kept.of("one")) == {"c", "d"}
    store.close()


def test_a_store_that_does_not_answer_says_so(url: str) -> None:
    store = RunStore(url)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE lesson_progress")
    with pytest.raises(Busy):
        LessonProgress(store.engine).of("one")
    store.close()
