"""The dispatcher: takes one release after the other, says to its platform what has to be said, writes down what came back.

Three steps, each killed without harm: claim and prepare (a short transaction each), speak (in none), note (in one). When one
died between them, nobody can tell whether it had spoken: the release is then looked for before it is sent again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from scicomm.channels import actions
from scicomm.channels.actions import Errand
from scicomm.channels.clients import OUTLETS, LogOutlet, Looker, NoLooker, Outlet, OutletError, WebLooker, Wrong
from scicomm.channels.enums import ChannelKind, Todo
from scicomm.channels.models import Channel, Release
from scicomm.channels.queries import platform_of, read_picture
from scicomm.channels.queries.accounts import lacks_secrets
from scicomm.channels.rules.packages import Ability, Answer, Came
from scicomm.core.periodic import AGAIN, Again, every

log = logging.getLogger("scicomm.channels")
# One worker does everything in turn: a row of slow platforms must not hold up the lifting of an embargo.
SECONDS_A_RUN = 5.0


@dataclass(frozen=True)
class Doors:
    """The ways to the outside: the speaking half of a kind of channel (None: a person does it), and the look from outside."""

    outlet: Callable[[Channel], Outlet | None]
    looker: Looker


def doors() -> Doors:
    """The site's own; a site whose setting keeps it quiet has the twin that only writes a log."""
    if not settings.SCICOMM_OUTLETS:
        return Doors(_log_only, NoLooker())
    return Doors(_outlet, WebLooker())


def _outlet(channel: Channel) -> Outlet | None:
    kind = OUTLETS.get(channel.kind)
    return kind() if kind and channel.kind != ChannelKind.OTHER else None


def _log_only(channel: Channel) -> Outlet:
    return LogOutlet()


@every(seconds=2)
def dispatch_releases() -> int | Again:
    """Do what is due for a few seconds; returns how much was done, or that it has to go on."""
    end, done, way = time.monotonic() + SECONDS_A_RUN, 0, doors()
    while dispatch_one(way):
        done += 1
        if time.monotonic() >= end:
            return AGAIN
    return done


def dispatch_one(way: Doors) -> bool:
    """Claim one release and do what it needs; False when nothing is due. One that fails in whatever way holds up no other."""
    release = actions.claim_release()
    if release is None:
        return False
    with override(release.channel.language):
        try:
            errand = actions.prepare_errand(release)
        except Exception as error:
            log.exception("Release %s could not be made ready", release.pk)
            actions.note_later(release, f"{type(error).__name__}: {error}")
            return True
        if errand is not None:
            _speak(errand, way)
    return True


def _speak(errand: Errand, way: Doors) -> None:
    try:
        outlet = way.outlet(errand.release.channel)
        _DO[errand.todo](errand, outlet, way)
    except OutletError as error:
        log.warning("Release %s: %s (%s)", errand.release.pk, error.words, error.wrong)
        _note_wrong(errand, error)
    except Exception as error:
        # A fault of our own code: it may have spoken already.
        log.exception("Release %s failed", errand.release.pk)
        actions.note_unsure(errand.release, f"{type(error).__name__}: {error}")


def _note_wrong(errand: Errand, error: OutletError) -> None:
    release = errand.release
    if error.wrong == Wrong.LIMITED:
        actions.note_limited(release, error.words, error.wait)
    elif error.wrong == Wrong.CREDENTIALS:
        actions.note_credentials(release, error.words)
    elif error.wrong == Wrong.GONE:
        actions.note_gone(release, error.words)
    elif error.wrong == Wrong.REFUSED:
        actions.note_refused(release, error.words)
    elif error.wrong == Wrong.UNSURE:
        actions.note_unsure(release, error.words)
    else:
        actions.note_later(release, error.words, error.wait)


def _send(errand: Errand, outlet: Outlet | None, way: Doors) -> None:
    if outlet is None:
        actions.note_answer(errand.release, Answer(Came.BY_HAND))
        return
    assert errand.package is not None  # noqa: S101 - prepare_errand gives one for everything that is sent
    answer = outlet.send(errand.package, errand.account, key=errand.key, read=read_picture)
    if isinstance(outlet, LogOutlet):
        answer = Answer(Came.BY_HAND, words=_("This site is set to say nothing to the outside: do it by hand."))
    actions.note_answer(errand.release, answer)


def _find(errand: Errand, outlet: Outlet | None, way: Doors) -> None:
    """Look for what was sent without an answer; where the platform keeps our key, sending again is looking."""
    if Ability.FIND not in platform_of(errand.release.channel).abilities:
        _send(errand, outlet, way)
        return
    assert errand.package is not None  # noqa: S101 - as above
    found = _with(outlet).find(errand.package, errand.account, errand.sent)
    if found is None:
        actions.note_absent(errand.release)
    else:
        actions.note_answer(errand.release, found)


def _poll(errand: Errand, outlet: Outlet | None, way: Doors) -> None:
    actions.note_answer(errand.release, _with(outlet).poll(errand.account, errand.sent))


def _look(errand: Errand, outlet: Outlet | None, way: Doors) -> None:
    """The platform is asked first where it can be, for its web pages may answer 200 for what nobody sees; else from outside."""
    release: Release = errand.release
    platform = platform_of(release.channel)
    if Ability.POLL in platform.abilities and _is_known(errand) and outlet and not isinstance(outlet, LogOutlet):
        answer = outlet.poll(errand.account, errand.sent)
        if answer.came in {Came.VISIBLE, Came.REFUSED}:
            actions.note_answer(release, answer)
            return
        if platform.shows_itself:
            actions.note_look(release, None)
            return
    actions.note_look(release, way.looker.look(release.url))


def _is_known(errand: Errand) -> bool:
    """Whether the platform can be asked after it: we know its name there (not of what a person posted) and have credentials."""
    return bool(errand.sent.outside_id or errand.sent.memory) and not lacks_secrets(errand.account)


def _update(errand: Errand, outlet: Outlet | None, way: Doors) -> None:
    assert errand.package is not None  # noqa: S101 - as above
    answer = _with(outlet).update(errand.package, errand.account, errand.sent, key=errand.key, read=read_picture)
    actions.note_update(errand.release, answer, errand.package)


def _recall(errand: Errand, outlet: Outlet | None, way: Doors) -> None:
    answer = _with(outlet).recall(errand.account, errand.sent, reason=errand.release.call_back_reason)
    actions.note_recall(errand.release, answer)


def _with(outlet: Outlet | None) -> Outlet:
    """The outlet; a site that may not speak leaves things as they are until it may again."""
    if outlet is None or isinstance(outlet, LogOutlet):
        raise OutletError(_("This site is set to say nothing to the outside."), Wrong.LATER, wait=3600)
    return outlet


_DO = {
    Todo.SEND: _send,
    Todo.FIND: _find,
    Todo.POLL: _poll,
    Todo.LOOK: _look,
    Todo.UPDATE: _update,
    Todo.RECALL: _recall,
}
