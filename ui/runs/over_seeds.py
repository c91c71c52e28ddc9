"""Two runs compared over several seeds: whether one is better, or was only lucky."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from core.claims.outcomes import Outcome, sides
from core.experiment import Experiment
from core.live.records.run import RunRecord
from core.message import Invalid, percentage_points, plain_number
from core.significance import LEVEL, LOOKS, Answer, Paired, compare, incomparable, over_seeds, said
from ui.charts import CONFIG
from ui.data.theme import colours
from ui.language import _, plain, say
from ui.runs.asked import tell, trainable
from ui.runs.measures import is_share, measure_name
from ui.runs.run_menus import measure_menu, names_of, run_menu
from ui.runs.seeds_picture import of_pairs
from ui.runs.setting import RunsSetting
from ui.side_by_side import outcomes_of, side_by_side

_STAGES = tuple(map(range, (0, *LOOKS), LOOKS))
"""The seeds that are trained at a press."""

_MARGINS = {"accuracy": 0.01, "error": 0.05, "val_loss": 0.05}
"""The smallest differences that matter: of an accuracy, and as shares of A's mean."""

_MOST_TRIED = 40
"""Newest runs among which two are looked for that can be compared."""

_KEY = "runs:seeds"


def draw(setting: RunsSetting, mine: Sequence[RunRecord]) -> None:
    """The view: which two runs, the button that trains them with more seeds, and what these say."""
    st.markdown(
        _(
            "One run is one throw of the dice: with another seed the same choices end somewhere else. Here "
            "two runs are trained again with several seeds, the same ones for both, and compared pair by "
            "pair."
        )
    )
    by_id, problems = trainable(mine, setting.one, setting.other)
    tell(problems)
    if not by_id:
        return
    pair = chosen_pair(setting, by_id)
    _menus(setting, by_id, pair)
    if not all(pair):
        if not problems:
            st.info(
                _(
                    "No two of your runs can be compared yet. It takes two that learn from the same data "
                    "with different choices: train a run, change a choice, and train again."
                ),
                icon=":material/info:",
            )
        return
    one, other = (by_id[run].experiment for run in pair)
    refused = incomparable(one, other, setting.measure)
    if refused is not None:
        st.warning(plain(say(refused)), icon=":material/info:")
        return
    _compared(setting.measure, one, other)


def chosen_pair(setting: RunsSetting, by_id: Mapping[str, RunRecord]) -> tuple[str, str]:
    """The runs that the setting names, "" for one that is not there; where it names none, the newest that can
    be compared, and "" where none can.

    Arguments:
        by_id: newest first.
    """
    one, other = (run if run in by_id else "" for run in (setting.one, setting.other))
    if (setting.one and setting.other) or (setting.one, setting.other) != (one, other):
        return one, other
    ids = list(by_id)[:_MOST_TRIED]
    if one:
        pairs = [(one, each) for each in ids]
    elif other:
        pairs = [(each, other) for each in ids]
    else:
        pairs = [(ids[older], ids[newer]) for older in range(len(ids)) for newer in range(older)]
    for pair in pairs:
        first, second = (by_id[run].experiment for run in pair)
        if incomparable(first, second, setting.measure) is None:
            return pair
    return one, other


def _menus(setting: RunsSetting, by_id: dict[str, RunRecord], pair: tuple[str, str]) -> None:
    one, other = pair
    ids, name, places = list(by_id), names_of(by_id), st.columns((3, 3, 2))
    run_menu(places[0], _KEY, _("Run A"), name, ids, one=one, also={"other": other} if other else None)
    run_menu(places[1], _KEY, _("Run B"), name, ids, other=other, also={"one": one} if one else None)
    measure_menu(places[2], _KEY, by_id[one or other or ids[0]].experiment, setting.measure)


