"""How mails are rendered: one MJML layout, compiled once a process, and styles written onto the elements.

`base.mjml` is compiled by mrml when it is first used; the template tags in it come through untouched. The letters themselves are
plain HTML (`h1 h2 p a ul li`, classes `button quiet stop`), and get their styles here as `style` attributes, because a third of
all mail programs drop the style sheet of a mail (Gmail for other accounts, many company filters). What stays in the sheet is what
an attribute cannot say: dark mode and the phone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import mrml
from django.template.backends.django import DjangoTemplates
from django.template.loaders import app_directories
from django.utils.safestring import SafeString, mark_safe

# The look's tokens (static/scicomm/css/tokens.css), in light; base.mjml has the dark ones.
FONTS = "-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Segoe UI',Roboto,Arial,sans-serif"
STYLES = {
    "h1": "margin:12px 0 16px;font-size:24px;line-height:1.35;font-weight:600;color:#15202a;",
    "h2": "margin:24px 0 4px;font-size:18px;line-height:1.45;font-weight:600;color:#15202a;",
    "p": "margin:0 0 12px;",
    "ul": "margin:0 0 12px;padding:0 0 0 20px;",
    "li": "margin:0 0 6px;",
    "a": "color:#17528f;text-decoration:underline;",
    "hr": "border:0;border-top:1px solid #dadeda;margin:24px 0;",
    ".button": (
        "display:inline-block;padding:12px 24px;background-color:#17528f;color:#ffffff;text-decoration:none;border-radius:4px;"
        "font-weight:600;line-height:1.4;"
    ),
    ".quiet": "color:#5a666f;font-size:14px;line-height:1.6;overflow-wrap:anywhere;word-break:break-word;",
    ".stop": "color:#a5301d;",
    ".list": "text-decoration:none;",
}
_TAG = re.compile(r"<(h1|h2|p|ul|li|a|hr|span|div)((?:\s[^<>]*?)?)(/?)>")
_CLASS = re.compile(r"""class="([^"]*)\"""")


def styled(source: str) -> str:
    """The HTML of a letter (a template or made text) with the styles on the elements that have none of their own."""
    return _TAG.sub(_with_style, source)


def _with_style(found: re.Match[str]) -> str:
    tag, attributes, end = found.groups()
    if "style=" in attributes:
        return found[0]
    classes = _CLASS.search(attributes)
    # A class that a template tag decides about gets its style where it may apply: the sheet knows it as well.
    names = classes[1].split() if classes and "{" not in attributes.partition("class=")[0] else []
    style = STYLES.get(tag, "") + "".join(STYLES.get(f".{name}", "") for name in names)
    return f'<{tag}{attributes} style="{style}"{end}>' if style else found[0]


class MailLoader(app_directories.Loader):
    """Loads the templates of mails: `*.mjml` compiled, the HTML of letters styled, text as it is."""

    def get_contents(self, origin: Any) -> str:
        source: str = super().get_contents(origin)
        if origin.template_name.endswith(".mjml"):
            return mrml.to_html(source).content
        return styled(source) if origin.template_name.endswith(".html") else source


@lru_cache(maxsize=1)
def _engine() -> DjangoTemplates:
    loaders = [("django.template.loaders.cached.Loader", [f"{__name__}.MailLoader"])]
    return DjangoTemplates(
        {"NAME": "mails", "DIRS": [], "APP_DIRS": False, "OPTIONS": {"loaders": loaders, "builtins": []}}
    )


def render_mail(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """Text and HTML of `audiences/mail/<template>`, in the active language."""
    engine = _engine()
    body = engine.get_template(f"audiences/mail/{template}.txt").render(context)
    html = engine.get_template(f"audiences/mail/{template}.html").render(context)
    return tidy(str(body)), str(html)


def render_part(template: str, context: dict[str, Any]) -> SafeString:
    """A piece of a letter's HTML, such as one item of a list, styled as in the layout: for the holes of a stencil."""
    return mark_safe(str(_engine().get_template(f"audiences/mail/{template}.html").render(context)))


def tidy(text: str) -> str:
    """Plain text as one would write it: no spaces at line ends, never two empty lines, one line end at the last."""
    return "\n".join(_lines(text)).strip() + "\n"


def _lines(text: str) -> Iterator[str]:
    empty = True
    for line in (one.rstrip() for one in text.splitlines()):
        if line or not empty:
            yield line
        empty = not line
