"""JUnit XML: a test case for each operation that breaks, and one for all other changes."""

from __future__ import annotations

from xml.etree import ElementTree  # only written: what is read is another matter

from reports import text
from schema.drift.change import Change
from schema.drift.review import Review

OTHERS = "all other changes"


def render(review: Review) -> str:
    """One suite `drift`. A case fails for changes that make the comparison fail."""
    failing = set(map(id, review.failing))
    cases = {
        name: [one for one in review.shown if name in one.affects] for name in review.affected_operations
    }
    breaking = set(cases)
    cases[OTHERS] = [one for one in review.shown if not breaking.intersection(one.affects)]
    suite = ElementTree.Element("testsuite", name="drift", tests=str(len(cases)))
    failures = 0
    for name, changes in cases.items():
        case = ElementTree.SubElement(suite, "testcase", classname="drift", name=name)
        wrong = [one for one in changes if id(one) in failing]
        if name == OTHERS and review.problems:
            failures += 1
            ElementTree.SubElement(case, "failure", message=text.line("; ".join(review.problems)))
        elif wrong:
            failures += 1
            failure = ElementTree.SubElement(case, "failure", message=text.line(wrong[0].sentence))
            failure.text = _told(wrong)
        ElementTree.SubElement(case, "system-out").text = _told(changes)
    suite.set("failures", str(failures))
    suite.set("errors", "0")
    root = ElementTree.Element("testsuites", name="drift")
    root.append(suite)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _told(changes: list[Change]) -> str:
    return "\n".join(text.line(f"{one.criticality} {one.coordinate}: {one.sentence}") for one in changes)
