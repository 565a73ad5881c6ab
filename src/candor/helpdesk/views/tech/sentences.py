"""Why something did not happen, in a sentence that a person understands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from candor.helpdesk.actions.queues import QueueInUse
from candor.helpdesk.refusals import CannotFollow, CannotWorkIt, EmptyMessage, NotInThePast, StaleTicket
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.words import STATUS_WORDS
from candor.kernel.files import FileTooLarge


def sentence_for(refusal: Exception) -> str:
    """The sentence for a refusal. Others than ours are raised on."""
    match refusal:
        case StaleTicket():
            return _("Somebody else changed this case while you had it open. Your change was not made.")
        case CannotFollow(ticket=ticket):
            return _("This is not possible while the case is “%(status)s”.") % {"status": STATUS_WORDS[ticket.status]}
        case EmptyMessage():
            return _("Write something first, or attach a file.")
        case TextTooLong(most=most):
            return _("This is too long: %(most)s characters are the most.") % {"most": most}
        case FileTooLarge(most=most):
            return _("A file is larger than %(limit)s MB and was not taken in.") % {"limit": most // 1_000_000}
        case NotInThePast():
            return _("Choose a moment that lies ahead.")
        case CannotWorkIt():
            return _("The case cannot go there: the person does not work this queue, or the queue is archived.")
        case QueueInUse():
            return _("This queue is still needed: it is the default queue, or unfinished cases stand in it.")
    raise refusal
