"""The home pages of the academy, and the page that each unit has below them."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Locale, Page, Site

from scicomm.organisation.models import AcademyPage, Unit, UnitPage


def add_unit_page(unit: Unit, home: AcademyPage) -> UnitPage:
    """The page of a unit below one home page; its twin in the other language has the same key."""
    twin = UnitPage.objects.filter(unit=unit).first()
    english = home.locale.language_code == "en"
    page = UnitPage(
        unit=unit,
        title=unit.name_en if english else unit.name_zh,
        slug=unit.slug,
        locale=home.locale,
        **({"translation_key": twin.translation_key} if twin else {}),
    )
    home.refresh_from_db()
    home.add_child(instance=page)
    page.save_revision().publish()
    return page


@transaction.atomic
def create_home_pages(*, title_zh: str, title_en: str, host: str, port: int) -> dict[str, AcademyPage]:
    """The academy's home page in each language, and the site that shows them; idempotent."""
    found = {page.locale.language_code: page for page in AcademyPage.objects.select_related("locale")}
    if found:
        return found
    root = Page.get_first_root_node()
    for welcome in root.get_children():
        welcome.delete()
    key = None
    for code, title in (("zh-hans", title_zh), ("en", title_en)):
        locale, _created = Locale.objects.get_or_create(language_code=code)
        page = AcademyPage(title=title, slug=f"home-{code}", locale=locale, **({"translation_key": key} if key else {}))
        Page.get_first_root_node().add_child(instance=page)
        page.save_revision().publish()
        key = page.translation_key
        found[code] = page
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": host, "port": port, "root_page": found["zh-hans"], "site_name": title_zh},
    )
    return found
