"""The cache table, the disciplines and the working-day calendar."""

from django.core.management import call_command
from django.db import migrations


def load(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)
    from scicomm.core.data import shipped

    Subject, WorkingYear = apps.get_model("core", "Subject"), apps.get_model("core", "WorkingYear")
    Subject.objects.bulk_create([Subject(**row) for row in shipped.subjects()], ignore_conflicts=True)
    WorkingYear.objects.bulk_create([WorkingYear(**row) for row in shipped.working_years()], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_whole")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
