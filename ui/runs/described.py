"""What a run trains, in words."""

from __future__ import annotations

from collections.abc import Sequence

from core.choices.typed.text import ContentHash
from core.differing import field_of, value_text
from core.experiment import FIELDS, Experiment
from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord
from core.live.sessions.messages import title
from core.presets import PRESETS
from ui.language import _
from ui.table_names import name_of, own_name
from ui.train.words import panel_words

_MOST_LETTERS = 60


def describe(experiment: Experiment) -> str:
    """What a run trains, in a line: its example if it is one, else its title."""
    preset = next((item for item in PRESETS.values() if item.experiment() == experiment), None)
    if preset is not None:
        return _(preset.label)
    return title(experiment, _, own_name(experiment))


def describe_run(record: RunRecord) -> str:
    """What a run trains, in a line; of one of somebody's own program what that calls it."""
    return describe(record.experiment) if record.foreign is None else record.foreign.title


def status_words(status: RunStatus, place: int | None) -> str:
    """Where a run stands.

    Arguments:
        place: in the queue, of a run that waits.
    """
    return panel_words(_)[f"status_{status.value}"].format(place=place or "–")


def choice_name(path: str, experiments: Sequence[Experiment], *, whole: bool = False) -> str:
    """What a choice is called.

    Arguments:
        path: as `Experiment.flat` has it.
        experiments: of which at least one has the choice.
        whole: whether a parameter says of which menu it is.
    """
    label = _(field_of(path, experiments).label)
    key, _dot, parameter = path.partition(".")
    return f"{_(FIELDS[key].label)} · {label}" if whole and parameter else label


def choice_text(path: str, text: str | None, experiments: Sequence[Experiment]) -> str:
    """What was chosen, as people read it; "–" where there was nothing to choose."""
    if text is None:
        return "–"
    if isinstance(field_of(path, experiments), ContentHash):
        text = name_of(text) or text[:8]
    line = " ".join(value_text(path, text, experiments, _).split()) or "–"
    return line if len(line) <= _MOST_LETTERS else f"{line[: _MOST_LETTERS - 1]}…"
