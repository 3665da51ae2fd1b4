"""What hangs on a watch of the walled unit: who reads along, what is muted, what is on its way."""

from __future__ import annotations

from django.utils import timezone

from scicomm.listening.models import Alert, Watch, WatchMail, WatchMute, WatchReader
from tests.walls.world import World, private


@private(WatchReader)
def make_reader(world: World) -> WatchReader:
    return WatchReader.objects.create(watch=world.one(Watch), user=world.officer)


@private(WatchMute)
def make_mute(world: World) -> WatchMute:
    return WatchMute.objects.create(watch=world.one(Watch), source=world.secret("muted"))


@private(WatchMail)
def make_watch_mail(world: World) -> WatchMail:
    now = timezone.now()
    mail = WatchMail.objects.create(
        watch=world.one(Watch), user=world.officer, total=1, key=world.secret("mail"), next_try_at=now, queued_at=now
    )
    mail.alerts.add(world.one(Alert))
    return mail
