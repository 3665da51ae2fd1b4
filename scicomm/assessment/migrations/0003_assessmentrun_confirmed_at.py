"""When a result was computed last: what was computed once so far was computed last then."""

import django.utils.timezone
from django.db import migrations, models


def confirm(apps, schema_editor):
    apps.get_model("assessment", "AssessmentRun").objects.update(confirmed_at=models.F("computed_at"))


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_indicators")]

    operations = [
        migrations.AddField(
            model_name="assessmentrun",
            name="confirmed_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="last computed at"),
        ),
        migrations.RunPython(confirm, migrations.RunPython.noop),
    ]
