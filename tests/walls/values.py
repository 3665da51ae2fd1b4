"""What may stand for a parameter of an address: things of the walled unit, and values by a parameter's name alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wagtail.models import Task, TaskState, Workflow, WorkflowState

from scicomm.assets.models import Asset, AssetDocument, AssetImage, BankEntry
from scicomm.core.models import Term
from scicomm.journals.models import (
    Article,
    IndicatorValue,
    JournalBody,
    JournalEditor,
    JournalGoal,
    JournalIndexing,
    ResourceLine,
)
from scicomm.listening.models import Mention
from scicomm.newsroom.models import Lead, Topic
from scicomm.organisation.models import UnitPage
from scicomm.responses.models import Case, LetterTemplate
from tests.walls.objects import MAKERS, World

Values = Callable[[World], list[Any]]


def made(label: str) -> Values:
    def values(world: World) -> list[Any]:
        model = next(model for model in MAKERS if model._meta.label == label)
        return [row.pk for row in world.made[model][:2]]

    return values


def kinds(world: World) -> list[Any]:
    return [world.unit.kind_id]


def pages(world: World) -> list[Any]:
    return [page.pk for page in world.pages]


def sites(world: World) -> list[Any]:
    return [UnitPage.objects.filter(unit=world.unit).values_list("pk", flat=True)[0]]


def images(world: World) -> list[Any]:
    return [world.one(AssetImage).pk]


def documents(world: World) -> list[Any]:
    return [world.one(AssetDocument).pk]


def references(world: World) -> list[Any]:
    """The private things by which a thread can be entered."""
    things = {"newsroom.lead": Lead, "newsroom.topic": Topic, "listening.mention": Mention, "responses.case": Case}
    found = [f"newsroom.story:{page.pk}" for page in world.pages]
    return found + [f"{kind}:{world.one(model).pk}" for kind, model in things.items()]


def term() -> Term:
    """Terms are the house's and open to every writer."""
    return Term.objects.get_or_create(name_en="lake ice", defaults={"definition_en": "Ice on a lake."})[0]


def template() -> LetterTemplate:
    """Templates are the house's; those who run it change them."""
    given = {"title": "x", "body": "{number} {decision} {reason}"}
    return LetterTemplate.objects.get_or_create(kind="decision", language="en", defaults=given)[0]


def rows(world: World) -> list[Any]:
    """Rows of a portfolio in the order of their nouns."""
    models = (JournalEditor, JournalBody, JournalIndexing, IndicatorValue, JournalGoal, ResourceLine)
    return [world.one(model).pk for model in models]


def assets(world: World) -> list[Any]:
    """A picture that was given out once, and a document."""
    return [world.one(BankEntry).asset_id, world.one(Asset).pk]


# A parameter's values by its name; where one name means several things, by the address's name too (a prefix of it).
BY_NAME: dict[str, Values] = {
    "page_id": lambda world: [*pages(world), *sites(world)],
    "parent_page_id": lambda world: [*sites(world), world.stories["draft"].pk],
    "page_to_move_id": pages,
    "page_pk": pages,
    "destination_id": lambda world: [
        UnitPage.objects.filter(unit=world.academy.south_sea).values_list("pk", flat=True)[0]
    ],
    "image_id": images,
    "document_id": documents,
    "doc_id": documents,
    "uploaded_file_id": lambda world: [1],
    "revision_id": lambda world: [page.latest_revision_id for page in world.pages],
    "revision_id_a": lambda world: ["earliest"],
    "revision_id_b": lambda world: ["latest"],
    "task_state_id": lambda world: [world.one(TaskState).pk],
    "workflow_state_id": lambda world: [world.one(WorkflowState).pk],
    "task_id": lambda world: [Task.objects.all()[0].pk],
    "workflow_pk": lambda world: [Workflow.objects.all()[0].pk],
    "filter_spec": lambda world: ["width-50"],
    "action_name": lambda world: ["approve", "reject", "copy", "publish", "delete", "move", "create_alias"],
    "content_type_app_name": lambda world: ["newsroom"],
    "content_type_model_name": lambda world: ["storypage"],
    "collection_id": lambda world: [world.unit.collection_id],
    "session_id": lambda world: [1],
    "restriction_id": lambda world: [1],
    "page_view_restriction_id": lambda world: [1],
    "redirect_id": lambda world: [1],
    "provider_id": lambda world: ["sso"],
    "key": lambda world: ["0" * 32],
    "uidb64": lambda world: ["MQ"],
    "uidb36": lambda world: ["1"],
    "doi": lambda world: [world.one(Article).doi],
    "orcid": lambda world: ["0000-0002-1825-0097"],
    "token": lambda world: ["set-password"],
}
