"""Limits of the operating system that tests of files need."""

import resource
from collections.abc import Iterator

import pytest


@pytest.fixture
def file_size_limit() -> Iterator[int]:
    """No file of this process may grow beyond so many bytes: as near to a full disk as a test can come."""
    limit = 10_000
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
