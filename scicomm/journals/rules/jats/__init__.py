"""The JATS reader: bytes in, a ParsedArticle or a refusal with file, line and reason out; no database."""

from scicomm.journals.rules.jats.article import read_article, read_article_file
from scicomm.journals.rules.jats.model.article import ParsedArticle
from scicomm.journals.rules.jats.refusal import JatsReason, JatsRefused
from scicomm.journals.rules.jats.source import MAX_BYTES

__all__ = ["MAX_BYTES", "JatsReason", "JatsRefused", "ParsedArticle", "read_article", "read_article_file"]
