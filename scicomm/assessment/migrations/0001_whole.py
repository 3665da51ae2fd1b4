"""The tables of this room, made together."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from scicomm.core.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [('assessment', '0001_initial'), ('assessment', '0003_assessmentrun_confirmed_at')]

    initial = True

    dependencies = [
        ('core', '0001_whole'),
        ('organisation', '0002_whole'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='AssessmentRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                        ('indicator_version', models.PositiveSmallIntegerField(verbose_name='version of the indicators')),
                        ('checksum', models.CharField(max_length=64, verbose_name='checksum')),
                        ('computed_at', models.DateTimeField(auto_now_add=True, verbose_name='computed at')),
                        ('confirmed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last computed at')),
                        ('computed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='computed by')),
                    ],
                    options={
                        'verbose_name': 'assessment run',
                        'verbose_name_plural': 'assessment runs',
                        'ordering': ['-computed_at', '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Indicator',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(max_length=40, verbose_name='code')),
                        ('version', models.PositiveSmallIntegerField(help_text='the first year it holds for', verbose_name='version')),
                        ('position', models.PositiveSmallIntegerField(default=1, verbose_name='position')),
                        ('name_zh', models.CharField(max_length=80, verbose_name='Chinese name')),
                        ('name_en', models.CharField(max_length=80, verbose_name='English name')),
                        ('explanation_zh', models.TextField(verbose_name='explanation, in Chinese')),
                        ('explanation_en', models.TextField(verbose_name='explanation, in English')),
                        ('unit_of_count', models.CharField(choices=[('stories', 'stories'), ('answers', 'answers')], max_length=20, verbose_name='what is counted')),
                        ('fact_name', models.CharField(max_length=80, verbose_name='fact')),
                        ('rule', models.CharField(choices=[('count', 'points for each fact'), ('within_days', 'share within days of the paper'), ('flag', 'share for which a value is true')], max_length=20, verbose_name='rule')),
                        ('weight', models.DecimalField(decimal_places=2, help_text='points for each fact, or points for a share of 100 %', max_digits=6, validators=[django.core.validators.MinValueValidator(0)], verbose_name='weight')),
                        ('most', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='no more than')),
                        ('days', models.PositiveSmallIntegerField(default=0, verbose_name='days')),
                        ('flag', models.CharField(blank=True, max_length=40, verbose_name='value')),
                    ],
                    options={
                        'verbose_name': 'indicator',
                        'verbose_name_plural': 'indicators',
                        'ordering': ['-version', 'position'],
                        'constraints': [models.UniqueConstraint(fields=('version', 'code'), name='assessment_indicator_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Score',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('value', models.PositiveIntegerField(verbose_name='counted')),
                        ('base', models.PositiveIntegerField(verbose_name='out of')),
                        ('points', models.DecimalField(decimal_places=2, max_digits=8, verbose_name='points')),
                        ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessment.indicator', verbose_name='indicator')),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scores', to='assessment.assessmentrun', verbose_name='run')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'score',
                        'verbose_name_plural': 'scores',
                    },
                ),
                migrations.CreateModel(
                    name='ScoreFact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.factrecord', verbose_name='fact')),
                        ('score', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='assessment.score', verbose_name='score')),
                    ],
                    options={
                        'verbose_name': 'evidence',
                        'verbose_name_plural': 'evidence',
                    },
                ),
                migrations.AddConstraint(
                    model_name='assessmentrun',
                    constraint=models.UniqueConstraint(fields=('year', 'checksum'), name='assessment_run_once'),
                ),
                migrations.AddConstraint(
                    model_name='score',
                    constraint=models.UniqueConstraint(fields=('run', 'unit', 'indicator'), name='assessment_score_once'),
                ),
                migrations.AddConstraint(
                    model_name='score',
                    constraint=models.CheckConstraint(condition=models.Q(('value__lte', models.F('base'))), name='assessment_counted_within_base'),
                ),
                migrations.AddConstraint(
                    model_name='scorefact',
                    constraint=models.UniqueConstraint(fields=('score', 'fact'), name='assessment_evidence_once'),
                ),
            ]
        )
    ]
