"""Which of a target's hosts is production under another name, as far as name servers tell."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable

import attrs

#: Seconds to wait for name servers: whoever has none is not to wait for them.
PATIENCE = 5.0


@attrs.frozen
class Names:
    """What a host name stands for: its canonical names and its addresses, none if nobody knows it."""

    names: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()


Resolve = Callable[[str], Names]


def aliases(hosts: Iterable[str], production: Iterable[str], resolve: Resolve) -> dict[str, str]:
    """Of the hosts, those that lead to a production host: which one, by host.

    A host leads there by its canonical name or by an address that both have. What cannot be resolved leads
    nowhere: nothing can be sent to it either.
    """
    known = sorted(production)
    asked = [host for host in hosts if host not in known and not _is_own(host)]
    if not asked:
        return {}
    there = {host: resolve(host) for host in known}
    found = {}
    for host in asked:
        here = resolve(host)
        for name in known:
            if name in here.names or here.addresses & there[name].addresses:
                found[host] = name
                break
    return found


def system(host: str) -> Names:
    """What this machine's resolver says, within `PATIENCE` seconds."""
    found: list[Names] = []
    # The resolver of the system takes as long as it likes and cannot be interrupted.
    asking = threading.Thread(target=lambda: found.append(_asked(host)), daemon=True)
    asking.start()
    asking.join(PATIENCE)
    return found[0] if found else Names()


def _asked(host: str) -> Names:
    try:
        listed = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_CANONNAME)
    except (OSError, UnicodeError):
        return Names()
    names = {name.lower().rstrip(".") for _, _, _, name, _ in listed if name}
    return Names(frozenset(names), frozenset(str(address[0]) for *_, address in listed))


def _is_own(host: str) -> bool:
    """Whether it is this machine, by what it is called: nothing to ask a name server for."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
