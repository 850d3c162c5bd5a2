import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import attrs
import pytest

from reports.coverage import page, record
from reports.coverage.baseline import Baseline, Old
from reports.coverage.comparison import between
from reports.coverage.drifted import Change, Drift
from reports.coverage.page import Page
from reports.coverage.ran import Ran
from schema import contract as contracts
from tests.support import runs

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}&\"'"
)


class Parsed(HTMLParser):
    """The elements of a page, with their attributes, and the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.inside = ""
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        self.inside = tag

    def handle_endtag(self, _tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("script", "style"):
            {"script": self.scripts, "style": self.styles}[self.inside].append(data)
        else:
            self.words.append(data)

    @property
    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def hostile() -> Ran:
    answer = {"status": 200, "headers": {}, "body": HOSTILE}
    request = {**runs.evidence().request, "body": HOSTILE, "curl": HOSTILE}
    found = runs.evidence(
        path=HOSTILE,
        expected=HOSTILE,
        actual=HOSTILE,
        request=request,
        response=answer,
        steps=({"move": HOSTILE, "request": HOSTILE, "status": 200, "response": HOSTILE},),
        case={"place": [HOSTILE], "violation": HOSTILE},
    )
    reasons = {runs.ENUM: {HOSTILE: 1}}
    skipped = runs.item(mutation="brewTea", not_exercised=HOSTILE, requests=0, opportunities={})
    return runs.ran(
        runs.item(found, inconclusive=reasons),
        skipped,
        verdict=HOSTILE,
        about=attrs.evolve(runs.ABOUT, target=HOSTILE, options=("--target", HOSTILE)),
    )


def shown(ran: Ran, **changes: Any) -> Parsed:
    return Parsed(page.render(Page(ran=ran, history=record.history(ran, None), **changes)))


class TestRender:
    def test_shows_hostile_text_as_text_wherever_it_may_stand(self) -> None:
        ran = hostile()
        old = Old("0", HOSTILE, HOSTILE, "MUST", HOSTILE, waived=False, since=HOSTILE)
        compared = between(Baseline(HOSTILE, HOSTILE, (old,), ()), ran)
        change = Change(HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,))

        parsed = shown(ran, compared=compared, drift=Drift(HOSTILE, (change,), 1, 1))

        assert len(parsed.scripts) == 2
        assert not [tag for tag, _ in parsed.elements if tag in ("img", "iframe", "link", "object")]
        assert not [one for _, attributes in parsed.elements for one in attributes if one.startswith("on")]
        assert "<script>alert(1)</script><img src=x onerror=alert(1)>\\x1b[31m\\u202e" in parsed.text
        data = json.loads(parsed.scripts[0])
        boil = next(one for one in data["mutations"] if one["name"] == "boilKettle")
        assert "\\u202e" in boil["reasons"][runs.ENUM][0]

    def test_lets_the_browser_run_and_load_its_own_script_and_style_alone(self) -> None:
        parsed = shown(hostile())
        policy = next(
            str(one["content"])
            for tag, one in parsed.elements
            if tag == "meta" and one.get("http-equiv") == "Content-Security-Policy"
        )

        for kind, text in (("script", parsed.scripts[1]), ("style", "".join(parsed.styles))):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"{kind}-src 'sha256-{digest}'" in policy
        assert policy.startswith("default-src 'none';")
        assert not [one for _, one in parsed.elements if "src" in one or "style" in one]

    def test_has_no_id_twice(self) -> None:
        found = [
            runs.evidence(),
            runs.evidence(fingerprint="a"),
            runs.evidence(fingerprint="b", rule=runs.ENUM),
        ]

        ids = shown(runs.ran(runs.item(*found))).ids

        assert len(set(ids)) == len(ids)

    def test_gives_each_cell_its_finding(self) -> None:
        parsed = shown(runs.ran(runs.item(runs.evidence(), runs.evidence(fingerprint="a", rule=runs.ENUM))))

        data = json.loads(parsed.scripts[0])

        boil = next(one for one in data["mutations"] if one["name"] == "boilKettle")
        assert boil["findings"] == {runs.LIST: ["0123456789"], runs.ENUM: ["a"]}
        assert {"f-0123456789", "f-a"} < set(parsed.ids)
        place = [rule["id"] for rule in data["rules"]].index(runs.LIST)
        assert data["states"][int(boil["states"][place])] == "violated"
        assert boil["places"][place] == 4

    @pytest.mark.parametrize(
        ("covered", "total", "percent"), [(0, 0, 100), (169, 170, 99), (170, 170, 100), (0, 3, 0)]
    )
    def test_says_100_percent_only_where_nothing_is_missing(
        self, covered: int, total: int, percent: int
    ) -> None:
        assert page.percent(covered, total) == percent

    def test_lists_what_is_missing(self) -> None:
        parsed = shown(runs.ran(runs.item()))

        assert "never answered" in parsed.text
        assert "KT-CT-9004" in parsed.text

    def test_writes_names_in_a_rule_s_sentence_as_code_and_nothing_of_it_as_markup(self) -> None:
        rule = {**runs.ran().rules[0], "id": runs.LIST, "sentence": "Only `<b>` is <i>one</i>."}

        rendered = page.render(Page(ran=runs.ran(runs.item(runs.evidence()), rules=[rule])))

        assert "Only <code>&lt;b&gt;</code> is &lt;i&gt;one&lt;/i&gt;." in rendered

    def test_says_nothing_was_found_where_nothing_was(self) -> None:
        assert "Nothing was found wrong." in shown(runs.ran()).text

    def test_charts_the_runs_where_there_are_several(self) -> None:
        ran = runs.ran()
        entry = record.history(ran, None)[0]

        assert "runs" not in shown(ran).ids
        text = page.render(Page(ran=ran, history=(attrs.evolve(entry, findings=7), entry)))
        assert "runs" in Parsed(text).ids
        assert len(re.findall("<polyline", text)) == sum(figure.total > 0 for figure in ran.figures)

    def test_stays_under_2_mb_whatever_was_found(self) -> None:
        contract = contracts.load()
        answer = {"status": 200, "headers": {}, "body": "<" * 1_000_000}
        found = [
            runs.evidence(
                fingerprint=f"{number:010}",
                mutation=mutation,
                rule=rule,
                path="<" * 1_000_000,
                expected="&" * 1_000_000,
                actual="'" * 1_000_000,
                response=answer,
            )
            for number, (mutation, rule) in enumerate(
                (mutation, rule) for mutation in contract.mutations for rule in (runs.LIST, runs.ENUM)
            )
        ]

        broken = runs.item(*found, mutation="acceptGoodsQuote")
        rendered = page.render(Page(ran=runs.ran(broken, contract=contract)))

        assert len(rendered.encode()) < 2_000_000
