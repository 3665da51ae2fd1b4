from typing import Any

from django.db import migrations, models


def rename(apps: Any, old: str, new: str) -> None:
    apps.get_model("search", "IndexEntry").objects.filter(state=old).update(state=new)


class Migration(migrations.Migration):
    """Only what is waiting is written again: the table holds the words of everything that can be found."""

    dependencies = [("search", "0001_initial")]

    operations = [
        migrations.RemoveIndex("IndexEntry", "search_entry_pending"),
        migrations.RunPython(
            lambda apps, editor: rename(apps, "pending", "wait"), lambda apps, editor: rename(apps, "wait", "pending")
        ),
        # The database knows neither choices nor defaults.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "IndexEntry",
                    "state",
                    models.CharField(
                        choices=[("wait", "Waiting"), ("done", "In the index"), ("failed", "Failed")],
                        default="wait",
                        max_length=10,
                        verbose_name="state",
                    ),
                )
            ]
        ),
        migrations.AddIndex(
            "IndexEntry",
            models.Index(fields=["index", "id"], condition=models.Q(state="wait"), name="search_entry_pending"),
        ),
    ]
