"""What a teacher writes is read as it is meant, and what is wrong is told with its line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from core.lessons import shelf as shelves
from core.lessons.blocks import Choice, Prose, Run, Sketch, Trial
from core.lessons.problem import Problem
from core.lessons.reading import read
from core.lessons.shelf import VARIABLE, shelf
from core.lessons.source import parted
from core.lessons.written import written
from ui.language import translator

HEADER = "---\nkey: one\nnumber: 1\ntitle: One\nquestion: Why?\nminutes: 10\n---\n"
TRIAL = "```experiment\nname: a\nlabel: A\ndataset: circle\nlayers: 4x2\nepochs: 3\n```\n"
RUN = "```run\nexperiments: a\npictures:\n  - quantity: loss\n```\n"
ASK = "```predict\nname: p\nquestion: How?\n"
ANSWERS = "answers:\n  - says: low\n    at_most: 1\n  - says: high\n    at_least: 1\n```\n"
SKETCH = "```sketch\nname: s\nquestion: Draw.\nexperiment: a\nquantity: loss\nover: epochs\n"


def lesson(*parts: str) -> str:
    return HEADER + "\n## First\n\n" + "\n".join(parts)


def test_a_lesson_is_read() -> None:
    text = lesson(
        "Text with <b>HTML</b>:\n\n```python\nprint(1)\n```\n",
        TRIAL,
        "```experiment\nname: b\nlabel: B\nlike: a\noptimizer: {name: sgd, momentum: 0.9}\n```\n",
        RUN,
        ASK + "experiment: a\nquantity: loss\n" + ANSWERS,
        SKETCH + "low: 0\nhigh: 1\n```\n",
    )
    found = read(text)
    prose, one, other, run, choice, sketch = found.steps[0].blocks
    assert isinstance(prose, Prose) and "print(1)" in prose.text and "<b>" in prose.text
    assert isinstance(one, Trial) and one.experiment.layers == (4, 4) and one.experiment.epochs == 3
    assert isinstance(other, Trial) and other.experiment.optimizer["momentum"] == 0.9
    assert (
        other.experiment.layers == (4, 4)
        and other.like == "a"
        and other.changed.keys()
        == {
            "optimizer",
            "optimizer.momentum",
        }
    )
    assert isinstance(run, Run) and isinstance(choice, Choice) and isinstance(sketch, Sketch)
    assert found.run_of("a") is run and found.predictions.keys() == {"p", "s"}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("no header", 1, "Expected a header"),
        (HEADER, 8, "at least one step"),
        (HEADER + "\ntext\n## First\n", 8, "before any other text"),
        (HEADER.replace("minutes: 10", "minutes: soon") + "## First\n", 6, "Expected a number"),
        (HEADER.replace("key: one", "key: One!") + "## First\n", 2, "small letters"),
        (HEADER.replace("title", "titel") + "## First\n", 2, "Expected a line “title: …”"),
        (HEADER.replace("minutes: 10", "minutes: 10\nauthor: me") + "## First\n", 7, "Expected one of"),
        (lesson("```predicct\n```"), 11, "Expected one of: experiment"),
        (lesson("```run\nexperiments: a\n"), 11, "does not end"),
        (lesson(TRIAL.replace("circle", "circel")), 14, "dataset: Expected one of"),
        (lesson(TRIAL.replace("epochs: 3", "epoch: 3")), 16, "There is no choice named epoch"),
        (lesson(TRIAL.replace("epochs: 3", "epochs: 300")), 16, "at most 200 epochs"),
        (lesson(TRIAL, TRIAL), 20, "another one named"),
        (lesson(TRIAL, RUN.replace(": a", ": b")), 20, "Expected one of: a"),
        (lesson(TRIAL, RUN.replace("loss", "lost")), 22, "Expected one of: loss"),
        (lesson(TRIAL, RUN.replace("loss", "gradient")), 22, "Expected a line “layer: …”"),
        (lesson(TRIAL, ASK + "experiment: a\nquantity: loss\n" + ANSWERS), 20, "Expected a run block"),
        (lesson(TRIAL, RUN, SKETCH + "low: 1\nhigh: 0\n```\n"), 31, "low to be below high"),
        (
            lesson(TRIAL, RUN, ASK + ANSWERS.replace("at_most: 1", "right: yes").replace("at_least", "x")),
            32,
            "",
        ),
        (lesson(TRIAL, RUN, SKETCH + "low: 0\nhigh: 1e308\n```\n"), 32, "0, or a size from 1e-12 to 1e+12"),
        (lesson(TRIAL, RUN, SKETCH + "low: 1e-300\nhigh: 1\n```\n"), 31, "received “1e-300”"),
        (lesson("```compare\nprediction: q\n```"), 12, "Received “q”"),
        (lesson("```task\na: b: c\n```"), 12, "cannot be read as YAML"),
        (lesson("```open\npage: nowhere\nlabel: There\n```"), 12, "Expected one of: playground"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(Problem) as told:
        read(text)
    assert (told.value.line, said in str(told.value.message)) == (line, True), told.value


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x",
        "a: !!python/object/apply:os.system [ls]",
        "- a\n- b",
        "a: 1\na: 2",
        "[[[[[[[[[[",
        "a: \x00",
        "? [a]\n: b",
        "a: " + "[" * 5000,
        'a: "\\U00110000"',
        'a: "\\ud800"',
        '"\\udfff": b',
    ],
)
def test_more_of_yaml_than_texts_lists_and_keys_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        written(text, 1)


def test_yaml_guesses_nothing() -> None:
    given = written("a: no\nb: 1e-3\nc: 012\nd: [yes, 'x: y']", 1)
    assert given.text("a") == "no" and given.number("b") == 0.001 and given.whole("c", 0, 99) == 12
    assert [node.text() for node in given.need("d").listed()] == ["yes", "x: y"]


def test_fences_of_code_are_prose() -> None:
    (step,) = parted(HEADER + "## A\n\n~~~~\n## no step\n```x\n~~~~\nend").steps
    assert [part.name for part in step.parts] == [""] and "## no step" in step.parts[0].text


def test_a_broken_file_is_told_in_the_readers_language_and_disturbs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ko").mkdir()
    (tmp_path / "mine.md").write_text(lesson(TRIAL), "utf-8")
    (tmp_path / "ko" / "bad.md").write_text(lesson(TRIAL.replace("circle", "원")), "utf-8")
    (tmp_path / "bytes.md").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "twice.md").write_text(lesson(TRIAL), "utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    found = shelf()
    own = found.lesson("one", ("ko", ""))
    assert own is not None and own.title == "One"
    assert {broken.file for broken in found.broken} == {"bytes.md", "twice.md", "ko/bad.md"}
    told = next(broken for broken in found.broken if broken.file == "ko/bad.md").said()
    assert str(told).startswith("ko/bad.md, line 14: dataset: Expected one of")
    assert told.render(translator("ko")).startswith("ko/bad.md 14번째 줄: dataset: ")
    assert len(found.listed(("en",))) == len(shelves.Shelf(found.lessons).listed(("ko",)))


def test_an_own_lesson_takes_the_place_of_the_labs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    key = next(iter(shelf().lessons))
    text = lesson(TRIAL).replace("key: one", f"key: {key}")
    path = tmp_path / "mine.md"
    path.write_text(text, "utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    first = shelf().lesson(key, ("en", ""))
    assert first is not None and first.title == "One"
    path.write_text(text.replace("title: One", "title: Another one"), "utf-8")
    changed = shelf().lesson(key, ("en", ""))
    assert changed is not None and changed.title == "Another one"


def test_a_folder_that_is_not_there_is_told_by_the_settings_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "nowhere"))
    (told,) = shelf().broken
    assert str(told.said()).startswith(f"{VARIABLE}: Expected a folder") and shelf().lessons
    assert "nowhere" not in str(told.said())  # visitors need not know the server's folders


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither these names nor these files")
def test_files_that_are_none_and_names_that_are_no_text_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "zero.md").symlink_to("/dev/zero")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / os.fsdecode(b"\xff.md")).write_text("x", "utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    told = {broken.file: str(broken.said()) for broken in shelf().broken}
    assert told.keys() == {"pipe.md", "zero.md", "gone.md", "folder.md", "\ufffd.md"}
    assert all("Expected a text file" in told[name] for name in ("pipe.md", "zero.md", "folder.md"))
