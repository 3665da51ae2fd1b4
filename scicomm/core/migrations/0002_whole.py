"""The tables of this room, made together."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('core', '0002_initial'), ('core', '0004_progressrow'), ('core', '0005_stories')]

    initial = True

    dependencies = [
        ('core', '0001_whole'),
        ('organisation', '__first__'),
    ]

    operations = [
        migrations.AddField(
            model_name='factrecord',
            name='actor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='actor'),
        ),
    ]
