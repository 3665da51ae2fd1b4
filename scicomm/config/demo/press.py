"""The demonstration's press room: one journalist who accepted the terms, and one held story shared and opened. All fictional."""

from __future__ import annotations

from django.conf import settings

from scicomm.config.demo.papers import holder
from scicomm.newsroom import actions
from scicomm.newsroom.models import Dossier, PressMember, PressOpening
from scicomm.newsroom.permissions import shared_stories
from scicomm.newsroom.queries import terms_in_force
from scicomm.organisation.permissions import Role

EMAIL = "tangyuan@press.example"
NAME, MEDIUM, BEATS = "唐苑", "示范科技报（虚构）", "生态、气候"


def open_press_room() -> None:
    """Invite, join, share, open; whatever stands there already is left alone."""
    dossier = (
        Dossier.objects.filter(state="held", embargo_until__isnull=False, language="zh-hans").order_by("pk").first()
    )
    if dossier is None:
        return
    officer = holder(Role.COMMUNICATION_OFFICER, dossier.unit)
    member = PressMember.objects.filter(email=EMAIL).first() or actions.invite_member(
        dossier.unit, name=NAME, medium=MEDIUM, email=EMAIL, beats=BEATS, language="zh-hans", acting_user=officer
    )
    if member.user_id is None:
        version = terms_in_force().version
        password = settings.SCICOMM_DEMO_PASSWORD
        actions.join_press_room(member, key=member.invite_key, terms_version=version, password=password)
        member.refresh_from_db()
    actions.share_with_press(dossier.story, acting_user=officer)
    shared = shared_stories().filter(pk=dossier.pk).first()
    if shared and not PressOpening.objects.filter(member=member).exists():
        actions.note_press_opening(member, shared)
