"""The processes of the site: how many answer, and the worker's patience; the database holds the queue."""

from __future__ import annotations

from scicomm.config.settings.environment import number

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
# A piece of work whose worker has not given a sign of life for this long is taken over by another.
SCICOMM_LEASE_SECONDS = number("SCICOMM_LEASE_SECONDS", 60, least=1, most=3600)
# How often a delivery is tried before it is shown to staff as failed.
SCICOMM_DELIVERY_TRIES = number("SCICOMM_DELIVERY_TRIES", 8, least=1, most=50)
# The wait before the second try, in seconds; it doubles each time, one hour at most.
SCICOMM_RETRY_SECONDS = number("SCICOMM_RETRY_SECONDS", 5, least=0, most=3600)
# The longest wait before a part of the site that died again and again is started once more; the first wait is a second.
SCICOMM_RESTART_SECONDS = number("SCICOMM_RESTART_SECONDS", 30, least=1, most=3600)
# How many processes answer requests; each has four threads. One a core is enough.
SCICOMM_WEB_PROCESSES = number("SCICOMM_WEB_PROCESSES", 2, least=1, most=64)
