"""The network address that a connection counts for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address

ADDRESS_HEADER = "GRADIENT_LAB_ADDRESS_HEADER"
"""The setting that names the header in which a proxy of yours says who asks, such as ``X-Forwarded-For``."""


def network_of_asker(headers: Mapping[str, str], client: str | None) -> str:
    """The network of whoever asks: what the trusted header says last, else the connection's other end.

    Last, since that is what the proxy itself has added; what stands before it, anyone may have sent.
    """
    name = os.environ.get(ADDRESS_HEADER, "").strip()
    told = headers.get(name, "").rpartition(",")[2].strip() if name else ""
    return network_of(told or client or "")


def network_of(address: str) -> str:
    """What limits per address count by: an IPv4 address, or the /64 network that one IPv6 subscriber has.

    Whatever is no address counts as itself.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> 64 << 64)}/64"
