"""Why a file was refused: reasons, their words for people, and the exception that carries file and line."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class JatsReason(StrEnum):
    """Stable codes of refusal, kept in quarantine rows and reports."""

    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    ENCODING_UNKNOWN = "encoding-unknown"
    ENCODING_WRONG = "encoding-wrong"
    ENTITY_DECLARED = "entity-declared"
    ENTITY_UNKNOWN = "entity-unknown"
    XML_TRUNCATED = "xml-truncated"
    XML_BROKEN = "xml-broken"
    NOT_JATS = "not-jats"
    NO_METADATA = "no-metadata"
    NO_DOI = "no-doi"
    NO_TITLE = "no-title"


_MESSAGES: dict[JatsReason, str | Promise] = {
    JatsReason.UNREADABLE: _("The file cannot be opened (%(detail)s). Check that it is there and may be read."),
    JatsReason.EMPTY: _("The file is empty. Send it again."),
    JatsReason.TOO_LARGE: _(
        "The file has %(size)s bytes; at most %(limit)s are read. Move embedded pictures and data into files of their "
        "own."
    ),
    JatsReason.TOO_DEEP: _(
        "Elements are nested more than %(limit)s deep. Real articles are not; check how the file was made."
    ),
    JatsReason.ENCODING_UNKNOWN: _(
        "The file declares the encoding “%(encoding)s”, which we do not read. Save it as UTF-8."
    ),
    JatsReason.ENCODING_WRONG: _(
        "The file is declared or taken as %(encoding)s, but the bytes on this line are something else. Save it as "
        "UTF-8 or declare the encoding it really has."
    ),
    JatsReason.ENTITY_DECLARED: _(
        "The file declares entities of its own (%(detail)s). For safety such files are not read; replace the entities "
        "by the characters they stand for."
    ),
    JatsReason.ENTITY_UNKNOWN: _(
        "The character name “&%(detail)s;” is not known. Write the character itself, or &#…; with its number."
    ),
    JatsReason.XML_TRUNCATED: _("The file ends too early: %(detail)s. Probably the transfer broke off; send it again."),
    JatsReason.XML_BROKEN: _("The XML is not well formed: %(detail)s. Correct this line and send the file again."),
    JatsReason.NOT_JATS: _("The first element is “%(detail)s”, not “article”. Send the JATS XML of one article."),
    JatsReason.NO_METADATA: _("There is no front/article-meta. Send the complete article with its metadata."),
    JatsReason.NO_DOI: _(
        "There is no usable DOI (article-id with pub-id-type “doi”). Add it; without it the article cannot be told "
        "from others."
    ),
    JatsReason.NO_TITLE: _("There is no title (article-title). Add it and send the file again."),
}


class JatsRefused(Exception):
    """The file cannot be read as a JATS article.

    ``file`` is the name given by the caller, ``line`` counts from 1 (0: no line applies, as with a file too large),
    ``reason_code`` is a :class:`JatsReason`. ``message`` is translated into the reader's language when asked for.
    """

    def __init__(self, file: str, line: int, reason_code: JatsReason, **params: object) -> None:
        self.file = file
        self.line = line
        self.reason_code = reason_code
        self.params = params
        super().__init__(file, line, reason_code)

    @property
    def message(self) -> str:
        """What is wrong and what to do, in the active language."""
        return str(_MESSAGES[self.reason_code]) % self.params

    def __str__(self) -> str:
        shown = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.file}:{self.line}: {self.reason_code}" + (f" ({shown})" if shown else "")
