"""Answers to questions, measured in threads of this process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.cancellation import Cancelled, cancelled_by, giving_way, go_on
from core.live.answering.precedence import Precedence
from core.live.protocol.questions import Asked, Part
from core.message import Invalid

log = logging.getLogger(__name__)

AT_ONCE = 2
"""Computations at a time, whoever asks; the others wait, so that training and pages stay responsive."""

LONG_WORK = 2_000_000
"""Multiplications of a row, at least as many as there are weights, of a network whose predictions, or whose
state on its way here, take long."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that can be asked.

    Arguments:
        answer: gives the answer, as JSON has it or as bytes, or its parts one by one.
        at_once: how many are answered at a time. One of them at most is `long`, and gives way to the others.
        long: whether a question, as JSON has it, takes long to answer; told at once.
        with_data: whether `answer` takes the bytes that belong to a question, too.
    """

    answer: Callable[..., Any]
    at_once: int = AT_ONCE
    long: Callable[[Any], bool] = lambda body: False
    with_data: bool = False


def _propagation(body: Any) -> Any:
    _load_engine()
    from core.propagation.answer import answer

    return answer(body)


def _map(body: Any) -> Generator[Any]:
    _load_engine()
    from core.propagation.map import GradientMap
    from core.propagation.question import Question as Asked

    return GradientMap.of(Asked.read(body)).lines()


def _takes_long(body: Any) -> bool:
    from core.propagation.cost import takes_long

    return takes_long(body)


def _map_takes_long(body: Any) -> bool:
    from core.propagation.cost import map_takes_long

    return map_takes_long(body)


def _test_part(body: Any, data: bytes | memoryview) -> Any:
    _load_engine()
    from core.engine.training.test_part import test_part_of

    return test_part_of(body, data)


def _branch(body: Any, data: bytes | memoryview | None) -> bytes:
    _load_engine()
    from core.engine.training.branching import branch_state

    return bytes(branch_state(body, data))


def _leaks(body: Any) -> Generator[Any]:
    _load_engine()
    from core.leaks.answer import answer

    return answer(body)


def _landscape(body: Any) -> Generator[Any]:
    _load_engine()
    from core.landscape.answer import answer

    return answer(body)


def _load_engine() -> None:
    """Keras draws the weights.

    Threads that import different parts of TensorFlow at the same time break it; for the same module the
    second one waits.
    """
    import core.engine.training.trainer  # noqa: F401


def _dataset(body: Any) -> None:
    from core.data.sources import fetched_tables, images

    fetching = {
        **dict.fromkeys(images.IMAGES, images),
        **dict.fromkeys(fetched_tables.FETCHED, fetched_tables),
    }
    if body not in fetching:
        raise ValueError(f"expected one of {sorted(fetching)}, received {body!r}")
    _load_engine()
    fetching[body].fetch(body)


def _predictions(body: Any, data: bytes | memoryview) -> bytes:
    _load_engine()
    from core.engine.inspection.predicting import predictions_of

    return predictions_of(body, data).to_bytes()


def _layers(body: Any, data: bytes | memoryview) -> bytes:
    _load_engine()
    from core.engine.inspection.predicting import layers_of

    return layers_of(body, data).to_bytes()


def _row_maps(body: Any, data: bytes | memoryview) -> bytes:
    _load_engine()
    from core.engine.inspection.row_maps import row_maps_of

    return row_maps_of(body, data)


def _keras_file(body: Any, data: bytes | memoryview) -> bytes:
    _load_engine()
    from core.engine.inspection.keras_file import keras_file_of

    return keras_file_of(body, data)


def _tensorboard_file(body: Any, data: bytes | memoryview) -> bytes:
    _load_engine()
    from core.engine.inspection.tensorboard_file import event_file_of

    return event_file_of(body, data)


def _predicting_takes_long(body: Any) -> bool:
    return bool(body["work"] > LONG_WORK)


QUESTIONS: Mapping[str, Question] = {
    "propagation": Question(_propagation, long=_takes_long),
    "dataset": Question(_dataset, at_once=1, long=lambda body: True),  # nobody gives way to a download
    "test_part": Question(_test_part, with_data=True),
    "branch": Question(_branch, at_once=1, long=lambda body: True, with_data=True),
    "leaks": Question(_leaks, at_once=1, long=lambda body: True),
    "landscape": Question(_landscape, at_once=1, long=lambda body: True),
    "map": Question(_map, long=_map_takes_long),
    "predictions": Question(_predictions, long=_predicting_takes_long, with_data=True),
    "layers": Question(_layers, long=_predicting_takes_long, with_data=True),
    "row_maps": Question(_row_maps, long=_predicting_takes_long, with_data=True),
    "keras_file": Question(_keras_file, long=_predicting_takes_long, with_data=True),
    "tensorboard_file": Question(_tensorboard_file, at_once=1, long=lambda body: True, with_data=True),
}


class Answers:
    """Answers in this process (see `AnswersProtocol`). Safe to use from any thread.

    Arguments:
        questions: what can be asked, by name.
    """

    def __init__(self, questions: Mapping[str, Question] = QUESTIONS) -> None:
        self._questions = questions
        self._precedence = Precedence()
        self._threads = {
            name: ThreadPoolExecutor(question.at_once, thread_name_prefix=name)
            for name, question in questions.items()
        }

    def ask(
        self, question: str, body: Any, part: Part | None = None, data: bytes | memoryview | None = None
    ) -> Asked:
        """Have a question answered, in its turn."""
        asked = Asked()
        kind = self._questions[question]
        given = (body, data) if kind.with_data else (body,)
        answer = partial(self._answer, kind, given, part, asked)
        self._threads[question].submit(answer)
        return asked

    def end_questions(self) -> None:
        """Answer nothing any more; what is under way is not waited for."""
        for threads in self._threads.values():
            threads.shutdown(wait=False, cancel_futures=True)

    def _answer(self, question: Question, given: tuple[Any, ...], part: Part | None, asked: Asked) -> None:
        if asked.cancelled.is_set():
            asked.answer.cancel()
            return
        try:
            long = question.long(given[0])
            order = giving_way(self._precedence.behind()) if long else self._precedence.first()
            with cancelled_by(asked.cancelled), order:
                answer = question.answer(*given)
                if isinstance(answer, Generator):
                    assert part is not None
                    _in_parts(answer, part)
                    answer = None
            asked.answer.set_result(answer)
        except Cancelled:
            asked.answer.cancel()
        except Invalid as error:
            asked.answer.set_exception(error)
        except BaseException as error:
            log.exception("A question could not be answered.")
            asked.answer.set_exception(error)


def _in_parts(parts: Generator[Any], part: Part) -> None:
    with closing(parts):
        for each in parts:
            go_on()
            part(each)
