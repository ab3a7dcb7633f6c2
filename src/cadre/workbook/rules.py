"""What may be odd in a workbook that comes back: the rules that an import finds broken."""

from __future__ import annotations

from cadre.mission.findings import Rule, Severity

NO_TABLE = Rule("XLS-01", Severity.NOTE, "A sheet holds no table of a dossier")
NO_HEADER = Rule("XLS-02", Severity.ERROR, "A sheet has no row with the names of its columns")
TWO_SHEETS = Rule("XLS-03", Severity.ERROR, "Two sheets hold one table")
UNKNOWN_COLUMN = Rule("XLS-04", Severity.WARNING, "A column is unknown or stands twice")
NO_COLUMN = Rule("XLS-05", Severity.WARNING, "A column is missing")
BAD_CELL = Rule("XLS-06", Severity.ERROR, "A cell can't be taken as it stands")
TWO_READINGS = Rule("XLS-07", Severity.ERROR, "A cell can be read in two ways")
SAME_ID = Rule("XLS-08", Severity.ERROR, "An id stands in two rows")
SAME_ROW = Rule("XLS-09", Severity.ERROR, "A row without an id says what another one says")
TAKEN_BEFORE = Rule("XLS-10", Severity.ERROR, "A row without an id was most likely taken before")
CHANGED_ID = Rule("XLS-11", Severity.ERROR, "The id of a row was changed")
BOTH_CHANGED = Rule("XLS-12", Severity.ERROR, "Workbook and dossier changed the same field")
NOT_THERE = Rule("XLS-13", Severity.WARNING, "A row isn't in the workbook any more")
GONE = Rule("XLS-14", Severity.NOTE, "A row went from the dossier since the export")
NO_BASE = Rule("XLS-15", Severity.WARNING, "A workbook doesn't tell what it held when exported")
LEANS = Rule("XLS-16", Severity.ERROR, "A change leans on something that isn't there")
STILL_NAMED = Rule("XLS-17", Severity.ERROR, "A row can't be removed while others name it")
BAD_ROW = Rule("XLS-18", Severity.ERROR, "A row can't be meant as a whole")
NOT_FOLLOWED = Rule("XLS-19", Severity.NOTE, "Macros and links to other files aren't followed")
PART = Rule("XLS-20", Severity.NOTE, "A workbook holds a part of its dossier")
HIDDEN = Rule("XLS-21", Severity.NOTE, "A hidden sheet is read like all others")
MORE = Rule("XLS-22", Severity.NOTE, "More of one kind is found than is listed")
NO_SHEET = Rule("XLS-23", Severity.WARNING, "A sheet isn't in the workbook any more")

WORKBOOK_RULES = (
    NO_TABLE,
    NO_HEADER,
    TWO_SHEETS,
    UNKNOWN_COLUMN,
    NO_COLUMN,
    BAD_CELL,
    TWO_READINGS,
    SAME_ID,
    SAME_ROW,
    TAKEN_BEFORE,
    CHANGED_ID,
    BOTH_CHANGED,
    NOT_THERE,
    GONE,
    NO_BASE,
    LEANS,
    STILL_NAMED,
    BAD_ROW,
    NOT_FOLLOWED,
    PART,
    HIDDEN,
    MORE,
    NO_SHEET,
)
"""All of them, in the order of their codes."""
