"""The first advice that the lab gives, pressed: it cures what it is given against, and makes nothing worse.

A sample in the ordinary suite, all with ``REMEDIES=all``: two minutes. ``python -m bench diagnosis`` does it
for three times as many.
"""

from __future__ import annotations

from collections import Counter

import pytest

from bench.diagnosing.cases import SICK_BY_CHANCE, Case, cases
from bench.diagnosing.pressed import Outcome, asked, outcome
from bench.diagnosing.reported import Reported, reported
from bench.diagnosing.sick import sick
from bench.diagnosing.truth import truth
from core.engine.editing.editable_network import EditableNetwork
from core.engine.editing.live_network import LiveNetwork
from core.experiment import Experiment
from core.presets import PRESETS
from tests.sampling import wanted

pytestmark = pytest.mark.usefixtures("compiled_if_asked")

ILL = [case for case in cases() if case.family not in SICK_BY_CHANCE]


def pressed(case: Case) -> Outcome:
    """What becomes of a case by its first remedy."""
    return outcome(asked(case.experiment, case.steps))


def test_there_are_many_of_many_causes() -> None:
    causes = Counter(case.family for case in ILL)
    assert len(ILL) == len([*sick()]) >= 60 and len([*cases()]) >= 300
    assert causes.keys() >= {"rate", "momentum", "penalty", "data", "target", "scale", "symmetric", "dead"}
    assert min(causes.values()) >= 1


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not wanted("REMEDIES"), reason="takes minutes: REMEDIES=all")
def test_the_first_remedy_cures() -> None:
    outcomes = [(pressed(case), str(case)) for case in ILL]
    assert not [each for each in outcomes if each[0] in {Outcome.WORSE, Outcome.HEALTHY}]
    ill = [each for each in outcomes if each[0] in {Outcome.ILL, Outcome.SILENT}]
    assert len(ill) <= 0.05 * len(ILL), ill


SAMPLED = ("penalty", "few rows", "many rows")
SAMPLE = [next(case for case in ILL if case.family == cause) for cause in SAMPLED]


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.family)
def test_it_does_for_a_sample(case: Case) -> None:
    assert pressed(case) is Outcome.CURED


QUESTIONS = [*reported()]


def test_at_least_ten_questions_are_public() -> None:
    links = {each.link for each in QUESTIONS}
    assert len(links) == len(QUESTIONS) >= 10 and all(link.startswith("https://") for link in links)


@pytest.mark.parametrize("question", QUESTIONS[::6], ids=lambda each: each.link.partition("://")[2])
def test_a_public_question_is_answered(question: Reported) -> None:
    experiment = Experiment(epochs=100_000, **question.choices)
    assert question.expected in {found.key for found in asked(experiment, question.steps).found}


UNTRAINED = [case for case in cases() if case.steps == 0][::6]


def test_before_training_findings_are_what_keras_measures() -> None:
    held = Counter[str]()
    for case in UNTRAINED:
        look = asked(case.experiment, 0)
        live = look.network.live
        what = truth(live, live.trainer.program.probe_rows)
        assert {found.key for found in look.found} & what.clear == what.present, str(case)
        held.update(what.present)
    assert held.keys() >= {"vanishing", "dead"} and len(UNTRAINED) - held.total() > 5


@pytest.mark.parametrize("epochs", [10])
def test_of_a_rate_that_is_too_large_the_rate_is_the_cause(epochs: int) -> None:
    experiment = PRESETS["learning_rate"].experiment()
    steps = EditableNetwork(LiveNetwork(experiment)).layout.steps_per_epoch
    found = asked(experiment, epochs * steps).found
    assert found
    assert found[0].remedy is not None and found[0].remedy.change == {"learning_rate": "0.1"}
    assert "The learning rate of 10 is large." in str(found[0].said)
