"""Why a file was refused beyond what the JATS reader says: codes, their words, and the words of any stored refusal."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scicomm.journals.rules.jats import JatsReason, JatsRefused


class Reason(StrEnum):
    """Stable codes, kept in quarantine rows and reports beside those of `JatsReason`."""

    LINK_OUTSIDE = "link-outside"
    READER_FAILED = "reader-failed"
    NOT_YOURS = "not-your-journal"
    NOT_LAUNCHED = "journal-not-launched"
    NOT_STORED = "not-stored"
    OTHER_KIND = "other-kind"
    BROKEN = "package-broken"
    BOMB = "package-bomb"
    LARGE = "package-too-large"
    MANY = "package-too-many"
    NESTED = "package-nested"
    PATH = "package-path"
    LINK = "package-link"
    TWICE = "package-duplicate"
    LOCKED = "package-encrypted"
    MANIFEST = "package-manifest"
    NO_ARTICLE = "package-no-article"


_MESSAGES: dict[Reason, str | Promise] = {
    Reason.LINK_OUTSIDE: _("This is a link that leads out of the folder. Name the file itself."),
    Reason.READER_FAILED: _("The reader failed on this file (%(error)s). Please report it together with the file."),
    Reason.NOT_LAUNCHED: _(
        "The journal “%(journal)s” is still being prepared. Its papers can be taken in once it is launched."
    ),
    Reason.NOT_YOURS: _("This belongs to the journal “%(journal)s”. Only its own editors can take it in."),
    Reason.NOT_STORED: _(
        "The database did not take this article (%(error)s). Please report it together with the file."
    ),
    Reason.OTHER_KIND: _("Only XML files and zip packages are taken in. This is neither."),
    Reason.BROKEN: _(
        "The package cannot be unpacked: %(detail)s (%(entry)s). Probably the transfer broke off; make it anew and send "
        "it again."
    ),
    Reason.BOMB: _(
        "“%(entry)s” unpacks to %(size)s bytes, more than %(limit)s times its packed size. For safety such packages are "
        "not unpacked."
    ),
    Reason.LARGE: _("Unpacked, the package has %(size)s bytes; at most %(limit)s are taken. Send it in parts."),
    Reason.MANY: _("The package holds %(count)s files; at most %(limit)s are taken. Send it in parts."),
    Reason.NESTED: _(
        "“%(entry)s” is a package in a package in a package. Send it by itself, or put its files where it stands."
    ),
    Reason.PATH: _(
        "“%(entry)s” names a place outside of the package. For safety such packages are not unpacked; make it anew with "
        "plain file names."
    ),
    Reason.LINK: _("“%(entry)s” is a link or a device, not a file. Put the file itself into the package."),
    Reason.TWICE: _("“%(entry)s” stands in the package twice. Remove one of the two; we cannot know which one counts."),
    Reason.LOCKED: _("“%(entry)s” is protected by a password. Send the package without one."),
    Reason.MANIFEST: _(
        "The manifest of the package (MECA) cannot be followed: %(detail)s (%(entry)s). Correct the manifest or add the "
        "file."
    ),
    Reason.NO_ARTICLE: _(
        "There is no article in the package: none of its %(count)s files is JATS XML with “article” as its first "
        "element. Add the article's XML."
    ),
}


def reason_words(code: Reason, params: Mapping[str, object]) -> str:
    """What is wrong and what to do, in the language of the moment."""
    return str(_MESSAGES[code]) % params


def stored_words(code: str, params: Mapping[str, object], otherwise: str) -> str:
    """The words of a refusal as rows and results keep it; `otherwise` for a code or details nobody knows any more."""
    try:
        if code in _CODES:
            return reason_words(Reason(code), params)
        return JatsRefused("", 0, JatsReason(code), **params).message
    except (ValueError, KeyError):
        return otherwise


_CODES = frozenset(str(one) for one in Reason)
