"""What a real server's processes hold, counted as `python -m bench memory` does it, with a reduced size."""

from __future__ import annotations

import pytest

from bench import memory
from tests.serving import Server


@pytest.mark.engine
@pytest.mark.slow
def test_networks_and_files_leave_no_descriptor_and_no_thread(
    lab: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "PLAYED_SECONDS", 0.1)
    watch = memory.Watch(lab.process.pid)
    monkeypatch.setattr(watch, "settled", watch.held)
    with memory.Visitor(lab.url) as visitor:
        visitor.wait_for_engine()
        played = memory.many("networks", 3, visitor.play, watch)
        opened = memory.many("files", 6, visitor.save_and_open, watch)
    assert [stage.early for stage in (played, opened)] == [1, 1]
    assert opened.last.descriptors <= opened.first.descriptors + 2
    assert opened.last.threads <= opened.first.threads + 4
    assert opened.last.megabytes < 1.15 * played.first.megabytes + 200
