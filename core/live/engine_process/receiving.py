"""What a process tells of a session, handed on to whoever is told."""

from __future__ import annotations

from dataclasses import dataclass

from core.live.engine_process import messages
from core.live.engine_process.link import SHARED_BYTES, Sent
from core.live.protocol.executor import Reports
from core.live.protocol.status import RunStatus
from core.live.protocol.trainer import FrameProtocol
from core.message import message_from_json
from core.packed import PackedFrame


@dataclass(frozen=True, slots=True)
class SentFrame:
    """A frame of a live network as it came."""

    data: bytes
    step: int
    seconds: float


def deliver(sent: Sent, reports: Reports, *, network: bool) -> None:
    """Tell `reports` what a message says.

    Arguments:
        network: whether the session is a live network.
    """
    values = sent.values
    session = values["session"]
    if sent.kind == "frame":
        assert sent.data is not None
        data = bytes(sent.data)
        frame: FrameProtocol = PackedFrame(data)
        if network:
            frame = SentFrame(data, values["step"], values["seconds"])
        reports.frame(session, frame)
    elif sent.kind == "state":
        assert sent.data is not None
        # What came with others keeps them alive; shared memory is its own.
        shared = len(sent.data) > SHARED_BYTES
        reports.state(session, values["step"], sent.data if shared else bytes(sent.data))
    elif sent.kind == "status":
        cause = message_from_json(values["cause"])
        reports.status(session, RunStatus(values["status"]), cause, values["detail"])
    elif sent.kind == "greeting":
        reports.greeting(session, messages.greeting_from_json(values["greeting"]))
    elif sent.kind == "notes":
        reports.notes(session, values["notes"])
    elif sent.kind == "setting":
        reports.setting(session, messages.command_from_json(values))
    elif sent.kind == "released":
        reports.released(session, gone=values["gone"])
    else:
        raise ValueError(f"expected something about a session, received {sent.kind}")
