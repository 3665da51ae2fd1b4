"""Where the journals stand in Wagtail's admin: policies, lists, the pages that take files in, the menu."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.permissions import register_permission_policy

from scicomm.journals.models import Article, DepositAccount, HarvestSource, Journal, QuarantinedFile, ReportKey
from scicomm.journals.permissions import (
    ACCOUNT_READERS,
    MENU_ROLES,
    WRITERS,
    JournalPolicy,
    ReadOnlyPolicy,
    can_see_usage,
    can_take_in_anywhere,
    report_key_policy,
)
from scicomm.journals.views import (
    deposits,
    doaj,
    embargoes,
    harvests,
    indicators,
    intake,
    portfolio,
    quarantine,
    summaries,
    usage,
    withdrawals,
)
from scicomm.journals.viewsets.articles import ArticleViewSet
from scicomm.journals.viewsets.deposits import DepositAccountViewSet
from scicomm.journals.viewsets.harvests import HarvestViewSet
from scicomm.journals.viewsets.journals import JournalViewSet
from scicomm.journals.viewsets.quarantine import QuarantineViewSet
from scicomm.journals.viewsets.report_keys import ReportKeyViewSet
from scicomm.organisation.permissions import OVERSEERS, UnitPermissionPolicy, holds_anywhere

register_permission_policy(Journal, JournalPolicy(Journal, read=OVERSEERS, write=WRITERS))
register_permission_policy(Article, ReadOnlyPolicy(Article, read=OVERSEERS, write=WRITERS, unit_field="journal__unit"))
register_permission_policy(HarvestSource, UnitPermissionPolicy(HarvestSource, read=OVERSEERS, write=WRITERS))
register_permission_policy(QuarantinedFile, ReadOnlyPolicy(QuarantinedFile, read=OVERSEERS, write=WRITERS))
register_permission_policy(DepositAccount, JournalPolicy(DepositAccount, read=ACCOUNT_READERS, write=WRITERS))

register_permission_policy(ReportKey, report_key_policy())


class JournalsMenuItem(SubmenuMenuItem):
    """Shown to those who work on journals and those who set the house up; others reach the lists by links."""

    def is_shown(self, request: Any) -> bool:
        return holds_anywhere(request.user, MENU_ROLES) and super().is_shown(request)


class TakeInMenuItem(MenuItem):
    """Shown to those who may take articles in."""

    def is_shown(self, request: Any) -> bool:
        return can_take_in_anywhere(request.user)


class UsageMenuItem(MenuItem):
    """Shown to those who oversee a unit."""

    def is_shown(self, request: Any) -> bool:
        return can_see_usage(request.user)


class JournalsGroup(ViewSetGroup):
    """Journals, articles and refused files under one heading of the menu, and the page that takes files in."""

    menu_label = _("Journals")
    menu_icon = "doc-full"
    menu_order = 300
    items = (
        JournalViewSet,
        ArticleViewSet,
        QuarantineViewSet,
        DepositAccountViewSet,
        HarvestViewSet,
        ReportKeyViewSet,
    )

    def get_menu_item(self, order: int | None = None) -> JournalsMenuItem:
        take_in = TakeInMenuItem(_("Take in articles"), reverse("journals_take_in"), icon_name="upload", order=0)
        portfolio = MenuItem(_("Portfolio"), reverse("desk_portfolio"), icon_name="table", order=1)
        plain = MenuItem(_("Plain summaries"), reverse("journals_summaries"), icon_name="openquote", order=2)
        made = MenuItem(_("DOI deposits"), reverse("journals_deposits"), name="deposits", icon_name="link", order=350)
        used = UsageMenuItem(_("Usage"), reverse("journals_usage"), icon_name="view", order=900)
        return JournalsMenuItem(
            self.menu_label,
            Menu(items=[take_in, portfolio, plain, *self.get_submenu_items(), made, used]),
            name="journals",
            icon_name=self.menu_icon,
            order=self.menu_order,
        )


@hooks.register("register_admin_viewset")
def journals_group() -> ViewSetGroup:
    return JournalsGroup()


@hooks.register("register_admin_urls")
def journals_urls() -> list[Any]:
    return [
        path("journals/take-in/", intake.take_in, name="journals_take_in"),
        path("journals/runs/<int:pk>/", intake.run_page, name="journals_run"),
        path("journals/runs/<int:pk>/progress/", intake.run_progress, name="journals_run_progress"),
        path("deposits/", deposits.deposits, name="journals_deposits"),
        path("deposits/retry/", deposits.retry_all, name="journals_deposits_retry"),
        path("deposits/journals/", deposits.by_journal, name="journals_deposit_journals"),
        path("deposits/journals/<int:pk>/", deposits.send_journal, name="journals_deposit_journal"),
        path("deposits/articles/<int:pk>/", deposits.send, name="journals_deposit_send"),
        path("deposits/accounts/<int:pk>/check/", deposits.check_account, name="journals_account_check"),
        path("deposits/<int:pk>/", deposits.deposit, name="journals_deposit"),
        path("deposits/<int:pk>/retry/", deposits.retry, name="journals_deposit_retry"),
        path("deposits/<int:pk>/package.xml", deposits.package, name="journals_deposit_package"),
        path("journals/<int:pk>/doaj/", doaj.export, name="journals_doaj"),
        path("journals/indicators/import/", indicators.import_table, name="journals_import_values"),
        path("journals/indicators/template.csv", indicators.template, name="journals_values_template"),
        path("portfolio/<int:pk>/step/", portfolio.step, name="journals_step"),
        path("portfolio/<int:pk>/<slug:noun>/add/", portfolio.row, name="journals_row_add"),
        path("portfolio/<int:pk>/<slug:noun>/<int:row_pk>/", portfolio.row, name="journals_row"),
        path("summaries/", summaries.listed, name="journals_summaries"),
        path("summaries/<int:pk>/", summaries.summary, name="journals_summary"),
        path("summaries/of/<int:pk>/<slug:language>/", summaries.write, name="journals_summary_write"),
        path("quarantine/<int:pk>/mend/", quarantine.mend, name="journals_mend"),
        path("quarantine/<int:pk>/source/", quarantine.source, name="journals_source"),
        path("quarantine/<int:pk>/replay/", quarantine.replay, name="journals_replay_one"),
        path("quarantine/replay/", quarantine.replay_all, name="journals_replay"),
        path("journals/usage/", usage.usage, name="journals_usage"),
        path("report_keys/<int:pk>/end/", usage.end_report_key, name="journals_end_report_key"),
        path("articles/<int:pk>/embargo/", embargoes.embargo, name="journals_embargo"),
        path("articles/<int:pk>/withdraw/", withdrawals.withdraw, name="journals_withdraw"),
        path("articles/<int:pk>/reinstate/", withdrawals.reinstate, name="journals_reinstate"),
        path("harvests/<int:pk>/", harvests.harvest, name="journals_harvest"),
        path("harvests/<int:pk>/now/", harvests.now, name="journals_harvest_now"),
        path("harvests/<int:pk>/progress/", harvests.progress, name="journals_harvest_progress"),
    ]
