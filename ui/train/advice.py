"""Advice that is tried: a remedy begins a run of its own, which says what came of it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.diagnosis.findings import Found
from core.diagnosis.registry import IMBALANCE
from core.diagnosis.remedies import applied
from core.differing import differing
from core.experiment import Experiment
from core.live.records.run import RunRecord, UnknownRun
from core.message import Invalid, Message, plain_number
from ui import address, form
from ui.language import _, address_language, plain, say
from ui.services import runs
from ui.until_over import until_over
from ui.watching import asker, owner

_COLUMNS = "dataset.columns"
_OTHER_LOSS = {"loss", "scale_target", "class_weight", "l1", "l2", "layer_l1", "layer_l2", "dataset"}
"""Choices after which a loss is another number than before."""


def begin(record: RunRecord, change: Mapping[str, str]) -> None:
    """Try a remedy: a new run of whoever pressed it begins as `record` did, with the change. To be followed
    by a rerun.

    Arguments:
        change: choices as texts by path; where they are none, the form shows what is wrong with them.
    """
    better, errors = Experiment.lenient(applied(change, record.experiment))
    if errors or better == record.experiment:
        form.mend(change)
        return
    try:
        started = runs().start(better, owner(), parent=record.id, speed=record.speed, address=asker())
    except Invalid as error:
        st.error(plain(say(error.message)))
        st.stop()  # run again, the page would not say so
    form.fill(better)
    address.watch(started)


def follow_advice(record: RunRecord) -> None:
    """Say of a run that tries a remedy what it changes, and when it is over what came of it."""
    before = _before(record)
    if before is not None:
        until_over(record, lambda now: _tell(now, before))


def _before(record: RunRecord) -> RunRecord | None:
    """The run that a remedy was given for; None of a run that tries none, or where that is gone."""
    if record.parent is None or record.first_step:
        return None
    try:
        before = runs().record(record.parent)
    except UnknownRun:
        return None
    return None if before.choices in (None, record.choices) else before


def _tell(record: RunRecord, before: RunRecord) -> None:
    from ui.runs.setting import COMPARED, RunsSetting, to_address  # the first page has no run

    told = [_("A remedy is tried: {changes}.").format(changes=_changes(record, before))]
    if record.status.over:
        told += [say(each) for each in outcome(record, before)]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="advice"):
        st.caption(f":material/healing: {plain(' '.join(told))}", width="content")
        if before.owned_by(owner()) and record.owned_by(owner()):
            compared = RunsSetting(view=COMPARED, runs=(before.id, record.id), number="loss")
            query = address.write(to_address(compared), lang=address_language(), run=None)
            icon = ":material/stacked_line_chart:"
            st.page_link("runs.py", label=_("Side by side"), icon=icon, query_params=query)


def _changes(record: RunRecord, before: RunRecord) -> str:
    from ui.runs.described import choice_name, choice_text

    both = (before.experiment, record.experiment)
    differ = differing(both)
    if _COLUMNS in differ:  # written for machines
        remedies = [found.remedy for found in _findings(before) if found.remedy is not None]
        return ", ".join(say(each.what) for each in remedies if _COLUMNS in each.change) or _("Columns")
    return ", ".join(
        f"{choice_name(path, both)} {choice_text(path, old, both)} → {choice_text(path, new, both)}"
        for path, (old, new) in differ.items()
    )


def outcome(record: RunRecord, before: RunRecord) -> list[Message]:
    """What came of a remedy: whether what was pointed out is gone, and both losses, where they are the same
    kind of number."""
    told, now = [], {found.key for found in _findings(record)}
    for found in _findings(before)[:1]:
        name = Message(found.finding.label)
        if found.key == IMBALANCE:  # nobody looks for it where classes have weights
            told.append(Message("“What this run predicts” shows how many rows of each class are right."))
        elif found.key in now:
            told.append(Message("Still there: {finding}.", finding=name))
        else:
            told.append(Message("No longer there: {finding}.", finding=name))
    changed = {path.partition(".")[0] for path in differing((before.experiment, record.experiment))}
    if changed.isdisjoint(_OTHER_LOSS):
        old, new = _loss(before), _loss(record)
        numbers = {"before": _written(old), "now": _written(new)}
        told.append(Message("Training loss {before} → {now}.", **numbers))
        if old is not None and new is not None and not new <= old:
            told.append(Message("It is higher than before: this remedy did not help here."))
    return told


def _findings(record: RunRecord) -> list[Found]:
    return [Found.from_json(each) for each in (record.notes or {}).get("findings", ())]


def _loss(record: RunRecord) -> float | None:
    """Of the last frame that is stored."""
    last = max(runs().frame_steps(record.id), default=None)
    frame = None if last is None else runs().packed_frame(record.id, last)
    return None if frame is None else frame.number("loss")


def _written(loss: float | None) -> str:
    return "–" if loss is None else plain_number(loss, 4)
