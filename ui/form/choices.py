"""What stands in the form: every choice as text, right or wrong, and what is wrong with it.

No Streamlit here, so that the rules (what a wrong value does, what happens to parameters when the
menu changes) can be read and tested by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.choices.fields import Field
from core.choices.losses import Task
from core.choices.registry import Menu
from core.choices.typed.points import MAX_PASTED
from core.data.catalogue import DATASETS, Dataset
from core.experiment import DEFAULT, FIELDS, Experiment
from core.message import Invalid, Message

DEFAULT_TEXTS = DEFAULT.flat()
MAX_KEPT = MAX_PASTED + 1
"""Characters of a typed text that are kept: one more than any field takes, which says that it is too long."""


@dataclass(slots=True)
class Choices:
    """The form's content.

    Arguments:
        texts: path (``"optimizer"``, ``"optimizer.momentum"``) to the text that stands there. A typed
            text stays as it is, even when it is wrong.
        ignored: what an address or a JSON text asked for that could not be used, by path; told beside
            the field until that field is changed.
    """

    texts: dict[str, str] = field(default_factory=DEFAULT.flat)
    ignored: dict[str, Message] = field(default_factory=dict)

    @classmethod
    def read(cls, texts: Mapping[str, Any]) -> Choices:
        """The choices that `texts` describe as far as they are right; the rest stays at its default."""
        experiment, errors = Experiment.lenient(texts)
        return cls(experiment.flat(), errors)

    def set(self, path: str, text: str) -> None:
        """Put `text` at `path`. Another entry of a menu brings its own parameters.

        A parameter that both entries have keeps its value when it had been changed and is still legal.
        """
        self.ignored.pop(path, None)
        before = dict(self.parameters(path))
        kept = {key: (parameter, self.texts[key]) for key, parameter in before.items()}
        self.texts[path] = text[:MAX_KEPT]
        after = dict(self.parameters(path))
        for key in before:
            del self.texts[key]
            self.ignored.pop(key, None)
        for key, parameter in after.items():
            self.texts[key] = parameter.write(parameter.default)  # type: ignore[attr-defined]
            if key in kept and _changed(*kept[key]) and _legal(parameter, kept[key][1]):
                self.texts[key] = kept[key][1]

    def put(self, change: Mapping[str, str]) -> None:
        """Put several texts at their paths, as a remedy does: an entry of a menu comes as it usually is."""
        for path, text in change.items():
            if not self.has(path):
                continue
            self.set(path, text)
            for key, parameter in self.parameters(path):
                if key not in change:
                    self.texts[key] = parameter.write(parameter.default)  # type: ignore[attr-defined]

    def parameters(self, path: str) -> Iterator[tuple[str, Field]]:
        """Path and field of every parameter of the entry that is picked at `path`; none for other fields."""
        menu = FIELDS.get(path)
        if isinstance(menu, Menu) and self.texts[path] in menu.registry:
            for parameter in menu.registry[self.texts[path]].parameters:
                yield f"{path}.{parameter.key}", parameter

    def fields(self, group: str) -> Iterator[tuple[str, Field]]:
        """Path and field of everything that `group` shows now, a menu followed by its parameters."""
        dataset = DATASETS.get(self.texts["dataset"])
        task = None if dataset is None else self._task(dataset)
        for key, item in FIELDS.items():
            # A choice that does not fit the data any more stays in sight, so that it can be taken back.
            stays = item.pictures and self.texts[key] != DEFAULT_TEXTS[key]
            if not stays and not _matters(item, dataset, task):
                continue
            if item.group == group:
                yield key, item
            for path, parameter in self.parameters(key):
                if (parameter.group or item.group) == group:
                    yield path, parameter

    def _task(self, dataset: Dataset) -> Task:
        """What is learned; where a parameter of the data is wrong, what is by default."""
        if dataset.count is None:
            return dataset.task
        parameters = {path.partition(".")[2]: self.texts[path] for path, _ in self.parameters("dataset")}
        try:
            return dataset.task_of(DATASETS.pick(dataset.key, **parameters))
        except Invalid:
            return dataset.task

    def has(self, path: str) -> bool:
        """Whether the form shows a field at `path` now."""
        return path in self.texts

    def label(self, path: str) -> str:
        """Label (source text) of the field at `path`."""
        menu, _dot, _parameter = path.partition(".")
        return dict(self.parameters(menu)).get(path, FIELDS[menu]).label

    def check(self) -> tuple[Experiment, dict[str, Message]]:
        """The experiment (wrong choices at their defaults), and what is wrong, by path."""
        return Experiment.lenient(self.texts)


def _matters(item: Field, dataset: Dataset | None, task: Task | None) -> bool:
    """Whether a choice means something for data of that kind."""
    if dataset is None:
        return item.tasks is None and not item.plane and not item.pictures
    if item.pictures and dataset.image is None:
        return False
    return (item.tasks is None or task in item.tasks) and (dataset.plane or not item.plane)


def _changed(parameter: Any, text: str) -> bool:
    return bool(text != parameter.write(parameter.default))


def _legal(parameter: Field, text: str) -> bool:
    try:
        parameter.parse(text)
    except Invalid:
        return False
    return True
