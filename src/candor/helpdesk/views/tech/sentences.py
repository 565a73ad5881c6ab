"""Why something did not happen, in a sentence that a person understands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from candor.helpdesk.actions.bulk.choosing import NoCaseSelected
from candor.helpdesk.actions.categories import CategoryLoop, CategoryTooDeep
from candor.helpdesk.actions.queues import QueueInUse
from candor.helpdesk.actions.tags import TagExists
from candor.helpdesk.refusals import (
    AlreadyTakesPart,
    CannotBeChild,
    CannotFollow,
    CannotFollowIt,
    CannotLink,
    CannotMerge,
    CannotUndo,
    CannotWorkIt,
    EmptyMessage,
    MentionFails,
    NothingChosen,
    NotInBin,
    NotInThePast,
    StalePrepared,
    StaleTicket,
    StaleTime,
    TicketIsClosed,
    TicketIsHeld,
    TicketIsMerged,
    TimeIsAnswered,
    TimeIsBilled,
    TooFarAhead,
    TooManyCopies,
    UnknownVariable,
)
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.rules.trees import MOST_LEVELS
from candor.helpdesk.words import STATUS_WORDS
from candor.kernel.files import FileTooLarge


def _cannot_merge(refusal: CannotMerge) -> str:
    if refusal.reason == "merged" and refusal.target is not None:
        return _("That case is part of case %(number)s. Merge into that one.") % {"number": refusal.target.number}
    return {
        "same": _("A case cannot be merged into itself."),
        "parent": _("This case has child cases. Release them first; nothing was merged."),
    }[refusal.reason]


def _cannot_undo(refusal: CannotUndo) -> str:
    return {
        "late": _("Seven days have passed since the merge. Split the messages off instead."),
        "done": _("This has been taken back already, or it was never yours."),
        "moved-on": _("The other case was merged, too. Undo that merge first."),
        "sent": _("Too late: the reply has left."),
    }[refusal.reason]


def _cannot_be_child(refusal: CannotBeChild) -> str:
    return {
        "same": _("A case cannot be its own child."),
        "has-parent": _("A child case cannot have children, and no case has two parents."),
        "has-children": _("A case with children cannot become a child."),
        "full": _("This case has as many children as one can have."),
    }[refusal.reason]


def _unknown_variable(refusal: UnknownVariable) -> str:
    names = ", ".join(f"{{{name}}}" for name in refusal.names)
    return _("There is no variable %(names)s. Double braces write the name itself.") % {"names": names}


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
    TooFarAhead: lambda _refusal: _("Choose a moment within a year."),
    CannotWorkIt: lambda _refusal: _(
        "The case cannot go there: the person does not work this queue, or the queue is archived."
    ),
    CannotMerge: _cannot_merge,
    CannotUndo: _cannot_undo,
    CannotBeChild: _cannot_be_child,
    CannotLink: lambda _refusal: _("A case cannot be linked to itself."),
    NothingChosen: lambda _refusal: _("There is nothing to do it with: choose something first."),
    UnknownVariable: _unknown_variable,
    StalePrepared: lambda _refusal: _("Somebody else changed this while you had it open. What you wrote is kept here."),
    TicketIsClosed: lambda _refusal: _("The case is closed. Reopen it first."),
    TicketIsMerged: lambda _refusal: _("This case is part of another one now. Go on there."),
    CategoryLoop: lambda _refusal: _("A category cannot stand below itself. Choose another place for it."),
    CategoryTooDeep: lambda _refusal: (
        _("This would be deeper than %(most)s levels. Choose a place higher up.") % {"most": MOST_LEVELS}
    ),
    TagExists: lambda _refusal: _("There is a tag of this name already. Merge the two instead."),
    NoCaseSelected: lambda _refusal: _("No case is selected. Tick the ones that you mean."),
    CannotFollowIt: lambda refusal: (
        _("%(name)s does not see cases of this queue and cannot follow it.") % {"name": refusal.name}
    ),
    MentionFails: _mention_sentence,
    TicketIsHeld: lambda _refusal: _(
        "A legal hold covers this case. Nothing was deleted: ask the privacy office to lift the hold first."
    ),
    NotInBin: lambda _refusal: _("This case does not lie in the bin any more. Nothing was deleted."),
    AlreadyTakesPart: lambda refusal: (
        _("%(address)s takes part already: it is copied, ours, or a colleague's, or the customer's own.")
        % {"address": refusal.address}
    ),
    TooManyCopies: lambda _refusal: _("As many people get copies as one case can have. Stop one of them first."),
    TimeIsBilled: lambda _refusal: _(
        "This stands on an invoice or on the draft of one and does not change any more. Ask sales."
    ),
    TimeIsAnswered: lambda _refusal: _("This has been answered already, or nobody asks for it any more."),
    StaleTime: lambda _refusal: _("Somebody else changed this while you had it open. What you wrote is kept here."),
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
