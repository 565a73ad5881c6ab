"""Answers to advertising: the slice that sent it hears of each, and ends what an answer asks us to end.

A letter is known by its Message-ID, which nobody can guess. Who names it holds the letter, and with it the link in its
foot, which asks nobody who they are either: so an answer counts for the address that the letter went to, whichever
address it comes from, as when a mailbox is read at another one.
"""

from __future__ import annotations

from candor.kernel.registries import inbound
from candor.kernel.registries.inbound import Answer, Became
from candor.mail.actions.reply_tokens import mail_answered
from candor.mail.inbound_mail import InboundMail
from candor.mail.models import TemplateClass
from candor.mail.rules.opt_outs import asks_to_stop, says_no_more

OPT_OUT = "opt-out"


def take_answer(mail: InboundMail) -> Became | None:
    """Have an answer counted and, where it asks us to stop, obeyed; no machine's and no forged one.

    What says more than that goes on its way to whoever reads answers, and so does what nobody could obey.
    """
    if mail.is_forged or mail.is_automatic:
        return None
    ours = mail_answered(mail.parsed)
    if ours is None or ours.template_class != TemplateClass.ADVERTISING:
        return None
    text = mail.parsed.visible_reply
    answer = Answer(ours.about_kind, ours.about_id, asks_to_stop(mail.parsed.subject, text))
    is_done = inbound.answer(answer)
    return Became(ours.about_kind, ours.about_id, OPT_OUT) if is_done and says_no_more(text) else None
