"""Allure's plugin of pytest without what it does for fixtures.

Ours are the same objects for all items and say nothing to a reader. Allure writes a file about those of each
item all the same, as many again as there are results, and looks each item up in a list of all of them.
"""

from __future__ import annotations

import pytest

#: What the plugin is registered as, and its hooks and its method that are about fixtures.
_NAME, _HOOKS = "allure_listener", ("pytest_fixture_setup", "pytest_fixture_post_finalizer")
_BELONGING = "_update_fixtures_children"


def leave_out_fixtures(manager: pytest.PytestPluginManager) -> None:
    """Let Allure's plugin, if it is there, tell of items alone."""
    listener = manager.get_plugin(_NAME)
    if listener is None:
        return
    manager.unregister(listener)
    for hook in _HOOKS:
        # Only what can be called is registered as a hook.
        setattr(listener, hook, None)
    setattr(listener, _BELONGING, _nothing)
    manager.register(listener, _NAME)


def _nothing(_item: pytest.Item) -> None:
    """An item belongs to no fixture."""
