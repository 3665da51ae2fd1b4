"""The publics an academy starts with; later ones are entered as data."""

from django.db import migrations


def load(apps, schema_editor):
    from scicomm.audiences.rules import shipped_segments

    Segment = apps.get_model("audiences", "Segment")
    known = set(Segment.objects.values_list("code", flat=True))
    Segment.objects.bulk_create(Segment(**row) for row in shipped_segments() if row["code"] not in known)


class Migration(migrations.Migration):
    replaces = [("audiences", "0006_people")]
    dependencies = [("audiences", "0001_whole")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
