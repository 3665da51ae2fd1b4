"""Every address of the system, with its parameters filled by things of the walled unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, RoutePattern
from wagtail.models import Collection, Locale, Site, Task, TaskState, Workflow, WorkflowState

from scicomm.assets.models import Asset, AssetDocument, AssetImage, BankEntry, Hold, Upload
from scicomm.audiences.models import BriefCopy, Digest, Segment
from scicomm.channels.models import AccountCheck, Activity, Actor, BlockedDomain, ChannelSecret, Inspection, Post
from scicomm.core.models import Term
from scicomm.desk.queries.portfolio import COLUMNS
from scicomm.journals.models import (
    Article,
    IndicatorValue,
    Journal,
    JournalBody,
    JournalEditor,
    JournalGoal,
    JournalIndexing,
    ResourceLine,
)
from scicomm.listening.models import Feed, Mention, Watch
from scicomm.newsroom.models import Lead, SignLink, Topic
from scicomm.organisation.models import UnitPage
from scicomm.responses.models import Answer, Case, DisclosureKind, DisclosureRequest, LetterTemplate, StatementLink
from tests.walls.objects import COMMON, MAKERS, World


@dataclass(frozen=True)
class Address:
    """One pattern: its full name, its whole route, the names of its parameters."""

    name: str
    route: str
    parameters: tuple[str, ...]
    view: Any


def patterns(
    resolver: URLResolver | None = None, prefix: str = "", spaces: tuple[str, ...] = (), given: tuple[str, ...] = ()
) -> Iterator[Address]:
    """All patterns below a resolver, depth first."""
    for entry in (resolver or get_resolver()).url_patterns:
        parameters = given + _parameters(entry)
        route = prefix + _route(entry)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from patterns(entry, route, inner, parameters)
        else:
            yield Address(":".join((*spaces, entry.name or "")) or route, route, parameters, entry.callback)


def _route(entry: URLPattern | URLResolver) -> str:
    """The route with `{name}` for each parameter; groups of a regular expression are numbered where they have no name."""
    pattern = entry.pattern
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern._route))
    if isinstance(pattern, RegexPattern):
        text = str(pattern._regex).removeprefix("^").removesuffix("$")
        text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"{\1}", text)
        return text.replace(r"\.", ".").replace("\\", "")
    return str(pattern)


def _parameters(entry: URLPattern | URLResolver) -> tuple[str, ...]:
    pattern = entry.pattern
    if isinstance(pattern, RoutePattern):
        return tuple(pattern.converters)
    return tuple(re.compile(str(pattern)).groupindex) if isinstance(pattern, RegexPattern) else ()


Values = Callable[[World], list[Any]]


def _made(label: str) -> Values:
    def values(world: World) -> list[Any]:
        model = next(model for model in MAKERS if model._meta.label == label)
        return [row.pk for row in world.made[model][:2]]

    return values


def _kinds(world: World) -> list[Any]:
    return [world.unit.kind_id]


def _pages(world: World) -> list[Any]:
    return [page.pk for page in world.pages]


def _sites(world: World) -> list[Any]:
    return [UnitPage.objects.filter(unit=world.unit).values_list("pk", flat=True)[0]]


def _images(world: World) -> list[Any]:
    return [world.one(AssetImage).pk]


def _documents(world: World) -> list[Any]:
    return [world.one(AssetDocument).pk]


def _references(world: World) -> list[Any]:
    """The private things by which a thread can be entered."""
    things = {"newsroom.lead": Lead, "newsroom.topic": Topic, "listening.mention": Mention, "responses.case": Case}
    found = [f"newsroom.story:{page.pk}" for page in world.pages]
    return found + [f"{kind}:{world.one(model).pk}" for kind, model in things.items()]


def _term() -> Term:
    """Terms are the house's and open to every writer."""
    return Term.objects.get_or_create(name_en="lake ice", defaults={"definition_en": "Ice on a lake."})[0]


def _template() -> LetterTemplate:
    """Templates are the house's; those who run it change them."""
    given = {"title": "x", "body": "{number} {decision} {reason}"}
    return LetterTemplate.objects.get_or_create(kind="decision", language="en", defaults=given)[0]


