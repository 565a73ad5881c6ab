"""Watching every mailbox in use, each in a thread of its own: what is new comes in within a second where the server
supports IDLE (RFC 2177), and within half a minute elsewhere.
"""

from __future__ import annotations

import threading
import time

from django.db import DatabaseError, connection

from candor.kernel.logs import log
from candor.mail.actions.grants import distrust
from candor.mail.actions.mailboxes import note_mail, note_seen, note_trouble
from candor.mail.imap.connection import Access, Unreadable, open_folder
from candor.mail.imap.fetching import take_in_new
from candor.mail.imap.waiting import CHECK_EVERY, News
from candor.mail.models import Mailbox, Trouble

LOOK_FOR_CHANGES_EVERY = 2.0
POLL_EVERY = 30.0
IDLE_FOR = 120.0
"""Seconds of one IDLE; routers forget silent connections after five minutes or more, some servers forget to tell."""

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0
"""Seconds before a mailbox in trouble is tried again, doubled each time."""


def watch_mailboxes(stop: threading.Event) -> None:
    """Keep one watcher per mailbox in use until `stop`; a mailbox that was changed gets a new one."""
    watchers: dict[int, Watcher] = {}
    while not stop.is_set():
        wanted = {mailbox.pk: mailbox for mailbox in Mailbox.objects.in_use()}
        for key in list(watchers):
            if key not in wanted or not watchers[key].is_up_to_date(wanted[key]):
                watchers.pop(key).end()
        for key in wanted.keys() - watchers.keys():
            watchers[key] = Watcher(wanted[key])
            watchers[key].start()
        stop.wait(LOOK_FOR_CHANGES_EVERY)
    for watcher in watchers.values():
        watcher.end()
    for watcher in watchers.values():
        watcher.join(CHECK_EVERY * 3)


class Watcher(threading.Thread):
    """The thread that reads one mailbox."""

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(name=f"mailbox-{mailbox.pk}", daemon=True)
        self._mailbox = mailbox
        self._stop_asked = threading.Event()

    def is_up_to_date(self, mailbox: Mailbox) -> bool:
        """Does it still read the mailbox as it is set up now, and live?"""
        return self.is_alive() and self._mailbox.version == mailbox.version

    def end(self) -> None:
        self._stop_asked.set()

    def run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stop_asked.is_set():
            began = time.monotonic()
            try:
                self._watch()
            except Unreadable as problem:
                self._note(problem.trouble)
            except Exception as error:  # noqa: BLE001 - one mailbox's failure must not end the others
                log.warning("mailbox failed", mailbox=self._mailbox.pk, error=type(error).__name__)
                self._note(Trouble.DISK_FULL if "full" in str(error) else Trouble.OTHER)
            finally:
                connection.close()
            pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            self._stop_asked.wait(pause / 2)

    def _watch(self) -> None:
        with open_folder(Access.to(self._mailbox)) as folder:
            can_idle, news = folder.client.has_capability("IDLE"), News(folder.client)
            while not self._stop_asked.is_set():
                if take_in_new(self._mailbox, folder, self._stop_asked):
                    note_mail(self._mailbox)
                note_seen(self._mailbox)
                if can_idle:
                    news.wait(self._stop_asked, IDLE_FOR)
                else:
                    self._stop_asked.wait(POLL_EVERY)
                    folder.client.noop()

    def _note(self, trouble: Trouble) -> None:
        try:
            note_trouble(self._mailbox, trouble)
            if trouble is Trouble.TOKEN_REFUSED:
                distrust(self._mailbox)
        except DatabaseError as error:
            log.warning("mailbox trouble not noted", mailbox=self._mailbox.pk, error=type(error).__name__)
