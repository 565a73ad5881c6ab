"""What comes round by the clock. Wiring only: the tasks stand in the slices' `tasks.py`."""

from __future__ import annotations

from datetime import timedelta

from candor.business import tasks as business
from candor.business import tasks_subscriptions as subscriptions
from candor.business import tasks_vat_checks as vat_checks
from candor.helpdesk import tasks as helpdesk
from candor.kernel import audit_chain, search
from candor.kernel import tasks as kernel
from candor.kernel.jobs.schedule import Scheduled
from candor.knowledge import tasks as knowledge
from candor.mail import tasks as mail
from candor.mail.actions import grants as mail_grants
from candor.newsletters import tasks as newsletters
from candor.people import tasks as people
from candor.people.actions import duplicates as people_duplicates
from candor.people.actions import exporting as people_exports
from candor.privacy import daily as privacy_daily
from candor.privacy import tasks as privacy
from candor.privacy import tasks_requests as privacy_requests
from candor.privacy.actions import copying as privacy_copies
from candor.privacy.actions import forwarding as privacy_forwarding
from candor.privacy.actions import identity as privacy_identity
from candor.privacy.actions import previewing as privacy_previews
from candor.privacy.actions import recipient_tasks as privacy_recipients
from candor.privacy.actions import replacements as privacy_replacements
from candor.privacy.actions import settling as privacy_settling
from candor.privacy.backups import making as backups_made
from candor.privacy.backups import tasks as backups