def _compared(measure: str, one: Experiment, other: Experiment) -> None:
    """Stage by stage: those that are trained, and the button of the next one, unless the answer is clear."""
    earlier: list[tuple[Outcome, ...]] = []
    for stage in _STAGES:
        experiments = (*over_seeds(one, stage), *over_seeds(other, stage))
        outcomes = outcomes_of(experiments, every_epoch=False)
        last = stage is _STAGES[-1]
        if outcomes is None or not all(outcome.over for outcome in outcomes) or last:
            break
        found = _judged(measure, one, [*earlier, outcomes])
        if found.answer is not Answer.OPEN:
            break
        earlier.append(outcomes)
    try:
        side_by_side(
            experiments,
            lambda outcomes: _drawn(measure, one, earlier, outcomes),
            key=_KEY,
            every_epoch=False,
            begin=(
                _("Train both with {count} more seeds") if earlier else _("Train both with {count} seeds")
            ).format(count=len(stage)),
        )
    except Invalid as error:
        st.warning(plain(say(error.message)), icon=":material/info:")


def _drawn(
    measure: str, one: Experiment, earlier: Sequence[tuple[Outcome, ...]], outcomes: tuple[Outcome, ...]
) -> bool:
    """What is known so far, and the answer to the last complete stage: who looks after every single seed
    sees differences that are none."""
    complete = all(outcome.over for outcome in outcomes)
    known = [*earlier, outcomes]
    first, second = _numbers(measure, known)
    if not any(number == number for number in (*first, *second)):
        return False
    judged = known if complete else list(earlier)
    found = _judged(measure, one, judged) if judged else None
    share = is_share(measure, one)
    margin = _margin(measure, one, judged or known)
    st.plotly_chart(
        of_pairs(
            first, second, found, margin, share=share, what=measure_name(measure, one), colours=colours()
        ),
        key=f"{_KEY}:picture",
        config=CONFIG,
    )
    if found is not None:
        _answer(found, margin, share=share)
    st.caption(
        _(
            "Each dot is a run, and lines join the runs of a seed. The diamond is the mean difference with "
            "its confidence interval, the grey band what would not matter. A difference is claimed where "
            "chance would hardly give the pairs such signs (paired permutation test). The results are "
            "tested {most} times at most, so that chance is taken for a difference in at most 5% of "
            "comparisons of a run with itself."
        ).format(most=len(LOOKS))
    )
    return True


def _answer(found: Paired, margin: float, *, share: bool) -> None:
    sentence = plain(say(said(found, share=share)))
    if found.answer is Answer.OPEN:
        st.info(sentence, icon=":material/help:")
    else:
        st.success(sentence, icon=":material/check:")
    size = plain(say(percentage_points(margin, sign=""))) if share else plain_number(margin, 3)
    details = [_("Smallest difference that matters: {margin}.").format(margin=size)]
    if found.pairs > 1:
        details.append(
            _(
                "p = {p}; a difference is claimed below {level}. Effect size (Cohen's d of the pairs): "
                "{effect}."
            ).format(p=plain_number(found.p, 3), level=plain_number(LEVEL, 3), effect=f"{found.effect:+.2f}")
        )
    if any(found.diverged):
        details.append(
            _("Diverged: {one} of A, {other} of B.").format(one=found.diverged[0], other=found.diverged[1])
        )
    st.caption(" ".join(details))


def _judged(measure: str, one: Experiment, known: Sequence[tuple[Outcome, ...]]) -> Paired:
    first, second = _numbers(measure, known)
    better: Literal["higher", "lower"] = "higher" if is_share(measure, one) else "lower"
    return compare(first, second, margin=_margin(measure, one, known), better=better)


def _numbers(measure: str, known: Sequence[tuple[Outcome, ...]]) -> tuple[list[float], list[float]]:
    """Those of A and of B, by seed."""
    halves = [sides(outcomes) for outcomes in known]
    first, second = ([outcome.last(measure) for half in halves for outcome in half[side]] for side in (0, 1))
    return first, second


def _margin(measure: str, one: Experiment, known: Sequence[tuple[Outcome, ...]]) -> float:
    """The smallest difference that matters."""
    if is_share(measure, one):
        return _MARGINS["accuracy"]
    numbers = [number for number in _numbers(measure, known)[0] if math.isfinite(number)]
    mean = abs(sum(numbers) / len(numbers)) if numbers else 0.0
    return _MARGINS["val_loss"] * mean or _MARGINS["val_loss"]
