"""The demonstration's digest: one weekly edition in each language, with a pick of the editors, sent to whoever asked for it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from scicomm.audiences.actions.digest_items import choose_item
from scicomm.audiences.actions.digests import begin_edition, build_batch, plan_lines, settle_editions
from scicomm.audiences.models import DigestChoice, DigestEdition, DigestItem
from scicomm.audiences.queries.digests import board_for
from scicomm.audiences.rules.digest_turns import edition_day
from scicomm.audiences.tasks.jobs import send_due
from scicomm.channels.queries import root_unit
from scicomm.config.demo.clock import Calendar, as_of
from scicomm.config.demo.readers import FewMails
from scicomm.organisation.enums import Role
from scicomm.organisation.models import Appointment

# So many mails stand in the inbox as examples; the others count as sent and are kept nowhere.
KEPT_MAILS = 4
LINES = {
    "zh-hans": ("这一周，从我们的实验室到您的周末", "本周值得读、听、走访的几件事"),
    "en": ("This week, from our laboratories to your weekend", "A few things worth reading, hearing and visiting"),
}


def send_digests(calendar: Calendar) -> None:
    """Build and send the newest weekly editions before the demonstration's day. Built already, nothing is done."""
    # On the eve: what it tells is public by then, and the edition of the last Friday is still open for late readers.
    at = calendar.base - dt.timedelta(hours=3)
    day = edition_day("weekly", timezone.localdate(at))
    with as_of(at):
        _pick(timezone.localdate(at))
        for language, _name in settings.LANGUAGES:
            edition, _made = DigestEdition.objects.get_or_create(language=language, frequency="weekly", day=day)
            board = board_for(language, timezone.now())
            begin_edition(edition, board, timezone.now())
            while not build_batch(edition.pk, board, timezone.now()).is_over:
                pass
        with FewMails(KEPT_MAILS) as postman:
            while send_due(postman):
                pass
        settle_editions(timezone.now())
    with as_of(calendar.base):
        _plan()


def _editor() -> object:
    root = root_unit()
    held = Appointment.objects.current().filter(unit=root, role=Role.COMMUNICATION_OFFICER, person__user__isnull=False)
    found = held.select_related("person__user").first()
    return found.person.user if found else None


def _pick(day: dt.date) -> None:
    """The newest explainer or paper in plain words of each language is the editors' pick for a fortnight."""
    editor = _editor()
    for language, _name in settings.LANGUAGES:
        item = DigestItem.objects.filter(language=language, gone_at=None, published_at__date__lte=day).first()
        if editor and item and not DigestChoice.objects.filter(item=item).exists():
            choose_item(item, "pick", acting_user=editor, starts_on=day, ends_on=day + dt.timedelta(days=14))


def _plan() -> None:
    """Two lines for the next edition, so that one sees what a trial looks like before it begins."""
    if editor := _editor():
        for language, (first, second) in LINES.items():
            plan_lines(
                language=language,
                frequency="weekly",
                subject_a=first,
                subject_b=second,
                test_hours=4,
                acting_user=editor,
            )
