"""The press wire: a story as one folder with ninjs, HTML, text and pictures, its rules checked, sent by mail or taken by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scicomm.channels.rules.packages import Ability, Account, FieldSpec, Package, Platform, StoryContent
from scicomm.channels.rules.wire import CATEGORIES, category_of, eurekalert_problems, ninjs


class Wire(Platform):
    """Two sorts of wires: those that take ninjs by mail, and services whose form a person fills in (`rules` = eurekalert)."""

    kind = "wire"
    settings = (
        FieldSpec(
            "mail_to", gettext_lazy("mail address of the wire"), gettext_lazy("Empty: somebody hands it in."), False
        ),
        FieldSpec("rules", gettext_lazy("rules"), gettext_lazy("“eurekalert” checks its rules; empty: none."), False),
        FieldSpec("contact_name", gettext_lazy("press contact")),
        FieldSpec("contact_mail", gettext_lazy("e-mail address of the contact")),
        FieldSpec("contact_phone", gettext_lazy("telephone of the contact"), "", False),
    )
    abilities = frozenset({Ability.UPDATE, Ability.RECALL})
    editable = ("title", "subtitle", "summary", "text", "category", "funders")

    def adapt(self, content: StoryContent, account: Account, edits: Mapping[str, str]) -> Package:
        pictures = tuple(picture for picture in content.pictures if not picture.problem)
        fields = {
            **_fields(content, account),
            **{name: words for name, words in edits.items() if name in self.editable},
        }
        if edits.get("text"):
            # Who rewrites the text gives plain words; both forms say the same.
            lines = [(line,) for line in edits["text"].splitlines() if line.strip()]
            fields["html"] = str(format_html_join("\n", "<p>{}</p>", lines))
        fields["ninjs"] = json.dumps(ninjs(content, fields, site_url=settings.SITE_URL), ensure_ascii=False, indent=1)
        problems = eurekalert_problems(content, fields, content.pictures) if fields["rules"] == "eurekalert" else []
        return Package(self.kind, fields, pictures, tuple(problems), preview=_preview(content, fields, len(pictures)))


def _fields(content: StoryContent, account: Account) -> dict[str, str]:
    said = account.settings
    return {
        "title": content.title,
        "subtitle": "",
        "summary": content.standfirst,
        "text": content.text,
        "html": content.html,
        "category": category_of(content),
        "link": content.url,
        "doi": content.doi,
        "journal": content.journal,
        "funders": "; ".join(content.funders),
        "keywords": "; ".join(name for _code, name in content.subjects),
        "rules": said.get("rules", "").strip().lower(),
        "contact_name": said.get("contact_name", ""),
        "contact_mail": said.get("contact_mail", ""),
        "contact_phone": said.get("contact_phone", ""),
        "embargo": content.embargo_until.isoformat() if content.embargo_until else "",
    }


def _preview(content: StoryContent, fields: Mapping[str, str], pictures: int) -> str:
    """The release as its reader at a desk sees it: head, summary, text; every word escaped."""
    category = CATEGORIES.get(fields["category"], fields["category"])
    rows = [
        (_("Category"), category),
        (_("Journal"), fields["journal"]),
        ("DOI", fields["doi"]),
        (_("Funders"), fields["funders"]),
        (_("Contact"), f"{fields['contact_name']} {fields['contact_mail']}".strip()),
        (_("Pictures"), str(pictures)),
    ]
    text = [(line,) for line in fields["text"].splitlines()[:12] if line.strip()]
    return str(
        format_html(
            '<article class="wire-preview"><p class="meta">{unit}</p><h3>{title}</h3><p><strong>{summary}</strong></p>{text}'
            '<dl class="facts">{rows}</dl></article>',
            unit=content.unit,
            title=fields["title"],
            summary=fields["summary"],
            text=format_html_join("", "<p>{}</p>", text),
            rows=format_html_join("", "<dt>{}</dt><dd>{}</dd>", [row for row in rows if row[1]]),
        )
    )
