from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("newsletters", "0005_invoice_rights"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="collectionnotice",
            name="notice_version",
        ),
    ]
