"""The tables of this room, made together."""

import django.db.models.deletion
import scicomm.organisation.rules
from django.conf import settings
from django.db import migrations, models

from scicomm.core.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [('organisation', '0002_units_and_people'), ('organisation', '0003_tokens')]

    initial = True

    dependencies = [
        # Those of the libraries come first: with our tables known, each of their many steps would make all models anew.
        ("account", "0009_emailaddress_unique_primary_email"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("simple_translation", "0001_initial"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailembeds", "0009_embed_cache_until"),
        ("wagtailforms", "0005_alter_formsubmission_form_data"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
        ('core', '0001_whole'),
        ('organisation', '0001_whole'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='AcademyPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                    ],
                    options={
                        'verbose_name': 'academy home page',
                        'verbose_name_plural': 'academy home pages',
                    },
                    bases=('wagtailcore.page',),
                ),
                migrations.CreateModel(
                    name='UnitKind',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                        ('name_zh', models.CharField(max_length=40, verbose_name='Chinese name')),
                        ('name_en', models.CharField(max_length=60, verbose_name='English name')),
                        ('level', models.PositiveSmallIntegerField(help_text='1 academy, 2 branch, 3 institute, 4 office', verbose_name='level')),
                    ],
                    options={
                        'verbose_name': 'kind of unit',
                        'verbose_name_plural': 'kinds of unit',
                        'ordering': ['level', 'code'],
                    },
                ),
                migrations.CreateModel(
                    name='Unit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('path', models.CharField(max_length=255, unique=True)),
                        ('depth', models.PositiveIntegerField()),
                        ('numchild', models.PositiveIntegerField(default=0)),
                        ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short address')),
                        ('name_zh', models.CharField(max_length=120, verbose_name='Chinese name')),
                        ('name_en', models.CharField(max_length=160, verbose_name='English name')),
                        ('short_zh', models.CharField(blank=True, max_length=40, verbose_name='short Chinese name')),
                        ('short_en', models.CharField(blank=True, max_length=60, verbose_name='short English name')),
                        ('description_zh', models.TextField(blank=True, verbose_name='about, in Chinese')),
                        ('description_en', models.TextField(blank=True, verbose_name='about, in English')),
                        ('city_zh', models.CharField(blank=True, max_length=60, verbose_name='place, in Chinese')),
                        ('city_en', models.CharField(blank=True, max_length=60, verbose_name='place, in English')),
                        ('is_active', models.BooleanField(default=True, verbose_name='active')),
                        ('collection', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='unit', to='wagtailcore.collection', verbose_name='collection')),
                        ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organisation.unitkind', verbose_name='kind')),
                    ],
                    options={
                        'verbose_name': 'unit',
                        'verbose_name_plural': 'units',
                        'ordering': ['path'],
                    },
                ),
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('family_name_zh', models.CharField(blank=True, max_length=20, verbose_name='family name, Chinese')),
                        ('given_name_zh', models.CharField(blank=True, max_length=20, verbose_name='given name, Chinese')),
                        ('family_name_en', models.CharField(max_length=60, verbose_name='family name, Latin')),
                        ('given_name_en', models.CharField(blank=True, max_length=60, verbose_name='given name, Latin')),
                        ('orcid', models.CharField(blank=True, max_length=19, null=True, unique=True, validators=[scicomm.organisation.rules.check_orcid], verbose_name='ORCID iD')),
                        ('title_zh', models.CharField(blank=True, max_length=60, verbose_name='title, Chinese')),
                        ('title_en', models.CharField(blank=True, max_length=80, verbose_name='title, English')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                        ('speaks_on_zh', models.CharField(blank=True, max_length=200, verbose_name='speaks on, Chinese')),
                        ('speaks_on_en', models.CharField(blank=True, max_length=200, verbose_name='speaks on, English')),
                        ('is_expert', models.BooleanField(default=False, verbose_name='answers the public')),
                        ('expertise', models.ManyToManyField(blank=True, to='core.subject', verbose_name='expertise')),
                        ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='person', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'person',
                        'verbose_name_plural': 'people',
                        'ordering': ['family_name_en', 'given_name_en'],
                    },
                ),
                migrations.CreateModel(
                    name='Appointment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('contributor', 'contributor'), ('communication_officer', 'communication officer'), ('first_reviewer', 'first reviewer'), ('second_reviewer', 'second reviewer'), ('final_reviewer', 'final reviewer'), ('secrecy_reviewer', 'secrecy reviewer'), ('coordinator', 'coordinator'), ('journal_editor', 'journal editor'), ('response_officer', 'response officer'), ('programme_manager', 'programme manager'), ('assessor', 'assessor'), ('administrator', 'administrator'), ('observer', 'observer')], max_length=30, verbose_name='role')),
                        ('starts_on', models.DateField(verbose_name='from')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='organisation.person', verbose_name='person')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'appointment',
                        'verbose_name_plural': 'appointments',
                        'ordering': ['unit__path', 'role'],
                    },
                ),
                migrations.CreateModel(
                    name='ApiToken',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80, verbose_name='what for')),
                        ('scopes', models.JSONField(default=list, verbose_name='may do')),
                        ('prefix', models.CharField(max_length=12, verbose_name='beginning')),
                        ('digest', models.CharField(editable=False, max_length=64, unique=True, verbose_name='hash')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made at')),
                        ('expires_at', models.DateTimeField(verbose_name='ends at')),
                        ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last used at')),
                        ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='program_tokens', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='program_tokens', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'token',
                        'verbose_name_plural': 'tokens',
                        'ordering': ['-created_at', '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='UnitPage',
                    fields=[
                        ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pages', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'unit page',
                        'verbose_name_plural': 'unit pages',
                    },
                    bases=('wagtailcore.page',),
                ),
                migrations.AddConstraint(
                    model_name='appointment',
                    constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='organisation_appointment_span'),
                ),
                migrations.AddConstraint(
                    model_name='appointment',
                    constraint=models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('person', 'role', 'unit'), name='organisation_appointment_once'),
                ),
                migrations.AddIndex(
                    model_name='apitoken',
                    index=models.Index(condition=models.Q(('revoked_at', None)), fields=['unit'], name='organisation_token_unit'),
                ),
            ]
        )
    ]
