"""What newsletters hear by mail, and how their letters are made."""

from __future__ import annotations

from candor.kernel.registries import inbound
from candor.mail.public import Mailing, register_mailing
from candor.newsletters.actions.hearing import KIND, note_answer, note_delivery
from candor.newsletters.mailing import make_letters, make_tests, note_nothing, note_sent

inbound.register_reports(KIND, note_delivery)
inbound.register_answers(KIND, note_answer)
register_mailing(KIND, Mailing(make_letters, note_sent))
register_mailing("newsletters.issue", Mailing(make_tests, note_nothing))
