"""The live parts of a lesson, as a teacher puts them between paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.experiment import Experiment
from core.lessons.conditions import Bounds, Condition, Measured
from core.lessons.measures import Measure

EPOCHS, LAYERS, EXPERIMENTS = "epochs", "layers", "experiments"
ACROSS = (EPOCHS, LAYERS, EXPERIMENTS)
LINEAR, LOG = "linear", "log"
SCALES = (LINEAR, LOG)
LOWEST_ONE, HIGHEST_ONE = "lowest", "highest"


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs in Markdown; HTML in them is shown, not executed."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An experiment of a lesson.

    Arguments:
        name: by which other blocks know it.
        label: what it is called.
        experiment: what is trained.
        changed: the choices that make it, by path: those that are given, not those of the one it is like.
        like: name of that one; "" for none.
    """

    name: str
    label: str
    experiment: Experiment
    changed: Mapping[str, str]
    like: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A quantity of some runs, drawn.

    Arguments:
        over: across what, one of `ACROSS`.
        scale: of its axis, one of `SCALES`.
    """

    measure: Measure
    over: str
    scale: str = LINEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Experiments that a press trains side by side, and what is drawn of them.

    Arguments:
        beside: names of experiments of other runs that are drawn too, once they are trained there.
    """

    experiments: tuple[str, ...]
    pictures: tuple[Picture, ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the answers to choose from.

    Arguments:
        bounds: where the measured number has to lie for it to be right.
        experiment: which has to be the one with the lowest or highest number; "" where bounds decide.
        right: that it is right whatever is measured.
    """

    says: str
    bounds: Bounds | None = None
    experiment: str = ""
    right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A prediction to choose. Which answer is right, the reader's own runs decide.

    Arguments:
        name: by which it is compared, and kept.
        measured: the number that decides; None where it is known beforehand.
        among: names of experiments, of which the one that has the `which` number decides.
        which: `LOWEST_ONE` or `HIGHEST_ONE`; "" where it is a number that decides.
    """

    name: str
    question: str
    answers: tuple[Answer, ...]
    measured: Measured | None = None
    among: tuple[str, ...] = ()
    which: str = ""

    @property
    def experiments(self) -> tuple[str, ...]:
        """Names of those that decide."""
        return self.among or (self.measured.experiments if self.measured else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """A prediction to draw: a quantity across layers or epochs.

    Arguments:
        name: by which it is compared, and kept.
        over: `EPOCHS` or `LAYERS`.
        low, high: ends of the upright axis.
    """

    name: str
    question: str
    experiment: str
    measure: Measure
    over: str
    low: float
    high: float
    scale: str = LINEAR

    @property
    def experiments(self) -> tuple[str, ...]:
        """The one that it is about."""
        return (self.experiment,)


@dataclass(frozen=True, slots=True)
class Compare:
    """A prediction, named `prediction`, beside what was measured, with its score."""

    prediction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something to reach by changing an experiment; whether it is, the run's own frames say.

    Arguments:
        name: by which it is kept.
        says: what to do.
        experiment: name of the one to begin with.
        most: choices that may be changed at a time.
        may_change: options of each choice that may be changed, by path, as texts.
        goal: what has to hold of the changed experiment, which `experiment` stands for.
        solution: choices that reach it, which the suite trains; never shown before it is reached.
        hints: from gentle to plain.
    """

    name: str
    says: str
    experiment: str
    most: int
    may_change: Mapping[str, tuple[str, ...]]
    goal: Condition
    solution: Mapping[str, str]
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a sentence of the lesson says in numbers: the suite trains its experiments and asserts it.

    Arguments:
        seeds: how many of them it has to hold for, each by itself.
    """

    condition: Condition
    seeds: int


@dataclass(frozen=True, slots=True)
class Watch:
    """The lab's live panel with the run of `experiment`."""

    experiment: str


@dataclass(frozen=True, slots=True)
class Remember:
    """What to take away, in Markdown."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A link to a page of the lab.

    Arguments:
        page: one of `core.lessons.reading.PAGES`.
        query: of its address.
    """

    page: str
    label: str
    query: Mapping[str, str]


Prediction = Choice | Sketch
Block = Prose | Trial | Run | Choice | Sketch | Compare | Task | Claim | Watch | Remember | Open
