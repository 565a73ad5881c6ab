"""The engine on real messages and on their twins. The figures are printed (`pytest -s`)."""

from __future__ import annotations

import collections
from pathlib import Path

import pytest

from candor.mail.parsing import parse_message, trim_reply
from candor.mail.tests.parsing import corpora as reading
from candor.mail.tests.parsing.twins import twins

ZAMMAD_BAR = 0.85
STALWART_BAR = 0.85
FOUND_BAR = 0.94
DEAD_BAR = 0.85


@pytest.mark.parametrize(("pattern", "bar"), [("zammad-*.json", ZAMMAD_BAR), ("stalwart-*.json", STALWART_BAR)])
def test_every_expected_field_of_real_messages(corpora: Path, pattern: str, bar: float) -> None:
    wrong = {}
    total = 0
    for name, raw, expected in reading.messages(corpora / "parse", pattern):
        total += 1
        message = parse_message(raw)
        assert message.error is None, f"{name}: {message.error}"
        if different := reading.differences(message, expected):
            wrong[name] = different
    print(f"\n{pattern}: {total - len(wrong)} of {total} messages right in every field; wrong: {wrong}")
    assert total - len(wrong) >= bar * total


@pytest.mark.slow
def test_twins_parse_to_the_same_values(corpora: Path) -> None:
    """What parses right must parse right in other clothes too."""
    tried: collections.Counter[str] = collections.Counter()
    failed: dict[str, list[str]] = {}
    for name, raw, expected in reading.messages(corpora / "parse"):
        right = [field for field in expected if field not in reading.differences(parse_message(raw), expected)]
        for kind, twin in twins(raw):
            tried[kind] += 1
            different = [field for field in reading.differences(parse_message(twin), expected) if field in right]
            if different:
                failed[f"{name} with other {kind}"] = different
    print(f"\ntwins: {sum(tried.values()) - len(failed)} of {sum(tried.values())} as right as the original; {failed}")
    assert len(failed) <= 0.03 * sum(tried.values())


def test_reply_trimming(corpora: Path) -> None:
    wrong, losing = [], []
    paths = sorted((corpora / "trim").glob("*.txt"))
    for path in paths:
        wanted = path.with_suffix(".expected").read_text("utf-8").split()
        visible = trim_reply(path.read_text("utf-8"))[0].split()
        if visible != wanted:
            wrong.append(path.stem)
        if collections.Counter(wanted) - collections.Counter(visible):
            losing.append(path.stem)
    print(f"\ntrimming: {len(paths) - len(wrong)} of {len(paths)} exact, {len(losing)} lose wanted words")
    assert len(paths) - len(wrong) >= 50 / 64 * len(paths)
    assert len(losing) <= 1


def test_bounces_are_recognised_and_judged(corpora: Path) -> None:
    missed, misjudged, total = [], [], 0
    for name, raw, expected in reading.messages(corpora / "bounce"):
        if expected["kind"] != "bounce":
            continue
        total += 1
        bounces = parse_message(raw).bounces
        if not bounces:
            missed.append(name)
        elif sorted(b.permanent for b in bounces) != sorted(row["permanent"] for row in expected["rows"]):
            misjudged.append(name)
    right = total - len(missed) - len(misjudged)
    print(f"\nbounces: {total - len(missed)} of {total} recognised, {right} judged right; misjudged: {misjudged}")
    assert total - len(missed) >= FOUND_BAR * total
    assert right >= DEAD_BAR * total


def test_no_bounce_report_or_automatic_reply_is_ever_answered(corpora: Path) -> None:
    answered = [name for name, raw, _ in reading.messages(corpora / "bounce") if parse_message(raw).may_autoreply]
    assert answered == []


def test_feedback_reports_are_recognised(corpora: Path) -> None:
    reports = [
        (name, parse_message(raw))
        for name, raw, expected in reading.messages(corpora / "bounce")
        if expected["kind"] == "feedback"
    ]
    assert [name for name, message in reports if not message.feedback_report or message.bounces] == []
    assert reports


def test_delivery_reports_and_automatic_replies_are_no_bounces(corpora: Path) -> None:
    for name, raw, expected in reading.messages(corpora / "bounce"):
        if expected["kind"] in ("delivered", "auto-reply"):
            assert parse_message(raw).bounces == (), name


def test_ordinary_mail_is_no_bounce(corpora: Path) -> None:
    ordinary = [
        (name, parse_message(raw))
        for name, raw, expected in reading.messages(corpora / "parse")
        if not expected.get("from_address", "").startswith("mailer-daemon")
    ]
    assert [name for name, message in ordinary if message.bounces or message.feedback_report] == []


@pytest.mark.slow
def test_twins_of_bounces_stay_bounces(corpora: Path) -> None:
    lost, tried = [], 0
    for name, raw, _ in reading.messages(corpora / "bounce"):
        first = parse_message(raw)
        for kind, twin in twins(raw):
            tried += 1
            second = parse_message(twin)
            same = [(b.status[0], b.permanent) for b in first.bounces] == [
                (b.status[0], b.permanent) for b in second.bounces
            ]
            if not same or second.may_autoreply or second.feedback_report != first.feedback_report:
                lost.append(f"{name} with other {kind}")
    print(f"\nbounce twins: {tried - len(lost)} of {tried} as the original; {lost}")
    assert len(lost) <= 0.03 * tried
