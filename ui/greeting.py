"""What the console shows at start: what this is, where it is, where runs are kept, what it trains on."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import streamlit as st

from ui import services

ROOT = Path(__file__).resolve().parent.parent
_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def greet() -> None:
    """Say it, as soon as the store is open; the devices are added by `tell_devices`."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    _say(f"\n  Gradient Lab {version}: watch neural networks learn")
    address = _address()
    if address is not None:
        _say(f"  Address: {address}")
    _say(f"  Store:   {services.store().where}")


def tell_devices() -> None:
    """Say what it trains on, once that is known."""
    devices = services.devices()
    if devices is not None:
        from core.live.scheduling.cores import cores

        found = ", ".join(devices) or "no GPU: small networks need none"
        _say(f"  Devices: {cores()} CPU cores, {found}\n")


def _address() -> str | None:
    """Where the lab is, and for whom; None under another server, which says it itself."""
    if "streamlit.web.bootstrap" not in sys.modules:
        return None
    port, host = st.get_option("server.port"), st.get_option("server.address")
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    url = f"{scheme}://{host or 'localhost'}:{port}/{path}".rstrip("/")
    if host in _THIS_MACHINE:
        return f"{url}, for this machine only"
    if host:
        return url
    return (
        f"{url}, open to every machine that reaches this one (--server.address localhost: to this one only)"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
