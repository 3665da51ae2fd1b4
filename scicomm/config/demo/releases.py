"""The demonstration's releases on accounts: a screen in an entrance hall that a person serves by hand, and a campaign."""

from __future__ import annotations

import datetime as dt

from scicomm.channels import actions
from scicomm.channels.models import Channel
from scicomm.config.demo.clock import Calendar
from scicomm.newsroom.models import Dossier
from scicomm.organisation.enums import Role
from scicomm.organisation.permissions import current_holders

SLUG = "demo-hall-screen"


def plan_some(calendar: Calendar) -> None:
    """One account, one campaign, one story on its way there; nothing when it was done before."""
    stories = Dossier.objects.public().filter(language="zh-hans").select_related("unit", "story")
    dossier = stories.order_by("-published_at").first()
    if dossier is None or Channel.objects.filter(slug=SLUG).exists():
        return
    officers = current_holders(dossier.unit, Role.COMMUNICATION_OFFICER).filter(user__isnull=False)
    holder = officers.select_related("user").first()
    if holder is None:
        return
    screen = Channel.objects.create(
        unit=dossier.unit, kind="other", language="zh-hans", slug=SLUG, name_zh="科普大厅屏幕（演示）",
        name_en="Screen in the hall (demo)", handle="大厅", takes_all=False, owner=holder,
    )  # fmt: skip
    campaign = actions.keep_campaign(
        None, acting_user=holder.user, unit=dossier.unit, name="秋季开放周（演示）", starts_on=calendar.day,
        ends_on=calendar.day + dt.timedelta(days=6), note="虚构的演示内容：一周里把一篇稿件带到大厅屏幕和各账号。",
    )  # fmt: skip
    actions.plan_releases(dossier, [screen], acting_user=holder.user, campaign=campaign)
