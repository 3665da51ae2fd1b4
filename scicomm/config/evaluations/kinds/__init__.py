"""What `scicomm evaluate` can measure: one file a kind, each with its arguments and its figures."""

from scicomm.config.evaluations.kinds import experts, links, matching, reading, search, topics, watches
from scicomm.config.evaluations.kinds.kind import Kind

KINDS: tuple[Kind, ...] = (
    search.KIND,
    matching.KIND,
    topics.KIND,
    watches.KIND,
    links.KIND,
    experts.KIND,
    reading.LANGUAGE,
    reading.EXTRACTION,
    reading.DUPLICATES,
)
