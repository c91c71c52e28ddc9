"""A sweep: a run trained again with other values of some of its choices, and what they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from core.choices.fields import Number, Switch, Words
from core.choices.registry import Menu
from core.claims.outcomes import Outcome
from core.differing import field_of
from core.experiment import Experiment
from core.live.records.run import RunRecord
from core.message import Invalid, Message, written_out
from core.sweeps import GRID, METHODS, SweepPlan, Varied, alike, plan_of
from core.sweeps.plan import DRAWS, MOST_VARIED, SEEDS, experiments_of, offered, suggested, variable
from ui.distinct import distinct
from ui.language import _, plain, say
from ui.moments import moment
from ui.runs import sweep_results
from ui.runs.asked import tell, trainable
from ui.runs.compared import change
from ui.runs.described import choice_name, choice_text, describe
from ui.runs.run_menus import measure_menu, names_of, run_menu
from ui.runs.setting import PAGE, RunsSetting
from ui.services import runs
from ui.side_by_side import side_by_side
from ui.watching import owner

_KEY = "runs:sweep"


def draw(setting: RunsSetting, mine: Sequence[RunRecord]) -> None:
    """The view: what is varied, how many runs that makes, the button that trains them, and what they say."""
    st.markdown(
        _(
            "Which hyperparameter matters, and which value is best? A sweep trains a run again with every "
            "combination of the values below, or with some that are drawn, and shows what each gives."
        )
    )
    base = _base(setting, mine)
    if base is None:
        return
    _choices_menu(setting, base)
    places = st.columns(2) if len(setting.sweep.varied) > 1 else [st.container()]
    wrong = []
    for at, each in enumerate(setting.sweep.varied):
        with places[at % len(places)]:
            wrong.append(_values_menu(base, each))
    _how_many(setting)
    if not setting.sweep.varied:
        st.info(_("Choose the hyperparameters to sweep."), icon=":material/tune:")
        return
    if any(wrong):
        return
    try:
        _trained(_plan(setting, base), setting.measure)
    except Invalid as error:
        st.warning(plain(say(error.message)), icon=":material/info:")


def _plan(setting: RunsSetting, base: Experiment) -> SweepPlan:
    sweep = setting.sweep
    return SweepPlan(
        base=base, varied=sweep.varied, method=sweep.method, draws=sweep.draws, seeds=sweep.seeds
    )


def _trained(plan: SweepPlan, measure: str) -> None:
    trials = plan.trials()
    experiments = list(experiments_of(trials))
    if plan.seeds > 1:
        said = _("{trials} combinations × {seeds} seeds = {runs} runs")
    else:
        said = _("{runs} runs, one for each combination")
    st.caption(said.format(trials=len(trials), seeds=plan.seeds, runs=len(experiments)))

    def drawn(outcomes: tuple[Outcome, ...]) -> bool:
        return sweep_results.draw(sweep_results.Results.of(plan, trials, outcomes, measure))

    side_by_side(
        experiments,
        drawn,
        key=_KEY,
        every_epoch=False,
        begin=_("Train {count} runs").format(count=len(experiments)),
    )


def _change_sweep(**changes: Any) -> None:
    change(sweep=replace(PAGE.now().setting.sweep, **changes))


def _base(setting: RunsSetting, mine: Sequence[RunRecord]) -> Experiment | None:
    """What the sweep begins from: the run that is named, or the newest; None where that is not there, and has
    left no sweep.
    """
    by_id, problems = trainable(mine, setting.one)
    tell(problems)
    run = "" if problems else setting.one or next(iter(by_id), "")
    base, places = by_id[run].experiment if run else None, st.columns((5, 3))
    if by_id:
        run_menu(places[0], _KEY, _("Base run"), names_of(by_id), list(by_id), one=run)
    if base is None:
        base = _left_by_a_deleted_run(setting, [record.experiment for record in by_id.values()])
    if base is not None:
        measure_menu(places[1], _KEY, base, setting.measure)
    return base


def _left_by_a_deleted_run(setting: RunsSetting, others: Sequence[Experiment]) -> Experiment | None:
    """What a sweep with these values began from, if it is that of none of the `others`; asks where there are
    several such sweeps.
    """
    left: dict[str, Experiment] = {}
    for sweep in runs().sweeps.series_of(owner()) if setting.sweep.varied else ():
        trained = sweep.grid.experiments()
        plan = plan_of(trained, _plan(setting, trained[0]))
        if plan is not None and not any(alike(plan, other) for other in others):
            left[f"{describe(plan.base)} · {moment(sweep.created)}"] = plan.base
    if len(left) > 1:
        label = _("Sweeps of deleted runs")
        name = st.selectbox(label, list(left), index=None, placeholder=_("Choose one"), key=f"{_KEY}:left")
        return left[name] if name else None
    if left:
        st.caption(
            _("A sweep with these values is still here, and what it began from: {name}.").format(
                name=plain(next(iter(left)))
            )
        )
    return next(iter(left.values()), None)


def _choices_menu(setting: RunsSetting, base: Experiment) -> None:
    paths, key = variable(base), f"{_KEY}:varied"
    known = {each.path: each for each in setting.sweep.varied}
    st.session_state[key] = [path for path in known if path in paths]

    def choose() -> None:
        picked = st.session_state[key]
        _change_sweep(varied=tuple(known.get(path) or Varied(path, suggested(base, path)) for path in picked))

    st.multiselect(
        _("Hyperparameters to sweep"),
        paths,
        format_func=distinct(paths, lambda path: choice_name(path, (base,), whole=True)),
        key=key,
        max_selections=MOST_VARIED,
        placeholder=_("Choose up to {count}").format(count=MOST_VARIED),
        on_change=choose,
    )


def _values_menu(base: Experiment, varied: Varied) -> bool:
    """The values of one choice; returns whether something is wrong with them, which is said below."""
    try:
        field = field_of(varied.path, (base,))
    except KeyError:
        said = Message("{path} cannot be varied here. Choose another one.", path=varied.path[:60])
        st.warning(plain(say(said)), icon=":material/info:")
        return True
    key = f"{_KEY}:values:{varied.path}"
    st.session_state[key] = list(varied.values)
    options = list(dict.fromkeys((*offered(field), *varied.values, base.flat()[varied.path])))

    def choose() -> None:
        values = tuple(dict.fromkeys(st.session_state[key]))
        sweep = PAGE.now().setting.sweep
        _change_sweep(
            varied=tuple(
                replace(each, values=values) if each.path == varied.path else each for each in sweep.varied
            )
        )

    named = isinstance(field, Menu | Words | Switch)
    st.multiselect(
        choice_name(varied.path, (base,), whole=True),
        options,
        format_func=lambda text: (
            choice_text(varied.path, text, (base,)) if named else written_out(text) or _("(empty)")
        ),
        key=key,
        accept_new_options=not named,
        placeholder=_("Choose values") if named else _("Choose values, or type others"),
        on_change=choose,
    )
    if not varied.values:
        missing = _("Choose at least one value.")
        st.caption(f":red[{missing}]")
        return True
    for text in varied.values:
        try:
            field.parse(text)
        except Invalid as error:
            st.caption(f":red[{plain(say(error.message))}]")
            return True
    return False


def _how_many(setting: RunsSetting) -> None:
    sweep, places = setting.sweep, st.columns((2, 1, 1, 4), vertical_alignment="bottom")
    st.session_state[f"{_KEY}:method"] = sweep.method
    places[0].segmented_control(
        _("Method"),
        list(METHODS),
        format_func=lambda method: _(METHODS[method]),
        key=f"{_KEY}:method",
        required=True,
        on_change=lambda: _change_sweep(method=st.session_state[f"{_KEY}:method"]),
        help=_(
            "Grid: every combination of the values. Random: combinations that are drawn, numbers anywhere "
            "between the smallest and the largest value; better where few of the "
            "hyperparameters matter."
        ),
    )
    shown = {"seeds": SEEDS} if sweep.method == GRID else {"seeds": SEEDS, "draws": DRAWS}
    for at, (name, field) in enumerate(shown.items(), 1):
        _count(places[at], name, field, getattr(sweep, name))


def _count(place: Any, name: str, field: Number, now: int) -> None:
    key = f"{_KEY}:{name}"
    st.session_state[key] = now
    place.number_input(
        _(field.label),
        int(field.low),
        int(field.high),
        key=key,
        help=_(field.help),
        on_change=lambda: _change_sweep(**{name: st.session_state[key]}),
    )
