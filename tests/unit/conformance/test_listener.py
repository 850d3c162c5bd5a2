from types import SimpleNamespace
from typing import Any

import pytest
from allure_pytest.listener import AllureListener

from conformance import listener


class Plugin:
    """As much of Allure's plugin as is about fixtures, and a hook that is not."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def pytest_fixture_setup(self) -> None:
        self.told.append("fixture set up")

    def pytest_fixture_post_finalizer(self) -> None:
        self.told.append("fixture finalized")

    def _update_fixtures_children(self, item: Any) -> None:
        self.told.append(f"{item} looked up")

    def pytest_runtest_setup(self, item: Any) -> None:
        self.told.append("item set up")
        self._update_fixtures_children(item)


class TestLeaveOutFixtures:
    def test_lets_the_plugin_tell_of_items_alone(self) -> None:
        manager, plugin = pytest.PytestPluginManager(), Plugin()
        manager.register(plugin, "allure_listener")

        listener.leave_out_fixtures(manager)

        manager.hook.pytest_fixture_setup(fixturedef=None, request=None)
        manager.hook.pytest_fixture_post_finalizer(fixturedef=None, request=None)
        manager.hook.pytest_runtest_setup(item=SimpleNamespace())
        assert plugin.told == ["item set up"]

    def test_does_nothing_where_allure_does_not_listen(self) -> None:
        manager = pytest.PytestPluginManager()
        before = manager.list_name_plugin()

        listener.leave_out_fixtures(manager)

        assert manager.list_name_plugin() == before

    @pytest.mark.parametrize("name", [*listener._HOOKS, listener._BELONGING])
    def test_allure_still_calls_them_so(self, name: str) -> None:
        assert callable(getattr(AllureListener, name))
