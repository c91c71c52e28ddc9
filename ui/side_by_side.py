"""Runs side by side on a page: a press trains them, and what they give is shown as it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import streamlit as st

from core.claims.outcomes import Outcome
from core.data.raw import DataUnavailable
from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.records.run import NotOwner
from core.live.records.series import Series
from core.live.records.sweep import Sweep
from core.live.sweeps.progress import Cell, SweepProgress, SweepStatus
from core.live.sweeps.sweeps import UnknownSweep
from core.message import Invalid
from ui import form
from ui.comparison_names import name_of
from ui.language import _, plain, say
from ui.services import runs
from ui.time_left import time_left
from ui.watching import asker, owner

REFRESH_SECONDS = 1.5


def side_by_side(
    experiments: Sequence[Experiment],
    draw: Callable[[tuple[Outcome, ...]], bool],
    *,
    key: str,
    every_epoch: bool = True,
    begin: str | None = None,
) -> None:
    """The button that trains `experiments`, how far that is, and below it what `draw` makes of the outcomes.

    Whoever trained the same before finds it again. While they train, or something else that has to be over
    first, this part of the page alone runs again.

    Arguments:
        draw: is given one outcome for each experiment, those that have not begun without frames; returns
            whether there was something to draw.
        key: for Streamlit, different for each use.
        every_epoch: whether there is a frame of every epoch, or of the end alone.
        begin: what the button says; how many networks it trains where left out.

    Raises:
        Invalid: see `Series.read`.
    """
    series = Series.read(experiments, every_epoch=every_epoch)

    def part(seen: Sweep | None) -> None:
        progress, training = _latest(series), runs().sweeps.under_way(owner())
        if (training and training.id) != (seen and seen.id):
            st.rerun()  # the page as a whole, which asks again and again only while something trains
        _controls(series, progress, training, key, begin)
        if not draw(tuple(map(_outcome, progress.cells)) if progress else (Outcome(),) * len(series)):
            _nothing_yet(training is not None and training.grid == series)

    training = runs().sweeps.under_way(owner())
    st.fragment(part, run_every=REFRESH_SECONDS if training else None)(training)


def outcomes_of(experiments: Sequence[Experiment], *, every_epoch: bool = True) -> tuple[Outcome, ...] | None:
    """What `experiments` have given so far, in their order; None where nobody has begun to train them."""
    progress = _latest(Series.read(experiments, every_epoch=every_epoch))
    return None if progress is None else tuple(map(_outcome, progress.cells))


def runs_of(experiments: Sequence[Experiment], *, every_epoch: bool = True) -> tuple[str | None, ...]:
    """The ids of the runs that train `experiments`; None for those that have not begun."""
    progress = _latest(Series.read(experiments, every_epoch=every_epoch))
    return (None,) * len(experiments) if progress is None else tuple(cell.run for cell in progress.cells)


def run_links(experiments: Sequence[Experiment], names: Sequence[str]) -> None:
    """Links to each of the runs on the Train page, once there are such."""
    with st.container(horizontal=True):
        for run, name in zip(runs_of(experiments), names, strict=True):
            if run is not None:
                query = form.opening_run(run)
                st.page_link("train.py", label=name, icon=":material/play_circle:", query_params=query)


def _latest(series: Series) -> SweepProgress | None:
    sweeps = runs().sweeps
    found = next((sweep for sweep in sweeps.series_of(owner()) if sweep.grid == series), None)
    try:
        return None if found is None else sweeps.standing(found.id)
    except UnknownSweep:
        return None


def _nothing_yet(running: bool) -> None:
    if running:
        st.info(_("Training. Pictures come with the first epochs."), icon=":material/hourglass_top:")
    else:
        st.info(_("Nothing is trained yet: press the button above."), icon=":material/play_arrow:")


def _controls(
    series: Series, progress: SweepProgress | None, training: Sweep | None, key: str, begin: str | None
) -> None:
    status = None if progress is None else progress.status
    if progress is not None and status is SweepStatus.FINISHED:
        st.caption(_("All {count} networks are trained.").format(count=len(series)))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if progress is not None and status is SweepStatus.RUNNING:
            if st.button(_("Stop"), icon=":material/stop:", key=f"{key}:stop"):
                _asked(lambda: runs().sweeps.stop(progress.sweep.id, owner()))
            told = _("{done} of {all} networks are trained.").format(done=progress.done, all=len(series))
            if progress.remaining is not None:
                told = f"{told} · {time_left(progress.remaining)}"
            st.progress(_share(progress), text=told)
            return
        label = begin or _("Train {count} networks").format(count=len(series))
        if progress is not None:
            label = _("Go on")
        if training is not None:
            label = _("Stop the other and train this")
        if st.button(label, icon=":material/play_arrow:", type="primary", key=f"{key}:train"):
            _asked(lambda: _begin(series, progress, training))
        if progress is not None and training is None:
            st.caption(_stood(progress, status))
        if training is not None:
            st.caption(
                _("Still training: {name}. What it has learnt is kept, and it can go on later.").format(
                    name=plain(name_of(training.grid))
                )
            )


def _stood(progress: SweepProgress, status: SweepStatus | None) -> str:
    """How far a sweep came that is not trained any more."""
    if status is SweepStatus.INTERRUPTED:
        said = _(
            "The server had stopped: {done} of {all} networks are trained. “Go on” continues with the others."
        )
    else:
        said = _("{done} of {all} networks are trained.")
    return said.format(done=progress.done, all=len(progress.cells))


def _begin(series: Series, progress: SweepProgress | None, other: Sweep | None) -> None:
    """Train the series or go on with it, in place of `other`: one at a time is trained."""
    sweeps = runs().sweeps
    if other is not None:
        sweeps.stop(other.id, owner())
    if progress is None:
        sweeps.start(series, owner(), address=asker())
    else:
        sweeps.resume(progress.sweep.id, owner(), address=asker())


def _asked(ask: Callable[[], object]) -> None:
    try:
        ask()
    except (Invalid, DataUnavailable, NotOwner, UnknownSweep) as error:
        st.error(plain(say(error.message)))
    else:
        st.rerun()


def _share(progress: SweepProgress) -> float:
    """How much of all epochs is trained."""
    epochs = zip(progress.cells, progress.sweep.grid.experiments(), strict=True)
    return sum(_trained(cell, experiment.epochs) for cell, experiment in epochs) / len(progress.cells)


def _trained(cell: Cell, epochs: int) -> float:
    return 1.0 if cell.done else min((cell.number("epoch") or 0.0) / epochs, 1.0)


def _outcome(cell: Cell) -> Outcome:
    if cell.run is None:
        return Outcome()
    if cell.done:
        return _ended(cell.run, cell.status is not RunStatus.FINISHED)  # nor has one that failed a result
    return Outcome(tuple(frame for _, frame in runs().frames(cell.run)), unit=runs().record(cell.run).unit)


@lru_cache(maxsize=128)
def _ended(run: str, diverged: bool) -> Outcome:
    frames = tuple(frame for _, frame in runs().frames(run))
    return Outcome(frames, diverged=diverged, over=True, unit=runs().record(run).unit)
