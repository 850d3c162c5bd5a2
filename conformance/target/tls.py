"""TLS: how a target's certificate is checked, and which one it is shown."""

from __future__ import annotations

import ssl

import httpx

from conformance.errors import ConfigError
from conformance.target.profile import Tls


def context(tls: Tls) -> ssl.SSLContext | None:
    """What a profile's files say, None if it has none; ConfigError if one is no such file.

    An own certificate authority comes beside those of certifi, which servers behind a proxy may still need.
    """
    if tls == Tls():
        return None
    made = httpx.create_ssl_context()
    if tls.ca is not None:
        try:
            made.load_verify_locations(cafile=tls.ca)
        except (OSError, ssl.SSLError) as error:
            raise ConfigError(f"tls.ca: {tls.ca} is no PEM file of certificates: {error.strerror}") from None
    if tls.certificate is not None:
        try:
            # A password would be asked for on the terminal: an encrypted key is refused instead.
            made.load_cert_chain(tls.certificate, tls.key, password=_no_password)
        except (OSError, ssl.SSLError, ConfigError) as error:
            reason = str(error) if isinstance(error, ConfigError) else error.strerror
            raise ConfigError(f"tls.certificate: {tls.certificate} cannot be used: {reason}") from None
    return made


def _no_password() -> str:
    raise ConfigError("its key is encrypted; name one that is not, readable by its owner only")
