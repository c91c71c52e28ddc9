"""Code that shares rows out: `train`, `val` and, where there is one, `test` are numbers of rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from core.bundle import split_of
from core.choices.registry import Picked
from core.data.raw import Labels, RawData
from core.data.split_choices import SPLITS
from core.data.splitting import both_hold_all, training_rows
from core.experiment import Experiment
from core.export.code import Line, Section, literal
from core.message import Message

_NUMPY = "import numpy as np"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Cut:
    """What is split in two.

    Arguments:
        rows: the variable that holds the numbers of the rows; "" for all of them.
        kept, held: the variables for those that stay and for those that are held out.
        y: labels of the rows, or None where they are known only when the code runs.
        count: how many rows there are.
        share: to hold out.
        seed: of the draw.
        classes: how many there are; 0 where the parts need not get them in equal proportion.
    """

    rows: str
    kept: str
    held: str
    y: Labels | None
    count: int
    share: float
    seed: int
    classes: int

    @property
    def held_out(self) -> int:
        """How many rows are held out."""
        return self.count - training_rows(self.count, self.share)

    @property
    def stratifies(self) -> bool:
        """Whether both parts can get all classes."""
        if not self.classes:
            return False
        if self.y is None:
            return self.classes <= min(self.held_out, self.count - self.held_out)
        return both_hold_all(self.y, self.held_out)

    @property
    def every(self) -> str:
        """Code for the numbers of the rows."""
        return self.rows or "np.arange(len(y))"

    def of(self, name: str) -> str:
        """Code for the values of these rows."""
        return f"{name}[{self.rows}]" if self.rows else name

    def mixed(self, rows: str) -> str:
        """Code for the same rows in another order, always the same."""
        return f"np.random.RandomState({self.seed}).permutation({rows})"


def split_section(experiment: Experiment, raw: RawData | None, count: int) -> Section:
    """Code that makes `train`, `val` and maybe `test`.

    Arguments:
        raw: the rows; None where they are known only when the code runs.
        count: how many there are.
    """
    picked, y = experiment.split, None if raw is None else raw.y
    classes = len(experiment.class_names) if experiment.stratify else 0
    lines: list[Line] = []
    rest, imports = "", {_NUMPY}
    if experiment.test_split and count > 2:
        first = SPLITS.pick("random") if SPLITS[picked.name].turns else picked
        cut = Cut(
            rows="",
            kept="rest",
            held="test",
            y=y,
            count=count,
            share=experiment.test_split,
            seed=experiment.data_seed,
            classes=classes,
        )
        code, needed = _CODE[first.name](first, cut)
        lines += [Message("The test part is put aside first."), *code, "rest = np.sort(rest)", ""]
        imports |= needed
        rest, count = "rest", count - cut.held_out
        if raw is not None:
            parts = split_of(experiment, raw)
            left = np.sort(np.concatenate([parts.train, parts.val]))
            y, count = raw.y[left], len(left)
    cut = Cut(
        rows=rest,
        kept="train",
        held="val",
        y=y,
        count=count,
        share=experiment.validation_split,
        seed=experiment.data_seed,
        classes=classes,
    )
    code, needed = _CODE[picked.name](picked, cut)
    return Section(
        title=Message("Split"),
        text=Message("Some rows are kept away from training, to see whether the network generalizes."),
        lines=(*lines, *code),
        imports=frozenset(imports | needed),
    )


Code = tuple[list[Line], set[str]]
"""Lines and imports."""


def _random(picked: Picked, cut: Cut) -> Code:
    whole = math.ceil(cut.share * cut.count) == cut.held_out  # as scikit-learn rounds
    stratify = f", stratify={cut.of('y')}" if cut.stratifies else ""
    options = f"test_size={literal(cut.share if whole else cut.held_out)}, random_state={cut.seed}{stratify}"
    line = f"{cut.kept}, {cut.held} = train_test_split({cut.every}, {options})"
    if len(line) > 88:
        line = f"{cut.kept}, {cut.held} = train_test_split(\n    {cut.every}, {options}\n)"
    return [line], {"from sklearn.model_selection import train_test_split"}


def _last(picked: Picked, cut: Cut) -> Code:
    kept = cut.count - cut.held_out
    return [
        f"{cut.kept}, {cut.held} = np.split({cut.every}, [{kept}])",
        f"{cut.kept} = {cut.mixed(cut.kept)}",
    ], set()


def _slice(picked: Picked, cut: Cut) -> Code:
    begin = min(round(picked["begin"] * cut.count), cut.count - cut.held_out)
    return [
        f"before, {cut.held}, behind = np.split({cut.every}, [{begin}, {begin + cut.held_out}])",
        f"{cut.kept} = {cut.mixed('np.concatenate([before, behind])')}",
    ], set()


def _fold(picked: Picked, cut: Cut) -> Code:
    folds = min(picked["k"], cut.count)
    # Where the labels are not known yet there are many of each.
    fewest = folds if cut.y is None else np.unique(cut.y, return_counts=True)[1].min()
    name = "StratifiedKFold" if cut.classes and fewest >= folds else "KFold"
    at = min(picked["fold"], folds) - 1
    lines: list[Line] = [
        f"rows = {cut.every}",
        f"folds = {name}({folds}, shuffle=True, random_state={cut.seed}).split(rows, {cut.of('y')})",
        f"{cut.kept}, {cut.held} = (rows[fold] for fold in list(folds)[{at}])",
        f"{cut.kept} = {cut.mixed(cut.kept)}",
    ]
    return lines, {f"from sklearn.model_selection import {name}"}


def _time(picked: Picked, cut: Cut) -> Code:
    values = f"table[{literal(picked['column'])}]"
    values = f"{values}.iloc[rest]" if cut.rows else values
    kept = cut.count - cut.held_out
    return [
        Message("The latest rows are held out."),
        f"values = {values}.reset_index(drop=True)",
        'order = values.sort_values(kind="stable", na_position="first").index.to_numpy()',
        f"{cut.kept}, {cut.held} = np.split({cut.rows + '[order]' if cut.rows else 'order'}, [{kept}])",
        f"{cut.kept} = {cut.mixed(cut.kept)}",
    ], set()


def _group(picked: Picked, cut: Cut) -> Code:
    values = f"table[{literal(picked['column'])}]"
    values = f"{values}.iloc[rest]" if cut.rows else values
    lines: list[Line] = [
        Message("Rows with the same value stay together."),
        f"groups, names = pd.factorize({values}.astype(object), use_na_sentinel=False)",
        f"held_out = min(max(round(len(names) * {literal(cut.share)}), 1), len(names) - 1)",
        f"cut = GroupShuffleSplit(1, test_size=held_out, random_state={cut.seed})",
        f"{cut.kept}, {cut.held} = next(cut.split(groups, groups=groups))",
    ]
    if cut.rows:
        lines.append(f"{cut.kept}, {cut.held} = {cut.rows}[{cut.kept}], {cut.rows}[{cut.held}]")
    lines.append(f"{cut.kept} = {cut.mixed(cut.kept)}")
    return lines, {"from sklearn.model_selection import GroupShuffleSplit", "import pandas as pd"}


_CODE: Mapping[str, Callable[[Picked, Cut], Code]] = {
    "random": _random,
    "last": _last,
    "slice": _slice,
    "k_fold": _fold,
    "time": _time,
    "group": _group,
}
