from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from candor.kernel.ids import new_ref
from candor.people.models.persons import Person


class AccountManager(BaseUserManager["Account"]):
    """Accounts are made by `people.actions`, never here."""


class Account(AbstractBaseUser):
    """The right of one person to sign in. It has no address of its own: `Identifier` is the one truth of those.

    `epoch` grows when everything signed in must end (password changed, role changed, "log out everywhere"); a session
    counts only while it carries the same epoch.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="account")
    password = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0)
    password_changed_at = models.DateTimeField(null=True)
    password_is_short = models.BooleanField(default=False, db_default=False)
    """Whether the password is good enough beside a second factor only (`rules.passwords.SHORTEST_BESIDE`)."""
    last_login = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    notice_version = models.CharField(max_length=10, blank=True, default="", db_default="")
    """The privacy notice that was linked where the account was registered, "" for accounts made otherwise."""

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "person"
    REQUIRED_FIELDS: ClassVar[list[str]] = []


class StaffMember(models.Model):
    """What makes an account staff: a row, made by one audited action, with one role and perhaps an end date."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="staff")
    role = models.CharField(max_length=16)
    signature = models.TextField(blank=True)
    started_on = models.DateField()
    ends_on = models.DateField(null=True)
    """The last day on which a contractor may sign in; None for employees."""
    end_told_for = models.DateField(null=True)
    """The last day of which the administrators were reminded; another last day is told of again."""
    left_at = models.DateTimeField(null=True)
    unread_notifications = models.PositiveIntegerField(default=0, db_default=0)
    """What waits under their bell, maintained by whoever tells them: it comes with the session, so no page asks."""
    promised_calls = models.PositiveIntegerField(default=0, db_default=0)
    """How many calls they promised and have not made, maintained likewise: who has none is not asked for any."""


class StaffInvitation(models.Model):
    """An administrator's offer to become staff. It becomes a staff row when the person behind the mailbox accepts.

    `settled_at` is when it was accepted or taken back; the link's own expiry stands with its token.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=16)
    ends_on = models.DateField(null=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(settled_at=None), name="people_one_open_invitation"
            )
        ]


class Session(models.Model):
    """A signed-in browser. The cookie's key stands here as a hash only."""

    digest = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="sessions")
    epoch = models.PositiveIntegerField()
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    signed_in_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    device = models.CharField(max_length=60, blank=True)
    network = models.CharField(max_length=43, blank=True, default="", db_default="")
    """The network of the sign-in, such as `203.0.113.0/24`: never a single address."""

    class Meta:
        indexes = [models.Index(fields=["last_seen_at"], name="people_session_seen")]
