"""Private things of the journals."""

from __future__ import annotations

import datetime as dt
import zlib

from django.utils import timezone

from scicomm.journals.actions import weigh_article
from scicomm.journals.models import (
    Article,
    ArticleFile,
    ArticleQuality,
    ArticleRelation,
    ArticleTerm,
    ArticleVersion,
    Authorship,
    Deposit,
    DepositAccount,
    DepositBatch,
    DepositRecord,
    HarvestedRecord,
    HarvestSource,
    IndicatorValue,
    IntakeItem,
    IntakeRun,
    Journal,
    JournalBody,
    JournalEditor,
    JournalGoal,
    JournalIndexing,
    JournalIndicator,
    JournalStep,
    PlainSummary,
    QuarantinedFile,
    ReportKey,
    ResourceLine,
    SimilarArticle,
    UsageMonth,
)
from scicomm.journals.rules.crossref.package import build_package
from scicomm.journals.rules.crossref.parts import Depositor
from tests.factories.newsroom import make_article
from tests.walls.world import COMMON, World, private


@private(SimilarArticle)
def make_similar(world: World) -> SimilarArticle:
    return SimilarArticle.objects.create(article=world.one(Article), other=make_article(world.unit), rank=1)


@private(Authorship)
def make_author(world: World) -> Authorship:
    return Authorship.objects.create(article=world.one(Article), position=1, name_en="Zhi Shen")


@private(ArticleRelation)
def make_relation(world: World) -> ArticleRelation:
    return ArticleRelation.objects.create(article=world.one(Article), kind="companion", doi="10.5555/other")


@private(ArticleVersion)
def make_version(world: World) -> ArticleVersion:
    return ArticleVersion.objects.create(
        article=world.one(Article), number=1, content_hash="0" * 64, source=b"<x/>", file_name=world.secret("version")
    )


@private(QuarantinedFile)
def make_quarantined(world: World) -> QuarantinedFile:
    return QuarantinedFile.objects.create(
        unit=world.unit, file_name=world.secret("quarantine"), content_hash="1" * 64, reason_code="x", reason=COMMON,
        draft=world.secret("draft"),
    )  # fmt: skip


@private(ArticleFile)
def make_article_file(world: World) -> ArticleFile:
    # Figures and supplements are public; what only lay in the package is not.
    return ArticleFile.objects.create(
        article=world.one(Article), version=1, role="other", path=world.secret("packed"), name="zz7qxjletter.txt",
        title=world.secret("letter"), kind="text/plain", size=1, sha256="3" * 64, file="parts/33/x",
    )  # fmt: skip


@private(IntakeRun)
def make_run(world: World) -> IntakeRun:
    return IntakeRun.objects.create(unit=world.unit, kind="folder", state="done", total=1)


@private(IntakeItem)
def make_item(world: World) -> IntakeItem:
    outcome = {"file": world.secret("sent"), "state": "refused", "line": 1, "code": "x", "params": {}, "reason": COMMON}
    return IntakeItem.objects.create(
        run=world.one(IntakeRun), position=1, name=world.secret("item"), is_done=True, outcomes=[outcome]
    )


@private(UsageMonth)
def make_usage(world: World) -> UsageMonth:
    # What was counted is public in sums; the numbers of one article are on its page.
    return UsageMonth.objects.create(
        article=world.one(Article), month=dt.date(2026, 1, 1), access_type="Open", access_method="Regular", yop=2026
    )


@private(ReportKey)
def make_report_key(world: World) -> ReportKey:
    return ReportKey.objects.create(
        unit=world.unit, name=world.secret("reportkey"), requestor="7" * 16, digest="7" * 64
    )


@private(HarvestSource)
def make_harvest_source(world: World) -> HarvestSource:
    return HarvestSource.objects.create(
        unit=world.unit, name=world.secret("harvest"), base_address="https://platform.example/zz7qxjplatform",
        last_error=world.secret("harvesterror"),
    )  # fmt: skip


@private(HarvestedRecord)
def make_harvested_record(world: World) -> HarvestedRecord:
    return HarvestedRecord.objects.create(
        source=world.one(HarvestSource), identifier="oai:platform:zz7qxjrecord", outcome="quarantined", run=1,
        reason=world.secret("harvestreason"), datestamp="2026-01-01",
    )  # fmt: skip


