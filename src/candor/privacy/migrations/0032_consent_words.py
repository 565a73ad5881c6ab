from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0031_trials"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consentevent",
            name="deed",
            field=models.CharField(
                choices=[
                    ("given", "Given"),
                    ("withdrawn", "Withdrawn"),
                    ("sold", "Bought, and told"),
                    ("objected", "Objected"),
                    ("undone", "Counts no more"),
                ],
                max_length=9,
            ),
        ),
        migrations.AlterField(
            model_name="consentevent",
            name="way",
            field=models.CharField(
                choices=[
                    ("form", "Form on the website, confirmed by mail"),
                    ("account", "In the account"),
                    ("link", "Link in a mail"),
                    ("one-click", "Button of the mail program"),
                    ("reply", "Answer to a mail"),
                    ("spam", "Marked as spam"),
                    ("undo", "Taken back within the hour"),
                    ("sale", "With an order"),
                    ("download", "With a download that cost nothing"),
                    ("invoice", "With an invoice"),
                    ("word", "By telling us"),
                ],
                max_length=9,
            ),
        ),
    ]
