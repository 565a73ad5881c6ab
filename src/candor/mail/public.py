"""What other slices may use of mail: receiving values, reply tokens, and the outbox."""

from __future__ import annotations

from candor.mail.actions.addresses import dead_among
from candor.mail.actions.automatic import may_write_automatically
from candor.mail.actions.forgetting import forget_mail_about, forget_originals, forget_reply_tokens
from candor.mail.actions.handing_on import hand_on
from candor.mail.actions.history import count_as_sent
from candor.mail.actions.holding import hold_back, hold_back_of_old, withdraw
from candor.mail.actions.intake import receive
from candor.mail.actions.mailing import Addressed, not_dead, queue_many
from candor.mail.actions.outbox import queue_mail, queue_ready
from candor.mail.actions.reply_tokens import reply_token_for
from candor.mail.actions.sending import send_due
from candor.mail.alarms import lines_for
from candor.mail.building import Letter, NotSendable, Picture, build
from candor.mail.building_many import picture_of
from candor.mail.checks import Told, found_on_arrival, told
from candor.mail.composing import Words as MailWords
from candor.mail.composing import compose
from candor.mail.framing import Frame, framed
from candor.mail.inbound_mail import InboundMail, ReceivedFile, Reference, Refuse
from candor.mail.mailings import Mailing, Sheet
from candor.mail.mailings import register as register_mailing
from candor.mail.models import Mailbox, OutboxMessage, OutboxState, Reason, ReplyToken, TemplateClass, Way
from candor.mail.originals import original_to_save, shown_original
from candor.mail.our_addresses import Sender, addresses_received, mailbox_feeding, mailbox_with, ours_among, sender_for
from candor.mail.parsing.showing import Own as OwnPicture
from candor.mail.parsing.showing import Shown, remote_pictures, show
from candor.mail.queries import thread_of
from candor.mail.rules.addresses import normal
from candor.mail.views.framed import in_sandbox

__all__ = [
    "Addressed",
    "Frame",
    "InboundMail",
    "Letter",
    "MailWords",
    "Mailbox",
    "Mailing",
    "NotSendable",
    "OutboxMessage",
    "OutboxState",
    "OwnPicture",
    "Picture",
    "Reason",
    "ReceivedFile",
    "Reference",
    "Refuse",
    "ReplyToken",
    "Sender",
    "Sheet",
    "Shown",
    "TemplateClass",
    "Told",
    "Way",
    "addresses_received",
    "build",
    "compose",
    "count_as_sent",
    "dead_among",
    "forget_mail_about",
    "forget_originals",
    "forget_reply_tokens",
    "found_on_arrival",
    "framed",
    "hand_on",
    "hold_back",
    "hold_back_of_old",
    "in_sandbox",
    "lines_for",
    "mailbox_feeding",
    "mailbox_with",
    "may_write_automatically",
    "normal",
    "not_dead",
    "original_to_save",
    "ours_among",
    "picture_of",
    "queue_mail",
    "queue_many",
    "queue_ready",
    "receive",
    "register_mailing",
    "remote_pictures",
    "reply_token_for",
    "send_due",
    "sender_for",
    "show",
    "shown_original",
    "thread_of",
    "told",
    "withdraw",
]
