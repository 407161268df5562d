"""Run records: a folder that names and keeps everything a computation was made from, and what came out.

``runs/<UTC time>-<digest>/`` holds ``run.json``, copies of the inputs, and the tables for people and spreadsheets;
``docs/records.md`` describes the format. Reading: :func:`read_record` gives a :class:`Record`, whose ``portfolio()``
and ``ranking()`` are rebuilt from the file without computing and whose ``study()`` is loaded from the copies.
"""

from __future__ import annotations

from decision.records.content import FORMAT_VERSION as FORMAT_VERSION
from decision.records.content import result_digest as result_digest
from decision.records.copies import copy_places as copy_places
from decision.records.digests import canonical as canonical
from decision.records.find import Summary as Summary
from decision.records.find import find_record as find_record
from decision.records.find import records_in as records_in
from decision.records.read import Record as Record
from decision.records.read import read_record as read_record
from decision.records.write import runs_folder as runs_folder
from decision.records.write import write_answer as write_answer
from decision.records.write import write_record as write_record

__all__ = [
    "FORMAT_VERSION",
    "Record",
    "Summary",
    "canonical",
    "copy_places",
    "find_record",
    "read_record",
    "records_in",
    "result_digest",
    "runs_folder",
    "write_answer",
    "write_record",
]
