"""Allure's other side: what items tell it, written down in the order of telling."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import allure_commons
import attrs


@attrs.define(slots=False)
class Recording:
    """Steps are indented by their depth; a step that failed is marked with `!`."""

    steps: list[str] = attrs.Factory(list)
    attachments: dict[str, str] = attrs.Factory(dict)
    labels: dict[str, list[str]] = attrs.Factory(dict)
    links: dict[str, str] = attrs.Factory(dict)
    parameters: dict[str, tuple[str, bool]] = attrs.Factory(dict)
    depth: int = 0
    open: list[int] = attrs.Factory(list)

    @allure_commons.hookimpl
    def start_step(self, title: str) -> None:
        self.open.append(len(self.steps))
        self.steps.append("  " * self.depth + title)
        self.depth += 1

    @allure_commons.hookimpl
    def stop_step(self, exc_val: BaseException | None) -> None:
        self.depth -= 1
        number = self.open.pop()
        if exc_val is not None:
            self.steps[number] = "!" + self.steps[number]

    @allure_commons.hookimpl
    def attach_data(self, body: str, name: str) -> None:
        self.attachments[name] = body

    @allure_commons.hookimpl
    def add_label(self, label_type: str, labels: tuple[str, ...]) -> None:
        self.labels.setdefault(str(label_type), []).extend(labels)

    @allure_commons.hookimpl
    def add_link(self, url: str, name: str) -> None:
        self.links[url] = name

    @allure_commons.hookimpl
    def add_parameter(self, name: str, value: Any, excluded: bool | None) -> None:
        self.parameters[name] = (value, bool(excluded))


@contextmanager
def recorded() -> Iterator[Recording]:
    """Everything that is told to Allure meanwhile."""
    recording = Recording()
    allure_commons.plugin_manager.register(recording)
    try:
        yield recording
    finally:
        allure_commons.plugin_manager.unregister(recording)
