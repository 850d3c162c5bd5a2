import ssl
from pathlib import Path

import httpx
import pytest
import trustme
from cryptography.hazmat.primitives import serialization

from conformance.errors import ConfigError
from conformance.model import Response
from conformance.target import tls, wire
from conformance.target.profile import Tls
from conformance.target.wire import WireError
from tests.support import hostile


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def files(authority: trustme.CA, tmp_path: Path) -> Tls:
    """A company's certificate authority, and a client certificate of it."""
    client = authority.issue_cert("nightly@company.example")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    client.cert_chain_pems[0].write_to_path(tmp_path / "client.pem")
    client.private_key_pem.write_to_path(tmp_path / "client.key")
    return Tls(*(str(tmp_path / name) for name in ("ca.pem", "client.pem", "client.key")))


def demanding(authority: trustme.CA) -> ssl.SSLContext:
    """What a server has that lets in only who shows a certificate of the same authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def ask(url: str, chosen: Tls) -> Response:
    line = wire.connect([url], tls=tls.context(chosen))
    try:
        return line.send("POST", url, {}, b"{}")
    finally:
        line.close()


class TestContext:
    def test_is_the_usual_one_where_nothing_is_said(self) -> None:
        assert tls.context(Tls()) is None

    def test_shows_the_client_certificate_to_a_server_of_the_own_authority(
        self, authority: trustme.CA, files: Tls
    ) -> None:
        with hostile.serve(hostile.duplicate_keys, demanding(authority)) as server:
            assert ask(server.url, files).content

        assert len(server.requests) == 1

    def test_is_let_in_nowhere_without_the_certificate_that_is_demanded(
        self, authority: trustme.CA, files: Tls
    ) -> None:
        with hostile.serve(hostile.duplicate_keys, demanding(authority)) as server, pytest.raises(WireError):
            ask(server.url, Tls(ca=files.ca))

        assert server.requests == []

    @pytest.mark.parametrize("key", ["ca", "certificate"])
    def test_names_a_file_that_holds_no_certificate(self, files: Tls, tmp_path: Path, key: str) -> None:
        other = tmp_path / "other.pem"
        other.write_text("no certificate")

        with pytest.raises(ConfigError) as raised:
            tls.context(Tls(**{"certificate": files.certificate, "key": files.key, key: str(other)}))

        assert str(raised.value).startswith(f"tls.{key}: {other} ")

    def test_asks_for_no_password_of_a_key(self, files: Tls, tmp_path: Path) -> None:
        assert files.key is not None
        plain = serialization.load_pem_private_key(Path(files.key).read_bytes(), None)
        encrypted = tmp_path / "encrypted.key"
        encrypted.write_bytes(
            plain.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.BestAvailableEncryption(b"of nobody"),
            )
        )

        with pytest.raises(ConfigError, match="its key is encrypted"):
            tls.context(Tls(certificate=files.certificate, key=str(encrypted)))


class TestConnect:
    @pytest.mark.parametrize(
        ("urls", "proxy", "read"),
        [
            (["http://kettles.example/"], None, 0),
            (["http://kettles.example/", "HTTPS://auth.example/"], None, 1),
            (["http://kettles.example/"], "https://proxy.example", 1),
        ],
    )
    def test_reads_authorities_only_where_something_is_encrypted(
        self, monkeypatch: pytest.MonkeyPatch, urls: list[str], proxy: str | None, read: int
    ) -> None:
        made: list[ssl.SSLContext] = []

        def count() -> ssl.SSLContext:
            made.append(ssl.create_default_context())
            return made[-1]

        monkeypatch.setattr(httpx, "create_ssl_context", count)
        wire.connect(urls, proxy=proxy).close()

        assert len(made) == read
