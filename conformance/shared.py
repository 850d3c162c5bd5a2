"""What the processes of one run have in common: the target, a file of surveys, and who may send when."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import attrs
import pytest

from conformance import session
from conformance.target.channel import Address, Remote, Server
from conformance.target.control import Control


@attrs.frozen
class Handed:
    """What the controlling process hands to a worker, in the texts that pytest-xdist carries."""

    target: str
    shared: str
    control: str

    @classmethod
    def to_worker(cls, config: pytest.Config) -> Handed | None:
        """What this process was handed; None in the controlling one."""
        given = getattr(config, "workerinput", None)
        return None if given is None else cls(given["target"], given["shared"], given["control"])


@attrs.define
class Shared:
    """The side of one process: `handed` to a worker, and made when needed in the controlling one."""

    handed: Handed | None = None
    _control: Control | None = None
    _server: Server | None = None
    _scratch: tempfile.TemporaryDirectory[str] | None = None

    @property
    def is_worker(self) -> bool:
        """Whether another process controls the run."""
        return self.handed is not None

    @property
    def is_used(self) -> bool:
        """Whether the controlling process has workers, which may have left surveys."""
        return self._scratch is not None

    @property
    def file(self) -> Path:
        """Where processes leave surveys for each other; gone when the run ends."""
        if self.handed is not None:
            return Path(self.handed.shared)
        if self._scratch is None:
            self._scratch = tempfile.TemporaryDirectory(prefix="conformance-")
        return Path(self._scratch.name, "survey.json")

    def control(self, target: session.Target) -> Control:
        """What decides when a request may be sent: the controlling process, for all of them."""
        if self._control is None:
            if self.handed is not None:
                self._control = Remote(Address(**json.loads(self.handed.control)))
            else:
                self._control = session.control_of(target)
        return self._control

    def hand_over(self, target: session.Target) -> Mapping[str, str]:
        """What a worker needs."""
        if self._server is None:
            self._server = Server.start(self.control(target))
        address = json.dumps(attrs.asdict(self._server.address))
        return attrs.asdict(Handed(json.dumps(target.as_json()), str(self.file), address))

    def close(self) -> None:
        """End what was made here."""
        if self._server is not None:
            self._server.close()
        if self._scratch is not None:
            self._scratch.cleanup()
