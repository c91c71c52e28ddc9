"""What a comparison over seeds says, in a sentence."""

from __future__ import annotations

from core.message import Message, percentage_points, plain_number
from core.significance.paired import CONFIDENT, LOOKS, Answer, Paired


def said(found: Paired, *, share: bool) -> Message:
    """The answer, and the numbers that it rests on; the experiments are called A and B.

    Arguments:
        share: whether the numbers are shares, whose differences are said in percentage points.
    """
    lost = {"one": found.diverged[0], "other": found.diverged[1], "runs": found.runs}
    if found.by_divergence:
        return Message(
            "{name} is better, since the other one diverges more often: of {runs} runs {one} of A and "
            "{other} of B.",
            name="A" if found.answer is Answer.FIRST else "B",
            **lost,
        )
    if found.difference is None or found.pairs < 2:
        return Message(
            "There are too few pairs of runs to compare: of {runs} runs {one} of A and {other} of B "
            "diverged. {needed}",
            needed=_needed(found),
            **lost,
        )

    def number(value: float) -> str | Message:
        if share:
            return percentage_points(value)
        return f"{'+' if value > 0 else ''}{plain_number(value, 4)}"

    low = found.difference.low
    numbers = {
        "mean": number(found.difference.mean),
        "low": f"{100 * low:+.2f}" if share else number(low),
        "high": number(found.difference.high),
        "pairs": found.pairs,
        "confidence": f"{CONFIDENT:.4g}",
    }
    if found.answer in (Answer.FIRST, Answer.SECOND):
        return Message(
            "{name} is better. B minus A is {mean} on average ({confidence}% confidence interval: {low} to "
            "{high}; {pairs} pairs of runs).",
            name="A" if found.answer is Answer.FIRST else "B",
            **numbers,
        )
    if found.answer is Answer.NO_DIFFERENCE:
        return Message(
            "No difference that matters. B minus A is {mean} on average ({confidence}% confidence interval: "
            "{low} to {high}; {pairs} pairs of runs).",
            **numbers,
        )
    return Message(
        "Not enough seeds yet. B minus A is {mean} on average, but that may be chance ({confidence}% "
        "confidence interval: {low} to {high}; {pairs} pairs of runs). {needed}",
        needed=_needed(found),
        **numbers,
    )


def _needed(found: Paired) -> Message:
    if found.needed is None and found.runs < LOOKS[-1] and found.pairs < 2:
        return Message("Choose a lower learning rate for both.")
    if found.needed is None:
        return Message(
            "More than {most} seeds would probably be needed: if there is a difference, it is small beside "
            "what chance does.",
            most=LOOKS[-1],
        )
    return Message("{needed} seeds would probably do.", needed=found.needed)
