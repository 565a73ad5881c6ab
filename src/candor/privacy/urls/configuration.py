"""Addresses of this slice under System Configuration."""

from __future__ import annotations

from django.urls import URLPattern

from candor.kernel.http.routes import route, staff
from candor.kernel.registries.personal_data import Purpose
from candor.privacy.views import account_manager_setup, backups, breach_alarm, record, recovery_key, rule_packs

RULES = "privacy.rules.change"
INSTANCE = "instance.configure"
# A customer's own pages show what is held for advertising, too, and so does a preview of them.
sets_up = staff(RULES, also_for=Purpose)

urlpatterns: list[URLPattern] = [
    route("configuration/backups/", backups.overview, name="backups", policy=staff(INSTANCE)),
    route("configuration/backups/made/", backups.make, name="backup-make", policy=staff(INSTANCE)),
    route("configuration/backups/settled/", backups.settle, name="restore-settle", policy=staff(INSTANCE, fresh=True)),
    route("configuration/breaches/", breach_alarm.alarm, name="breach-alarm", policy=staff(INSTANCE)),
    route("configuration/account-manager/", account_manager_setup.setup, name="account-manager", policy=sets_up),
    route("configuration/backups/key/", recovery_key.recovery_key, name="backup-key", policy=staff(INSTANCE)),
    route(
        "configuration/backups/key/made/",
        recovery_key.make_key,
        name="backup-key-make",
        policy=staff(INSTANCE, fresh=True),
    ),
    route(
        "configuration/backups/key/kept/",
        recovery_key.keep_key,
        name="backup-key-keep",
        policy=staff(INSTANCE, fresh=True),
    ),
    route(
        "configuration/account-manager/preview/",
        account_manager_setup.preview,
        name="account-manager-preview",
        policy=sets_up,
    ),
    route("configuration/record/", record.entries, name="privacy-owners-entries", policy=staff(RULES)),
    route("configuration/privacy/", rule_packs.rules, name="retention-rules", policy=staff(RULES)),
    route(
        "configuration/privacy/runs/", rule_packs.settings, name="retention-settings", policy=staff(RULES, fresh=True)
    ),
    route(
        "configuration/privacy/<slug:country>/adoption/",
        rule_packs.adopt,
        name="adopt-rules",
        policy=staff(RULES, fresh=True),
    ),
]
