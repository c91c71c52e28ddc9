"""A server ends, whatever is open; one that cannot start says so by its exit code."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.serving import Servers
from ui.owner import COOKIE, signed

UVICORN = (sys.executable, "-m", "uvicorn", "app:app", "--port", "0")


@pytest.mark.slow
def test_half_a_body_and_a_silent_connection_hold_up_no_end(server: Servers) -> None:
    lab = server()
    where = ("127.0.0.1", int(lab.url.rpartition(":")[2]))
    head = (
        "POST /lab/play HTTP/1.1\r\nHost: lab\r\nContent-Type: application/json\r\nX-Gradient-Lab: 1\r\n"
        f"Cookie: {COOKIE}={signed('a' * 43)}\r\nContent-Length: 1000\r\n\r\n{{"
    )
    with socket.create_connection(where) as half, socket.create_connection(where):
        half.sendall(head.encode())
        lab.process.send_signal(signal.SIGINT)  # tests/routes/test_server.py ends one by SIGTERM
        lab.process.wait(15)  # 5 s where nothing else goes on; for ever before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("GRADIENT_LAB_CONNECTIONS", "many", "expected a whole number from 1 on, received 'many'"),
        ("GRADIENT_LAB_STORE", "sqlite://", "Expected a database file"),
    ],
)
def test_a_refused_start_says_why_and_its_exit_code_tells(
    setting: str, value: str, told: str, tmp_path: Path
) -> None:
    settings = {"GRADIENT_LAB_STORE": f"sqlite:///{tmp_path / 'runs.sqlite'}", setting: value}
    done = subprocess.run(
        UVICORN, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
