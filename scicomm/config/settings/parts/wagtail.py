"""What Wagtail reads."""

from __future__ import annotations

from scicomm.config.settings.environment import text

from .security import SITE_URL

WAGTAIL_SITE_NAME = text("SCICOMM_NAME", "科传 SciComm")
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILIMAGES_IMAGE_MODEL = "assets.AssetImage"
WAGTAILDOCS_DOCUMENT_MODEL = "assets.AssetDocument"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# The end of a review never publishes by itself: it calls the newsroom, which holds an embargo.
WAGTAIL_FINISH_WORKFLOW_ACTION = "scicomm.config.workflow.finish_review"
WAGTAIL_WORKFLOW_ENABLED = True
# A signature speaks of one revision: after an edit every step is signed anew.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# An address typed into a link is kept as typed: turning it into a page would tell another unit's draft title.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = ""
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "scicomm.search.substrings"}}
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 30 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "key", "odt", "pdf", "pptx", "rtf", "txt", "xlsx", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
TAGGIT_CASE_INSENSITIVE = True
