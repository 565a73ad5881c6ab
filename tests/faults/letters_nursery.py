"""Children that send a newsletter and are killed on the way. Run by `test_letters_kills`.

Loads the house once, writes readers and an issue, and forks a child for each step: it works as `candor work` does and
kills itself where the step ends. The next one comes when the dead one's claims have run out. At last one works to the
end; then a line of JSON on standard output says what stands in the database. Argument: how many readers.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import django

django.setup()

from candor.kernel import clock, registries  # noqa: E402 - after Django is set up
from candor.kernel.actor import SYSTEM  # noqa: E402
from candor.kernel.command import prepare  # noqa: E402
from candor.mail import mailings  # noqa: E402
from candor.mail.actions import mailing  # noqa: E402
from candor.mail.actions.delivery import LEASE  # noqa: E402
from candor.mail.actions.sending import send_batch  # noqa: E402
from candor.mail.smtp import Connection  # noqa: E402
from candor.newsletters.actions import sending  # noqa: E402
from candor.newsletters.actions.issuing import schedule_issue  # noqa: E402
from candor.newsletters.actions.writing import IssueWords, write_issue  # noqa: E402
from candor.newsletters.models import Issue, Recipient  # noqa: E402
from candor.newsletters.tests.stories import news, subscribed  # noqa: E402
from tests.cast import make_person  # noqa: E402
from tests.faults.parting import fork  # noqa: E402

# Each step is a function, and whether the child dies before it or after it.
STEPS: dict[str, tuple[Any, str, str]] = {
    "taken into the recipients, not committed": (Recipient.objects, "bulk_create", "after"),
    "taken into the recipients": (sending, "prepare", "after"),
    "written into the outbox, not committed": (sending, "queue_many", "after"),
    "written into the outbox": (sending, "hand_over", "after"),
    "claimed, not committed": (mailing, "_allowed", "after"),
    "claimed": (mailing, "_claim", "after"),
    "signed": (mailing, "signed_by", "after"),
    "handed to the server": (Connection, "send", "after"),
    "noted, not committed": (mailings, "mailing_of", "after"),
    "noted": (mailing, "_note_sent", "after"),
    "ended": (sending, "end_issue", "before"),
}
SECOND = 2
"""At which passage of its step a child dies; the end comes once."""


def work() -> None:
    """What two loops of `candor work` do, in turns, until nothing is left."""
    pace = sending.Pace()
    while sending.go_on(pace) | bool(send_batch()):
        pass


def dies_at(step: str) -> None:
    place, name, when = STEPS[step]
    original, left = getattr(place, name), [1 if when == "before" else SECOND]

    def passes(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        result = None if when == "before" else original(*args, **kwargs)
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(place, name, passes)


def live(step: str, generation: int) -> str:
    """Fork a child that dies at the step, or works to the end; how it ended."""
    pid = fork()
    if not pid:
        try:
            if step:
                dies_at(step)
            with clock.later(seconds=generation * (LEASE.total_seconds() + 60)):
                work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test has to see it
            sys.stderr.write(f"{step}: {type(error).__name__}: {error}\n")
            os._exit(1)
        os._exit(0)
    _pid, status = os.waitpid(pid, 0)
    return "killed" if os.WIFSIGNALED(status) else str(os.waitstatus_to_exitcode(status))


def main(readers: int) -> None:
    registries.discover()
    prepare()
    sending.PREPARED_AT_ONCE, sending.HANDED_AT_ONCE, mailing.AT_ONCE = 20, 10, 5
    product = news()
    for number in range(readers):
        subscribed(make_person(f"Reader {number}", f"reader{number}@house.example"), product)
    words = IssueWords(subject_en="News", body_en="Hello {name|there}")
    written = write_issue(product, words, key="killed-issue", by=SYSTEM)
    schedule_issue(Issue.objects.select_related("list").get(pk=written.pk), None, 100_000, by=SYSTEM)
    ends = {step: live(step, generation) for generation, step in enumerate(STEPS)}
    last = live("", len(STEPS))
    fates = dict(Recipient.objects.values_list("identifier__value", "fate"))
    print(json.dumps({"ends": ends, "last": last, "fates": fates, "state": Issue.objects.get().state}))


main(int(sys.argv[1]))
