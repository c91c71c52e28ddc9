"""What the page shows, as the browser knows it and as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.choices.fields import unknown
from core.experiment import FIELDS, Experiment
from core.live.sessions.drawable import MADE, UNDRAWN
from core.message import Message
from core.presets import PRESETS
from ui import address
from ui.playground import options
from ui.playground.hiding import HIDEABLE, known
from ui.playground.limits import OFFERED, fits, too_large, within
from ui.playground.options import OPTIONS, Option
from ui.setting import differences, read_experiment

START: Experiment = PRESETS["classic"].experiment()
"""Where the page begins: what its visitors know from TensorFlow Playground."""

_HIDE = "hide"


@dataclass(frozen=True, slots=True)
class Setting:
    """What the page shows.

    Arguments:
        experiment: all choices.
        options: see `ui.playground.options`.
        hide: names of `ui.playground.hiding.HIDEABLE`.
    """

    experiment: Experiment = START
    options: Mapping[str, Option] = field(default_factory=options.START.copy)
    hide: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the browser knows it: ``{"experiment", "options", "hide"}``, choices as texts by path."""
        return {"experiment": self.experiment.flat(), "options": self.options, "hide": list(self.hide)}

    def changed(self, body: Mapping[str, Any]) -> Setting:
        """The setting that the controls of the page say, see `to_json`.

        What is wrong is told beside the controls; this one stays then.
        """
        texts, picked = body.get("experiment"), body.get("options")
        if not isinstance(texts, Mapping):
            return self
        experiment, errors = Experiment.lenient(texts)
        if errors or not fits(experiment):
            return self
        found, _wrong = options.checked(picked if isinstance(picked, Mapping) else {})
        return Setting(experiment, found, known(body.get("hide")))


def to_address(setting: Setting) -> dict[str, str]:
    """The setting as it stands in an address: what differs from where the page begins."""
    texts = differences(START, setting.experiment) | options.written(setting.options)
    return texts | {_HIDE: ",".join(setting.hide)} if setting.hide else texts


def from_address(texts: Mapping[str, str]) -> tuple[Setting, list[Message]]:
    """The setting of an address, and what of it cannot be used."""
    found, errors = address.cut(texts)
    names = [name.strip() for name in found.pop(_HIDE, "").split(",") if name.strip()]
    picked, wrong = options.checked(found)
    experiment, ignored = _experiment({path: text for path, text in found.items() if path not in OPTIONS})
    strangers = [name for name in names if name not in HIDEABLE]
    problems = [*errors, *ignored, *(address.about(name, problem) for name, problem in wrong.items())]
    if strangers:
        problems.append(address.about(_HIDE, unknown(", ".join(strangers), HIDEABLE)))
    return Setting(experiment, picked, known(names)), problems


def _experiment(texts: Mapping[str, str]) -> tuple[Experiment, list[Message]]:
    """The choices that `texts` make, the others as at `START`, and what is wrong."""
    wanted, ignored = dict(texts), []
    if wanted.get("dataset", START.dataset.name) not in OFFERED:
        ignored.append(address.about("dataset", unknown(wanted.pop("dataset"), OFFERED)))
    experiment, wrong = read_experiment(START, wanted)
    ignored += [_told(path, problem) for path, problem in wrong.items()]
    if (layers := within(experiment.layers)) != experiment.layers:
        ignored.append(too_large(experiment.layers))
        # Groups of a normalization may not divide what is left of a layer.
        experiment, wrong = read_experiment(experiment, {"layers": FIELDS["layers"].write(layers)})
        ignored += [_told(path, problem) for path, problem in wrong.items()]
    made = {key: FIELDS[key].parse("none") for key in MADE if getattr(experiment, key).name != "none"}
    ignored += [address.about(key, UNDRAWN) for key in made]
    return experiment.model_copy(update=made), ignored


def _told(path: str, problem: Message) -> Message:
    return address.about(path, problem) if path.partition(".")[0] in FIELDS else problem
