"""The page's template as Jinja compiled it, kept for the next run: that takes a tenth of a second."""

from __future__ import annotations

import marshal
from pathlib import Path

import attrs
import jinja2
from jinja2.bccache import Bucket, bc_magic

from schema import cache

DIRECTORY = cache.DIRECTORY / "page"


@attrs.frozen(eq=False)
class Precompiled(jinja2.BytecodeCache):
    """Keeps what a template was compiled to by one version of Jinja and Python, with the same `options`.

    `options` is the text of what decides how it is compiled: whether it escapes what it is given, above all.
    """

    options: bytes
    directory: Path = DIRECTORY

    def load_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja before it compiles a template: it does not, if there is a sound file."""
        content = cache.load(self._file(bucket))
        if content is not None:
            bucket.code = marshal.loads(content)  # noqa: S302 -- as sound as the .pyc files beside it

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Called by Jinja when it has compiled a template."""
        cache.store(self._file(bucket), marshal.dumps(bucket.code))

    def _file(self, bucket: Bucket) -> Path:
        texts = (jinja2.__version__, bucket.key, bucket.checksum)
        digest = cache.digest(b"\n".join((bc_magic, *(one.encode() for one in texts), self.options)))
        return self.directory / f"{digest}.bin"
