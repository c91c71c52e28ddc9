"""What can be taken home of a page's choices, and of the run that it shows: code, and the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from typing import Any

import streamlit as st

from core.data.raw import ANOTHERS_TABLE
from core.experiment import Experiment
from core.frame import Frame
from core.live.records.labels import Labels
from core.live.records.run import RunRecord
from core.message import Invalid, Message
from core.model.size import work
from ui import address, file_names
from ui.form.exchange import as_json
from ui.language import _, language, plain, say, translator
from ui.moments import moment
from ui.services import measurements, runs
from ui.table_names import own_name
from ui.until_over import until_over
from ui.watching import anothers_table, asker, owner

HEIGHT = 520
"""Of the code, in pixels; it scrolls."""
PATIENCE = 60.0
"""Seconds that the engine may take to write a model."""
_BUSY = Message("The server is busy. Try again in a moment.")


def take_home(experiment: Experiment, record: RunRecord | None = None, *, key: str) -> None:
    """Draw the code of `experiment`, folded away at first, with what can be saved of it.

    Arguments:
        experiment: the choices on the page.
        record: the run that the page shows.
        key: of Streamlit, the same at every rerun.
    """
    folded = st.expander(_("Code"), icon=":material/code:", key=key, on_change="rerun")
    if not folded.open:
        return
    # Loaded when it is opened: pages stand without it.
    from core.export.script import script

    with folded:
        try:
            if anothers_table(experiment):
                raise Invalid(ANOTHERS_TABLE)
            text = script(experiment, translator(language()))
        except Invalid as error:
            st.info(plain(say(error.message)))
            return
        st.caption(
            _(
                "These choices in plain Keras and scikit-learn, without this lab. The program draws the same "
                "rows, weights and batches as a run here: its losses are the same to four digits or more."
            )
        )
        with st.container(horizontal=True, gap="small"):
            _downloads(experiment, text, key)
        if record is not None:
            _of_run(record, key)
        st.code(text, language="python", height=HEIGHT)


def _downloads(experiment: Experiment, text: str, key: str) -> None:
    from core.export.notebook import notebook
    from core.export.table_code import FILE, table_file

    translate, stem = translator(language()), file_names.of_choices(experiment)
    _save(_("Program (.py)"), text, f"{stem}.py", "text/x-python", f"{key}:py")
    _save(
        _("Notebook (.ipynb)"),
        lambda: notebook(experiment, translate),
        f"{stem}.ipynb",
        "application/x-ipynb+json",
        f"{key}:ipynb",
    )
    _save(_("Choices (.json)"), as_json(experiment), f"{stem}.json", "application/json", f"{key}:json")
    if experiment.dataset.name == "table":
        _save(
            _("Table (.parquet)"),
            lambda: table_file(experiment.dataset),
            FILE,
            "application/vnd.apache.parquet",
            f"{key}:table",
            help=_("The program reads this file: save it in the same folder."),
        )


def _of_run(record: RunRecord, key: str) -> None:
    """What a run gives; its model as soon as it is over."""

    def draw(now: RunRecord) -> None:
        st.caption(_("Of the run on screen:"))
        with st.container(horizontal=True, gap="small"):
            frames_of(now, key)
            _model(now, key)
        link(address.link_to(now.id), key)

    until_over(record, draw)


def link(where: str, key: str) -> None:
    """`where` is the address under which anybody watches a run."""
    with st.container(key=f"{key}-link", gap="xxsmall"):
        st.caption(_("Read-only link: whoever has it can watch this run, and change nothing."))
        st.code(where, language=None, wrap_lines=True)


def frames_of(record: RunRecord, key: str) -> None:
    """What the pictures of a run show, as far as it is stored."""
    from core.export.frames import frames_as_csv, frames_as_parquet
    from core.export.report import report
    from ui.runs.described import describe

    kept = runs()
    asked, stem = _asker(), file_names.of_run(record)

    def frames() -> list[Frame]:
        return [frame for _number, frame in kept.frames(record.id)]

    _save(
        _("Numbers (.csv)"),
        lambda: frames_as_csv(frames()),
        f"{stem}.csv",
        "text/csv",
        f"{key}:csv",
        help=_(
            "Loss, metrics and every layer's numbers, a line for each look at the run. Errors of a "
            "standardized target are in its standard deviations, as the network is trained."
        ),
    )
    _save(
        _("Numbers and histograms (.parquet)"),
        lambda: frames_as_parquet(frames()),
        f"{stem}.parquet",
        "application/vnd.apache.parquet",
        f"{key}:parquet",
    )
    if record.choices is not None and record.owned_by(owner()):
        name = kept.labels_of(owner(), [record.id]).get(record.id, Labels()).name
        trained, began = describe(record.experiment), moment(record.created)
        table = own_name(record.experiment)
        about = f"{trained} · {began}" if name else began
        translate, lang = translator(language()), language()
        _save(
            _("Report (.html)"),
            lambda: report(
                record.experiment,
                in_own_unit(frames(), record),
                translate,
                lang,
                title=name or trained,
                about=about,
                table=table,
            ),
            f"{stem}.html",
            "text/html",
            f"{key}:report",
            help=_("One page with choices, curves and code, which opens without a network."),
        )
    _save(
        _("TensorBoard log"),
        lambda: asked("tensorboard_file", {"created": record.created}, frames_as_parquet(frames())),
        f"events.out.tfevents.{stem}",
        "application/octet-stream",
        f"{key}:tensorboard",
        help=_("Put it in a folder and start: tensorboard --logdir FOLDER"),
    )


def in_own_unit(frames: Sequence[Frame], record: RunRecord) -> list[Frame]:
    """The frames of a run with its errors in the target's own unit; accuracies are as they are."""
    unit = record.unit
    return [
        replace(
            frame,
            metric=frame.metric * unit,
            val_metric=None if frame.val_metric is None else frame.val_metric * unit,
        )
        for frame in frames
    ]


def _model(record: RunRecord, key: str) -> None:
    """The trained network of a visitor's own run that is over."""
    if not record.status.over or not record.owned_by(owner()):
        return
    checkpoint = runs().checkpoint(record.id)
    if checkpoint is None:
        return
    from core.export.enclosed import enclose

    experiment = record.experiment
    body = {"experiment": experiment.flat(), "work": work(experiment)}
    asked, state = _asker(), checkpoint.data
    _save(
        _("Trained model (.keras)"),
        lambda: enclose(asked("keras_file", body, state), experiment),
        f"{file_names.of_run(record)}.keras",
        "application/octet-stream",
        f"{key}:keras",
        help=_(
            "The network of the run on screen, as keras.models.load_model opens it. It takes features as "
            "the program prepares them."
        ),
    )


def _asker() -> Callable[[str, dict[str, Any], bytes | memoryview], bytes]:
    """Asks the engine for a file, also from a thread without a session, where files are made."""
    answering, visitor, address = measurements(), owner(), asker()

    def ask(question: str, body: dict[str, Any], data: bytes | memoryview) -> bytes:
        asked = answering.ask(question, body, visitor, address=address, data=data)
        try:
            found: bytes = asked.answer.result(PATIENCE)
        except (TimeoutError, CancelledError):
            asked.cancel()
            raise Invalid(_BUSY) from None
        return found

    return ask


def _save(
    label: str,
    data: str | bytes | Callable[[], str | bytes],
    name: str,
    mime: str,
    key: str,
    *,
    help: str | None = None,
) -> None:
    st.download_button(
        label, data, name, mime, key=key, help=help, icon=":material/download:", on_click="ignore"
    )
