import pytest

from conformance import embedded, errors, session


class TestLaunch:
    def test_gives_a_sandbox_that_can_be_stopped_before_it_is_ready(self) -> None:
        launched = embedded.launch(None)

        launched.stop()

        assert launched.process.returncode != 0

    def test_tells_in_the_sandbox_s_own_words_why_it_does_not_come_up(self) -> None:
        launched = embedded.launch(None, ("--nonsense",))

        with pytest.raises(errors.TargetError, match=r"did not start: .*--nonsense"):
            launched.ready()

        launched.stop()

    def test_ends_when_who_launched_it_does(self) -> None:
        launched = embedded.launch(None)
        ready = launched.ready()
        assert ready.process.stdin is not None

        ready.process.stdin.close()

        assert ready.process.wait(timeout=30) is not None
        ready.stop()


class TestSessionLaunch:
    @pytest.mark.parametrize(
        "options",
        [
            session.Options(target="https://target.example/graphql/"),
            session.Options(auth_target="https://target.example/graphql/"),
            session.Options(sandbox="'"),
        ],
        ids=["another target", "half of a target", "badly written options"],
    )
    def test_starts_nothing_where_the_sandbox_is_not_to_be_asked(self, options: session.Options) -> None:
        assert session.launch(options) is None