@private(DepositAccount)
def make_deposit_account(world: World) -> DepositAccount:
    return DepositAccount.objects.create(
        unit=world.unit, name=world.secret("account"), login_id="zz7qxjlogin", sealed_password="zz7qxjsealed", is_on=True,
        depositor_name=world.secret("depositor"), depositor_email="zz7qxjdepositor@lake.example", prefixes="10.5555",
        registrant=world.secret("registrant"),
    )  # fmt: skip


@private(DepositBatch)
def make_deposit_batch(world: World) -> DepositBatch:
    package = build_package(
        [], Depositor("x", "x@lake.example", world.secret("package")), batch_id="zz7qxjbatch", timestamp=1
    )
    return DepositBatch.objects.create(
        account=world.one(DepositAccount), batch_id="zz7qxjbatch", timestamp=1, package=zlib.compress(package),
        state="done", next_try_at=timezone.now(), answer=world.secret("batchanswer"),
    )  # fmt: skip


@private(Deposit)
def make_deposit(world: World) -> Deposit:
    return Deposit.objects.create(
        article=world.one(Article), state="failed", batch=world.one(DepositBatch), answer=world.secret("depositanswer"),
        remarks=[{"code": "refused", "params": {"detail": world.secret("depositreason")}}],
    )  # fmt: skip


@private(DepositRecord)
def make_deposit_record(world: World) -> DepositRecord:
    return DepositRecord.objects.create(
        deposit=world.one(Deposit), batch=world.one(DepositBatch), outcome="failed", answer=world.secret("recordanswer"),
        remarks=[{"code": "refused", "params": {"detail": world.secret("recordreason")}}],
    )  # fmt: skip


@private(ArticleQuality)
def find_quality(world: World) -> ArticleQuality:
    found = weigh_article(world.one(Article).pk)
    assert found is not None
    return found


@private(ArticleTerm)
def find_term(world: World) -> ArticleTerm:
    return ArticleTerm.objects.create(article=world.one(Article), term="qqzx")


@private(JournalBody)
def make_body(world: World) -> JournalBody:
    # Who stands behind a journal, who edits it and where it is indexed is public; changing it is not everybody's.
    return JournalBody.objects.create(journal=world.one(Journal), kind="sponsor", name_zh="主办单位")


@private(JournalEditor)
def make_editor(world: World) -> JournalEditor:
    return JournalEditor.objects.create(journal=world.one(Journal), role="chief", name_zh="沈知")


@private(JournalIndexing)
def make_indexing(world: World) -> JournalIndexing:
    return JournalIndexing.objects.create(journal=world.one(Journal), service="DOAJ", note=world.secret("indexing"))


@private(IndicatorValue)
def make_value(world: World) -> IndicatorValue:
    indicator = JournalIndicator.objects.get(code="impact-factor")
    return IndicatorValue.objects.create(
        journal=world.one(Journal), indicator=indicator, year=2024, value="7777.77", source=world.secret("valuesource")
    )


@private(JournalGoal)
def make_goal(world: World) -> JournalGoal:
    indicator = JournalIndicator.objects.get(code="impact-factor")
    return JournalGoal.objects.create(
        journal=world.one(Journal), indicator=indicator, target="9", from_year=2020, by_year=2025, owner=world.unit,
        note=world.secret("goal"),
    )  # fmt: skip


@private(ResourceLine)
def make_resource(world: World) -> ResourceLine:
    return ResourceLine.objects.create(
        journal=world.one(Journal), unit=world.unit, year=2026, kind="money", amount="7777.77", measure="CNY",
        note=world.secret("resource"),
    )  # fmt: skip


@private(JournalStep)
def make_step(world: World) -> JournalStep:
    return JournalStep.objects.create(
        journal=world.one(Journal), stage="established", taken_on=timezone.localdate(), note=world.secret("step")
    )


@private(PlainSummary)
def make_summary(world: World) -> PlainSummary:
    return PlainSummary.objects.create(
        article=world.one(Article), article_version=1, language="zh", text=world.secret("plainsummary"), state="submitted",
        author=world.officer,
    )  # fmt: skip
