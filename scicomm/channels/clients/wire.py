"""Takes a press package to a wire: one zip by mail, or ready to be handed in by a person. It never speaks to a web form."""

from __future__ import annotations

import hashlib
import io
import re
import smtplib
import zipfile
from html import escape
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _

from scicomm.channels.clients.outlets import Outlet, OutletError, ReadPicture, Wrong
from scicomm.channels.rules.packages import Account, Answer, Came, Package, Picture, Problem, Sent, Severity

# What mail servers commonly take; a larger package goes without its pictures, and says so.
LARGEST_MAIL = 20 * 1024 * 1024
_EPOCH = (2019, 1, 1, 0, 0, 0)


def package_zip(package: Package, read: ReadPicture) -> tuple[bytes, tuple[Problem, ...]]:
    """The package as a zip: release.html, release.txt, ninjs.json, form.txt, pictures with their captions; and what is missing.

    The same package gives the same bytes. A picture that cannot be read is left out and told.
    """
    problems: list[Problem] = []
    files: dict[str, bytes] = {
        "release.html": _page(package).encode(),
        "release.txt": _text(package).encode(),
        "ninjs.json": package.fields["ninjs"].encode(),
        "form.txt": _form(package).encode(),
    }
    for number, picture in enumerate(package.pictures, 1):
        try:
            content = read(picture)
        except (LookupError, OSError):
            words = _("The picture could not be read and is not in the package.")
            problems.append(Problem("picture-unread", Severity.WARNING, words, f"picture:{picture.key}"))
            continue
        files[f"pictures/{_name(number, picture)}"] = content
        files[f"pictures/{_name(number, picture)}.txt"] = _caption(picture).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in files.items():
            folder.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue(), tuple(problems)


def _name(number: int, picture: Picture) -> str:
    ending = re.sub(r"[^a-z0-9]", "", picture.mime.rsplit("/", 1)[-1].replace("jpeg", "jpg")) or "bin"
    return f"{number:02}-{re.sub(r'[^0-9A-Za-z-]', '', picture.key)[:40] or 'picture'}.{ending}"


def _caption(picture: Picture) -> str:
    said = (
        ("Caption", picture.caption),
        ("Credit", picture.credit),
        ("Licence", picture.licence),
        ("Alt", picture.alt),
    )
    return "".join(f"{name}: {words}\n" for name, words in said if words)


def _page(package: Package) -> str:
    title = escape(package.fields["title"])
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><h1>{title}</h1>{package.fields['html']}</body></html>\n"
    )


def _text(package: Package) -> str:
    fields = package.fields
    parts = (fields["title"], fields["subtitle"], fields["summary"], fields["text"], fields["link"])
    return "\n\n".join(part for part in parts if part) + "\n"


def _form(package: Package) -> str:
    """The fields of a wire's form, one a line, to be copied."""
    names = (
        *("category", "title", "subtitle", "summary", "journal", "doi", "funders", "keywords", "embargo", "link"),
        *("contact_name", "contact_mail", "contact_phone"),
    )
    return "".join(f"{name}: {package.fields[name]}\n" for name in names if package.fields.get(name))


class WireOutlet(Outlet):
    """Sends the package by mail; a wire without an address gets a person who hands it in."""

    kind = "wire"

    def send(self, package: Package, account: Account, *, key: str, read: ReadPicture) -> Answer:
        return self._mail(package, account, key, read, package.fields["title"])

    def update(self, package: Package, account: Account, sent: Sent, *, key: str, read: ReadPicture) -> Answer:
        subject = _("Correction: %(title)s") % {"title": package.fields["title"]}
        return self._mail(package, account, key, read, subject, answers=sent.outside_id)

    def recall(self, account: Account, sent: Sent, *, reason: str) -> Answer:
        words = _("Please do not use this release any more and take it down where it stands.")
        if not account.settings.get("mail_to"):
            return Answer(Came.BY_HAND, sent.outside_id, sent.url, words)
        mail = self._letter(
            account, f"{sent.key}-recall", _("Withdrawn: please kill this release"), answers=sent.outside_id
        )
        mail.body = f"{words}\n\n{sent.url or sent.outside_id}\n\n{reason}\n"
        self._hand_over(mail)
        return Answer(Came.RECALLED, sent.outside_id, sent.url)

    def _mail(
        self, package: Package, account: Account, key: str, read: ReadPicture, subject: str, *, answers: str = ""
    ) -> Answer:
        if not account.settings.get("mail_to"):
            words = _("Hand the package in on the wire's own page, then record its address there as the receipt.")
            return Answer(Came.BY_HAND, words=words)
        content, problems = package_zip(package, read)
        if len(content) > LARGEST_MAIL:
            content, _none = package_zip(Package(package.kind, package.fields), read)
            words = _(
                "The pictures are too large for a mail and were left out; the wire finds them on the story's page."
            )
            problems = (*problems, Problem("pictures-too-large", Severity.WARNING, words))
        mail = self._letter(account, key, subject, answers=answers)
        mail.body = _text(package)
        mail.attach(f"release-{package.digest[:12]}.zip", content, "application/zip")
        self._hand_over(mail)
        return Answer(Came.ACCEPTED, outside_id=str(mail.extra_headers["Message-ID"]), problems=problems)

    def _letter(self, account: Account, key: str, subject: str, *, answers: str) -> EmailMessage:
        host = urlsplit(settings.SITE_URL).hostname or "localhost"
        # The same sending has the same Message-ID, so that a repeated one is the same mail.
        name = f"<wire-{hashlib.sha256(key.encode()).hexdigest()[:24]}@{host}>"
        headers = {"Message-ID": name, **({"In-Reply-To": answers, "References": answers} if answers else {})}
        contact = account.settings.get("contact_mail", "")
        return EmailMessage(
            subject=" ".join(subject.split()),
            to=[account.settings["mail_to"]],
            reply_to=[contact] if contact else None,
            headers=headers,
        )

    def _hand_over(self, mail: EmailMessage) -> None:
        try:
            get_connection().send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _said in error.recipients.values()]
            wrong = Wrong.REFUSED if min(codes, default=0) >= 500 else Wrong.LATER
            raise OutletError(_("The wire's mail address was refused."), wrong) from None
        except (smtplib.SMTPException, OSError) as error:
            raise OutletError(
                _("The mail system does not answer: %(kind)s") % {"kind": type(error).__name__}, Wrong.LATER
            ) from None
