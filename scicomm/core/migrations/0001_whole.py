"""The tables of this room, made together."""

import django.db.models.deletion
from django.db import migrations, models

from scicomm.core.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [('core', '0001_initial')]

    initial = True

    dependencies = [
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='FactRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, verbose_name='fact')),
                        ('unit_id', models.BigIntegerField(verbose_name='unit')),
                        ('subject', models.CharField(max_length=160, verbose_name='subject')),
                        ('occurred_at', models.DateTimeField(verbose_name='happened at')),
                        ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='recorded at')),
                        ('payload', models.JSONField(blank=True, default=dict, verbose_name='details')),
                    ],
                    options={
                        'verbose_name': 'fact',
                        'verbose_name_plural': 'facts',
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='PeriodicJob',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, unique=True, verbose_name='job')),
                        ('is_on', models.BooleanField(default=True, verbose_name='on')),
                        ('next_run_at', models.DateTimeField(verbose_name='next run')),
                        ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='lease until')),
                        ('last_started_at', models.DateTimeField(blank=True, null=True, verbose_name='last started')),
                        ('last_finished_at', models.DateTimeField(blank=True, null=True, verbose_name='last finished')),
                        ('last_error', models.TextField(blank=True, verbose_name='last error')),
                    ],
                    options={
                        'verbose_name': 'periodic job',
                        'verbose_name_plural': 'periodic jobs',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='ProgressRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=100, unique=True, verbose_name='key')),
                        ('label', models.CharField(max_length=200, verbose_name='label')),
                        ('done', models.PositiveBigIntegerField(default=0, verbose_name='done')),
                        ('total', models.PositiveBigIntegerField(blank=True, help_text='Empty when it is not known.', null=True, verbose_name='total')),
                        ('state', models.CharField(choices=[('running', 'running'), ('done', 'done'), ('failed', 'failed'), ('stopped', 'stopped before its end')], default='running', max_length=10, verbose_name='state')),
                        ('started_at', models.DateTimeField(verbose_name='started at')),
                        ('updated_at', models.DateTimeField(verbose_name='last moved at')),
                        ('message', models.CharField(blank=True, max_length=500, verbose_name='message')),
                    ],
                    options={
                        'verbose_name': 'progress',
                        'verbose_name_plural': 'progress',
                        'ordering': ['-updated_at'],
                    },
                ),
                migrations.CreateModel(
                    name='TaskLease',
                    fields=[
                        ('task_id', models.UUIDField(primary_key=True, serialize=False, verbose_name='task')),
                        ('lease_until', models.DateTimeField(verbose_name='lease until')),
                        ('attempts', models.PositiveIntegerField(default=1, verbose_name='attempts')),
                    ],
                    options={
                        'verbose_name': 'task lease',
                        'verbose_name_plural': 'task leases',
                    },
                ),
                migrations.CreateModel(
                    name='WorkingYear',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(unique=True, verbose_name='year')),
                        ('is_provisional', models.BooleanField(default=True, verbose_name='provisional')),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                        ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                        ('holidays', models.JSONField(blank=True, default=list, help_text='ISO dates, one notice a year', verbose_name='free weekdays')),
                        ('working_weekends', models.JSONField(blank=True, default=list, help_text='ISO dates of weekend days that are worked', verbose_name='worked weekend days')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                    ],
                    options={
                        'verbose_name': 'working year',
                        'verbose_name_plural': 'working-day calendar',
                        'ordering': ['year'],
                    },
                ),
                migrations.CreateModel(
                    name='FactAbout',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('about', models.CharField(max_length=160, verbose_name='about')),
                        ('fact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='edges', to='core.factrecord', verbose_name='fact')),
                    ],
                    options={
                        'verbose_name': 'edge',
                        'verbose_name_plural': 'edges',
                    },
                ),
                migrations.CreateModel(
                    name='Delivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('handler', models.CharField(max_length=120, verbose_name='handler')),
                        ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='waiting', max_length=10, verbose_name='state')),
                        ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                        ('next_try_at', models.DateTimeField(verbose_name='next try')),
                        ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='lease until')),
                        ('worker', models.CharField(blank=True, max_length=80, verbose_name='worker')),
                        ('last_error', models.TextField(blank=True, verbose_name='last error')),
                        ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                        ('fact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='core.factrecord', verbose_name='fact')),
                    ],
                    options={
                        'verbose_name': 'delivery',
                        'verbose_name_plural': 'deliveries',
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='Subject',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=10, unique=True, verbose_name='code')),
                        ('name_zh', models.CharField(max_length=80, verbose_name='Chinese name')),
                        ('name_en', models.CharField(max_length=120, verbose_name='English name')),
                        ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='core.subject', verbose_name='broader subject')),
                    ],
                    options={
                        'verbose_name': 'subject',
                        'verbose_name_plural': 'subjects',
                        'ordering': ['code'],
                    },
                ),
                migrations.CreateModel(
                    name='Term',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name_zh', models.CharField(blank=True, max_length=80, verbose_name='Chinese name')),
                        ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                        ('definition_zh', models.TextField(blank=True, verbose_name='definition, in Chinese')),
                        ('definition_en', models.TextField(blank=True, verbose_name='definition, in English')),
                        ('is_active', models.BooleanField(default=True, verbose_name='in use')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                    ],
                    options={
                        'verbose_name': 'term',
                        'verbose_name_plural': 'terms',
                        'ordering': ['name_en', 'name_zh'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('name_zh', ''), _negated=True), fields=('name_zh',), name='core_term_zh_once'), models.UniqueConstraint(condition=models.Q(('name_en', ''), _negated=True), fields=('name_en',), name='core_term_en_once'), models.CheckConstraint(condition=models.Q(('name_en', ''), ('name_zh', ''), _negated=True), name='core_term_has_a_name')],
                    },
                ),
                migrations.AddIndex(
                    model_name='factrecord',
                    index=models.Index(fields=['subject'], name='core_fact_subject'),
                ),
                migrations.AddIndex(
                    model_name='factrecord',
                    index=models.Index(fields=['name', 'occurred_at'], name='core_fact_name_time'),
                ),
                migrations.AddIndex(
                    model_name='factrecord',
                    index=models.Index(fields=['unit_id', 'occurred_at'], name='core_fact_unit_time'),
                ),
                migrations.AddIndex(
                    model_name='factabout',
                    index=models.Index(fields=['about'], name='core_about_about'),
                ),
                migrations.AddConstraint(
                    model_name='factabout',
                    constraint=models.UniqueConstraint(fields=('fact', 'about'), name='core_about_once'),
                ),
                migrations.AddIndex(
                    model_name='delivery',
                    index=models.Index(condition=models.Q(('state__in', ['waiting', 'running'])), fields=['next_try_at'], name='core_delivery_due'),
                ),
                migrations.AddIndex(
                    model_name='delivery',
                    index=models.Index(condition=models.Q(('state', 'failed')), fields=['state'], name='core_delivery_failed'),
                ),
                migrations.AddConstraint(
                    model_name='delivery',
                    constraint=models.UniqueConstraint(fields=('fact', 'handler'), name='core_delivery_once'),
                ),
            ]
        )
    ]
