"""A unit full of private things: one entry for each model that belongs to a unit, each carrying a word nobody else may read.

Add a model: write a function under `@private(Model)` that makes one for `world.unit` with `world.secret("noun")` in its text.
"""

from __future__ import annotations

import datetime as dt

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Comment, Revision, TaskState, WorkflowState

from scicomm.assessment.models import AssessmentRun, Indicator, Score, ScoreFact
from scicomm.assets.models import AssetDocument, AssetImage
from scicomm.channels.models import Channel, Release
from scicomm.core.models import Delivery, FactRecord
from scicomm.journals.models import Article, Journal
from scicomm.listening.models import Alert, Feed, Mention, Watch
from scicomm.newsroom.models import Dossier, Lead, SignOff, Topic
from scicomm.organisation.enums import Role
from scicomm.organisation.models import ApiToken, Appointment, Person, Unit, User
from tests.factories.newsroom import dossier, make_article, make_story, make_topic
from tests.walls import (  # noqa: F401 - register their makers
    answers,
    assets,
    briefs,
    cases,
    checks,
    claims,
    collect,
    contacts,
    delivery,
    digests,
    disclosure,
    dispatch,
    embargo,
    experts,
    fediverse,
    journals,
    leads,
    levels,
    library,
    mail,
    people,
    questions,
    readers,
    registry,
    review,
    rights,
    stories,
    topics,
    watches,
)
from tests.walls.world import COMMON, MAKERS, NO_ENTRY, SECRET, World, private

__all__ = ["COMMON", "MAKERS", "NO_ENTRY", "SECRET", "World", "models_of_units", "private"]


@private(Person)
def make_person(world: World) -> Person:
    person = world.academy.user(Role.FIRST_REVIEWER, world.unit).person
    Person.objects.filter(pk=person.pk).update(email="zz7qxjmailaddress@lake.example")
    person.refresh_from_db()
    return person


@private(Unit)
def find_unit(world: World) -> Unit:
    # Names and descriptions of units are public; changing them is not everybody's.
    return world.unit


@private(Appointment)
def find_appointment(world: World) -> Appointment:
    return Appointment.objects.filter(unit=world.unit)[0]


@private(Lead)
def make_lead(world: World) -> Lead:
    return Lead.objects.create(
        unit=world.unit, title=world.secret("lead"), body=world.secret("leadbody"), source="person"
    )


@private(Topic)
def make_private_topic(world: World) -> Topic:
    return make_topic(world.academy, world.unit, title=world.secret("topic"))


@private(Dossier)
def find_dossier(world: World) -> list[Dossier]:
    return [dossier(story) for story in world.stories.values()]


@private(SignOff)
def make_sign_off(world: World) -> SignOff:
    story = make_story(world.academy, world.unit, state="returned", title=world.secret("returned"))
    row = SignOff.objects.filter(dossier__story=story).get()
    SignOff.objects.filter(pk=row.pk).update(note=world.secret("note"))
    return row


@private(Journal)
def find_journal(world: World) -> Journal:
    return make_article(world.unit).journal


@private(Article)
def find_article(world: World) -> Article:
    # Journals, articles and what stands in them are public, with the source of each version; the names of the files that came in
    # and the quarantine are not.
    return make_article(world.unit)


@private(AssetImage)
def make_image(world: World) -> AssetImage:
    image = AssetImage.objects.create(
        title=world.secret("image"), file=get_test_image_file(), collection=world.unit.collection
    )
    image.tags.add(f"{COMMON} zz7qxjimagetag")
    # Drawn once here, not by every list that shows them.
    image.get_renditions("max-165x165", "max-800x600", "max-400x400", "original", "width-50")
    return image


@private(AssetDocument)
def make_document(world: World) -> AssetDocument:
    made = AssetDocument(title=world.secret("document"), collection=world.unit.collection)
    made.file.save("lake.txt", ContentFile(b"zz7qxjdocumentcontent"))
    made.tags.add(f"{COMMON} zz7qxjdocumenttag")
    return made


