"""The form, made from the Experiment: its fields, groups and menus decide what is drawn.

Nothing here names a choice, so that a new entry in a registry appears by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.experiment import Experiment
from core.hyperparameters import GROUPS
from core.live.records.run import UnknownRun
from core.message import Message
from ui import address
from ui.form import mended, state
from ui.form.choices import Choices
from ui.form.controls import ignored_note
from ui.form.examples import example, label_of
from ui.form.exchange import exchange
from ui.form.groups import group
from ui.language import _, address_language, plain, say
from ui.services import runs

__all__ = [
    "Choices",
    "draw",
    "experiment",
    "fill",
    "follow",
    "handed_over",
    "is_right",
    "keep",
    "mend",
    "opening",
    "opening_run",
    "tell_mended",
    "train_outside",
    "train_pressed",
]

_PRESSED = "train:pressed"
_TOLD = 5
"""How many parts of an address or a JSON text without a field are told one by one."""

# The form is longer than a small screen; whoever changes a choice far down still sees Train.
_STAYS_IN_SIGHT = """<style>
div:has(> .st-key-start) { position: sticky; top: 0; z-index: 10; }
.st-key-start { padding: 0.25rem 0; backdrop-filter: blur(12px); }
</style>"""

# Whether the sidebar is open is known to the browser alone.
_WHILE_CLOSED = """<style>
body:has(.stSidebar[data-collapsed="false"]) .st-key-outside { display: none; }
</style>"""


def follow() -> bool:
    """Take the choices and the run from the address, see `ui.form.state.follow`."""
    return state.follow()


def keep() -> None:
    """Bring the address up to date."""
    state.PAGE.keep()


def is_right() -> bool:
    """Whether nothing in the form is wrong."""
    return not state.choices().check()[1]


def experiment() -> Experiment:
    """What the form describes now, wrong choices at their defaults."""
    return state.choices().check()[0]


def opening(experiment: Experiment, run: str | None) -> dict[str, str]:
    """The query of the Train page that opens `experiment` and `run`, in full.

    A page that has to complete its address makes another entry of the browser's history, to which Back leads.
    """
    choices = state.to_address(Choices(experiment.flat()))
    return address.write(choices, lang=address_language(), run=run)


def opening_run(run: str) -> dict[str, str]:
    """The query of the Train page that opens a run; of one that is unknown, which is told there, its name."""
    try:
        return opening(runs().record(run).experiment, run)
    except UnknownRun:
        return address.naming(run)


def handed_over(experiment: Experiment) -> dict[str, str]:
    """Put `experiment` in the form; the query of the Train page that shows it, beside the run of before."""
    fill(experiment)
    # A run that is named without choices would bring its own.
    return opening(experiment, address.run() if experiment.changes() else None)


def fill(experiment: Experiment) -> None:
    """Put the choices of `experiment` in the form; not after it was drawn in the same run."""
    state.replace(Choices(experiment.flat()))


def mend(change: Mapping[str, str]) -> None:
    """Put what helps in the form, texts by path, and say so in the next run of the page (`tell_mended`)."""
    mended.mend(state.choices(), change)


def tell_mended() -> None:
    """Say once what `mend` changed."""
    mended.tell_mended(state.choices())


def draw(
    *,
    obstacle: Message | None = None,
    watched: Experiment | None = None,
    folded: bool = True,
    rows: tuple[int, int] | None = None,
) -> None:
    """Draw the whole form where it is called (the sidebar).

    Arguments:
        obstacle: why training cannot start, besides wrong choices (data that are not there).
        watched: what the run on screen trains.
        folded: draw what is folded away, too.
        rows: of the training and the validation part, where they are known.
    """
    choices = state.choices()
    chosen, errors = choices.check()
    example(None if errors else chosen)
    with st.container(key="start", gap="xsmall"):
        with st.container(horizontal=True, gap="small", wrap=False):
            _train_button("train", possible=not errors and obstacle is None)
            exchange(chosen)
        st.caption(_train_note(choices, errors, obstacle, changed=watched not in (None, chosen)))
    st.html(_STAYS_IN_SIGHT)
    _tell_strangers(choices)
    for key in GROUPS:
        group(key, errors, folded=folded, rows=rows)


def train_outside(*, obstacle: Message | None = None, watched: Experiment | None = None) -> None:
    """Draw Train once more, for a closed sidebar, as it is on a phone at first; see `draw`.

    Nothing is drawn where the run on screen trains what the form says: its own buttons come first then.
    """
    choices = state.choices()
    chosen, errors = choices.check()
    if watched == chosen and not errors:
        return
    with st.container(key="outside", gap="xsmall"):
        _train_button("train_outside", possible=not errors and obstacle is None)
        if errors or obstacle is not None or watched is not None or _ignored(choices):
            st.caption(_train_note(choices, errors, obstacle, changed=watched is not None))
        else:
            st.caption(plain(label_of(chosen)))
    st.html(_WHILE_CLOSED)


def train_pressed() -> bool:
    """Whether Train was pressed since this was last asked.

    A run of the script that something else cuts short takes a button's press with it. What a callback notes
    stays: Streamlit calls it before the script.
    """
    return bool(st.session_state.pop(_PRESSED, False))


def _note_press() -> None:
    st.session_state[_PRESSED] = True


def _train_button(key: str, *, possible: bool) -> None:
    st.button(
        _("Train"),
        key=key,
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        disabled=not possible,
        on_click=_note_press,
    )


def _train_note(
    choices: Choices, errors: dict[str, Message], obstacle: Message | None, *, changed: bool
) -> str:
    """One line under Train, always there, so that nothing moves when it changes."""
    if errors:
        labels = sorted({_(choices.label(path)) for path in errors})
        first = _("To train, first correct:")
        return f":red[{first} {', '.join(labels)}.]"
    if obstacle is not None:
        return f":red[{plain(say(obstacle))}]"
    if ignored := _ignored(choices):
        first = _("Wrong, and therefore not used:")
        return f":orange[{first} {', '.join(_(label) for label in ignored)}.]"
    if changed:
        return _("The run on screen keeps the choices that it began with.")
    return _("Starts a new run with these choices.")


def _ignored(choices: Choices) -> list[str]:
    """Labels of the fields that an address or JSON asked something in vain of; it is told beside them."""
    return sorted({choices.label(path) for path in choices.ignored if choices.has(path)})


def _tell_strangers(choices: Choices) -> None:
    """What an address or JSON asked for that has no field to stand beside."""
    homeless = [message for path, message in choices.ignored.items() if not choices.has(path)]
    for message in homeless[:_TOLD]:
        st.caption(ignored_note(message))
    if len(homeless) > _TOLD:
        more = Message("And {count} more.", count=len(homeless) - _TOLD)
        st.caption(f":orange[{say(more)}]")
