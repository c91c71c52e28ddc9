"""What the findings are right about, over the whole suite, and what their first remedies cure."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.diagnosing.cases import Case, cases
from bench.diagnosing.pressed import Outcome, asked, outcome
from bench.diagnosing.truth import DEFINED, Truth, truth
from bench.result import Bar, Line
from bench.rounds import progress

WORKERS, OF_ONE = 2, 50
"""Processes, and runs of each: compiled programs stay in a process, which has no room for those of all
runs."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A run of the suite: what the lab found, what Keras measured, and what came of the first remedy."""

    case: Case
    found: frozenset[str]
    truth: Truth
    outcome: Outcome


def lines(_rounds: int | None) -> Sequence[Line]:
    """The suite is the same every time: one round tells all."""
    seen: list[Seen] = []
    spawning = multiprocessing.get_context("spawn")
    with spawning.Pool(WORKERS, maxtasksperchild=OF_ONE) as processes:
        for number, each in enumerate(processes.imap(_seen, cases()), 1):
            seen.append(each)
            if each.outcome in {Outcome.ILL, Outcome.WORSE}:
                progress(f"{number}: {each.outcome}: {each.case}: {sorted(each.found)}")
    pressed = Counter(each.outcome for each in seen)
    return [*_right(seen), _alarms(seen), _answered(seen), _cured(pressed)]


def _seen(case: Case) -> Seen:
    each = asked(case.experiment, case.steps)
    found = frozenset(one.key for one in each.found)
    return Seen(case, found, truth(each.network.live, steps=case.steps), outcome(each))


def _right(seen: Sequence[Seen]) -> Iterable[Line]:
    told, held, both = Counter[str](), Counter[str](), Counter[str]()
    for each in seen:
        found, present = each.found & each.truth.clear, each.truth.present
        told.update(found)
        held.update(present)
        both.update(found & present)
        for key in found ^ present:
            progress(f"{key} is {'wrong' if key in found else 'missing'}: {each.case}")
    for name, of, word in (("precision", told, "told"), ("recall", held, "hold")):
        yield Line(
            what=f"{name} of findings that a number defines",
            unit="of findings",
            values=(both.total() / max(of.total(), 1),),
            bar=Bar("at least", 0.95, of="value"),
            note=f"{len(seen)} runs, measured anew by Keras on all rows; of those that {word}: "
            + ", ".join(f"{key} {both[key]}/{of[key]}" for key in DEFINED if of[key]),
        )


def _alarms(seen: Sequence[Seen]) -> Line:
    healthy = [each for each in seen if each.truth.healthy]
    alarms = Counter(key for each in healthy for key in each.found)
    return Line(
        what="healthy runs with a finding",
        unit="of healthy runs",
        values=(sum(bool(each.found) for each in healthy) / max(len(healthy), 1),),
        bar=Bar("at most", 0.02, of="value"),
        note=f"of {len(healthy)} that show nothing of what a number defines; {dict(alarms) or 'none'}",
    )


def _answered(seen: Sequence[Seen]) -> Line:
    questions = [each for each in seen if each.case.expected]
    answered = sum(each.case.expected in each.found for each in questions)
    return Line(
        what="public questions that a finding answers",
        unit="of questions",
        values=(answered / len(questions),),
        bar=Bar("at least", 0.95, of="value"),
        note=f"{len(questions)} from bug reports and forums, linked in bench/diagnosing/reported.py",
    )


def _cured(pressed: Counter[Outcome]) -> Line:
    offered = pressed[Outcome.CURED] + pressed[Outcome.ILL] + pressed[Outcome.WORSE]
    return Line(
        what="first remedies that cure",
        unit="of those offered",
        values=(pressed[Outcome.CURED] / max(offered, 1),),
        bar=Bar("at least", 0.9, of="value"),
        note=f"pressed, then 300 steps: {pressed[Outcome.ILL]} did not help enough, "
        f"{pressed[Outcome.WORSE]} made it worse; {pressed[Outcome.SILENT]} findings have no remedy",
    )
