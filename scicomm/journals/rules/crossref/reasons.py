"""Why a DOI was not registered, or not as hoped: stable codes, and words that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DepositReason(StrEnum):
    """Codes kept in the rows; the first group is our own check, the second what Crossref answers, the third the way there."""

    NO_TITLE = "no-title"
    NO_JOURNAL_TITLE = "no-journal-title"
    NO_ISSN = "no-issn"
    DOI_FORM = "doi-form"
    NOT_OUR_PREFIX = "not-our-prefix"
    NAME_FORM = "name-form"
    YEAR_RANGE = "year-range"
    ADDRESS_FORM = "address-form"
    FORM_LONG = "form-long"
    FORM_SHORT = "form-short"
    FORM_PLACE = "form-place"
    FORM_VALUE = "form-value"
    SCHEMA = "schema"
    DATE_STANDS_IN = "date-stands-in"
    NO_POLICY = "no-policy"
    NOT_BUILT = "not-built"

    VERSION_LOWER = "version-lower"
    PREFIX_REFUSED = "prefix-refused"
    MIXED_PREFIXES = "mixed-prefixes"
    ISSN_TAKEN = "issn-taken"
    TITLE_DIFFERS = "title-differs"
    NOT_YOUR_TITLE = "not-your-title"
    XML_REFUSED = "xml-refused"
    CONFLICT = "conflict"
    BAD_ADDRESS = "bad-address"
    REFUSED = "refused"
    WARNED = "warned"

    SIGN_IN = "sign-in"
    UNREACHABLE = "unreachable"
    NOT_MENTIONED = "not-mentioned"
    PACKAGE_REFUSED = "package-refused"
    NO_ANSWER = "no-answer"
    NO_ACCOUNT = "no-account"
    PASSWORD_LOST = "password-lost"  # noqa: S105 - a code, no password
    RECEIPT_REFUSED = "receipt-refused"


_MESSAGES: dict[DepositReason, str | Promise] = {
    DepositReason.NO_TITLE: _("The article has no title. Add it to the article's file and take the file in again."),
    DepositReason.NO_JOURNAL_TITLE: _("The journal has no title. Give it one on the journal's page."),
    DepositReason.NO_ISSN: _(
        "The journal has no ISSN. Crossref needs one to know the journal; enter it on the journal's page."
    ),
    DepositReason.DOI_FORM: _(
        "“%(value)s” has not the form of a DOI that Crossref takes: 10., four to nine digits, a slash, at most 200 "
        "characters."
    ),
    DepositReason.NOT_OUR_PREFIX: _(
        "The prefix %(value)s is not among those of the deposit account (%(known)s). Correct the DOI, or add the prefix "
        "to the account if it is yours."
    ),
    DepositReason.NAME_FORM: _(
        "Contributor %(number)s: “%(value)s” cannot be a name at Crossref (digits in two places, or nothing but question marks). "
        "Correct the name in the article's file and take the file in again."
    ),
    DepositReason.YEAR_RANGE: _(
        "The year of publication, %(value)s, cannot be right. Correct it in the article's file."
    ),
    DepositReason.ADDRESS_FORM: _(
        "“%(value)s” is no address that a DOI can lead to. The administrator sets the site's address (SCICOMM_SITE_URL)."
    ),
    DepositReason.FORM_LONG: _(
        "“%(field)s” is longer than Crossref takes: “%(value)s…”. Shorten it in the article's file, or on the journal's "
        "or the account's page."
    ),
    DepositReason.FORM_SHORT: _(
        "“%(field)s” is empty or too short. Fill it in in the article's file, or on the journal's or the account's page."
    ),
    DepositReason.FORM_PLACE: _(
        "“%(field)s” lacks something, or holds something that does not belong there (%(detail)s). Compare the article's "
        "file."
    ),
    DepositReason.FORM_VALUE: _(
        "“%(field)s” has a form that Crossref does not take: “%(value)s” (%(detail)s). Correct it in the article's file, "
        "or on the journal's or the account's page."
    ),
    DepositReason.SCHEMA: _(
        "“%(field)s” does not fit the deposit format: %(detail)s. Correct it in the article's file, or on the journal's "
        "or the account's page, and try again."
    ),
    DepositReason.DATE_STANDS_IN: _(
        "The article's file names no day of publishing; the year %(value)s stands in for it. Add the date to the file."
    ),
    DepositReason.NO_POLICY: _(
        "The account names no Crossmark policy, so this notice is only linked as related material. Enter the DOI of the "
        "policy page in the account."
    ),
    DepositReason.NOT_BUILT: _("The package could not be made (%(detail)s). Tell whoever looks after the site."),
    DepositReason.VERSION_LOWER: _(
        "Crossref knows a version of this record as new as this one (%(value)s). The next try carries a higher number."
    ),
    DepositReason.PREFIX_REFUSED: _(
        "This sign-in may not deposit under the prefix of this DOI. Check the prefix in the account, or ask Crossref "
        "support to allow it."
    ),
    DepositReason.MIXED_PREFIXES: _("The package held DOIs of several prefixes. Each is sent again by itself."),
    DepositReason.ISSN_TAKEN: _(
        "Crossref has this ISSN under another title or publisher. Compare the ISSN on the journal's page with Crossref's "
        "title list; if yours is right, ask Crossref support to move it."
    ),
    DepositReason.TITLE_DIFFERS: _(
        "The journal's title is not the one Crossref has for this ISSN. Write it exactly as in Crossref's title list, or "
        "ask Crossref support to change the list."
    ),
    DepositReason.NOT_YOUR_TITLE: _(
        "Crossref counts this journal or DOI among those of another publisher. Ask Crossref support to transfer it."
    ),
    DepositReason.XML_REFUSED: _("Crossref could not read the package: %(detail)s"),
    DepositReason.CONFLICT: _(
        "Registered, but Crossref holds another DOI with the same metadata. Resolve the conflict in Crossref's reports."
    ),
    DepositReason.BAD_ADDRESS: _("Crossref does not take the page's address: %(detail)s"),
    DepositReason.REFUSED: _("Crossref refused the record: %(detail)s"),
    DepositReason.WARNED: _("Registered with a remark: %(detail)s"),
    DepositReason.SIGN_IN: _(
        "Crossref did not accept name and password. Enter them anew in the deposit account; what waits is then sent."
    ),
    DepositReason.UNREACHABLE: _("Crossref could not be reached: %(detail)s"),
    DepositReason.NOT_MENTIONED: _(
        "Crossref's answer to the package does not mention this DOI, so it was probably not registered. Try again."
    ),
    DepositReason.PACKAGE_REFUSED: _(
        "The whole package was refused (%(detail)s). It is sent again by itself to find out which article is the cause."
    ),
    DepositReason.NO_ANSWER: _(
        "Crossref took the package but has not said for %(days)s days what became of it. Look the DOI up, then try again."
    ),
    DepositReason.NO_ACCOUNT: _(
        "No deposit account that is switched on serves this journal. Set one up or switch it on."
    ),
    DepositReason.PASSWORD_LOST: _(
        "The account's password can no longer be read, because the site's secret has changed. Enter it anew."
    ),
    DepositReason.RECEIPT_REFUSED: _("Crossref did not take the package (answer %(status)s): %(detail)s"),
}

# Elements as people call them; others are named as they are.
FIELDS: dict[str, str | Promise] = {
    "email_address": _("mail address of the depositor"),
    "depositor_name": _("name of the depositor"),
    "registrant": _("registrant"),
    "full_title": _("title of the journal"),
    "issn": _("ISSN"),
    "volume": _("volume"),
    "issue": _("issue"),
    "title": _("title"),
    "given_name": _("given name"),
    "surname": _("family name"),
    "name": _("name"),
    "organization": _("group of authors"),
    "institution_name": _("affiliation"),
    "institution_id": _("identifier of an institution"),
    "ORCID": _("ORCID iD"),
    "year": _("year"),
    "first_page": _("first page"),
    "last_page": _("last page"),
    "item_number": _("article number"),
    "doi": _("DOI"),
    "resource": _("address of the page"),
    "citation": _("reference"),
    "license_ref": _("licence address"),
    "update": _("notice"),
    "abstract": _("abstract"),
}
# What is said of a record that may be deposited or was registered all the same.
REMARKS = frozenset(
    {DepositReason.DATE_STANDS_IN, DepositReason.NO_POLICY, DepositReason.CONFLICT, DepositReason.WARNED}
)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say of a DOI: its code and what fills the words."""

    code: DepositReason
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def stops(self) -> bool:
        """Whether it keeps the DOI from being registered."""
        return self.code not in REMARKS

    @property
    def message(self) -> str:
        """In the reader's language."""
        words = dict(self.params)
        if name := words.get("field"):
            words["field"] = str(FIELDS.get(name, name))
        return str(_MESSAGES[self.code]) % words

    def as_row(self) -> dict[str, Any]:
        """As a JSON column keeps it."""
        return {"code": str(self.code), "params": {key: str(value)[:500] for key, value in self.params.items()}}


def remark_of(row: Mapping[str, Any]) -> Remark | None:
    """A kept remark; None for a code that a newer version dropped."""
    try:
        return Remark(DepositReason(row["code"]), row.get("params", {}))
    except (KeyError, ValueError):
        return None
