"""The tables of this room, made together."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import scicomm.listening.models.watches
from django.conf import settings
from django.db import migrations, models

from scicomm.core.tables import CreateTables


class Migration(migrations.Migration):

    replaces = [('listening', '0001_initial'), ('listening', '0002_hearing')]

    initial = True

    dependencies = [
        ('journals', '0001_whole'),
        ('newsroom', '0001_whole'),
        ('organisation', '0002_whole'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='OwnOutlet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.CharField(max_length=500, unique=True, verbose_name='host or beginning of addresses')),
                    ],
                    options={
                        'verbose_name': 'own outlet',
                        'verbose_name_plural': 'own outlets',
                        'ordering': ['place'],
                    },
                ),
                migrations.CreateModel(
                    name='RetentionTerm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source_class', models.CharField(choices=[('news', 'news media'), ('science', 'science media'), ('institution', 'research organisations'), ('government', 'government'), ('blog', 'blogs and columns'), ('social', 'social platforms'), ('forum', 'forums and questions sites'), ('own', 'our own outlets'), ('other', 'other sources')], max_length=12, unique=True, verbose_name='who speaks')),
                        ('text_days', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='days that texts are kept')),
                        ('mention_days', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='days that unlinked mentions are kept')),
                    ],
                    options={
                        'verbose_name': 'term of keeping',
                        'verbose_name_plural': 'terms of keeping',
                        'ordering': ['source_class'],
                    },
                ),
                migrations.CreateModel(
                    name='SourceHost',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=255, unique=True, verbose_name='host')),
                        ('free_at', models.DateTimeField(verbose_name='may be asked again at')),
                        ('robots', models.TextField(blank=True, verbose_name='robots.txt')),
                        ('robots_at', models.DateTimeField(blank=True, null=True, verbose_name='robots.txt read at')),
                    ],
                    options={
                        'verbose_name': 'host of feeds',
                        'verbose_name_plural': 'hosts of feeds',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='StreamHour',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(unique=True, verbose_name='begins at')),
                        ('independent', models.PositiveIntegerField(default=0, verbose_name='independent reports')),
                    ],
                    options={
                        'verbose_name': 'hour of the stream',
                        'verbose_name_plural': 'hours of the stream',
                        'ordering': ['at'],
                    },
                ),
                migrations.CreateModel(
                    name='TopicLease',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(default='topics', max_length=20, unique=True, verbose_name='name')),
                        ('holder', models.CharField(blank=True, max_length=120, verbose_name='worker')),
                        ('until', models.DateTimeField(blank=True, null=True, verbose_name='lease until')),
                        ('step', models.PositiveBigIntegerField(default=0, verbose_name='last step')),
                        ('mark', models.CharField(blank=True, max_length=32, verbose_name='mark of the last step')),
                    ],
                    options={
                        'verbose_name': 'lease of the engine of topics',
                        'verbose_name_plural': 'leases of the engine of topics',
                    },
                ),
                migrations.CreateModel(
                    name='TopicStep',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveBigIntegerField(unique=True, verbose_name='number')),
                        ('kind', models.CharField(choices=[('add', 'mentions added'), ('register', 'topic opened'), ('merge', 'topics joined by hand'), ('split', 'topic parted by hand')], max_length=8, verbose_name='kind')),
                        ('content', models.JSONField(default=dict, verbose_name='content')),
                        ('mark', models.CharField(max_length=32, verbose_name='mark')),
                        ('made_at', models.DateTimeField(verbose_name='made at')),
                    ],
                    options={
                        'verbose_name': 'step of the engine of topics',
                        'verbose_name_plural': 'steps of the engine of topics',
                        'ordering': ['number'],
                    },
                ),
                migrations.CreateModel(
                    name='WatchGeneration',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.BigIntegerField(default=0, verbose_name='number')),
                        ('stamp', models.CharField(default=scicomm.listening.models.watches.new_stamp, editable=False, max_length=32, verbose_name='stamp')),
                    ],
                    options={
                        'verbose_name': 'generation of watches',
                        'verbose_name_plural': 'generations of watches',
                    },
                ),
                migrations.CreateModel(
                    name='Claim',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.CharField(max_length=500, verbose_name='claim')),
                        ('language', models.CharField(choices=[('zh', 'Chinese'), ('en', 'English'), ('other', 'another language')], default='other', max_length=10, verbose_name='language')),
                        ('is_followed', models.BooleanField(default=False, verbose_name='is followed')),
                        ('is_ignored', models.BooleanField(default=False, verbose_name='is ignored')),
                        ('first_at', models.DateTimeField(verbose_name='first seen')),
                        ('last_at', models.DateTimeField(verbose_name='last seen')),
                        ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='listening.claim', verbose_name='merged into')),
                    ],
                    options={
                        'verbose_name': 'claim',
                        'verbose_name_plural': 'claims',
                        'ordering': ['-last_at', '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Feed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('address', models.CharField(blank=True, help_text='An http or https address. Addresses inside our own network are refused.', max_length=1000, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='address')),
                        ('file_name', models.CharField(blank=True, max_length=300, verbose_name='file')),
                        ('content', models.BinaryField(blank=True, null=True, verbose_name='content of the file')),
                        ('kind', models.CharField(choices=[('feed', 'feed (RSS, Atom, RDF, JSON Feed)'), ('sitemap', 'news sitemap'), ('hashtag', 'hashtag in the fediverse'), ('api', 'JSON interface'), ('file', 'a feed file'), ('table', 'table of a monitoring service'), ('pasted', 'addresses handed in')], default='feed', max_length=10, verbose_name='read as')),
                        ('source_class', models.CharField(choices=[('news', 'news media'), ('science', 'science media'), ('institution', 'research organisations'), ('government', 'government'), ('blog', 'blogs and columns'), ('social', 'social platforms'), ('forum', 'forums and questions sites'), ('own', 'our own outlets'), ('other', 'other sources')], default='news', max_length=12, verbose_name='who speaks')),
                        ('fetch_pages', models.BooleanField(default=False, help_text="For feeds that give only a title or a first line. The pages' robots.txt is honoured.", verbose_name='read the whole page')),
                        ('labels', models.CharField(blank=True, help_text='Where it stands among the others, like Science / Space.', max_length=300, verbose_name='folders')),
                        ('mapping', models.JSONField(blank=True, default=dict, verbose_name='where what stands')),
                        ('sealed_header', models.TextField(blank=True, editable=False, verbose_name='key of the interface')),
                        ('is_on', models.BooleanField(default=True, verbose_name='is on')),
                        ('every_minutes', models.PositiveIntegerField(default=60, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(10080)], verbose_name='fetch every … minutes')),
                        ('is_adaptive', models.BooleanField(default=True, help_text='More often where much is new, more seldom where nothing is, within the two bounds below.', verbose_name='find the pace by itself')),
                        ('shortest_minutes', models.PositiveIntegerField(default=15, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(10080)], verbose_name='at most every … minutes')),
                        ('longest_minutes', models.PositiveIntegerField(default=360, validators=[django.core.validators.MinValueValidator(5), django.core.validators.MaxValueValidator(10080)], verbose_name='at least every … minutes')),
                        ('pace_minutes', models.FloatField(blank=True, editable=False, null=True, verbose_name='pace found, in minutes')),
                        ('last_fetched_at', models.DateTimeField(blank=True, null=True, verbose_name='last fetched at')),
                        ('last_new_at', models.DateTimeField(blank=True, null=True, verbose_name='last new item at')),
                        ('items_seen', models.PositiveBigIntegerField(default=0, editable=False, verbose_name='items seen')),
                        ('items_known', models.PositiveBigIntegerField(default=0, editable=False, verbose_name='of which known')),
                        ('etag', models.CharField(blank=True, max_length=300, verbose_name='ETag')),
                        ('last_modified', models.CharField(blank=True, max_length=100, verbose_name='last modified, as the server says it')),
                        ('unchanged_in_row', models.PositiveIntegerField(default=0, editable=False, verbose_name='unchanged so often in a row')),
                        ('marks_lie', models.BooleanField(default=False, editable=False, help_text='It said that nothing had changed when something had.', verbose_name="its server's marks are not believed")),
                        ('digest', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of what came last')),
                        ('cursor', models.CharField(blank=True, editable=False, max_length=200, verbose_name='read as far as')),
                        ('failures', models.PositiveIntegerField(default=0, verbose_name='failures in a row')),
                        ('failing_since', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='failing since')),
                        ('last_status', models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='last answer of the server')),
                        ('dead_since', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='counted as gone since')),
                        ('last_error', models.TextField(blank=True, verbose_name='last error')),
                        ('next_fetch_at', models.DateTimeField(blank=True, null=True, verbose_name='next fetch at')),
                        ('former_address', models.CharField(blank=True, editable=False, max_length=1000, verbose_name='address before it moved')),
                        ('moved_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='moved at')),
                        ('host', models.CharField(blank=True, editable=False, max_length=255, verbose_name='host')),
                        ('lease', models.CharField(blank=True, editable=False, max_length=32, verbose_name='fetched by')),
                        ('lease_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='being fetched until')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='added at')),
                        ('same_as', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='doubles', to='listening.feed', verbose_name='the same as')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feeds', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'feed',
                        'verbose_name_plural': 'feeds',
                        'ordering': ['name', 'id'],
                    },
                ),
                migrations.CreateModel(
                    name='FeedDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(verbose_name='day')),
                        ('fetches', models.PositiveIntegerField(default=0, verbose_name='fetches')),
                        ('failures', models.PositiveIntegerField(default=0, verbose_name='failures')),
                        ('seen', models.PositiveIntegerField(default=0, verbose_name='items seen')),
                        ('new', models.PositiveIntegerField(default=0, verbose_name='new items')),
                        ('feed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='listening.feed', verbose_name='feed')),
                    ],
                    options={
                        'verbose_name': 'day of a feed',
                        'verbose_name_plural': 'days of feeds',
                        'ordering': ['day', 'id'],
                    },
                ),
                migrations.CreateModel(
                    name='HotTopic',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.BigIntegerField(editable=False, unique=True, verbose_name='key')),
                        ('engine_key', models.BigIntegerField(db_index=True, default=0, editable=False, verbose_name='key in the engine')),
                        ('title', models.CharField(max_length=500, verbose_name='title')),
                        ('title_zh', models.CharField(blank=True, max_length=500, verbose_name='Chinese title')),
                        ('title_en', models.CharField(blank=True, max_length=500, verbose_name='English title')),
                        ('is_renamed', models.BooleanField(default=False, verbose_name='renamed by hand')),
                        ('state', models.CharField(choices=[('live', 'live'), ('ended', 'quiet'), ('merged', 'merged into another')], default='live', max_length=8, verbose_name='state')),
                        ('first_at', models.DateTimeField(verbose_name='first seen')),
                        ('last_at', models.DateTimeField(verbose_name='last seen')),
                        ('first_source', models.CharField(blank=True, max_length=200, verbose_name='first source')),
                        ('count', models.PositiveIntegerField(default=0, verbose_name='mentions')),
                        ('independent', models.PositiveIntegerField(default=0, verbose_name='independent reports')),
                        ('fresh', models.PositiveIntegerField(default=0, verbose_name='independent reports of the last 24 hours')),
                        ('is_bursting', models.BooleanField(default=False, verbose_name='is bursting')),
                        ('words', models.JSONField(blank=True, default=list, help_text='word and reports with it', verbose_name='most repeated words')),
                        ('described_at', models.PositiveIntegerField(default=0, editable=False, verbose_name='mentions when it was described last')),
                        ('dossier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='topics', to='newsroom.dossier', verbose_name='story')),
                        ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='listening.hottopic', verbose_name='merged into')),
                    ],
                    options={
                        'verbose_name': 'hot topic',
                        'verbose_name_plural': 'hot topics',
                        'ordering': ['-last_at', '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Burst',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('started_at', models.DateTimeField(verbose_name='began')),
                        ('peak_at', models.DateTimeField(verbose_name='highest hour')),
                        ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                        ('level', models.PositiveSmallIntegerField(choices=[(1, 'notable burst'), (2, 'strong burst'), (3, 'extreme burst')], default=1, verbose_name='level')),
                        ('reports', models.PositiveIntegerField(default=0, verbose_name='independent reports')),
                        ('peak', models.PositiveIntegerField(default=0, verbose_name='reports in the highest hour')),
                        ('expected', models.FloatField(default=0.0, verbose_name='reports expected by its own rhythm')),
                        ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bursts', to='listening.hottopic', verbose_name='hot topic')),
                    ],
                    options={
                        'verbose_name': 'burst',
                        'verbose_name_plural': 'bursts',
                        'ordering': ['-started_at', '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Mention',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=500, verbose_name='title')),
                        ('url', models.CharField(max_length=2000, verbose_name='address')),
                        ('url_hash', models.CharField(editable=False, max_length=64, unique=True, verbose_name='hash of the normalised address')),
                        ('source', models.CharField(max_length=200, verbose_name='source')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                        ('found_at', models.DateTimeField(auto_now_add=True, verbose_name='found at')),
                        ('summary', models.TextField(blank=True, verbose_name='summary')),
                        ('excerpt', models.TextField(blank=True, help_text='sanitised HTML', verbose_name='excerpt')),
                        ('language', models.CharField(choices=[('zh', 'Chinese'), ('en', 'English'), ('other', 'another language')], default='other', max_length=10, verbose_name='language')),
                        ('dois', models.JSONField(blank=True, default=list, verbose_name='DOIs in the text')),
                        ('linked_by', models.CharField(choices=[('doi', 'DOI in the text'), ('url', 'link to our page'), ('title', 'title'), ('hand', 'an editor'), ('none', 'not linked')], default='none', max_length=10, verbose_name='linked by')),
                        ('link_evidence', models.JSONField(blank=True, default=dict, help_text='the text that matched, and the score from 0 to 1', verbose_name='why it was linked')),
                        ('source_class', models.CharField(choices=[('news', 'news media'), ('science', 'science media'), ('institution', 'research organisations'), ('government', 'government'), ('blog', 'blogs and columns'), ('social', 'social platforms'), ('forum', 'forums and questions sites'), ('own', 'our own outlets'), ('other', 'other sources')], default='news', max_length=12, verbose_name='who speaks')),
                        ('body', models.TextField(blank=True, help_text='plain text, as far as it is kept', verbose_name='text of the page')),
                        ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                        ('read_tries', models.PositiveSmallIntegerField(default=0, verbose_name='times its page was asked for')),
                        ('read_after', models.DateTimeField(blank=True, null=True, verbose_name='page to be asked for after')),
                        ('grouped_at', models.DateTimeField(blank=True, null=True, verbose_name='put into its topic at')),
                        ('linked_at', models.DateTimeField(blank=True, null=True, verbose_name='looked through for names at')),
                        ('claims_at', models.DateTimeField(blank=True, null=True, verbose_name='looked through for claims at')),
                        ('watched_at', models.DateTimeField(blank=True, null=True, verbose_name='shown to the watches at')),
                        ('forgotten_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='text given up at')),
                        ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mentions', to='journals.article', verbose_name='article')),
                        ('dossier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mentions', to='newsroom.dossier', verbose_name='story')),
                        ('feeds', models.ManyToManyField(blank=True, related_name='mentions', to='listening.feed', verbose_name='found in')),
                        ('original', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copies', to='listening.mention', verbose_name='copy of')),
                        ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mentions', to='listening.hottopic', verbose_name='hot topic')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'mention',
                        'verbose_name_plural': 'mentions',
                        'ordering': [models.OrderBy(models.F('published_at'), descending=True, nulls_last=True), '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='ClaimCopy',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.CharField(max_length=500, verbose_name='in its words')),
                        ('score', models.FloatField(verbose_name='likeness')),
                        ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claim_copies', to='listening.claim', verbose_name='claim')),
                        ('mention', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claim_copies', to='listening.mention', verbose_name='mention')),
                    ],
                    options={
                        'verbose_name': 'copy of a claim',
                        'verbose_name_plural': 'copies of claims',
                        'ordering': ['-id'],
                    },
                ),
                migrations.AddField(
                    model_name='claim',
                    name='mentions',
                    field=models.ManyToManyField(blank=True, related_name='claims', through='listening.ClaimCopy', to='listening.mention', verbose_name='copies'),
                ),
                migrations.CreateModel(
                    name='MentionLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('method', models.CharField(choices=[('doi', 'DOI in the text'), ('address', 'address of a page or a release of ours'), ('title', 'title'), ('journal', 'journal, author and month'), ('name', 'name and unit'), ('alone', 'name alone'), ('topic', 'topic of our release'), ('hand', 'an editor')], max_length=8, verbose_name='what told us')),
                        ('confidence', models.FloatField(help_text='0 to 1', verbose_name='how sure')),
                        ('evidence', models.JSONField(blank=True, default=list, verbose_name='the text that told it')),
                        ('state', models.CharField(choices=[('found', 'found by program'), ('doubtful', 'to be looked at'), ('confirmed', 'confirmed'), ('rejected', 'rejected')], default='found', max_length=10, verbose_name='state')),
                        ('found_at', models.DateTimeField(auto_now_add=True, verbose_name='found at')),
                        ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mention_links', to='journals.article', verbose_name='article')),
                        ('dossier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mention_links', to='newsroom.dossier', verbose_name='story')),
                        ('mention', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='listening.mention', verbose_name='mention')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mention_links', to='organisation.person', verbose_name='person')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='mention_links', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'link of a mention',
                        'verbose_name_plural': 'links of mentions',
                        'ordering': ['-confidence', 'id'],
                    },
                ),
                migrations.CreateModel(
                    name='TopicChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('merged', 'another topic was joined to it'), ('parted', 'mentions left it for a topic of their own'), ('renamed', 'renamed'), ('opened', 'opened for a story of ours')], max_length=8, verbose_name='change')),
                        ('at', models.DateTimeField(verbose_name='changed at')),
                        ('count', models.PositiveIntegerField(default=0, verbose_name='mentions moved')),
                        ('old_title', models.CharField(blank=True, max_length=500, verbose_name='title before')),
                        ('new_title', models.CharField(blank=True, max_length=500, verbose_name='title after')),
                        ('score', models.FloatField(blank=True, null=True, verbose_name='likeness')),
                        ('details', models.JSONField(blank=True, default=dict, editable=False, verbose_name='for the engine')),
                        ('told_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='told to the engine at')),
                        ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='actor')),
                        ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='listening.hottopic', verbose_name='other topic')),
                        ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='listening.hottopic', verbose_name='hot topic')),
                    ],
                    options={
                        'verbose_name': 'change of a topic',
                        'verbose_name_plural': 'changes of topics',
                        'ordering': ['-at', '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='TopicCount',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(verbose_name='begins at')),
                        ('is_day', models.BooleanField(default=False, verbose_name='a whole day')),
                        ('independent', models.PositiveIntegerField(default=0, verbose_name='independent reports')),
                        ('total', models.PositiveIntegerField(default=0, verbose_name='mentions')),
                        ('topic', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='listening.hottopic', verbose_name='hot topic')),
                    ],
                    options={
                        'verbose_name': 'count of a topic',
                        'verbose_name_plural': 'counts of topics',
                        'ordering': ['topic', 'at'],
                    },
                ),
                migrations.CreateModel(
                    name='Watch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('query', models.TextField(blank=True, help_text='For instance: (grassland OR 草原) AND "early warning" NOT 广告. Also micro*, heat NEAR/5 record, title:湖, source:, host:, class:news, language:en, doi:, is:linked. Where it is filled in, the three boxes below do not count.', verbose_name='query')),
                        ('any_words', models.TextField(blank=True, help_text='One word or phrase a line (or separated by commas). At least one must be found.', verbose_name='any of these words')),
                        ('all_words', models.TextField(blank=True, help_text='Every one must be found.', verbose_name='all of these words')),
                        ('none_words', models.TextField(blank=True, help_text='None may be found.', verbose_name='none of these words')),
                        ('language', models.CharField(blank=True, choices=[('zh', 'Chinese'), ('en', 'English'), ('other', 'another language')], help_text='Empty means every language.', max_length=10, verbose_name='language')),
                        ('source_classes', models.JSONField(blank=True, default=list, help_text='None chosen means everybody.', verbose_name='who speaks')),
                        ('without_own', models.BooleanField(default=False, verbose_name='leave out our own outlets')),
                        ('without_copies', models.BooleanField(default=False, verbose_name='leave out copies of a text that is known')),
                        ('once_a_topic', models.BooleanField(default=True, help_text='More reports on a topic stand on the desk without a mail.', verbose_name='one mail a topic')),
                        ('delivery', models.CharField(choices=[('desk', 'on the desk only'), ('instant', 'by mail at once'), ('hourly', 'by mail every hour'), ('daily', 'by mail once a day'), ('weekly', 'by mail once a week')], default='desk', max_length=8, verbose_name='tell')),
                        ('hour', models.PositiveSmallIntegerField(default=8, verbose_name='hour of the daily or weekly mail')),
                        ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], default=0, verbose_name='day of the weekly mail')),
                        ('working_days', models.BooleanField(default=True, verbose_name='mails on working days only')),
                        ('most_an_hour', models.PositiveSmallIntegerField(default=6, help_text='What is more comes together in one mail later.', verbose_name='at most so many mails an hour')),
                        ('quiet_from', models.TimeField(blank=True, null=True, verbose_name='no mails from')),
                        ('quiet_to', models.TimeField(blank=True, null=True, verbose_name='no mails until')),
                        ('snoozed_until', models.DateTimeField(blank=True, null=True, verbose_name='no mails before')),
                        ('owner_is_mailed', models.BooleanField(default=True, verbose_name='the owner gets the mails')),
                        ('next_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='next mail not before')),
                        ('is_on', models.BooleanField(default=True, verbose_name='is on')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='added at')),
                        ('generation', models.BigIntegerField(db_index=True, default=0, editable=False, verbose_name='generation')),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='organisation.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'watch',
                        'verbose_name_plural': 'watches',
                        'ordering': ['name', 'id'],
                    },
                ),
                migrations.CreateModel(
                    name='Alert',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('matched', models.JSONField(blank=True, default=list, verbose_name='words that matched')),
                        ('marks', models.JSONField(blank=True, default=dict, verbose_name='where they stand')),
                        ('state', models.CharField(choices=[('desk', 'on the desk'), ('waiting', 'waits for its mail'), ('told', 'told by mail'), ('folded', 'same topic as one told before'), ('muted', 'muted')], default='desk', max_length=8, verbose_name='state')),
                        ('raised_at', models.DateTimeField(auto_now_add=True, verbose_name='raised at')),
                        ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='seen at')),
                        ('mention', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='listening.mention', verbose_name='mention')),
                        ('watch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='listening.watch', verbose_name='watch')),
                    ],
                    options={
                        'verbose_name': 'alert',
                        'verbose_name_plural': 'alerts',
                        'ordering': ['-raised_at', '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='WatchMail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('total', models.PositiveIntegerField(verbose_name='alerts in all')),
                        ('is_digest', models.BooleanField(default=False, verbose_name='at its hour')),
                        ('key', models.CharField(max_length=80, unique=True, verbose_name='key')),
                        ('state', models.CharField(choices=[('queued', 'waiting'), ('sending', 'being sent'), ('sent', 'sent'), ('unwanted', 'no longer wanted'), ('failed', 'given up')], db_index=True, default='queued', max_length=8, verbose_name='state')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                        ('next_try_at', models.DateTimeField(verbose_name='next try')),
                        ('error', models.CharField(blank=True, max_length=200, verbose_name='last error')),
                        ('queued_at', models.DateTimeField(verbose_name='queued at')),
                        ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent at')),
                        ('alerts', models.ManyToManyField(blank=True, related_name='mails', to='listening.alert', verbose_name='alerts')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                        ('watch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='listening.watch', verbose_name='watch')),
                    ],
                    options={
                        'verbose_name': 'mail of a watch',
                        'verbose_name_plural': 'mails of watches',
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='WatchMute',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                        ('topic', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='listening.hottopic', verbose_name='hot topic')),
                        ('watch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mutes', to='listening.watch', verbose_name='watch')),
                    ],
                    options={
                        'verbose_name': 'muted topic or source',
                        'verbose_name_plural': 'muted topics and sources',
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='WatchReader',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_mailed', models.BooleanField(default=True, verbose_name='gets the mails')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                        ('watch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reading', to='listening.watch', verbose_name='watch')),
                    ],
                    options={
                        'verbose_name': 'reader of a watch',
                        'verbose_name_plural': 'readers of watches',
                        'ordering': ['id'],
                    },
                ),
                migrations.AddField(
                    model_name='watch',
                    name='readers',
                    field=models.ManyToManyField(blank=True, related_name='watches_read', through='listening.WatchReader', to=settings.AUTH_USER_MODEL, verbose_name='reading along'),
                ),
                migrations.AddIndex(
                    model_name='feed',
                    index=models.Index(fields=['is_on', 'next_fetch_at'], name='listening_feed_due'),
                ),
                migrations.AddIndex(
                    model_name='feed',
                    index=models.Index(fields=['unit', 'digest'], name='listening_feed_digest'),
                ),
                migrations.AddConstraint(
                    model_name='feed',
                    constraint=models.UniqueConstraint(condition=models.Q(('address', ''), _negated=True), fields=('unit', 'address'), name='listening_feed_once', violation_error_message='This unit follows that address already.'),
                ),
                migrations.AddConstraint(
                    model_name='feed',
                    constraint=models.UniqueConstraint(condition=models.Q(('address', '')), fields=('unit', 'file_name'), name='listening_file_once'),
                ),
                migrations.AddConstraint(
                    model_name='feed',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('content__isnull', False)), models.Q(models.Q(('address', ''), _negated=True), ('content__isnull', True)), _connector='OR'), name='listening_feed_source'),
                ),
                migrations.AddConstraint(
                    model_name='feedday',
                    constraint=models.UniqueConstraint(fields=('feed', 'day'), name='listening_feed_day_once'),
                ),
                migrations.AddIndex(
                    model_name='hottopic',
                    index=models.Index(fields=['state', '-last_at'], name='listening_topic_recent'),
                ),
                migrations.AddIndex(
                    model_name='hottopic',
                    index=models.Index(fields=['-is_bursting', '-fresh', '-last_at'], name='listening_topic_hot'),
                ),
                migrations.AddConstraint(
                    model_name='burst',
                    constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('topic',), name='listening_one_open_burst'),
                ),
                migrations.AddIndex(
                    model_name='mention',
                    index=models.Index(fields=['unit', '-published_at'], name='listening_mention_recent'),
                ),
                migrations.AddIndex(
                    model_name='mention',
                    index=models.Index(fields=['linked_by', 'found_at'], name='listening_mention_unlinked'),
                ),
                migrations.AddIndex(
                    model_name='mention',
                    index=models.Index(fields=['source_class', 'found_at'], name='listening_mention_term'),
                ),
                migrations.AddIndex(
                    model_name='mention',
                    index=models.Index(condition=models.Q(('forgotten_at__isnull', True)), fields=['source_class', 'found_at'], name='listening_mention_worded'),
                ),
                migrations.AddIndex(
                    model_name='mention',
                    index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['id'], name='listening_mention_unread'),
                ),
                migrations.AddIndex(
                    model_name='mention',
                    index=models.Index(condition=models.Q(('grouped_at__isnull', True)), fields=['id'], name='listening_mention_ungrouped'),
                ),
                migrations.AddIndex(
                    model_name='mention',
                    index=models.Index(condition=models.Q(('linked_at__isnull', True)), fields=['id'], name='listening_mention_unnamed'),
                ),
                migrations.AddIndex(
                    model_name='mention',
                    index=models.Index(condition=models.Q(('claims_at__isnull', True)), fields=['id'], name='listening_mention_unclaimed'),
                ),
                migrations.AddIndex(
                    model_name='mention',
                    index=models.Index(condition=models.Q(('watched_at__isnull', True)), fields=['id'], name='listening_mention_unwatched'),
                ),
                migrations.AddConstraint(
                    model_name='claimcopy',
                    constraint=models.UniqueConstraint(fields=('claim', 'mention'), name='listening_claim_once_a_mention'),
                ),
                migrations.AddIndex(
                    model_name='mentionlink',
                    index=models.Index(fields=['state', '-id'], name='listening_link_doubtful'),
                ),
                migrations.AddConstraint(
                    model_name='mentionlink',
                    constraint=models.UniqueConstraint(models.F('mention'), django.db.models.functions.comparison.Coalesce('article_id', 0), django.db.models.functions.comparison.Coalesce('dossier_id', 0), django.db.models.functions.comparison.Coalesce('person_id', 0), django.db.models.functions.comparison.Coalesce('unit_id', 0), name='listening_link_once'),
                ),
                migrations.AddConstraint(
                    model_name='mentionlink',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', False), ('dossier', None), ('person', None), ('unit', None)), models.Q(('article', None), ('dossier__isnull', False), ('person', None), ('unit', None)), models.Q(('article', None), ('dossier', None), ('person__isnull', False), ('unit', None)), models.Q(('article', None), ('dossier', None), ('person', None), ('unit__isnull', False)), _connector='OR'), name='listening_link_to_one'),
                ),
                migrations.AddIndex(
                    model_name='topicchange',
                    index=models.Index(condition=models.Q(('told_at__isnull', True)), fields=['id'], name='listening_change_untold'),
                ),
                migrations.AddIndex(
                    model_name='topiccount',
                    index=models.Index(fields=['is_day', 'at'], name='listening_topic_count_at'),
                ),
                migrations.AddConstraint(
                    model_name='topiccount',
                    constraint=models.UniqueConstraint(fields=('topic', 'is_day', 'at'), name='listening_topic_count_once'),
                ),
                migrations.AddIndex(
                    model_name='alert',
                    index=models.Index(condition=models.Q(('seen_at__isnull', True)), fields=['watch'], name='listening_alert_unseen'),
                ),
                migrations.AddIndex(
                    model_name='alert',
                    index=models.Index(fields=['watch', 'state'], name='listening_alert_state'),
                ),
                migrations.AddConstraint(
                    model_name='alert',
                    constraint=models.UniqueConstraint(fields=('watch', 'mention'), name='listening_alert_once'),
                ),
                migrations.AddIndex(
                    model_name='watchmail',
                    index=models.Index(fields=['watch', 'queued_at'], name='listening_watch_mail_lately'),
                ),
                migrations.AddConstraint(
                    model_name='watchmute',
                    constraint=models.UniqueConstraint(condition=models.Q(('topic__isnull', False)), fields=('watch', 'topic'), name='listening_mute_topic'),
                ),
                migrations.AddConstraint(
                    model_name='watchmute',
                    constraint=models.UniqueConstraint(condition=models.Q(('source', ''), _negated=True), fields=('watch', 'source'), name='listening_mute_source'),
                ),
                migrations.AddConstraint(
                    model_name='watchreader',
                    constraint=models.UniqueConstraint(fields=('watch', 'user'), name='listening_watch_reader_once'),
                ),
                migrations.AddConstraint(
                    model_name='watch',
                    constraint=models.CheckConstraint(condition=models.Q(('all_words', ''), ('any_words', ''), ('query', ''), _negated=True), name='listening_watch_has_words', violation_error_message='Give at least one word to look for.'),
                ),
                migrations.AddConstraint(
                    model_name='watch',
                    constraint=models.UniqueConstraint(fields=('owner', 'unit', 'name'), name='listening_watch_once'),
                ),
            ]
        )
    ]