@private(Channel)
def make_channel(world: World) -> Channel:
    channel, _made = Channel.objects.get_or_create(
        unit=world.unit, kind="newsletter", language="en", defaults={"slug": "lake-newsletter-en"}
    )
    Channel.objects.filter(pk=channel.pk).update(name_zh="湖区通讯", is_on=False)
    return channel


@private(Release)
def make_release(world: World) -> Release:
    release, _made = Release.objects.get_or_create(
        channel=world.one(Channel), dossier=dossier(world.stories["published"])
    )
    Release.objects.filter(pk=release.pk).update(error=world.secret("release"), state="failed")
    return release


@private(ApiToken)
def make_api_token(world: World) -> ApiToken:
    return ApiToken.objects.create(
        user=world.officer, unit=world.unit, name=world.secret("token"), scopes=["articles:write"], prefix="sct_zz7qxjto",
        digest="9" * 64, expires_at=timezone.now() + dt.timedelta(days=9),
    )  # fmt: skip


@private(Feed)
def make_feed(world: World) -> Feed:
    return Feed.objects.create(unit=world.unit, name=world.secret("feed"), address="https://lake.example/feed")


@private(Mention)
def make_mention(world: World) -> Mention:
    return Mention.objects.create(
        unit=world.unit, title=world.secret("mention"), url="https://lake.example/zz7qxjmentionurl", url_hash="2" * 64,
        source="lake.example", summary=COMMON,
    )  # fmt: skip


@private(Watch)
def make_watch(world: World) -> Watch:
    return Watch.objects.create(unit=world.unit, owner=world.officer, name=world.secret("watch"), any_words=COMMON)


@private(Alert)
def make_alert(world: World) -> Alert:
    return Alert.objects.create(watch=world.one(Watch), mention=world.one(Mention), matched=["zz7qxjalertword"])


@private(FactRecord)
def find_facts(world: World) -> list[FactRecord]:
    return list(FactRecord.objects.filter(unit_id=world.unit.pk))


@private(Delivery)
def make_delivery(world: World) -> Delivery:
    return Delivery.objects.create(
        fact=world.one(FactRecord), handler="zz7qxjhandler", state="failed", next_try_at=timezone.now(),
        last_error=world.secret("delivery"),
    )  # fmt: skip


@private(Score)
def make_score(world: World) -> Score:
    indicator, _made = Indicator.objects.get_or_create(
        version=2026, code="walls", defaults={"name_zh": "稿件", "name_en": "Stories", "rule": "count", "weight": 1}
    )
    run = AssessmentRun.objects.create(year=2026, indicator_version=2026, checksum="7" * 64)
    return Score.objects.create(run=run, unit=world.unit, indicator=indicator, value=1, base=1, points="7777.77")


@private(ScoreFact)
def make_evidence(world: World) -> ScoreFact:
    fact = FactRecord.objects.filter(unit_id=world.unit.pk, name="newsroom.story_started").earliest("pk")
    return ScoreFact.objects.create(score=world.one(Score), fact=fact)


@private(Comment)
def make_comment(world: World) -> Comment:
    return Comment.objects.create(
        page=world.stories["draft"], user=world.officer, text=world.secret("comment"), contentpath="title"
    )


@private(Revision)
def find_revisions(world: World) -> list[Revision]:
    return [story.latest_revision for story in world.pages]


@private(WorkflowState)
def find_workflow_state(world: World) -> WorkflowState:
    return world.stories["first_review"].current_workflow_state


@private(TaskState)
def find_task_state(world: World) -> TaskState:
    return world.stories["first_review"].current_workflow_task_state


def models_of_units() -> list[type[Model]]:
    """Our models from whose rows some chain of foreign keys leads to a unit: those a wall must stand around."""
    ours = [model for model in apps.get_models() if model._meta.app_label in settings.FLOW]
    reached: set[type[Model]] = {Unit}
    while True:
        more = {
            model
            for model in ours
            if model not in reached
            for field in model._meta.get_fields()
            if field.concrete
            and field.is_relation
            and field.related_model in reached
            and field.related_model is not User
        }
        if not more:
            return sorted(reached, key=lambda model: model._meta.label)
        reached |= more
