"""How many connections and requests the server takes: settings that it needs before `core` is loaded."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from ui.serving.addresses import ADDRESS_HEADER

CONNECTIONS = "GRADIENT_LAB_CONNECTIONS"
PER_ADDRESS = "GRADIENT_LAB_CONNECTIONS_PER_ADDRESS"
REQUESTS = "GRADIENT_LAB_REQUESTS_PER_VISITOR"

WANTED_DESCRIPTORS = 65_536
RESERVED_DESCRIPTORS = 200
"""For the store, the engines, and files that pages read."""
USUAL_REQUESTS = 100
"""A second, of one visitor."""
LEAST_CONNECTIONS, MOST_PER_ADDRESS = 32, 1000


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """How many connections are open at a time.

    Arguments:
        connections: of all addresses together.
        per_address: of one network address (`ui.serving.addresses.network_of`).
    """

    connections: int
    per_address: int

    @classmethod
    def from_environment(cls, descriptors: int, environment: Mapping[str, str] | None = None) -> ServerLimits:
        """The settings, or what `descriptors`, files that this process may open, allow.

        Behind a proxy that names its clients (`ADDRESS_HEADER`) all connections come from its address, which
        has no limit of its own then.

        Raises:
            ValueError: a setting that is no whole number from 1 on.
        """
        given = os.environ if environment is None else environment
        connections = _whole(given, CONNECTIONS) or max(LEAST_CONNECTIONS, descriptors - RESERVED_DESCRIPTORS)
        usual = (
            connections if given.get(ADDRESS_HEADER, "").strip() else min(connections // 2, MOST_PER_ADDRESS)
        )
        return cls(connections, _whole(given, PER_ADDRESS) or usual)


def requests_per_visitor(environment: Mapping[str, str] | None = None) -> int:
    """Requests a second that one visitor may make.

    Raises:
        ValueError: the setting is no whole number from 1 on.
    """
    return _whole(os.environ if environment is None else environment, REQUESTS) or USUAL_REQUESTS


def _whole(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text)):
        raise ValueError(
            f"{name}: expected a whole number from 1 on, received {text!r}. "
            "Change it, or leave it out for the default."
        )
    return int(text)


def raise_descriptors() -> int:
    """Let this process open as many files as it may, up to `WANTED_DESCRIPTORS`; returns how many."""
    try:
        import resource
    except ImportError:  # Windows knows no such limit
        return WANTED_DESCRIPTORS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    known = [number for number in (hard, WANTED_DESCRIPTORS) if number != resource.RLIM_INFINITY]
    wanted = max(soft, min(known))
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (ValueError, OSError):  # macOS may allow less than it says
        return soft
    return wanted
