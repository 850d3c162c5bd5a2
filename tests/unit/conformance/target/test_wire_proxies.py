import pytest

from conformance.target import wire
from tests.support import hostile


class TestConnect:
    def test_goes_by_the_proxy_that_is_named(self) -> None:
        def tunnel(conversation: hostile.Conversation) -> None:
            conversation.answer(b'{"data": {}}')

        with hostile.serve(tunnel) as proxy:
            asking = wire.connect(["http://kettles.example/"], proxy=proxy.url.replace("//", "//me:secret@"))
            response = asking.send("POST", "http://kettles.example/graphql/", {})
            asking.close()

        assert response.content == b'{"data": {}}'
        assert proxy.requests[0].startswith(b"POST http://kettles.example/graphql/ ")
        assert b"proxy-authorization: basic" in proxy.requests[0].lower()

    def test_goes_by_the_proxy_of_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with hostile.serve(hostile.duplicate_keys) as proxy:
            monkeypatch.setenv("http_proxy", proxy.url)
            monkeypatch.delenv("no_proxy", raising=False)
            asking = wire.connect(["http://kettles.example/"])
            asking.send("POST", "http://kettles.example/graphql/", {})
            asking.close()

        assert len(proxy.requests) == 1

    def test_goes_by_no_proxy_to_this_machine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with hostile.serve(hostile.html) as proxy, hostile.serve(hostile.duplicate_keys) as server:
            monkeypatch.setenv("http_proxy", proxy.url)
            asking = wire.connect([server.url])
            asking.send("POST", server.url, {})
            asking.close()

        assert (len(proxy.requests), len(server.requests)) == (0, 1)
