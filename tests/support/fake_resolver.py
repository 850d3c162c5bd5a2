"""A name server for a process: production, and an alias of it, are on this machine. A plugin of pytest."""

import socket
from typing import Any

PRODUCTION, ALIAS = "api.octopus.energy", "shop.example"

_real = socket.getaddrinfo


def _resolve(host: Any, *arguments: Any, **options: Any) -> Any:
    return _real("127.0.0.1" if host in (PRODUCTION, ALIAS) else host, *arguments, **options)


socket.getaddrinfo = _resolve
