"""An index for each way in which lists are sorted, and none that another one holds as its beginning.

The five indexes that Django made for foreign keys go by name: altering the columns would copy the whole table on SQLite.
"""

import django.db.models.deletion
from django.db import migrations, models

HELD_BY_OTHERS = (
    ("helpdesk_ticket_assignee_id_fd8858a9", "assignee_id"),
    ("helpdesk_ticket_category_id_f691e911", "category_id"),
    ("helpdesk_ticket_organisation_id_537afe2e", "organisation_id"),
    ("helpdesk_ticket_queue_id_9b210169", "queue_id"),
    ("helpdesk_ticket_requester_id_5facb4dc", "requester_id"),
)


def _unindexed(name: str, **key: object) -> migrations.AlterField:
    return migrations.AlterField("ticket", name, models.ForeignKey(db_index=False, **key))  # type: ignore[arg-type] # as Django writes it


class Migration(migrations.Migration):
    dependencies = [
        ("helpdesk", "0012_note_drafts"),
        ("people", "0011_imports"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["created_at", "id"], name="helpdesk_sort_created"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["priority", "id"], name="helpdesk_sort_priority"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["is_unfinished", "-changed_at", "-id"], name="helpdesk_unfinished_changed"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["is_unfinished", "number"], name="helpdesk_unfinished_number"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["is_unfinished", "created_at", "id"], name="helpdesk_unfinished_created"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["is_unfinished", "priority", "id"], name="helpdesk_unfinished_priority"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["is_unfinished", "due_at", "id"], name="helpdesk_unfinished_due"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["category", "is_unfinished"], name="helpdesk_by_category"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                _unindexed(
                    "assignee",
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="assigned_tickets",
                    to="people.person",
                ),
                _unindexed(
                    "category",
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="+",
                    to="helpdesk.category",
                ),
                _unindexed(
                    "organisation",
                    null=True,
                    on_delete=django.db.models.deletion.SET_NULL,
                    related_name="tickets",
                    to="people.organisation",
                ),
                _unindexed(
                    "queue", on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="helpdesk.queue"
                ),
                _unindexed(
                    "requester", on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="people.person"
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    f'DROP INDEX IF EXISTS "{name}"', f'CREATE INDEX "{name}" ON "helpdesk_ticket" ("{column}")'
                )
                for name, column in HELD_BY_OTHERS
            ],
        ),
    ]
