"""Producer to consumer edges: a value that one mutation gives, and another is called with."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.coverage.marks import Kind, Mark
from conformance.workflows.table import Workflow


def of(workflow: Workflow) -> Iterator[Mark]:
    """All edges of a workflow's table; one mutation may be both ends."""
    for producer in workflow.actions:
        for consumer in workflow.actions:
            for value in sorted(consumer.needs() & set(producer.gives)):
                yield mark(workflow.name, producer.mutation, consumer.mutation, value)


def mark(workflow: str, producer: str, consumer: str, value: str) -> Mark:
    """The mark of one edge."""
    return Mark(Kind.EDGES, workflow, f"{producer} → {consumer}: {value}")
