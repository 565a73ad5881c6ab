"""What newsletters hear by mail, and how their letters are made."""

from __future__ import annotations

from candor.kernel.registries import inbound
from candor.mail.public import Mailing, register_mailing
from candor.newsletters.actions.hearing import KIND, note_delivery, take_answer
from candor.newsletters.mailing import make_letters, make_tests, note_nothing, note_sent

inbound.register("newsletters.answer", take_answer, order=5)
inbound.register_reports(KIND, note_delivery)
register_mailing(KIND, Mailing(make_letters, note_sent))
register_mailing("newsletters.issue", Mailing(make_tests, note_nothing))
