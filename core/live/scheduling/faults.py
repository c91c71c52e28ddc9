"""Why a run failed, in words that a person can act on."""

from __future__ import annotations

from core.message import Invalid, Message

_REFUSED = ("RESOURCE_EXHAUSTED", "OOM when allocating", "Out of memory")
"""How TensorFlow and XLA say in other exceptions that they got no memory."""


def cause_of(error: BaseException) -> Message:
    """What to tell the person whose run ended by `error`."""
    if isinstance(error, Invalid):
        return error.message
    if _is_memory(error):
        return Message(
            "There is not enough memory for this run. Choose fewer layers, fewer units or a smaller batch, "
            "then start it again."
        )
    return Message("Training failed: {error}", error=f"{type(error).__name__}: {error}")


def _is_memory(error: BaseException) -> bool:
    # TensorFlow's own exception is known by its name: nothing here may import TensorFlow.
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"MemoryError", "ResourceExhaustedError"}) or any(
        word in str(error) for word in _REFUSED
    )
