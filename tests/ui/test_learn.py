"""The page "Learn": its list, its steps, what it keeps of a visitor, and what it tells of broken files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.claims.outcomes import Outcome
from core.lessons.progress import Progress
from core.lessons.shelf import VARIABLE, shelf
from core.live.records.run import hash_of
from tests.fake_trainer import frame_at
from tests.ui.test_pages import OWNER, app, texts
from ui import services
from ui.lessons import blocks, predicting, training
from ui.lessons.setting import PAGE, WHOLE, LearnSetting, from_address, to_address
from ui.setting import Opened

__all__ = ["app"]

KEY = "vanishing"


@pytest.mark.parametrize(
    "setting",
    [
        LearnSetting(),
        LearnSetting(lesson=KEY),
        LearnSetting(lesson=KEY, step=3),
        LearnSetting(lesson=KEY, step=WHOLE),
    ],
)
def test_a_setting_comes_back_from_its_address(setting: LearnSetting) -> None:
    assert from_address(to_address(setting)) == (setting, ())


@pytest.mark.parametrize(
    "texts", [{"lesson": "no <b>such"}, {"lesson": KEY, "step": "99"}, {"lesson": KEY, "step": "²"}]
)
def test_what_is_unknown_in_an_address_is_told(texts: dict[str, str]) -> None:
    assert len(list(from_address(texts)[1])) == 1


def test_a_step_is_one_of_the_readers_own_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    header = "---\nkey: mine\nnumber: 1\ntitle: Mine\nquestion: Why?\nminutes: 1\n---\n"
    for lang, steps in (("en", 1), ("ko", 3)):
        (tmp_path / lang).mkdir()
        (tmp_path / lang / "mine.md").write_text(header + "## A\ntext\n" * steps, "utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    texts = {"lesson": "mine", "step": "3"}
    assert len(list(from_address(texts)[1])) == 1
    monkeypatch.setattr("ui.lessons.setting.language", lambda: "ko")
    assert from_address(texts) == (LearnSetting(lesson="mine", step=3), ())


def test_progress_is_read_as_far_as_it_is_right() -> None:
    lesson = shelf().lessons[KEY]["en"]
    kept = Progress().saw(2).predicts("learns", 1).predicts("profile", (1.0, 2.0)).scored("learns", 100)
    assert Progress.of_json(kept.to_json(), lesson) == kept and kept.points == 100
    assert kept.predicts("learns", 0).scores == {}
    broken = {
        "seen": [1, 99, "x"],
        "predicted": {"learns": "a", "profile": [1, float("nan")], "other": 1},
        "scores": {"learns": 3},
        "done": ["rescue", {}],
    }
    assert Progress.of_json(broken, lesson) == Progress(seen=frozenset({1}), done=frozenset({"rescue"}))
    assert Progress.of_json([], lesson) == Progress()


@pytest.mark.engine
def test_a_lesson_opens_at_its_step_and_keeps_what_was_predicted(app: AppTest) -> None:
    app.switch_page("learn.py").run()
    assert not app.exception
    app.button(key=f"begin-{KEY}").click().run()
    assert app.query_params == {"lesson": KEY}
    app.radio(key=f"learn-{KEY}-1-3").set_value(2).run()
    app.button(key="lesson-next").click().run()
    app.button(key="lesson-next").click().run()
    assert not app.exception and app.query_params["step"] == "3"
    assert any("First predict: Draw" in info.value.replace("\\", "") for info in app.info)
    kept = services.lesson_progress().of(hash_of(OWNER))[KEY]
    assert kept["seen"] == [1, 2, 3] and kept["predicted"] == {"learns": 2}
    assert services.lesson_progress().of(hash_of("another")) == {}
    app.button(key="lesson-apps").click().run()
    assert "3 of 7 steps" in texts(app) and app.button(key=f"begin-{KEY}").label == "Go on"


@pytest.mark.engine
@pytest.mark.parametrize("lang", ["en", "ko"])
@pytest.mark.parametrize("key", sorted(shelf().lessons))
def test_every_step_is_drawn_and_the_whole_on_paper(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, key: str, lang: str
) -> None:
    """As it is with everything predicted, measured and done."""
    lesson = shelf().lessons[key][lang]
    progress = Progress(done=frozenset(lesson.tasks))
    for name, found in lesson.predictions.items():
        progress = progress.predicts(name, 0 if hasattr(found, "answers") else (1.0,) * 11)
    app.query_params["lang"] = lang
    app.run()
    services.lesson_progress().keep(hash_of(OWNER), key, progress.to_json())
    measured = Outcome(tuple(frame_at(10 * at, layers=11) for at in range(3)), over=True)
    for place in (training, blocks):
        monkeypatch.setattr(place, "outcomes_of", lambda experiments: (measured,) * len(experiments))
    monkeypatch.setattr(predicting.scoring, "places", lambda *args, **given: np.arange(11.0))
    app.switch_page("learn.py").run()
    for step in (*range(1, len(lesson.steps) + 1), WHOLE):
        app.session_state[PAGE.key] = Opened(LearnSetting(lesson=key, step=step))
        app.run()
        assert not app.exception, step
        assert lesson.title in texts(app)


@pytest.mark.engine
def test_a_broken_file_is_told_and_html_is_not_executed(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = "---\nkey: mine\nnumber: 1\ntitle: <b>Mine</b>\nquestion: Why?\nminutes: 1\n---\n"
    text = f"{header}## A\n<script>x</script>\n"
    (tmp_path / "mine.md").write_text(text, "utf-8")
    (tmp_path / "bad.md").write_text(text.replace("minutes: 1", "minutes: x"), "utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    app.switch_page("learn.py").run()
    assert not app.exception and app.button(key=f"begin-{KEY}")
    assert [each.value.replace("\\", "") for each in app.warning] == [
        "bad.md, line 6: Expected a number, received “x”."
    ]
    app.button(key="begin-mine").click().run()
    shown = next(each for each in app.markdown if "script" in each.value)
    assert not app.exception and not shown.allow_html
    assert app.query_params == {"lesson": "mine"}
