"""Why something did not happen, in a sentence that a person understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candor.helpdesk.actions.categories import CategoryLoop, CategoryTooDeep
from candor.helpdesk.actions.queues import QueueInUse
from candor.helpdesk.actions.tags import TagExists
from candor.helpdesk.refusals import (
    AlreadyTakesPart,
    CannotFollow,
    CannotFollowIt,
    CannotWorkIt,
    EmptyMessage,
    MentionFails,
    NotInBin,
    NotInThePast,
    StaleTicket,
    TooManyCopies,
)
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.rules.trees import MOST_LEVELS
from candor.helpdesk.words import STATUS_WORDS
from candor.kernel.files import FileTooLarge


def _mention_sentence(refusal: MentionFails) -> str:
    if refusal.unclear:
        return _("“%(name)s” is the name of several colleagues. Write the whole name.") % {"name": refusal.unclear[0]}
    return ngettext(
        "%(names)s does not see this case, so the mention would reach nobody. Take it out, or move the case.",
        "%(names)s do not see this case, so the mentions would reach nobody. Take them out, or move the case.",
        len(refusal.blind),
    ) % {"names": ", ".join(refusal.blind)}


SENTENCES: Mapping[type[Exception], Callable[[Any], str]] = {
    StaleTicket: lambda _refusal: _("Somebody else changed this case while you had it open. Your change was not made."),
    CannotFollow: lambda refusal: (
        _("This is not possible while the case is “%(status)s”.") % {"status": STATUS_WORDS[refusal.ticket.status]}
    ),
    EmptyMessage: lambda _refusal: _("Write something first, or attach a file."),
    TextTooLong: lambda refusal: _("This is too long: %(most)s characters are the most.") % {"most": refusal.most},
    FileTooLarge: lambda refusal: (
        _("A file is larger than %(limit)s MB and was not taken in.") % {"limit": refusal.most // 1_000_000}
    ),
    NotInThePast: lambda _refusal: _("Choose a moment that lies ahead."),
    CannotWorkIt: lambda _refusal: _(
        "The case cannot go there: the person does not work this queue, or the queue is archived."
    ),
    CategoryLoop: lambda _refusal: _("A category cannot stand below itself. Choose another place for it."),
    CategoryTooDeep: lambda _refusal: (
        _("This would be deeper than %(most)s levels. Choose a place higher up.") % {"most": MOST_LEVELS}
    ),
    TagExists: lambda _refusal: _("There is a tag of this name already. Merge the two instead."),
    CannotFollowIt: lambda refusal: (
        _("%(name)s does not see cases of this queue and cannot follow it.") % {"name": refusal.name}
    ),
    MentionFails: _mention_sentence,
    NotInBin: lambda _refusal: _("This case does not lie in the bin any more. Nothing was deleted."),
    AlreadyTakesPart: lambda refusal: (
        _("%(address)s takes part already: it is copied, ours, or a colleague's, or the customer's own.")
        % {"address": refusal.address}
    ),
    TooManyCopies: lambda _refusal: _("As many people get copies as one case can have. Stop one of them first."),
    QueueInUse: lambda _refusal: _(
        "This queue is still needed: it is the default queue, or unfinished cases stand in it."
    ),
}


def sentence_for(refusal: Exception) -> str:
    """The sentence for a refusal; KeyError for an exception that is none of ours."""
    return SENTENCES[type(refusal)](refusal)


def problems_of(form: forms.Form) -> str:
    """Everything that is wrong with a form, in one line."""
    return " ".join(str(text) for texts in form.errors.values() for text in texts)