SCHEDULE = [
    # Facts are under seal within ten seconds.
    Scheduled(kernel.seal_audit_facts, every=timedelta(seconds=5), when=audit_chain.has_unsealed),
    Scheduled(kernel.settle_search_index, every=timedelta(minutes=10), when=search.has_much_to_settle),
    Scheduled(kernel.clear_expired_sessions, every=timedelta(hours=1)),
    Scheduled(kernel.clear_away_what_expired, every=timedelta(hours=6)),
    Scheduled(kernel.forget_orphaned_files, every=timedelta(days=1)),
    Scheduled(mail.renew_permissions, every=timedelta(seconds=15), when=mail_grants.something_is_due),
    Scheduled(mail.forget_old_automatic_mail, every=timedelta(hours=1)),
    Scheduled(mail.watch_over_mail, every=timedelta(minutes=1), when=mail.mail_stands_still),
    Scheduled(people.forget_ended_tokens, every=timedelta(days=1)),
    Scheduled(people.end_contracts, every=timedelta(hours=1)),
    Scheduled(people.remind_of_ending_contracts, every=timedelta(hours=6)),
    Scheduled(people.forget_old_registrations, every=timedelta(hours=1)),
    Scheduled(people.carry_on_address_changes, every=timedelta(hours=1)),
    Scheduled(newsletters.forget_old_sign_ups, every=timedelta(hours=1)),
    Scheduled(people.forget_old_places, every=timedelta(days=1)),
    Scheduled(helpdesk.forget_old_uploads, every=timedelta(hours=6)),
    Scheduled(helpdesk.tidy_lists, every=timedelta(minutes=10)),
    Scheduled(people.find_duplicates, every=timedelta(seconds=30), when=people_duplicates.something_changed),
    Scheduled(people.forget_old_imports, every=timedelta(days=1)),
    Scheduled(people.forget_old_exports, every=timedelta(minutes=10), when=people_exports.something_is_over),
    Scheduled(privacy.go_on_with_erasures, every=timedelta(seconds=15), when=privacy.erasures_go_on),
    Scheduled(privacy.forget_previews, every=timedelta(minutes=10), when=privacy_previews.previews_are_over),
    Scheduled(privacy.forget_old_copies, every=timedelta(minutes=10), when=privacy_copies.something_is_over),
    Scheduled(people.settle_old_merges, every=timedelta(days=1)),
    Scheduled(helpdesk.send_planned_replies, every=timedelta(seconds=10), when=helpdesk.replies_should_leave),
    Scheduled(helpdesk.forget_past_undoing, every=timedelta(hours=1)),
    Scheduled(helpdesk.wake_scheduled_tickets, every=timedelta(seconds=30), when=helpdesk.tickets_should_wake),
    Scheduled(helpdesk.tell_what_is_due, every=timedelta(minutes=1), when=helpdesk.cases_should_be_told),
    Scheduled(helpdesk.send_notification_mails, every=timedelta(seconds=30), when=helpdesk.notifications_should_go_out),
    Scheduled(helpdesk.send_letter_mails, every=timedelta(seconds=30), when=helpdesk.letters_should_be_told),
    Scheduled(helpdesk.remind_of_calls, every=timedelta(seconds=30), when=helpdesk.calls_should_be_told),
    Scheduled(helpdesk.clear_presence, every=timedelta(minutes=5), when=helpdesk.presence_should_be_cleared),
    Scheduled(helpdesk.empty_bin, every=timedelta(minutes=10), when=helpdesk.bin_should_be_emptied),
    Scheduled(privacy.settle_redactions, every=timedelta(minutes=10), when=privacy_settling.something_is_unsettled),
    Scheduled(privacy_daily.remind_of_reviews, every=timedelta(days=1), when=privacy_daily.reviews_should_be_told),
    Scheduled(
        privacy_requests.close_unproven_requests, every=timedelta(hours=6), when=privacy_identity.some_are_unanswered
    ),
    Scheduled(privacy_daily.remind_of_requests, every=timedelta(hours=1), when=privacy_daily.requests_should_be_told),
    Scheduled(
        privacy_daily.remind_of_breaches, every=timedelta(minutes=10), when=privacy_daily.breaches_should_be_told
    ),
    Scheduled(
        privacy_recipients.tell_recipients,
        every=timedelta(minutes=1),
        when=privacy_recipients.recipients_should_be_told,
    ),
    Scheduled(privacy_daily.settle_registers, every=timedelta(hours=1)),
    Scheduled(knowledge.forget_readers_words, every=timedelta(days=1)),
    Scheduled(knowledge.remind_of_reviews, every=timedelta(hours=1), when=knowledge.reviews_should_be_told),
    Scheduled(knowledge.empty_bin, every=timedelta(minutes=10), when=knowledge.bin_should_be_emptied),
    Scheduled(helpdesk.forget_old_notifications, every=timedelta(days=1)),
    Scheduled(privacy.keep_to_retention_rules, every=timedelta(days=1)),
    Scheduled(privacy.note_new_contacts, every=timedelta(minutes=1), when=privacy_replacements.contacts_were_named),
    Scheduled(privacy.forward_requests, every=timedelta(minutes=5), when=privacy_forwarding.requests_should_leave),
    Scheduled(backups.make_backup, every=timedelta(minutes=10), when=backups_made.backup_is_due),
    Scheduled(backups.try_backup, every=timedelta(minutes=10), when=backups.trial_is_due),
    Scheduled(backups.send_ledger, every=timedelta(seconds=30), when=backups_made.ledger_is_ahead),
    Scheduled(backups.forget_backups, every=timedelta(days=1)),
    Scheduled(privacy.resume_kept_erasures, every=timedelta(days=1)),
    Scheduled(business.remind_of_follow_ups, every=timedelta(minutes=5), when=business.tasks_should_be_told),
    Scheduled(subscriptions.keep_subscriptions, every=timedelta(hours=1), when=subscriptions.subscriptions_are_due),
    Scheduled(subscriptions.forget_old_contact_lists, every=timedelta(days=1)),
    Scheduled(vat_checks.check_vat_numbers, every=timedelta(minutes=10), when=vat_checks.numbers_should_be_checked),
    Scheduled(business.send_source_notices, every=timedelta(hours=1), when=business.notices_should_go_out),
    Scheduled(business.propose_dunning_letters, every=timedelta(hours=6), when=business.letters_should_be_proposed),
]
