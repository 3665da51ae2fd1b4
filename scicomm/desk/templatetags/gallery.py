"""The gallery of components: every part with made-up samples in both languages; no data of the site."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.core.paginator import Paginator
from django.template import Engine
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from scicomm.desk.rules import thread, weave

register = template.Library()

LANGUAGES = ("zh-hans", "en")


class SampleForm(forms.Form):
    """One field of each kind, to show a form with and without errors."""

    summary = forms.CharField(label=_("In one sentence"), widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(
        label=_("Where it comes from"),
        choices=[("paper", _("A paper")), ("facility", _("A facility")), ("person", _("A person"))],
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(label=_("E-mail"), help_text=_("Only for what you asked for."))
    date = forms.DateField(label=_("Which day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    agree = forms.BooleanField(label=_("Nothing in this is secret"))


@dataclass(frozen=True, slots=True)
class Shown:
    """One state of a component in one language, ready to be put on the page."""

    language: str
    tag: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Section:
    """A component with its states."""

    name: str
    states: tuple[tuple[str, tuple[Shown, ...]], ...]


@cache
def samples() -> dict[str, list[dict[str, Any]]]:
    """The samples that stand beside the templates, by component."""
    gallery = Engine.get_default().get_template("components/gallery.html").origin
    loaded: dict[str, list[dict[str, Any]]] = json.loads(
        Path(str(gallery)).with_name("samples.json").read_text(encoding="utf-8")
    )
    return loaded


def _cells(context: dict[str, Any]) -> tuple[thread.Cell, ...]:
    stations = [
        thread.Station(**{**s, "progress": thread.Progress(s.get("progress", "done"))}) for s in context["stations"]
    ]
    return thread.strip_cells(stations)


def _picture(context: dict[str, Any], language: str) -> SafeString:
    return weave.picture(
        [weave.Column(**column) for column in context["columns"]],
        [weave.Node(**{**node, "tone": weave.Tone(node.get("tone", ""))}) for node in context["nodes"]],
        [weave.Link(s, t, weave.Tone(tone)) for s, t, tone in context["links"]],
        title=context["title"],
        description=context["description"],
        key=f"weave-{language}",
    )


def prepared(component: str, context: dict[str, Any], language: str) -> dict[str, Any]:
    """A sample with the objects that JSON cannot hold: a form, a page of a list, the drawings of a thread."""
    ready = dict(context)
    if component == "thread_strip":
        ready["cells"] = _cells(context)
    if component == "thread_picture":
        ready["picture"] = _picture(context, language)
    if component == "pagination":
        page = context["page"]
        ready["page"] = Paginator(range(page["count"]), page["size"]).page(page["number"])
    if component == "form":
        data = context.get("data")
        ready["form"] = SampleForm(data, auto_id=f"sample-{language}-{'sent' if data else 'new'}-%s")
    return ready


def shown(component: str, state: dict[str, Any], csrf_token: object = "") -> tuple[Shown, ...]:
    """One state in both languages."""
    out: list[Shown] = []
    for language in LANGUAGES:
        with translation.override(language):
            context = prepared(component, {**state.get("both", {}), **state.get(language, {})}, language)
            html = render_to_string(f"components/{component}.html", {**context, "csrf_token": csrf_token})
        out.append(Shown(language, "zh-Hans" if language == "zh-hans" else "en", html))
    return tuple(out)


@register.simple_tag(takes_context=True)
def gallery_sections(context: template.Context) -> list[Section]:
    """Every component with every state of samples.json."""
    token = context.get("csrf_token", "")
    return [
        Section(name, tuple((state["state"], shown(name, state, token)) for state in states))
        for name, states in samples().items()
    ]
