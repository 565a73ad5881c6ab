"""Why something did not happen, in a sentence that a person understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from candor.helpdesk.actions.bulk.choosing import NothingChosen
from candor.helpdesk.actions.categories import CategoryLoop, CategoryTooDeep
from candor.helpdesk.actions.queues import QueueInUse
from candor.helpdesk.actions.tags import TagExists
from candor.helpdesk.refusals import CannotFollow, CannotWorkIt, EmptyMessage, NotInThePast, StaleTicket
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.rules.trees import MOST_LEVELS
from candor.helpdesk.words import STATUS_WORDS
from candor.kernel.files import FileTooLarge

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
    NothingChosen: lambda _refusal: _("No case is selected. Tick the ones that you mean."),
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
