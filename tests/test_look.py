"""The look: contrast as computed, templates without inline style or script, every component with its samples."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.utils import translation

from scicomm.assets.rules.covers import PIGMENTS
from scicomm.desk.templatetags import gallery

PACKAGE = Path(__file__).resolve().parents[1] / "scicomm"
STATIC = PACKAGE / "static" / "scicomm"
TEMPLATES = PACKAGE / "templates"
COMPONENTS = sorted(p.stem for p in (TEMPLATES / "components").glob("*.html"))
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")

# what a component needs beside words, and is shown inside another component
PARTS = {"gallery", "sprite", "mark", "icon", "picture", "field", "form_errors"}


def _colours(css: str, selector: str) -> dict[str, str]:
    """Custom properties with a six-digit colour in the first block of a selector."""
    start = css.index(selector + " {") + len(selector) + 2
    depth, end = 1, start
    while depth:
        depth += (css[end] == "{") - (css[end] == "}")
        end += 1
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", css[start:end]))


LIGHT = _colours(TOKENS, "  :root")
DARK = {**LIGHT, **_colours(TOKENS, '  :root[data-theme="dark"]')}
SYSTEM_DARK = {**LIGHT, **_colours(TOKENS, '    :root:not([data-theme="light"])')}
THEMES = {"light": LIGHT, "dark": DARK, "dark by the system": SYSTEM_DARK}


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(two)))
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_formula_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


# LOOK.md, "Tokens": ratio on paper, paper-2 and paper-3
TABLE = {
    "light": {
        "ink": (15.9, 14.9, 13.6),
        "ink-2": (7.9, 7.4, 6.7),
        "ink-3": (5.7, 5.3, 4.9),
        "azurite": (7.7, 7.2, 6.6),
        "malachite": (6.2, 5.8, 5.3),
        "ochre": (6.6, 6.2, 5.7),
        "cinnabar": (6.7, 6.2, 5.7),
    },
    "dark": {
        "ink": (14.9, 13.5, 11.8),
        "ink-2": (9.7, 8.7, 7.6),
        "ink-3": (6.4, 5.8, 5.1),
        "azurite": (9.4, 8.5, 7.4),
        "malachite": (9.0, 8.1, 7.1),
        "ochre": (9.2, 8.3, 7.3),
        "cinnabar": (8.1, 7.3, 6.4),
    },
}


@pytest.mark.parametrize(("theme", "colour"), [(t, c) for t, rows in TABLE.items() for c in rows])
def test_text_colours_keep_the_ratios_of_the_look(theme: str, colour: str) -> None:
    tokens = THEMES[theme]
    for ground, promised in zip(("paper", "paper-2", "paper-3"), TABLE[theme][colour], strict=True):
        found = contrast(tokens[colour], tokens[ground])
        assert found == pytest.approx(promised, abs=0.06), f"{colour} on {ground}"
        assert found >= 4.5


@pytest.mark.parametrize(("theme", "least"), [("light", 5.5), ("dark", 6.9)])
def test_meaning_colours_can_be_read_on_their_own_wash(theme: str, least: float) -> None:
    tokens = THEMES[theme]
    for colour in ("azurite", "malachite", "ochre", "cinnabar"):
        assert round(contrast(tokens[colour], tokens[f"{colour}-wash"]), 1) >= least, colour


@pytest.mark.parametrize(
    ("theme", "one", "two", "promised"),
    [
        ("light", "on-fill", "azurite", 7.9),
        ("dark", "on-fill", "azurite", 9.4),
        ("light", "ink", "orpiment", 13.0),
        ("dark", "ink", "orpiment", 8.0),
        ("light", "line-2", "paper", 3.6),
        ("dark", "line-2", "paper", 4.2),
        ("light", "thread", "paper", 4.4),
        ("dark", "thread", "paper", 6.6),
    ],
)
def test_buttons_markers_and_lines_keep_their_ratios(theme: str, one: str, two: str, promised: float) -> None:
    assert contrast(THEMES[theme][one], THEMES[theme][two]) == pytest.approx(promised, abs=0.06)


def test_a_strand_keeps_three_to_one_after_it_is_mixed_with_the_paper() -> None:
    for tokens in (LIGHT, DARK):
        pair = [[int(tokens[name][i : i + 2], 16) for i in (1, 3, 5)] for name in ("thread", "paper")]
        mixed = "#" + "".join(f"{round(0.84 * a + 0.16 * b):02x}" for a, b in zip(*pair, strict=True))
        assert contrast(mixed, tokens["paper"]) >= 3.1


def _pigments(theme: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"([^{}]*\.art--[\w-]+)\s*\{([^}]*)\}", TOKENS):
        dark = "data-theme" in selector
        if not dark or theme == "dark":
            name = selector.split(".art--")[1]
            found[name] = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", body))
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pigment_shows_its_drawing(theme: str) -> None:
    pigments = _pigments(theme)
    assert set(pigments) == set(PIGMENTS)
    for name, inks in pigments.items():
        assert round(contrast(inks["l1"], inks["g"]), 1) >= 4.9, name
        assert round(contrast(inks["l2"], inks["g"]), 1) >= 4.9, name


def test_dark_by_choice_and_dark_by_the_system_are_the_same_colours() -> None:
    assert DARK == SYSTEM_DARK


def test_the_desk_has_the_colours_of_the_public_pages() -> None:
    desk = (STATIC / "css" / "desk.css").read_text(encoding="utf-8")
    assert _colours(desk, "\n.desk") == {k: v for k, v in LIGHT.items() if k not in {"g", "l1", "l2"}}
    dark = _colours(TOKENS, '  :root[data-theme="dark"]')
    assert _colours(desk, ".w-theme-dark .desk") == dark
    assert _colours(desk, "  .w-theme-system .desk") == dark


def test_the_desk_touches_nothing_outside_itself() -> None:
    desk = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / "desk.css").read_text(encoding="utf-8"), flags=re.S)
    desk = re.sub(r"@keyframes [\w-]+ \{ [^{}]*\{[^}]*\} \}", "", desk)
    outside = []
    for prelude in re.findall(r"(?:^|[{};])\s*([^{};]+)\{", desk):
        if not prelude.strip().startswith("@"):
            bare = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", prelude))
            outside += [part for part in bare.split(",") if ".desk" not in part]
    assert outside == []


@pytest.mark.parametrize("name", ["tokens.css", "components.css", "desk.css"])
def test_the_style_sheets_fetch_nothing_from_elsewhere(name: str) -> None:
    css = (STATIC / "css" / name).read_text(encoding="utf-8")
    assert css.count("{") == css.count("}")
    assert "@import" not in css
    assert "url(" not in css


TEMPLATE_FILES = sorted(TEMPLATES.rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=lambda p: str(p.relative_to(TEMPLATES)))
def test_templates_hold_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    for script in re.findall(r"<script([^>]*)>", text):
        assert "src=" in script or re.search(r"type=\"application/(ld\+)?json\"", script), "data is no code"


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_says_what_it_needs(name: str) -> None:
    text = (TEMPLATES / "components" / f"{name}.html").read_text(encoding="utf-8")
    assert re.search(r"\{% comment %\}.*Context:.*\{% endcomment %\}", text, re.S)


def test_every_component_has_a_sample_in_both_languages() -> None:
    samples = gallery.samples()
    assert set(samples) == set(COMPONENTS) - PARTS
    for name, states in samples.items():
        for state in states:
            assert set(gallery.LANGUAGES) <= set(state), f"{name}: {state['state']}"


@pytest.mark.parametrize("name", sorted(set(COMPONENTS) - PARTS))
def test_a_component_renders_every_sample(name: str, settings: object, tmp_path: Path) -> None:
    settings.SCICOMM_HOME = tmp_path  # type: ignore[attr-defined]
    for state in gallery.samples()[name]:
        for shown in gallery.shown(name, state):
            html = str(shown.html)
            assert html.strip()
            assert "style=" not in html
            for words in _leaves({**state.get("both", {}), **state[shown.language]}):
                assert words in html, f"{name}, {state['state']}, {shown.language}: {words}"


def _leaves(value: object, key: str = "") -> list[str]:
    """The words of a sample that a reader must find on the page."""
    shown = {"title", "label", "text", "summary", "claim", "heading", "name", "statement", "citation", "plain", "doi"}
    # drawn in other words, or left out where the card is small
    unseen = {"data", "stations", "nodes", "side"}
    if isinstance(value, dict):
        return [word for k, v in value.items() if k not in unseen for word in _leaves(v, k)]
    if isinstance(value, list):
        return [word for item in value for word in _leaves(item, key)]
    return [value] if isinstance(value, str) and key in shown and not set(value) & set("'\"&<>") else []


def test_words_of_others_are_escaped_in_every_component(settings: object, tmp_path: Path) -> None:
    settings.SCICOMM_HOME = tmp_path  # type: ignore[attr-defined]
    bad = "<script>x</script>"
    for name, states in gallery.samples().items():
        if name in {"form", "pagination"}:
            continue
        for state in states:
            spoiled = json.loads(json.dumps(state))
            _spoil(spoiled["en"], bad)
            for shown in gallery.shown(name, {**spoiled, "zh-hans": spoiled["en"]}):
                assert "<script>" not in str(shown.html), name


def _spoil(value: object, bad: str) -> None:
    kept = {"kind", "level", "progress", "tone", "formula", "pigment", "size", "key", "icon", "state", "badge_kind"}
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(pairs):
        if isinstance(item, str) and key not in kept and not isinstance(key, int):
            value[key] = bad + item  # type: ignore[index]
        else:
            _spoil(item, bad)


ERRORS = ("400", "403", "403_csrf", "404", "429", "500")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", ERRORS)
def test_error_pages_need_no_context(name: str, language: str) -> None:
    with translation.override(language):
        html = render_to_string(f"{name}.html")
    assert "<h1>" in html
    assert f'lang="{"zh-Hans" if language == "zh-hans" else "en"}"'.lower() in html.lower()
    assert 'href="/' in html


def test_the_shell_puts_a_station_under_the_current_section() -> None:
    nav = [{"label": "Stories", "url": "/stories/", "current": True}, {"label": "Journals", "url": "/j/"}]
    html = render_to_string("base.html", {"nav": nav, "academy_name": "A & B"})
    assert '<a href="/stories/" aria-current="page">' in html
    assert html.count("aria-current") == 1
    assert "A &amp; B" in html
    assert html.index('class="skip"') < html.index("<header")
    assert '<main id="main"' in html


def test_the_demo_banner_stands_only_on_a_demo() -> None:
    assert 'class="demo"' in render_to_string("base.html", {"demo": True})
    assert 'class="demo"' not in render_to_string("base.html", {"demo": False})


def test_a_page_that_waits_reloads_itself_without_script() -> None:
    html = render_to_string("base.html", {"refresh_seconds": 5})
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in html
    assert "http-equiv" not in render_to_string("base.html")


def test_icons_that_are_used_are_drawn() -> None:
    drawn = set(re.findall(r'id="i-([\w-]+)"', (TEMPLATES / "components" / "sprite.html").read_text(encoding="utf-8")))
    used: set[str] = set()
    for path in PACKAGE.rglob("*.html"):
        used |= set(re.findall(r'icon\.html" with name="([\w-]+)"', path.read_text(encoding="utf-8")))
    assert used
    assert used <= drawn


def test_an_unknown_verdict_marks_no_place_on_the_scale() -> None:
    template = Engine.get_default().get_template("components/verdict.html")
    assert "aria-current" not in template.render(Context({"verdict": {"level": "maybe", "claim": "x"}}))
