"""Which columns an expansion made of which, and what that does to their values."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.data.expansion import EXPANSIONS, Made
from core.experiment import Experiment
from core.message import Message
from core.stages import Stages, redundant, zero_or_one
from ui.charts import CONFIG
from ui.data.expansion_picture import of_curve, of_factors
from ui.data.legend import legend
from ui.data.pictures import safe, short
from ui.data.prepare_picture import of_values
from ui.data.theme import colours
from ui.language import _, language, say


def expansion_view(experiment: Experiment, found: Stages) -> None:
    """Draw it, below its title."""
    every = _made(experiment, found)
    new = [at for at, each in enumerate(every) if not each.kept]
    st.caption(
        say(
            Message(
                "{before} scaled columns stay as they are, and {new} are made of them: {after} in all.",
                before=len(found.scaled.feature_names),
                new=len(new),
                after=len(every),
            )
        )
    )
    if not new:
        return
    _redundant(every, found)
    formulas = formulas_of(experiment, found)
    picked = st.selectbox(
        _("Column that was made"),
        range(len(new)),
        format_func=lambda at: formulas[new[at]],
        key=f"data:prepare:made:{len(every)}:{len(new)}",
        width=320,
    )
    at = new[min(picked, len(new) - 1)]
    legend([_("Training"), _("Validation")], colours().categories[:2])
    _pictures(every[at], formulas[at], found, at)
    st.caption(
        _(
            "A straight line through the new column is a curve through the old one: that is what a network "
            "need not learn by itself any more. The validation part goes through the same formula."
        )
    )
    st.dataframe(
        _origins(new, every, formulas, found),
        hide_index=True,
        height="content" if len(new) <= 8 else 300,
        key=f"data:prepare:origins:{language()}",
    )


def _redundant(every: Sequence[Made], found: Stages) -> None:
    """Which of the new columns add nothing, and why: 0 and 1 are their own squares."""
    binary = set(zero_or_one(found.scaled.x_train))
    squared = {at for each in every for at in binary.intersection(each.factors) if each.factors.count(at) > 1}
    if squared:
        told = Message(
            "Powers of a column of 0 and 1, as one-hot coding makes them, are that column again: 0² = 0 and "
            "1² = 1. {count} columns are like that; “Products only” leaves their powers out.",
            count=len(squared),
        )
        st.caption(f":material/content_copy: {say(told)}")
    extra = redundant(found.expanded.x_train)
    copies, constant = (
        sum(not every[at].kept for at in numbers) for numbers in (extra.copies, extra.constant)
    )
    if copies or constant:
        told = Message(
            "In the training part, {copies} of the new columns are exact copies of others, and {constant} "
            "have the same value in every row, as the product of two categories that exclude each other. "
            "They add weights, but no information.",
            copies=copies,
            constant=constant,
        )
        st.caption(say(told))


def formulas_of(experiment: Experiment, found: Stages) -> list[str]:
    """How each column after the expansion is made, in mathematical notation; long names are cut."""
    names = [short(name) for name in found.scaled.feature_names]
    return [each.formula(names) for each in _made(experiment, found)]


def _made(experiment: Experiment, found: Stages) -> tuple[Made, ...]:
    picked = experiment.expansion
    return tuple(EXPANSIONS[picked.name].made(picked, len(found.scaled.feature_names)))


def _pictures(made: Made, formula: str, found: Stages, at: int) -> None:
    """What it was made of, how, and what came out."""
    shades, x, names = colours(), found.scaled.x_train, found.scaled.feature_names
    sources = made.sources
    if len(sources) == 1:
        left, middle, right = st.columns(3, gap="small")
        values = x[:, sources[0]], found.scaled.x_val[:, sources[0]]
        name = names[sources[0]]
        left.plotly_chart(
            of_values(values, _("Before"), safe(name), shades, _),
            key="data:prepare:expansion:before",
            config=CONFIG,
        )
        how = of_curve(made, x, name, formula, shades)
    else:
        middle, right = st.columns(2, gap="small")
        how = of_factors(made, x, (names[sources[0]], names[sources[1]]), formula, shades)
    middle.plotly_chart(how, key="data:prepare:expansion:how", config=CONFIG)
    values = found.expanded.x_train[:, at], found.expanded.x_val[:, at]
    right.plotly_chart(
        of_values(values, _("After"), html.escape(formula, quote=False), shades, _),
        key="data:prepare:expansion:after",
        config=CONFIG,
    )


def _origins(new: Sequence[int], every: Sequence[Made], formulas: Sequence[str], found: Stages) -> Any:
    """A line for each column that was made: its name, its formula, and what it comes of."""
    import pandas

    names, made = found.scaled.feature_names, found.expanded.feature_names
    return pandas.DataFrame(
        {
            _("Column"): [short(made[at]) for at in new],
            _("Formula"): [formulas[at] for at in new],
            _("Made of"): [", ".join(short(names[each]) for each in every[at].sources) for at in new],
        }
    )
