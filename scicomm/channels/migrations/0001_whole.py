"""The tables of this room, made together."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from scicomm.core.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [('channels', '0001_initial'), ('channels', '0002_embargo'), ('channels', '0003_accounts'), ('channels', '0004_dispatch'), ('channels', '0005_fediverse'), ('channels', '0006_registry'), ('channels', '0007_findings')]

    initial = True

    dependencies = [
        ('assets', '0001_whole'),
        ('newsroom', '0001_whole'),
        ('organisation', '0002_whole'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='BlockedDomain',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('domain', models.CharField(max_length=255, unique=True, verbose_name='server')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                    ],
                    options={
                        'verbose_name': 'blocked server',
                        'verbose_name_plural': 'blocked servers',
                        'ordering': ['domain'],
                    },
                ),
                migrations.CreateModel(
                    name='FarInbox',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address', models.CharField(max_length=500, unique=True, verbose_name='inbox')),
                        ('domain', models.CharField(max_length=255, verbose_name='server')),
                        ('failing_since', models.DateTimeField(blank=True, null=True, verbose_name='failing since')),
                        ('failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                        ('last_error', models.TextField(blank=True, verbose_name='last error')),
                        ('last_ok_at', models.DateTimeField(blank=True, null=True, verbose_name='last good answer')),
                    ],
                    options={
                        'verbose_name': 'inbox of another server',
                        'verbose_name_plural': 'inboxes of other servers',
                    },
                ),
                migrations.CreateModel(
                    name='SeenActivity',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64, unique=True, verbose_name='SHA-256 of its id')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                    ],
                    options={
                        'verbose_name': 'activity of another server',
                        'verbose_name_plural': 'activities of other servers',
                    },
                ),
                migrations.CreateModel(
                    name='Campaign',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=160, verbose_name='name')),
                        ('starts_on', models.DateField(verbose_name='first day')),
                        ('ends_on', models.DateField(verbose_name='last day')),
                        ('note', models.TextField(blank=True, help_text='What it is for and who it should reach.', verbose_name='note')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'campaign',
                        'verbose_name_plural': 'campaigns',
                        'ordering': ['-starts_on', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Channel',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('site', 'site'), ('feed', 'feed'), ('newsletter', 'newsletter'), ('wechat', 'WeChat official account'), ('weibo', 'Weibo'), ('mastodon', 'Mastodon account'), ('fediverse', 'our own actor in the fediverse'), ('webhook', 'webhook'), ('wire', 'press wire'), ('telegram', 'Telegram channel'), ('bluesky', 'Bluesky'), ('other', 'outlet outside the system')], max_length=12, verbose_name='kind')),
                        ('language', models.CharField(choices=[('zh-hans', '简体中文'), ('en', 'English')], max_length=10, verbose_name='language')),
                        ('slug', models.SlugField(editable=False, max_length=90, unique=True, verbose_name='short address')),
                        ('name_zh', models.CharField(blank=True, help_text="Empty: the unit's name and the kind.", max_length=120, verbose_name='Chinese name')),
                        ('name_en', models.CharField(blank=True, help_text="Empty: the unit's name and the kind.", max_length=160, verbose_name='English name')),
                        ('is_on', models.BooleanField(default=True, help_text='Off: no new story is released here.', verbose_name='on')),
                        ('every_days', models.PositiveSmallIntegerField(default=7, help_text='Newsletters only. 0: only when an editor sends it.', verbose_name='days between issues')),
                        ('tell_changes', models.CharField(choices=[('never', 'only when a story was killed'), ('grave', 'when a story was withdrawn or killed'), ('corrections', 'when a story was corrected, withdrawn or killed'), ('all', 'every change, updates too')], default='grave', help_text='Newsletters only: what readers of an issue are told when a story in it changes.', max_length=12, verbose_name='mail about later changes')),
                        ('handle', models.CharField(blank=True, max_length=200, verbose_name='account')),
                        ('url', models.URLField(blank=True, max_length=500, verbose_name='public address')),
                        ('settings', models.JSONField(blank=True, default=dict, verbose_name='settings')),
                        ('segments', models.JSONField(blank=True, default=list, verbose_name='who it is for')),
                        ('takes_all', models.BooleanField(default=True, help_text='Off: an editor chooses what is released here.', verbose_name='gets every story of its unit')),
                        ('trouble', models.CharField(blank=True, choices=[('credentials', 'its credentials have expired or were refused'), ('limited', 'the platform asks us to slow down'), ('broken', 'it does not answer')], editable=False, max_length=12, verbose_name='trouble')),
                        ('trouble_words', models.TextField(blank=True, editable=False, verbose_name='what is wrong')),
                        ('failures', models.PositiveIntegerField(default=0, editable=False, verbose_name='failures in a row')),
                        ('paused_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='paused until')),
                        ('last_ok_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last good answer')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                        ('medium', models.CharField(blank=True, choices=[('newspaper', 'newspaper'), ('magazine', 'magazine'), ('publisher', 'publishing house'), ('programme', 'radio or television programme'), ('podcast', 'podcast'), ('app', 'app'), ('screen', 'screens in buildings'), ('site', 'website run elsewhere'), ('account', 'account on another platform')], max_length=12, verbose_name='what it is')),
                        ('most_per_hour', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='at most so many posts an hour')),
                        ('followers', models.PositiveBigIntegerField(blank=True, editable=False, null=True, verbose_name='followers')),
                        ('followers_on', models.DateField(blank=True, editable=False, null=True, verbose_name='followers counted on')),
                        ('last_post_on', models.DateField(blank=True, null=True, verbose_name='last post outside this system')),
                        ('idle_since', models.DateField(blank=True, editable=False, null=True, verbose_name='silent since')),
                        ('orphaned', models.CharField(blank=True, editable=False, max_length=12, verbose_name='why nobody keeps it')),
                        ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='closed at')),
                        ('closed_because', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it was closed')),
                        ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deputised_channels', to='organisation.person', verbose_name='deputy')),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='channels', to='organisation.person', verbose_name='kept by')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='channels', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'channel',
                        'verbose_name_plural': 'channels',
                        'ordering': ['unit__path', 'language', 'kind'],
                    },
                ),
                migrations.CreateModel(
                    name='Actor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.SlugField(max_length=90, unique=True, verbose_name='name')),
                        ('public_key', models.TextField(verbose_name='public key')),
                        ('sealed_key', models.TextField(verbose_name='sealed private key')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
                        ('channel', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='actor', to='channels.channel', verbose_name='channel')),
                    ],
                    options={
                        'verbose_name': 'actor in the fediverse',
                        'verbose_name_plural': 'actors in the fediverse',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='AccountCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('batch', models.UUIDField(db_index=True, verbose_name='asked for together')),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked at')),
                        ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                        ('is_good', models.BooleanField(default=False, verbose_name='it answers')),
                        ('words', models.TextField(blank=True, verbose_name='what it said')),
                        ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                        ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='channels.channel', verbose_name='channel')),
                    ],
                    options={
                        'verbose_name': 'check of an account',
                        'verbose_name_plural': 'checks of accounts',
                        'ordering': ['-asked_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='ChannelSecret',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sealed', models.TextField(verbose_name='sealed credentials')),
                        ('names', models.JSONField(default=list, verbose_name='what is kept')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                        ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires at')),
                        ('channel', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='secret', to='channels.channel', verbose_name='channel')),
                    ],
                    options={
                        'verbose_name': 'credentials',
                        'verbose_name_plural': 'credentials',
                    },
                ),
                migrations.CreateModel(
                    name='Finding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('name', 'wrong name of a unit, a person or a rank'), ('link', 'broken link'), ('picture', 'picture whose right ended'), ('secret', 'something that must not be public'), ('map', 'wrong map'), ('dead', 'dead account'), ('claim', 'wrong claim'), ('language', 'slip of language'), ('other', 'something else')], max_length=10, verbose_name='what is wrong')),
                        ('severity', models.CharField(choices=[('grave', 'grave'), ('serious', 'serious'), ('slight', 'slight')], max_length=8, verbose_name='how grave')),
                        ('place', models.CharField(help_text='The address, or the issue and page of a printed piece.', max_length=500, verbose_name='where')),
                        ('words', models.TextField(verbose_name='what was found')),
                        ('due_on', models.DateField(verbose_name='to be corrected by')),
                        ('state', models.CharField(choices=[('open', 'to correct'), ('corrected', 'corrected, to be looked at'), ('closed', 'settled'), ('dismissed', 'was no fault')], default='open', max_length=10, verbose_name='state')),
                        ('found_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='found at')),
                        ('mark', models.CharField(blank=True, editable=False, max_length=120, verbose_name='mark')),
                        ('answer', models.TextField(blank=True, verbose_name='what was done')),
                        ('corrected_at', models.DateTimeField(blank=True, null=True, verbose_name='corrected at')),
                        ('closing_words', models.TextField(blank=True, verbose_name='words at the end')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                        ('escalated_at', models.DateTimeField(blank=True, null=True, verbose_name='told to the level above at')),
                        ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='patrol_findings', to='assets.asset', verbose_name='screenshot or picture')),
                        ('channel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='channels.channel', verbose_name='channel')),
                        ('found_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='found by')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='patrol_findings', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'finding of the patrol',
                        'verbose_name_plural': 'findings of the patrol',
                        'ordering': ['-found_at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Follower',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address', models.CharField(max_length=500, verbose_name='address')),
                        ('domain', models.CharField(max_length=255, verbose_name='server')),
                        ('inbox', models.CharField(max_length=500, verbose_name='inbox')),
                        ('shared_inbox', models.CharField(blank=True, max_length=500, verbose_name='shared inbox')),
                        ('delivery_inbox', models.CharField(max_length=500, verbose_name='delivery inbox')),
                        ('key_id', models.CharField(max_length=500, verbose_name='key')),
                        ('public_key', models.TextField(verbose_name='public key')),
                        ('follow_id', models.CharField(max_length=500, verbose_name='id of the follow')),
                        ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                        ('actor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='channels.actor', verbose_name='actor')),
                    ],
                    options={
                        'verbose_name': 'follower',
                        'verbose_name_plural': 'followers',
                    },
                ),
                migrations.CreateModel(
                    name='FollowerCount',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(verbose_name='day')),
                        ('value', models.PositiveBigIntegerField(verbose_name='followers')),
                        ('source', models.CharField(choices=[('platform', 'the platform'), ('hand', 'entered by hand'), ('own', 'our own log')], max_length=10, verbose_name='source')),
                        ('entered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
                        ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='follower_counts', to='channels.channel', verbose_name='channel')),
                    ],
                    options={
                        'verbose_name': 'number of followers',
                        'verbose_name_plural': 'numbers of followers',
                        'ordering': ['channel', 'day'],
                    },
                ),
                migrations.CreateModel(
                    name='InspectionRound',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(unique=True, verbose_name='year')),
                        ('questions', models.JSONField(default=list, verbose_name='questions')),
                        ('hand_in_by', models.DateField(verbose_name='units hand in by')),
                        ('review_by', models.DateField(verbose_name='branches review by')),
                        ('decide_by', models.DateField(verbose_name='the academy decides by')),
                        ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='opened at')),
                        ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                    ],
                    options={
                        'verbose_name': 'yearly inspection',
                        'verbose_name_plural': 'yearly inspections',
                        'ordering': ['-year'],
                    },
                ),
                migrations.CreateModel(
                    name='Inspection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('open', 'self-check asked for'), ('handed_in', 'handed in'), ('returned', 'returned to the unit'), ('reviewed', 'reviewed by the branch'), ('passed', 'passed'), ('to_mend', 'to mend'), ('mended', 'reported as mended'), ('suspended', 'suspended')], default='open', max_length=10, verbose_name='state')),
                        ('answers', models.JSONField(blank=True, default=dict, verbose_name='answers')),
                        ('own_words', models.TextField(blank=True, verbose_name='what the unit says')),
                        ('handed_in_at', models.DateTimeField(blank=True, null=True, verbose_name='handed in at')),
                        ('review_words', models.TextField(blank=True, verbose_name='what the reviewer says')),
                        ('reviewed_at', models.DateTimeField(blank=True, null=True, verbose_name='reviewed at')),
                        ('decision_words', models.TextField(blank=True, verbose_name='what the academy says')),
                        ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                        ('mend_by', models.DateField(blank=True, null=True, verbose_name='to be mended by')),
                        ('switched_off', models.BooleanField(default=False, verbose_name='switched off by the suspension')),
                        ('mended_words', models.TextField(blank=True, verbose_name='what was mended')),
                        ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='channels.channel', verbose_name='outlet')),
                        ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='inspections', to='channels.inspectionround', verbose_name='inspection')),
                    ],
                    options={
                        'verbose_name': 'inspection of an outlet',
                        'verbose_name_plural': 'inspections of outlets',
                        'ordering': ['channel__unit__path', 'channel_id'],
                    },
                ),
                migrations.CreateModel(
                    name='MatrixNotice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('about', models.CharField(choices=[('idle', 'an account has fallen silent'), ('orphan', 'an account has nobody who keeps it'), ('secret', 'credentials expire'), ('licence', 'a licence ends'), ('duty', 'the term of a responsible person ends'), ('inspection', 'the yearly inspection'), ('finding', 'a finding of the patrol'), ('overdue', 'a finding is overdue')], max_length=12, verbose_name='about')),
                        ('mark', models.CharField(max_length=120, verbose_name='occasion')),
                        ('details', models.JSONField(default=dict, verbose_name='details')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made at')),
                        ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                        ('next_try_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next attempt')),
                        ('error', models.CharField(blank=True, max_length=300, verbose_name='last error')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='matrix_notices', to='organisation.person', verbose_name='person')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='matrix_notices', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'letter about the media matrix',
                        'verbose_name_plural': 'letters about the media matrix',
                        'ordering': ['created_at', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='OutletLicence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('periodical', 'licence for a periodical'), ('books', 'licence for publishing books'), ('broadcast', 'licence for broadcasting'), ('audiovisual', 'licence for audiovisual programmes on the internet'), ('news', 'licence for internet news services'), ('record', 'ICP record'), ('verified', 'verification of the account'), ('other', 'other licence')], max_length=12, verbose_name='kind')),
                        ('number', models.CharField(max_length=120, verbose_name='number')),
                        ('authority', models.CharField(max_length=200, verbose_name='issued by')),
                        ('valid_from', models.DateField(verbose_name='valid from')),
                        ('valid_until', models.DateField(blank=True, help_text='Empty: without an end.', null=True, verbose_name='valid until')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                        ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='licences', to='channels.channel', verbose_name='outlet')),
                        ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='outlet_licences', to='assets.assetdocument', verbose_name='scan of it')),
                    ],
                    options={
                        'verbose_name': 'licence of an outlet',
                        'verbose_name_plural': 'licences of outlets',
                        'ordering': ['channel', 'kind', '-valid_from'],
                    },
                ),
                migrations.CreateModel(
                    name='Post',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.CharField(max_length=64, unique=True, verbose_name='last part of the address')),
                        ('object', models.JSONField(verbose_name='object')),
                        ('digest', models.CharField(max_length=64, verbose_name='SHA-256 of what it says')),
                        ('published_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='published at')),
                        ('updated_at', models.DateTimeField(blank=True, null=True, verbose_name='changed at')),
                        ('deleted_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back at')),
                        ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='channels.actor', verbose_name='actor')),
                    ],
                    options={
                        'verbose_name': 'post in the fediverse',
                        'verbose_name_plural': 'posts in the fediverse',
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Activity',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('Create', 'new post'), ('Update', 'changed post'), ('Delete', 'post taken back'), ('Accept', 'follow accepted')], max_length=8, verbose_name='kind')),
                        ('slug', models.CharField(max_length=64, unique=True, verbose_name='last part of the address')),
                        ('body', models.TextField(verbose_name='body')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
                        ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='channels.actor', verbose_name='actor')),
                        ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='channels.post', verbose_name='post')),
                    ],
                    options={
                        'verbose_name': 'activity',
                        'verbose_name_plural': 'activities',
                        'ordering': ['pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Reaction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('metric', models.CharField(max_length=8, verbose_name='what')),
                        ('digest', models.CharField(max_length=64, verbose_name='hash of who')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                        ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reactions', to='channels.post', verbose_name='post')),
                    ],
                    options={
                        'verbose_name': 'reaction in the fediverse',
                        'verbose_name_plural': 'reactions in the fediverse',
                    },
                ),
                migrations.CreateModel(
                    name='Release',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision_id', models.BigIntegerField(blank=True, null=True, verbose_name='revision')),
                        ('state', models.CharField(choices=[('waiting', 'waiting'), ('sending', 'being sent'), ('unsure', 'sent, no answer yet'), ('accepted', 'accepted by the platform'), ('sent', 'published'), ('visible', 'visible to everybody'), ('by_hand', 'to be done by hand'), ('refused', 'refused by the platform'), ('failed', 'failed'), ('cancelled', 'called off'), ('recalling', 'being recalled'), ('recalled', 'recalled')], default='waiting', max_length=10, verbose_name='state')),
                        ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                        ('outside_id', models.CharField(blank=True, max_length=500, verbose_name='outside id')),
                        ('url', models.CharField(blank=True, max_length=1000, verbose_name='address')),
                        ('error', models.TextField(blank=True, verbose_name='last error')),
                        ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='changed at')),
                        ('not_before', models.DateTimeField(blank=True, null=True, verbose_name='not before')),
                        ('wait_minutes', models.PositiveIntegerField(default=0, verbose_name='minutes after it')),
                        ('edits', models.JSONField(blank=True, default=dict, verbose_name='own words for this channel')),
                        ('todo', models.CharField(blank=True, choices=[('send', 'send it'), ('find', 'look whether it stands there already'), ('poll', 'ask what the platform made of it'), ('look', 'look from outside whether everybody sees it'), ('update', 'send the corrected text'), ('recall', 'take it back'), ('hand', 'somebody has to do it by hand')], max_length=8, verbose_name='to be done')),
                        ('next_try_at', models.DateTimeField(blank=True, null=True, verbose_name='next try at')),
                        ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='taken until')),
                        ('asks', models.PositiveIntegerField(default=0, verbose_name='questions asked')),
                        ('key', models.CharField(blank=True, max_length=64, verbose_name='key of the sending')),
                        ('round', models.PositiveIntegerField(default=1, verbose_name='round')),
                        ('digest', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of what was sent')),
                        ('package', models.JSONField(blank=True, default=dict, verbose_name='what was sent')),
                        ('memory', models.JSONField(blank=True, default=dict, verbose_name="notes of the platform's code")),
                        ('is_called_back', models.BooleanField(default=False, verbose_name='called back')),
                        ('call_back_reason', models.TextField(blank=True, verbose_name='why it is called back')),
                        ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted at')),
                        ('visible_at', models.DateTimeField(blank=True, null=True, verbose_name='seen by everybody at')),
                        ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='releases', to='channels.campaign', verbose_name='campaign')),
                        ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='channels.channel', verbose_name='channel')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='newsroom.dossier', verbose_name='story')),
                        ('waits_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='followers', to='channels.release', verbose_name='goes out after')),
                    ],
                    options={
                        'verbose_name': 'release',
                        'verbose_name_plural': 'releases',
                        'ordering': ['-changed_at', '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Receipt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                        ('state', models.CharField(choices=[('waiting', 'waiting'), ('sending', 'being sent'), ('unsure', 'sent, no answer yet'), ('accepted', 'accepted by the platform'), ('sent', 'published'), ('visible', 'visible to everybody'), ('by_hand', 'to be done by hand'), ('refused', 'refused by the platform'), ('failed', 'failed'), ('cancelled', 'called off'), ('recalling', 'being recalled'), ('recalled', 'recalled')], max_length=10, verbose_name='state')),
                        ('outside_id', models.CharField(blank=True, max_length=500, verbose_name='outside id')),
                        ('url', models.CharField(blank=True, max_length=1000, verbose_name='address')),
                        ('words', models.TextField(blank=True, verbose_name='words')),
                        ('problems', models.JSONField(blank=True, default=list, verbose_name='what did not arrive')),
                        ('digest', models.CharField(blank=True, max_length=64, verbose_name='SHA-256 of what was sent')),
                        ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='channels.release', verbose_name='release')),
                    ],
                    options={
                        'verbose_name': 'receipt',
                        'verbose_name_plural': 'receipts',
                        'ordering': ['at', 'pk'],
                    },
                ),
                migrations.AddField(
                    model_name='post',
                    name='release',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='channels.release', verbose_name='release'),
                ),
                migrations.CreateModel(
                    name='PermalinkCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('asked_at', models.DateTimeField(db_index=True, verbose_name='asked at')),
                        ('status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='answer')),
                        ('gone_times', models.PositiveSmallIntegerField(default=0, verbose_name='gone so often in a row')),
                        ('release', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='permalink', to='channels.release', verbose_name='release')),
                    ],
                    options={
                        'verbose_name': 'look at an address',
                        'verbose_name_plural': 'looks at addresses',
                    },
                ),
                migrations.CreateModel(
                    name='PatrolSample',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('month', models.DateField(help_text='Its first day.', verbose_name='month')),
                        ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                        ('finding', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='channels.finding', verbose_name='finding')),
                        ('read_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='read by')),
                        ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='samples', to='channels.release', verbose_name='release')),
                    ],
                    options={
                        'verbose_name': 'release to be read',
                        'verbose_name_plural': 'releases to be read',
                        'ordering': ['-month', 'pk'],
                    },
                ),
                migrations.AddField(
                    model_name='finding',
                    name='release',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='findings', to='channels.release', verbose_name='release'),
                ),
                migrations.CreateModel(
                    name='FigurePull',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('step', models.PositiveSmallIntegerField(default=0, verbose_name='step')),
                        ('next_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='next at')),
                        ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='failures in a row')),
                        ('error', models.CharField(blank=True, max_length=300, verbose_name='last error')),
                        ('release', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pull', to='channels.release', verbose_name='release')),
                    ],
                    options={
                        'verbose_name': 'asking for figures',
                        'verbose_name_plural': 'asking for figures',
                    },
                ),
                migrations.CreateModel(
                    name='ReleaseFigure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('metric', models.CharField(max_length=20, verbose_name='what is counted')),
                        ('value', models.PositiveBigIntegerField(verbose_name='number')),
                        ('at', models.DateTimeField(verbose_name='as of')),
                        ('source', models.CharField(choices=[('platform', 'the platform'), ('hand', 'entered by hand'), ('own', 'our own log')], max_length=10, verbose_name='source')),
                        ('is_estimate', models.BooleanField(default=False, verbose_name='an estimate')),
                        ('is_latest', models.BooleanField(default=True, verbose_name='the newest of its kind')),
                        ('entered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered at')),
                        ('release', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='channels.release', verbose_name='release')),
                    ],
                    options={
                        'verbose_name': 'figure of a release',
                        'verbose_name_plural': 'figures of releases',
                        'ordering': ['release', 'metric', 'at'],
                    },
                ),
                migrations.CreateModel(
                    name='Responsible',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('duty', models.CharField(choices=[('legal', 'legal representative'), ('chief', 'editor in chief'), ('duty_editor', 'duty editor')], max_length=12, verbose_name='answers as')),
                        ('name', models.CharField(help_text='As it stands on the licence.', max_length=80, verbose_name='name')),
                        ('starts_on', models.DateField(verbose_name='from')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responsibles', to='channels.channel', verbose_name='outlet')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='outlet_duties', to='organisation.person', verbose_name='person')),
                    ],
                    options={
                        'verbose_name': 'responsible person',
                        'verbose_name_plural': 'responsible persons',
                        'ordering': ['channel', 'duty', '-starts_on'],
                    },
                ),
                migrations.CreateModel(
                    name='Bringing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('inbox', models.CharField(max_length=500, verbose_name='inbox')),
                        ('state', models.CharField(choices=[('waiting', 'waiting'), ('taken', 'taken'), ('refused', 'refused'), ('dropped', 'given up')], default='waiting', max_length=8, verbose_name='state')),
                        ('attempts', models.PositiveIntegerField(default=0, verbose_name='attempts')),
                        ('next_try_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='next try at')),
                        ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='taken until')),
                        ('error', models.TextField(blank=True, verbose_name='last error')),
                        ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='done at')),
                        ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bringings', to='channels.activity', verbose_name='activity')),
                    ],
                    options={
                        'verbose_name': 'delivery to an inbox',
                        'verbose_name_plural': 'deliveries to inboxes',
                        'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['inbox', 'id'], name='channels_bringing_order'), models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at'], name='channels_bringing_due')],
                        'constraints': [models.UniqueConstraint(fields=('activity', 'inbox'), name='channels_bringing_once')],
                    },
                ),
                migrations.AddConstraint(
                    model_name='campaign',
                    constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='channels_campaign_ends_after_start'),
                ),
                migrations.AddConstraint(
                    model_name='channel',
                    constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ('site', 'feed', 'newsletter'))), fields=('unit', 'kind', 'language'), name='channels_one_of_a_kind'),
                ),
                migrations.AddIndex(
                    model_name='accountcheck',
                    index=models.Index(condition=models.Q(('done_at', None)), fields=['asked_at'], name='channels_check_waiting'),
                ),
                migrations.AddIndex(
                    model_name='follower',
                    index=models.Index(fields=['address'], name='channels_follower_address'),
                ),
                migrations.AddIndex(
                    model_name='follower',
                    index=models.Index(fields=['delivery_inbox'], name='channels_follower_inbox'),
                ),
                migrations.AddConstraint(
                    model_name='follower',
                    constraint=models.UniqueConstraint(fields=('actor', 'address'), name='channels_follower_once'),
                ),
                migrations.AddConstraint(
                    model_name='followercount',
                    constraint=models.UniqueConstraint(fields=('channel', 'day'), name='channels_followers_once_a_day'),
                ),
                migrations.AddConstraint(
                    model_name='inspection',
                    constraint=models.UniqueConstraint(fields=('round', 'channel'), name='channels_inspection_once'),
                ),
                migrations.AddIndex(
                    model_name='matrixnotice',
                    index=models.Index(condition=models.Q(('sent_at', None)), fields=['next_try_at'], name='channels_letter_unsent'),
                ),
                migrations.AddConstraint(
                    model_name='matrixnotice',
                    constraint=models.UniqueConstraint(fields=('person', 'about', 'mark'), name='channels_told_once'),
                ),
                migrations.AddConstraint(
                    model_name='outletlicence',
                    constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='channels_licence_span'),
                ),
                migrations.AddConstraint(
                    model_name='reaction',
                    constraint=models.UniqueConstraint(fields=('post', 'metric', 'digest'), name='channels_reaction_once'),
                ),
                migrations.AddIndex(
                    model_name='release',
                    index=models.Index(fields=['channel', 'state'], name='channels_release_state'),
                ),
                migrations.AddIndex(
                    model_name='release',
                    index=models.Index(condition=models.Q(('state', 'waiting')), fields=['channel'], name='channels_release_waiting'),
                ),
                migrations.AddIndex(
                    model_name='release',
                    index=models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at'], name='channels_release_due'),
                ),
                migrations.AddConstraint(
                    model_name='release',
                    constraint=models.UniqueConstraint(fields=('channel', 'dossier'), name='channels_release_once'),
                ),
                migrations.AddConstraint(
                    model_name='post',
                    constraint=models.UniqueConstraint(condition=models.Q(('deleted_at__isnull', True)), fields=('release',), name='channels_post_once_a_release'),
                ),
                migrations.AddConstraint(
                    model_name='patrolsample',
                    constraint=models.UniqueConstraint(fields=('month', 'release'), name='channels_sample_once'),
                ),
                migrations.AddIndex(
                    model_name='finding',
                    index=models.Index(fields=['unit', 'state'], name='channels_finding_unit'),
                ),
                migrations.AddConstraint(
                    model_name='finding',
                    constraint=models.UniqueConstraint(condition=models.Q(models.Q(('mark', ''), _negated=True), ('state__in', ['open', 'corrected'])), fields=('mark',), name='channels_found_once'),
                ),
                migrations.AddConstraint(
                    model_name='releasefigure',
                    constraint=models.UniqueConstraint(fields=('release', 'metric', 'source', 'is_estimate', 'at'), name='channels_figure_once'),
                ),
                migrations.AddConstraint(
                    model_name='releasefigure',
                    constraint=models.UniqueConstraint(condition=models.Q(('is_latest', True)), fields=('release', 'metric', 'source', 'is_estimate'), name='channels_one_newest_figure'),
                ),
                migrations.AddConstraint(
                    model_name='responsible',
                    constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='channels_duty_span'),
                ),
            ]
        )
    ]
