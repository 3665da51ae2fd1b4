"""Every change of state of journals, articles and refused files."""

from scicomm.journals.actions.articles import IngestResult, ingest_article
from scicomm.journals.actions.deposit_accounts import (
    ask_sign_in_check,
    create_deposit_account,
    edit_deposit_account,
    open_password,
    pause,
    take_sign_in_check,
)
from scicomm.journals.actions.deposit_batches import (
    claim_batch,
    put_off,
    store_plan,
    take_receipt,
    take_refusal,
    take_silence,
)
from scicomm.journals.actions.deposit_results import claim_poll, take_no_result, take_result
from scicomm.journals.actions.deposits import AGAIN, ask_deposit, deposit_journal, note_article, retry_deposits
from scicomm.journals.actions.embargoes import lift_article_embargoes, set_article_embargo
from scicomm.journals.actions.forms import note_forms
from scicomm.journals.actions.harvests import (
    add_source,
    change_source,
    harvest_soon,
    note_harvest_failure,
    remove_source,
    store_page,
)
from scicomm.journals.actions.in_common import Intake, NotYourJournal
from scicomm.journals.actions.indexing import index_article
from scicomm.journals.actions.indicators import Import, Taken, import_values
from scicomm.journals.actions.intake import Outcome, take_in
from scicomm.journals.actions.journals import EDITABLE, create_journal, edit_journal
from scicomm.journals.actions.keeping import scratch_folder
from scicomm.journals.actions.mending import keep_draft, mend_file, source_of
from scicomm.journals.actions.portfolio import put_row, remove_row, take_step
from scicomm.journals.actions.quality import weigh_article, weigh_missing
from scicomm.journals.actions.quarantine import quarantine, resolve, resolve_files
from scicomm.journals.actions.report_keys import end_report_key, make_report_key
from scicomm.journals.actions.runs import carry_out, open_runs, start_replay, start_run
from scicomm.journals.actions.similar import forget_similar_of, renew_similar, renew_similar_of
from scicomm.journals.actions.summaries import (
    ChangedMeanwhile,
    approve_summary,
    return_summary,
    submit_summary,
    write_summary,
)
from scicomm.journals.actions.tidying import tidy_intake
from scicomm.journals.actions.usage import (
    UsageHour,
    count_usage,
    local_day,
    note_usage_counted,
    note_usage_since,
    recount_usage,
)
from scicomm.journals.actions.watching import look_at_folder, put_away_done
from scicomm.journals.actions.withdrawals import reinstate_article, withdraw_article

__all__ = [
    "AGAIN",
    "EDITABLE",
    "ChangedMeanwhile",
    "Import",
    "IngestResult",
    "Intake",
    "NotYourJournal",
    "Outcome",
    "Taken",
    "UsageHour",
    "add_source",
    "approve_summary",
    "ask_deposit",
    "ask_sign_in_check",
    "carry_out",
    "change_source",
    "claim_batch",
    "claim_poll",
    "count_usage",
    "create_deposit_account",
    "create_journal",
    "deposit_journal",
    "edit_deposit_account",
    "edit_journal",
    "end_report_key",
    "forget_similar_of",
    "harvest_soon",
    "import_values",
    "index_article",
    "ingest_article",
    "keep_draft",
    "lift_article_embargoes",
    "local_day",
    "look_at_folder",
    "make_report_key",
    "mend_file",
    "note_article",
    "note_forms",
    "note_harvest_failure",
    "note_usage_counted",
    "note_usage_since",
    "open_password",
    "open_runs",
    "pause",
    "put_away_done",
    "put_off",
    "put_row",
    "quarantine",
    "recount_usage",
    "reinstate_article",
    "remove_row",
    "remove_source",
    "renew_similar",
    "renew_similar_of",
    "resolve",
    "resolve_files",
    "retry_deposits",
    "return_summary",
    "scratch_folder",
    "set_article_embargo",
    "source_of",
    "start_replay",
    "start_run",
    "store_page",
    "store_plan",
    "submit_summary",
    "take_in",
    "take_no_result",
    "take_receipt",
    "take_refusal",
    "take_result",
    "take_sign_in_check",
    "take_silence",
    "take_step",
    "tidy_intake",
    "weigh_article",
    "weigh_missing",
    "withdraw_article",
    "write_summary",
]
