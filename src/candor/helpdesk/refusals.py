"""Why an action did not happen. Each is raised before anything was written; callers turn it into a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from candor.helpdesk.models import Status, Ticket, TimeRecord


class Refused(Exception):
    """The action did not happen and left nothing behind."""


class StaleTicket(Refused):
    """Somebody changed the ticket since the actor looked. `ticket` is as it stands now; answered with 409."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(f"ticket {ticket.pk} is at version {ticket.version}")
        self.ticket = ticket


class TicketIsClosed(Refused):
    """A closed ticket takes no more messages: open a new one that follows it (`NewTicket.follows`)."""

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(f"ticket {ticket.pk} is closed")
        self.ticket = ticket


class TicketIsMerged(TicketIsClosed):
    """The ticket became part of another one (`merged_into`); whatever happens now happens there."""


class CannotFollow(Refused):
    """The transition table does not let this actor make `wanted` follow the ticket's present status."""

    def __init__(self, ticket: Ticket, wanted: Status) -> None:
        super().__init__(f"ticket {ticket.pk}: {wanted} may not follow {ticket.status}")
        self.ticket = ticket
        self.wanted = wanted


class EmptyMessage(Refused):
    """There is nothing in it: no words and no file."""


class StaleTime(Refused):
    """The record of time is not what the page showed. `found` is as it stands now, None of the settings."""

    def __init__(self, found: TimeRecord | None) -> None:
        super().__init__("changed since it was shown")
        self.found = found


class TimeIsBilled(Refused):
    """The record stands on a draft or an invoice: what an invoice says does not change."""


class TimeIsAnswered(Refused):
    """Nobody waits for the customer's word, or somebody has given another one."""


class NotInThePast(Refused):
    """A date that lies ahead was needed."""


class TooFarAhead(Refused):
    """A date within a year was needed."""


class CannotWorkIt(Refused):
    """The chosen person may not work tickets of this queue."""


class CannotMerge(Refused):
    """These two cannot become one; `reason` is `same`, `merged`, `parent` or `unconfirmed`."""

    def __init__(self, reason: str, target: Ticket | None = None) -> None:
        super().__init__(reason)
        self.reason, self.target = reason, target


class CannotUndo(Refused):
    """It cannot be taken back any more; `reason` is `late`, `done`, `moved-on` or `sent`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CannotLink(Refused):
    """A case cannot be linked to itself."""


class CannotBeChild(Refused):
    """Parents have no parents and children no children; `reason` is `same`, `has-parent`, `has-children` or `full`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NothingChosen(Refused):
    """Something has to be chosen first."""


class UnknownVariable(Refused):
    """The text names variables that do not exist."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


class StalePrepared(Refused):
    """Somebody else changed the template or macro meanwhile; answered with 409."""


class CannotFollowIt(Refused):
    """The member of staff does not see this ticket."""

    def __init__(self, name: str) -> None:
        super().__init__("does not see the ticket")
        self.name = name


class TicketIsHeld(Refused):
    """A legal hold covers the ticket: nobody deletes it before the privacy office has lifted it."""


class ReplyIsPlanned(Refused):
    """A reply waits to be sent later: whoever planned it promised it, so it is sent or taken back first."""


class NotInBin(Refused):
    """Only what lies in the bin can be deleted for good."""


class MentionFails(Refused):
    """A note mentions staff who do not see the ticket (`blind`), or a name that several have (`unclear`)."""

    def __init__(self, blind: Sequence[str], unclear: Sequence[str]) -> None:
        super().__init__("a mention would reach nobody")
        self.blind, self.unclear = blind, unclear


class AlreadyTakesPart(Refused):
    """The address is ours, a colleague's, the requester's, or gets a copy already."""

    def __init__(self, address: str) -> None:
        super().__init__("takes part already")
        self.address = address


class TooManyCopies(Refused):
    """As many people get a copy as one ticket can have."""