def _rows(world: World) -> list[Any]:
    """Rows of a portfolio in the order of their nouns."""
    models = (JournalEditor, JournalBody, JournalIndexing, IndicatorValue, JournalGoal, ResourceLine)
    return [world.one(model).pk for model in models]


def _assets(world: World) -> list[Any]:
    """A picture that was given out once, and a document."""
    return [world.one(BankEntry).asset_id, world.one(Asset).pk]


# A parameter's values by its name; where one name means several things, by the address's name too (a prefix of it).
BY_NAME: dict[str, Values] = {
    "page_id": lambda world: [*_pages(world), *_sites(world)],
    "parent_page_id": lambda world: [*_sites(world), world.stories["draft"].pk],
    "page_to_move_id": _pages,
    "page_pk": _pages,
    "destination_id": lambda world: [
        UnitPage.objects.filter(unit=world.academy.south_sea).values_list("pk", flat=True)[0]
    ],
    "image_id": _images,
    "document_id": _documents,
    "doc_id": _documents,
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
BY_ADDRESS: list[tuple[str, str, Values]] = [
    (r"wagtailadmin_api:pages:|wagtailadmin_pages:revisions_compare", "pk", _pages),
    (r"wagtailadmin_api:documents:|wagtaildocs_chooser:", "pk", _documents),
    (r"wagtailadmin_api:images:|wagtailimages_chooser:", "pk", _images),
    (r"wagtailadmin_collections:", "pk", lambda world: [world.unit.collection_id]),
    (r"wagtailadmin_workflows:.*task", "pk", lambda world: [Task.objects.all()[0].pk]),
    (r"wagtailadmin_workflows:", "pk", lambda world: [Workflow.objects.all()[0].pk]),
    (r"wagtailsites:", "pk", lambda world: [Site.objects.all()[0].pk]),
    (r"wagtailusers_users:", "pk", lambda world: [world.officer.pk]),
    (r"wagtailusers_groups:", "pk", lambda world: [world.officer.groups.all()[0].pk]),
    (r"wagtaillocales:", "pk", lambda world: [Locale.objects.all()[0].pk]),
    (r"simple_translation:", "app_label", lambda world: ["newsroom"]),
    (r"simple_translation:", "model_name", lambda world: ["lead"]),
    (r"simple_translation:", "pk", _made("newsroom.Lead")),
    (r"wagtailadmin_workflows:add_task", "app_label", lambda world: ["newsroom"]),
    (r"wagtailadmin_workflows:add_task", "model_name", lambda world: ["reviewtask"]),
    (r"wagtailadmin_pages:choose_parent", "app_label", lambda world: ["newsroom"]),
    (r"wagtailadmin_pages:choose_parent", "model_name", lambda world: ["storypage"]),
    (r"wagtailadmin_editing_sessions:", "app_label", lambda world: ["newsroom"]),
    (r"wagtailadmin_editing_sessions:", "model_name", lambda world: ["storypage"]),
    (r"wagtailadmin_editing_sessions:", "object_id", _pages),
    (r"wagtailadmin_tag_model_autocomplete", "app_name", lambda world: ["taggit"]),
    (r"wagtailadmin_tag_model_autocomplete", "model_name", lambda world: ["tag"]),
    (r"mfa_", "pk", lambda world: [1]),
    (r"newsroom_(lead|accept|decline|merge|write)$|newsroom:open_lead", "pk", _made("newsroom.Lead")),
    (r"newsroom_(topic|start|edit_topic|move_topic|new_coverage|add_source)$", "pk", _made("newsroom.Topic")),
    (r"newsroom_(edit|move)_coverage", "pk", _made("newsroom.Coverage")),
    (r"audiences_reach_item", "pk", _made("audiences.DigestItem")),
    (r"newsroom_remove_source", "pk", _made("newsroom.TopicSource")),
    (r"newsroom_edit_date", "pk", _made("newsroom.ImportantDate")),
    (r"newsroom_revoke_address", "pk", _made("newsroom.CalendarAddress")),
    (
        r"channels_(account|check|followers|licence_new|responsible_new|figures_channel)",
        "pk",
        lambda world: [world.one(ChannelSecret).channel_id],
    ),
    (r"channels_checks", "batch", lambda world: [world.one(AccountCheck).batch]),
    (r"channels_licence$", "pk", _made("channels.OutletLicence")),
    (r"channels_responsible$", "pk", _made("channels.Responsible")),
    (r"channels_figures_story", "pk", lambda world: [world.stories["published"].pk]),
    (r"channels_figures_unit", "slug", lambda world: [world.unit.slug]),
    (r"channels_figures_enter", "pk", _made("channels.Release")),
    (r"channels_round", "pk", lambda world: [world.one(Inspection).round_id]),
    (r"channels_inspection$", "pk", _made("channels.Inspection")),
    (r"channels_finding$", "pk", _made("channels.Finding")),
    (r"channels_sample_read", "pk", _made("channels.PatrolSample")),
    (r"newsroom_lane", "name", lambda world: ["leads", "topics", "writing"]),
    (r"newsroom:file", "pk", _made("newsroom.LeadAttachment")),
    (r"newsroom:calendar", "secret", lambda world: ["a-secret-that-nobody-has"]),
    (r"api-v1:own_lead", "pk", _made("newsroom.Lead")),
    (r"newsroom_assignment", "pk", _made("newsroom.Assignment")),
    (r"newsroom_submission", "pk", _made("newsroom.Submission")),
    (r"newsroom_offer_story$", "pk", _pages),
    (r"newsroom_offer_lead$", "pk", _made("newsroom.Lead")),
    (r"unit_kinds:", "pk", _kinds),
    (r"newsroom_(story|answer_finding|mend|submit|review|embargo|withdraw|experts|acknowledge)$", "pk", _pages),
    (r"newsroom_(story|submit|review|embargo|withdraw|experts|acknowledge|record|rapid|ask)$", "pk", _pages),
    (r"newsroom:review$", "pk", _pages),
    # A forged token of a real link: whoever holds the right one is its scientist.
    (r"newsroom:sign$", "token", lambda world: [f"scl_{world.one(SignLink).pk}-{'A' * 43}"]),
    (r"newsroom_revoke$", "pk", _made("newsroom.SignLink")),
    (r"newsroom_mark$", "pk", _made("newsroom.Mark")),
    (r"newsroom_settle$", "pk", _made("newsroom.RoundStep")),
    (r"newsroom_plan", "slug", lambda world: [world.unit.slug]),
    (r"newsroom_absence_end$", "pk", _made("newsroom.Absence")),
    (r"newsroom_(release_time|share|breach|change|kill)$", "pk", _pages),
    (r"newsroom_press_member$", "pk", _made("newsroom.PressMember")),
    (r"newsroom_decide$", "pk", _made("newsroom.EmbargoBreach")),
    (r"newsroom:press_join$", "token", lambda world: ["zz7-no-invitation"]),
    (r"newsroom:press_", "pk", lambda world: [world.stories["held"].pk]),
    (r"newsroom:press_file$", "asset_pk", lambda world: [world.one(Hold).asset_id]),
    (r"journals_embargo$", "pk", _made("journals.Article")),
    (r"newsroom_(profile|revisions|compare|restore)$", "pk", _pages),
    (r"newsroom_restore$", "revision_pk", lambda world: [page.latest_revision_id for page in world.pages]),
    (r"newsroom_person_chooser:", "pk", _made("organisation.Person")),
    (r"newsroom_article_chooser:", "pk", _made("journals.Article")),
    (r"newsroom_recording_chooser:", "pk", _made("assets.Recording")),
    (r"newsroom_term_chooser:", "pk", lambda world: [_term().pk]),
    (r"terms:", "pk", lambda world: [_term().pk]),
    (r"segments:", "pk", lambda world: [Segment.objects.all()[0].pk]),
    (r"channels_(release|wire_package)", "pk", _made("channels.Release")),
    (r"channels_release_step", "step", lambda world: ["text", "when", "cancel", "resend", "again", "recall", "hand"]),
    (r"channels_release_picture", "key", lambda world: [1]),
    (r"channels_story_releases$", "pk", _pages),
    (r"channels_campaign$", "pk", _made("channels.Campaign")),
    (r"channels_actor$", "pk", _made("channels.Actor")),
    (r"channels_server_free", "pk", lambda world: [BlockedDomain.objects.get_or_create(domain="zz7.example")[0].pk]),
    (r"(fediverse:|channels:follow)", "name", lambda world: [world.one(Actor).name]),
    (r"fediverse:post", "slug", lambda world: [world.one(Post).slug]),
    (r"fediverse:activity", "slug", lambda world: [world.one(Activity).slug]),
    (r"audiences_contact_remove", "pk", _made("audiences.Contact")),
    (r"audiences_mailing", "pk", _made("audiences.Mailing")),
    (r"audiences_brief", "pk", _made("audiences.Brief")),
    (r"audiences_brief_(copy|proof)", "copy_pk", _made("audiences.BriefCopy")),
    (r"audiences_brief_step", "verb", lambda world: ["approve", "return", "recall"]),
    (r"audiences_brief_copy", "verb", lambda world: ["drop", "renew", "withdraw"]),
    # A forged token of a real copy: whoever holds the right one is its reader.
    (r"audiences:brief", "token", lambda world: [f"scb_{world.one(BriefCopy).pk}-{'A' * 43}"]),
    (r"audiences_(end|erase)", "pk", _made("audiences.Subscription")),
    (r"audiences_digest_edition", "pk", lambda world: [world.one(Digest).edition_id]),
    (r"audiences_digest_item$|audiences:digest_(item|tune)", "pk", _made("audiences.DigestItem")),
    (r"audiences_digest_end_choice", "pk", _made("audiences.DigestChoice")),
    (r"audiences:digest_tune", "verb", lambda world: ["more", "less"]),
    (r"audiences_retry", "pk", _made("audiences.OutgoingMail")),
    (r"audiences_try_again", "pk", _made("audiences.Suspension")),
    (r"listening_(mention|relink)", "pk", _made("listening.Mention")),
    (r"listening_(claim|shape_claim)$", "pk", _made("listening.Claim")),
    (r"listening_decide_link$", "pk", _made("listening.MentionLink")),
    (r"listening_topic", "pk", _made("listening.HotTopic")),
    (r"listening_(source_step|table)", "pk", lambda world: [feed.pk for feed in Feed.objects.filter(unit=world.unit)]),
    (r"listening_source_step", "verb", lambda world: ["fetch", "pause", "resume"]),
    (r"listening_(seen|mute)$", "pk", _made("listening.Alert")),
    (r"listening_(watch|snooze|unmute)$", "pk", _made("listening.Watch")),
    (r"listening_unmute", "row", _made("listening.WatchMute")),
    # A forged token: whoever holds the right one is told of this watch.
    (r"listening:leave_watch", "token", lambda world: [f"{world.one(Watch).pk}-1.{'A' * 43}"]),
    (r"admin/tag-autocomplete", "app_name", lambda world: ["taggit"]),
    (r"admin/tag-autocomplete", "model_name", lambda world: ["tag"]),
    (r"organisation_open_account", "pk", _made("organisation.Person")),
    (r"portal:answer", "slug", lambda world: [world.one(Answer).slug]),
    (r"(desk_thread|portal:thread)", "reference", _references),
    (r"desk_delivery", "pk", _made("core.Delivery")),
    (r"(assessment_|desk_working)", "year", lambda world: [2026]),
    (r"assessment_", "slug", lambda world: [world.unit.slug]),
    (r"assessment_", "code", lambda world: ["walls"]),
    (r"journals_(mend|source|replay_one)$", "pk", _made("journals.QuarantinedFile")),
    (r"journals_run", "pk", _made("journals.IntakeRun")),
    (r"portal:article_file", "name", lambda world: ["zz7qxjletter.txt"]),
    (r"journals_end_report_key", "pk", _made("journals.ReportKey")),
    (r"counter:report", "report", lambda world: ["tr"]),
    (r"journals_deposit_send$", "pk", _made("journals.Article")),
    (r"journals_(deposit_journal|doaj)$", "pk", _made("journals.Journal")),
    (r"journals_account_check$", "pk", _made("journals.DepositAccount")),
    (r"journals_deposit", "pk", _made("journals.Deposit")),
    (r"journals_(row|step)|desk_portfolio_journal", "pk", _made("journals.Journal")),
    (r"journals_row", "noun", lambda world: ["editors", "bodies", "indexes", "values", "goals", "resources"]),
    (r"journals_row", "row_pk", _rows),
    (r"journals_summary$", "pk", _made("journals.PlainSummary")),
    (r"journals_summary_write", "pk", _made("journals.Article")),
    (r"journals_summary_write", "language", lambda world: ["zh", "en"]),
    (r"desk_portfolio_cell", "column", lambda world: list(COLUMNS)),
    (r"journals_mend", "pk", _made("journals.QuarantinedFile")),
    (r"journals_(withdraw|reinstate)", "pk", _made("journals.Article")),
    (r"journals_harvest", "pk", _made("journals.HarvestSource")),
    (r"responses_item_(new|none)", "slug", lambda world: [world.unit.slug]),
    (r"responses_item_file_add", "pk", _made("responses.DisclosureItem")),
    (r"responses_item_file|responses:disclosure_file", "pk", _made("responses.DisclosureFile")),
    (r"responses:disclosure_logged", "number", lambda world: [world.one(DisclosureRequest).number]),
    (r"responses_item_step", "verb", lambda world: ["submit", "release", "return", "withdraw"]),
    (r"responses_item|responses:disclosure_item", "pk", _made("responses.DisclosureItem")),
    (r"responses_report|responses:disclosure_report", "pk", _made("responses.DisclosureReport")),
    (r"responses_request_step", "verb", lambda world: ["confirm", "send", "pause", "withdraw", "log", "appeal"]),
    (r"responses_request", "pk", _made("responses.DisclosureRequest")),
    (r"responses_letter$|responses:disclosure_letter", "pk", _made("responses.RequestLetter")),
    (r"responses_(copy|original)|responses:disclosure_copy", "pk", _made("responses.Redaction")),
    (r"disclosure_kinds:", "pk", lambda world: [DisclosureKind.objects.all()[0].pk]),
    (r"letter_templates:", "pk", lambda world: [_template().pk]),
    (r"responses_open", "pk", _made("listening.Mention")),
    (r"responses_(reused|accept_reuse|refuse_reuse)$", "pk", _made("responses.AnswerReuse")),
    (r"responses_open_topic$", "pk", _made("listening.HotTopic")),
    (r"responses_(part|decide_part)$", "pk", _made("responses.CasePart")),
    (r"responses_(incident|change_incident)$", "pk", _made("responses.Incident")),
    (r"responses_change_incident$", "step", lambda world: ["write"]),
    (r"responses_file$", "pk", _made("responses.CaseFile")),
    (r"responses_handle$", "step", lambda world: ["remark"]),
    (r"responses_change_terms$", "kind", lambda world: ["question"]),
    (r"responses_change_terms$", "urgency", lambda world: ["normal"]),
    (r"responses_revoke_link$", "pk", _made("responses.StatementLink")),
    (r"responses_leave_out$", "pk", _made("responses.Statement")),
    (r"responses_reuse$", "answer_pk", _made("responses.Answer")),
    # A forged token of a real link: whoever holds the right one is its expert.
    (r"responses:statement$", "token", lambda world: [f"scl_{world.one(StatementLink).pk}-{'A' * 43}"]),
    (r"responses:helpful$", "slug", lambda world: [world.one(Answer).slug]),
    (r"portal:answer_text$", "number", lambda world: [1]),
    (r"responses_(expert|expert_step)$", "pk", _made("organisation.Person")),
    (r"responses_expert_step$", "step", lambda world: ["away"]),
    (r"responses_back_again$", "pk", _made("responses.ExpertAway")),
    (r"responses_", "pk", _made("responses.Case")),
    (r"responses_", "statement_pk", _made("responses.Statement")),
    (r"(channels:)", "slug", lambda world: [world.unit.slug]),
    (r"portal:(journal|issue)", "slug", lambda world: [world.one(Journal).slug]),
    (r"portal:issue", "label", lambda world: [f"online/{world.one(Article).published_on.year}", "12/3"]),
    (r"portal:(cite|linkset)", "kind", lambda world: ["ris", "bib", "json", "txt"]),
    (r"portal:article_", "number", lambda world: [1, 2]),
    (r"portal:subject", "code", lambda world: ["180"]),
    (r"portal:author", "orcid", lambda world: ["0000-0002-1825-0097"]),
    (r"story", "unit", lambda world: [world.unit.slug]),
    (r"story", "story", lambda world: [page.slug for page in world.pages]),
    (r"audiences:change_search", "pk", _made("audiences.SavedSearch")),
    (r"organisation_revoke_token", "pk", _made("organisation.ApiToken")),
    (r"api-v1:(journal|issues)", "slug", lambda world: [world.one(Journal).slug]),
    (r"api-v1:unit", "slug", lambda world: [world.unit.slug]),
    (r"api-v1:(case|case_remarks)$", "pk", _made("responses.Case")),
    (r"api-v1:disclosure_item$", "pk", _made("responses.DisclosureItem")),
    (r"api-v1:disclosure_request$", "pk", _made("responses.DisclosureRequest")),
    (r"api-v1:(answer|claim_review)", "slug", lambda world: [world.one(Answer).slug]),
    (r"api-v1:story", "pk", _pages),
    (r"api-v1:run", "pk", _made("journals.IntakeRun")),
    (r"api-v1:(quarantined|replay)", "pk", _made("journals.QuarantinedFile")),
    (r"assets_(asset|edit|copy|block|free|choose|grant_add|consent_add)$", "pk", _made("assets.Asset")),
    (r"assets_grant", "pk", _made("assets.LicenceGrant")),
    (r"assets_consent", "pk", _made("assets.Consent")),
    (r"assets_take_down_done", "pk", _made("assets.TakeDown")),
    (r"assets_small$", "pk", _made("assets.Asset")),
    (r"assets_duplicate$", "pk", _made("assets.Likeness")),
    (r"assets_import", "pk", _made("assets.ImportRun")),
    (r"assets_bulk_", "pk", _made("assets.BulkEdit")),
    (r"(assets_|api-v1:assets-tus)", "key", lambda world: [world.made[Upload][0].key]),
    (r"assets:(image|download|ask|collect)$|delivery:asset_manifest|assets_(use|bank)$", "pk", _assets),
    (r"delivery:(base|info|picture)$", "identifier", _assets),
    (r"delivery:picture$", "region", lambda world: ["full"]),
    (r"delivery:picture$", "size", lambda world: ["max"]),
    (r"delivery:picture$", "rotation", lambda world: ["0"]),
    (r"delivery:picture$", "quality", lambda world: ["default"]),
    (r"delivery:picture$", "form", lambda world: ["jpg"]),
    (r"delivery:page_manifest$", "pk", _pages),
    (r"delivery:recording$|assets_recording", "pk", _made("assets.Recording")),
    (r"delivery:track$|assets_track", "pk", _made("assets.TextTrack")),
    (r"assets:(lightbox|delete_lightbox|share)$", "pk", _made("assets.Lightbox")),
    (r"assets:revoke_share$", "pk", _made("assets.LightboxShare")),
    (r"assets:shared_", "item", _made("assets.LightboxItem")),
    (r"assets:(confirm_request|granted)$", "ticket", lambda world: ["1:made-up"]),
    (r"assets_request$", "pk", _made("assets.AssetRequest")),
    (r"assets_policy$|assets_brand$|assets:brand$", "slug", lambda world: [world.unit.slug]),
    (r"audiences_mail", "name", lambda world: ["zz7qxjmail.eml"]),
]
# Addresses that are not walked, with the reason.
LEFT_OUT: dict[str, str] = {
    "wagtail_bulk_action": "walked by test_bulk_actions with every registered action",
    "wagtailadmin_error_test": "raises on purpose, before any permission; refused in our own wall",
    "wagtail_serve": "every public page is walked by its own address",
    "wagtaildocs_serve": "walked by test_public_addresses with the document's own address",
    "media": "walked by test_public_addresses with the files of the unit",
}


# What a coordinator above may do to another unit's things: duties that follow the tree downward.
DUTIES_FROM_ABOVE: dict[str, str] = {
    "newsroom_accept": "editors of the units above decide on leads too",
    "newsroom_decline": "editors of the units above decide on leads too",
    "newsroom_merge": "editors of the units above decide on leads too",
    "assets:download": "who oversees a unit takes its files, and each is counted",
    "assets:collect": "who oversees a unit collects what it has, into a lightbox of their own",
    "journals_row_add": "coordinators above set goals and give resources",
    "journals_row": "coordinators above set goals and give resources",
    "journals_step": "coordinators above approve and stop titles",
    "listening_relink": "listeners of the units above set links right",
    "listening_shape_claim": "listeners of the units above set claims right",
    "listening_decide_link": "listeners of the units above set links right",
    "listening_topic_join": "listeners of the units above set topics right",
    "listening_topic_part": "listeners of the units above set topics right",
    "listening_topic_rename": "listeners of the units above set topics right",
}
# Queries that an address reads beside `q`; {page}, {image} and {document} stand for the unit's own.
QUERIES: dict[str, list[str]] = {
    "wagtailadmin_choose_page_chosen_multiple": ["id={page}"],
    "wagtailimages_chooser:chosen_multiple": ["id={image}"],
    "wagtaildocs_chooser:chosen_multiple": ["id={document}"],
    "wagtailadmin_choose_page": ["page_type=newsroom.storypage", "target_pages[]={page}"],
    "wagtailadmin_choose_page_search": [f"q={COMMON}&page_type=newsroom.storypage", "q=未公开"],
    "wagtailadmin_api:pages:listing": [f"search={COMMON}", "for_explorer=1", "child_of=root"],
    "wagtailadmin_tag": [f"term={COMMON}", "term=Q"],
    "admin/tag-autocomplete": [f"term={COMMON}", "term=Q"],
    "wagtailadmin_reports": ["export=csv"],
    "wagtailimages": ["tag=QQZX zz7qxjimagetag"],
    "wagtaildocs": ["tag=QQZX zz7qxjdocumenttag"],
    "newsroom_board": ["unit=north-lake", "public=farmers"],
    "desk_calendar": ["view=month", "view=month&unit=north-lake", "view=week&kind=date"],
}


def queries_of(address: Address, world: World) -> list[str]:
    """What is asked of an address beside its bare path: a search for the private words, and what it reads beside."""
    own = {
        "page": world.stories["draft"].pk,
        "image": world.one(AssetImage).pk,
        "document": world.one(AssetDocument).pk,
    }
    more = [query for name, queries in QUERIES.items() if address.name.startswith(name) for query in queries]
    return [f"q={COMMON}", *(query.format(**own) for query in more)]


def values_for(address: Address, parameter: str, world: World) -> list[Any] | None:
    """What stands for a parameter; None when nobody has said."""
    for pattern, name, values in BY_ADDRESS:
        if name == parameter and re.match(pattern, address.name):
            return values(world)
    known = BY_NAME.get(parameter)
    if known is None and parameter == "pk":
        model = getattr(address.view, "view_initkwargs", {}).get("model")
        return [row.pk for row in world.made.get(model, [])[:2]] or None if model else None
    return known(world) if known else None


def filled(address: Address, world: World) -> list[str]:
    """The paths of an address, as many as its longest list of values; raises LookupError naming an unknown parameter.

    Values run side by side (the second revision belongs to the second page), so that a path names things that belong together.
    """
    columns = {parameter: values_for(address, parameter, world) for parameter in address.parameters}
    for parameter, values in columns.items():
        if not values:
            raise LookupError(f"{address.name} ({address.route}): nothing is known for <{parameter}>")
    paths = []
    for number in range(max((len(values or []) for values in columns.values()), default=1)):
        path = "/" + address.route
        for parameter, values in columns.items():
            assert values is not None
            path = path.replace("{" + parameter + "}", str(values[number % len(values)]))
        paths.append(path)
    return paths


__all__ = ["BY_ADDRESS", "BY_NAME", "LEFT_OUT", "Address", "Collection", "filled", "patterns"]
