"""Forms of the image resources."""

from scicomm.assets.forms.library import BulkForm, ColumnsForm, FilesForm, StartImportForm
from scicomm.assets.forms.records import BlockForm, DoneForm, RecordForm
from scicomm.assets.forms.terms import ConsentForm, GrantForm, WithdrawForm

__all__ = [
    "BlockForm",
    "BulkForm",
    "ColumnsForm",
    "ConsentForm",
    "DoneForm",
    "FilesForm",
    "GrantForm",
    "RecordForm",
    "StartImportForm",
    "WithdrawForm",
]
