"""What may be wrong with the form of a dossier: the rules that loading finds broken."""

from __future__ import annotations

from cadre.mission.findings import Rule, Severity

UNKNOWN_FILE = Rule("DOS-01", Severity.WARNING, "A CSV file is no table of a dossier")
UNREADABLE = Rule("DOS-02", Severity.ERROR, "A file can't be read")
TOO_LARGE = Rule("DOS-03", Severity.ERROR, "A file is larger than a dossier's file can be")
NOT_UTF8 = Rule("DOS-04", Severity.ERROR, "Bytes aren't UTF-8")
NO_HEADER = Rule("DOS-05", Severity.ERROR, "A file has no header line")
NO_COMMAS = Rule("DOS-06", Severity.ERROR, "Cells aren't separated by commas")
MISSING_COLUMN = Rule("DOS-07", Severity.ERROR, "A column is missing that every row needs")
UNKNOWN_COLUMN = Rule("DOS-08", Severity.ERROR, "A column is unknown or stands twice")
BROKEN_QUOTES = Rule("DOS-09", Severity.ERROR, "A quote isn't closed or stands in a wrong place")
CELL_COUNT = Rule("DOS-10", Severity.ERROR, "A row has more or fewer cells than the header")
MISSING_VALUE = Rule("DOS-11", Severity.ERROR, "A value is missing that every row needs")
BAD_VALUE = Rule("DOS-12", Severity.ERROR, "A value can't be read")
OUT_OF_BOUNDS = Rule("DOS-13", Severity.ERROR, "A number is outside its bounds")
DISORDER = Rule("DOS-14", Severity.ERROR, "Two values that belong together are in disorder")
DUPLICATE_ID = Rule("DOS-15", Severity.ERROR, "An id stands twice in a table")
UNKNOWN_ID = Rule("DOS-16", Severity.ERROR, "An id isn't in the dossier")
REFUSED_ID = Rule("DOS-17", Severity.ERROR, "A row leans on a row that was refused")
UNKNOWN_CITATION = Rule("DOS-18", Severity.ERROR, "A citation leads nowhere")
UNKNOWN_KEY = Rule("DOS-19", Severity.ERROR, "A key of mission.toml is unknown")
CIRCLE = Rule("DOS-20", Severity.ERROR, "Rows lead to each other in a circle")
MORE = Rule("DOS-21", Severity.WARNING, "More of one kind is wrong in a file than is listed")
MISSING_FILE = Rule("DOS-22", Severity.ERROR, "A table that the dossier had isn't there")
NO_ROWS = Rule("DOS-23", Severity.NOTE, "A table has no rows")
FAR_PRIOR = Rule("DOS-24", Severity.NOTE, "A prior has nothing in common with the published one")
COUNTS_AGAIN = Rule("DOS-25", Severity.WARNING, "A row counts whose replacement was refused")

CONSEQUENCES = (UNKNOWN_ID, REFUSED_ID, UNKNOWN_CITATION, COUNTS_AGAIN)
"""What mostly follows from another fault: listed after all that stand by themselves."""

DOSSIER_RULES = (
    UNKNOWN_FILE,
    UNREADABLE,
    TOO_LARGE,
    NOT_UTF8,
    NO_HEADER,
    NO_COMMAS,
    MISSING_COLUMN,
    UNKNOWN_COLUMN,
    BROKEN_QUOTES,
    CELL_COUNT,
    MISSING_VALUE,
    BAD_VALUE,
    OUT_OF_BOUNDS,
    DISORDER,
    DUPLICATE_ID,
    UNKNOWN_ID,
    REFUSED_ID,
    UNKNOWN_CITATION,
    UNKNOWN_KEY,
    CIRCLE,
    MORE,
    MISSING_FILE,
    NO_ROWS,
    FAR_PRIOR,
    COUNTS_AGAIN,
)
"""All of them, in the order of their codes."""
