"""What TensorFlow writes at start is left out, and nothing else is."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from core.live.engine_process import tensorflow_log
from core.live.engine_process.tensorflow_log import is_noise, pass_on, quiet, wanted

NOISE = """\
WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
I0000 00:00:1795776289.672485   18365 port.cc:153] oneDNN custom operations are on.
I0000 00:00:1795776289.673167   18365 cudart_stub.cc:31] Could not find cuda drivers on your machine.
W0000 00:00:1795776289.673167   18365 gpu_device.cc:2341] Cannot dlopen some GPU libraries.
E0000 00:00:1795776289.673167   18365 cuda_platform.cc:51] failed call to cuInit: INTERNAL
E0000 00:00:1795776289.673167   18365 cuda_dnn.cc:8310] Unable to register cuDNN factory: one is registered
2026-11-27 10:44:49.672485: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.
2026-11-27 10:44:49.672485: E external/local_xla/xla/cuda_driver.cc:152] failed call to cuInit
To enable the following instructions: AVX2 FMA, in other operations, rebuild TensorFlow.
""".splitlines(keepends=True)

SAID = """\
Traceback (most recent call last):
  File "engine.py", line 3, in <module>
ImportError: libtensorflow_framework.so.2: cannot open shared object file
F0000 00:00:1795776289.673167   18365 tsl.cc:13] Check failed: ok
E0000 00:00:1795776289.673167   18365 bfc_allocator.cc:51] Out of memory
2026-11-27 10:44:49.672485: E tensorflow/core/framework/op.cc:12] Op has failed
2026-11-27 10:44:49.672485: F tensorflow/core/platform/env.cc:12] Check failed: ret == 0
terminate called after throwing an instance of 'std::bad_alloc'
Fatal Python error: Segmentation fault
TensorFlow cannot be loaded.
An engine process (18351) is gone; its sessions go on in another.
I think that this is a line of somebody else's.
WARNING: a warning of somebody else's
""".splitlines(keepends=True)


@pytest.mark.parametrize("line", NOISE)
def test_noise_is_known(line):
    assert is_noise(line)


@pytest.mark.parametrize("line", SAID)
def test_all_else_is_shown(line):
    assert not is_noise(line)


def test_the_rest_of_an_engines_lines_comes_in_order_also_the_last_before_a_crash():
    target = io.StringIO()
    pass_on(io.BytesIO("".join([*NOISE, *SAID, *NOISE, "half a li"]).encode() + b"\xff"), target)
    assert target.getvalue() == "".join(SAID) + "half a li\ufffd"


def test_nobody_waits_for_a_reader_that_is_gone():
    target = io.StringIO()
    target.close()
    pass_on(io.BytesIO(b"one\ntwo\n"), target)


def test_lines_that_go_past_python_are_left_out_too(capfd, monkeypatch):
    monkeypatch.delenv(tensorflow_log.LEVEL_VARIABLE, raising=False)
    with quiet():
        os.write(2, "".join([*NOISE, SAID[0]]).encode())
    os.write(2, NOISE[1].encode())
    assert capfd.readouterr().err == SAID[0] + NOISE[1]


@pytest.mark.parametrize(
    ("level", "all_of_it"), [("0", True), ("1", True), ("2", False), ("3", False), (None, False)]
)
def test_all_of_it_comes_for_whoever_asks(capfd, monkeypatch, level, all_of_it):
    monkeypatch.delenv(tensorflow_log.LEVEL_VARIABLE, raising=False)
    if level is not None:
        monkeypatch.setenv(tensorflow_log.LEVEL_VARIABLE, level)
    assert wanted(os.environ) is all_of_it
    with quiet():
        os.write(2, NOISE[0].encode())
    assert capfd.readouterr().err == (NOISE[0] if all_of_it else "")


def test_the_console_says_what_this_is(capsys, monkeypatch, tmp_path: Path):
    import streamlit as st

    from ui import greeting, services

    monkeypatch.setenv("GRADIENT_LAB_STORE", f"sqlite:///{tmp_path / 'runs.sqlite'}")
    monkeypatch.setitem(greeting.sys.modules, "streamlit.web.bootstrap", greeting)
    services.close()
    options = {"server.port": 8600, "server.address": None}
    monkeypatch.setattr(st, "get_option", options.get)
    greeting.greet()
    monkeypatch.setattr(services, "devices", lambda: ["NVIDIA H100"])
    greeting.tell_devices()
    said = capsys.readouterr().out.strip().splitlines()
    assert said[0].startswith("Gradient Lab 0.") and len(said) == 4
    assert "http://localhost:8600, open to every machine" in said[1]
    assert f"sqlite:///{tmp_path / 'runs.sqlite'}" in said[2] and "NVIDIA H100" in said[3]
    options["server.address"] = "localhost"
    greeting.greet()
    assert "http://localhost:8600, for this machine only" in capsys.readouterr().out
    services.close()
