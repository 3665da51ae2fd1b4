"""Reads of the desk: the thread of anything, what waits for whom, the days of the calendar."""

from scicomm.desk.queries.threads import (
    NoThread,
    Thread,
    ThreadNode,
    ThreadStation,
    strip_for,
    thread_of,
    thread_picture,
    thread_rows,
    thread_strip,
    threads_of,
)
from scicomm.desk.queries.wording import node_words, points_in_words, summary_of

__all__ = [
    "NoThread",
    "Thread",
    "ThreadNode",
    "ThreadStation",
    "node_words",
    "points_in_words",
    "strip_for",
    "summary_of",
    "thread_of",
    "thread_picture",
    "thread_rows",
    "thread_strip",
    "threads_of",
]
