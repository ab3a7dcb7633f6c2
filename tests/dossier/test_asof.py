"""As of a day: a plan for a day must not know what was only reported later."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadre.dossier.asof import known, known_of_something
from cadre.dossier.load import load
from cadre.dossier.priors import published
from cadre.dossier.references import lost_citations, lost_rows
from cadre.dossier.tables import TABLES
from cadre.errors import CadreError
from cadre.mission.mission import Mission, Profile
from tests.dossier.building import Folder
from tests.dossier.test_round_trip import Maker

NMI = Path(__file__).parents[2] / "examples" / "nmi"
DAY = date(2026, 1, 20)
PROFILE = Profile(
    id="long",
    name="Long",
    host="XLK",
    lead_body="Council",
    as_of=date(1990, 1, 1),
    until=date(2045, 1, 1),
)


def ids(rows: tuple[Any, ...]) -> list[str]:
    return [str(row.id) for row in rows]


def mission(dossier: Folder, **tables: str) -> Mission:
    for name, text in tables.items():
        dossier.write(name, text)
    loaded = dossier.load()
    assert loaded.findings == ()
    return loaded.mission


CLAIMS = "id,topic,subject,reported_on,source\n"
SOURCES = "id,title,date\nletter,A letter,2025-11\nold-letter,An old one,\n"


def claims(*rows: str) -> str:
    return CLAIMS + "C1,t,s,2025-11-20,letter\nC2,t,s,2025-12,letter\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("reported", "is_known"),
    [
        ("2026-01-19", True),
        ("2026-01-20", True),  # on the day itself
        ("2026-01-21", False),
        ("2026-01", True),  # a month counts from its first day
        ("2026-02", False),
        ("2026", True),
        ("2027", False),
    ],
)
def test_a_claim_is_known_from_the_first_day_it_may_have_been_reported(
    dossier: Folder, reported: str, is_known: bool
) -> None:
    stated = mission(dossier, claims=claims(f"C3,t,s,{reported},letter"))
    assert ("C3" in ids(known(stated, DAY).claims)) is is_known


@pytest.mark.parametrize(
    ("known_from", "is_known"), [("2025-11-01", True), ("2026-02-02", True), ("2026-02-03", False)]
)
def test_a_claim_can_reach_the_staff_later_than_it_was_reported_but_not_earlier(
    dossier: Folder, known_from: str, is_known: bool
) -> None:
    header = CLAIMS.replace("source\n", "source,known_from\n")
    stated = mission(
        dossier,
        claims=header + "C1,t,s,2025-11-20,letter,\nC2,t,s,2026-02-02,letter," + known_from + "\n",
    )
    assert "C2" not in ids(known(stated, date(2026, 2, 1)).claims)
    assert ("C2" in ids(known(stated, date(2026, 2, 2)).claims)) is is_known


def test_the_day_becomes_as_of_and_the_weeks_begin_with_it(dossier: Folder) -> None:
    then = known(mission(dossier), DAY)
    assert then.profile.as_of == DAY
    assert then.horizon.start == DAY


def test_a_source_is_known_by_its_date_or_by_a_known_claim(dossier: Folder) -> None:
    stated = mission(
        dossier,
        sources=SOURCES + "late,L,2026-03\nquoted,Q,2026-03\n",
        claims=claims("C3,t,s,2026-01-02,quoted"),
    )
    # `quoted` was published later than its claim was reported, but the claim must be traceable.
    assert ids(known(stated, DAY).sources) == ["letter", "old-letter", "quoted"]


@pytest.mark.parametrize(
    ("sources", "known_from", "is_known"),
    [
        ("", "", True),
        ("guess", "", True),  # the staff's assumptions have no date
        ("C3", "", False),
        ("C3; C1", "", True),  # the earliest report counts
        ("C3; guess", "", False),
        ("late:p 1", "", False),
        ("old-letter", "", True),  # a source without a date
        ("C3", "2026-01-20", True),  # known_from goes before all
        ("C1", "2026-01-21", False),
    ],
)
def test_another_row_is_known_from_the_earliest_report_it_cites(
    dossier: Folder, sources: str, known_from: str, is_known: bool
) -> None:
    stated = mission(
        dossier,
        sources=SOURCES + "late,L,2026-03\n",
        claims=claims("C3,t,s,2026-02-02,letter"),
        nations=f"id,name,sources,known_from\nXAA,N,{sources},{known_from}\n",
    )
    then = known(stated, DAY)
    assert bool(then.nations) is is_known
    if is_known:
        assert "C3" not in [one.ref for one in then.nations[0].sources]


def test_what_a_known_row_replaces_is_gone_and_only_then(dossier: Folder) -> None:
    stated = mission(
        dossier,
        nations=(
            "id,name,known_from,supersedes\na,Old,,\nb,New,2026-02-01,a\nc,Newest,2026-03-01,b\n"
        ),
    )
    assert ids(known(stated, DAY).nations) == ["a"]
    assert ids(known(stated, date(2026, 2, 1)).nations) == ["b"]
    latest = known(stated, date(2026, 3, 1)).nations
    assert ids(latest) == ["c"]
    assert latest[0].supersedes == ()


def test_references_to_what_is_not_known_are_put_right_to_the_end(dossier: Folder) -> None:
    stated = mission(
        dossier,
        sites=("id,name,country,known_from\ncapital,C,XLK,\nport,P,XLK,2026-02-01\nfort,F,XLK,\n"),
        bed_spaces="id,site,beds\nrooms,capital,40\nhuts,port,20\n",
        institutions="id,name,part_of,known_from\ntop,T,,2026-02-01\nlow,L,top,\n",
        programmes="id,name\np,P\n",
        options="id,name,known_from\no,O,2026-02-01\n",
        activities="id,name,programme,option,after\na,A,p,o,\nb,B,p,,a\n",
        modes="id,activity,site\nm1,a,capital\nm2,b,port\n",
        authorities=(
            "id,name,kind,sites\n"
            "both,B,consent,port; fort\nport-only,P,consent,port\nall,A,status,\n"
        ),
    )
    then = known(stated, DAY)
    assert ids(then.bed_spaces) == ["rooms"]
    assert then.institutions[0].part_of is None
    assert [one.option for one in then.activities] == [None, None]
    assert ids(then.modes) == ["m1"]
    # An authority for a site not yet known must not become one for all sites.
    assert [(one.id, one.sites) for one in then.authorities] == [("both", ("fort",)), ("all", ())]
    assert known(stated, date(2026, 2, 1)).bed_spaces == stated.bed_spaces


def test_a_caveat_of_which_nothing_it_names_is_known_yet_goes_too(dossier: Folder) -> None:
    stated = mission(
        dossier,
        nations="id,name\nAAA,A\n",
        sites=("id,name,country,known_from\ncapital,C,XLK,\nport,P,XLK,2026-02-01\nfort,F,XLK,\n"),
        caveats=(
            "id,nation,kind,statement,sites,people\n"
            "cap,AAA,headcount cap,Ten at the port.,port,10\n"
            "all,AAA,headcount cap,Forty in all.,,40\n"
            "only,AAA,location allow,Port only.,port,\n"
            "both,AAA,location allow,Port and fort.,port; fort,\n"
        ),
    )
    then = known(stated, DAY)
    # Ten at a site not yet known must not become ten in all, nor "there only" become "nowhere".
    assert [(one.id, one.sites) for one in then.caveats] == [("all", ()), ("both", ("fort",))]
    assert known(stated, date(2026, 2, 1)).caveats == stated.caveats


def test_a_change_whose_nation_is_not_known_yet_goes_too(dossier: Folder) -> None:
    # With the nation taken out, the scenario could not be played at all.
    stated = mission(
        dossier,
        skills="id,name\nadviser,Adviser\n",
        nations="id,name,known_from\nXAA,Aland,\nXBB,Beland,2027-01-01\n",
        scenarios="id,name\nhelped,They send more\n",
        changes="id,scenario,kind,subject,other,amount\n"
        "one,helped,people of a nation added,adviser,XAA,5\n"
        "two,helped,people of a nation added,adviser,XBB,7\n",
    )
    assert ids(known(stated, DAY).changes) == ["one"]


def test_a_conflict_needs_two_known_claims(dossier: Folder) -> None:
    stated = mission(
        dossier,
        claims=claims("C3,t,s,2026-02-02,letter", "C4,t,s,2026-01-02,letter"),
        conflicts="id,about,claims,preferred\nx,X,C1; C3,C3\ny,Y,C1; C3; C4,C3\n",
    )
    then = known(stated, DAY)
    assert ids(then.conflicts) == ["y"]
    assert then.conflicts[0].claims == ("C1", "C4")
    assert then.conflicts[0].preferred == ()


def test_a_level_whose_claim_came_later_stays_when_it_was_known_otherwise(dossier: Folder) -> None:
    stated = mission(
        dossier,
        claims=claims("C3,t,s,2026-02-02,letter"),
        levels="id,name,kind,people,claim,sources\na,A,planned,40,C3,C1\nb,B,planned,50,C3,C3\n",
    )
    then = known(stated, DAY)
    assert ids(then.levels) == ["a"]
    assert then.levels[0].claim is None


def test_a_day_after_the_last_one_is_refused(dossier: Folder) -> None:
    stated = mission(dossier)
    assert known(stated, stated.profile.until).profile.as_of == stated.profile.until
    with pytest.raises(CadreError, match="as of 2026-12-28: lies after the last day"):
        known(stated, date(2026, 12, 28))


def test_a_day_in_the_last_week_is_told_to_leave_no_whole_one(dossier: Folder) -> None:
    """Checks and plans said that the weeks of a horizon are 0, and that the figure was wrong."""
    late = known(mission(dossier), date(2026, 12, 22))
    with pytest.raises(CadreError, match="as of 2026-12-22: 0 whole weeks lie between it and"):
        _ = late.horizon
    assert known(mission(dossier), date(2026, 12, 21)).horizon.weeks == 1


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), day=st.dates(date(1990, 1, 1), date(2045, 1, 1)))
def test_nothing_known_leans_on_what_is_not(seed: int, day: date) -> None:
    maker = Maker(seed)
    tables: dict[str, Any] = {
        name: tuple(maker.row(table, number) for number in range(maker.count))
        for name, table in TABLES.items()
    }
    stated = Mission(profile=PROFILE, **tables)
    then = known(stated, day)
    rows = {name: {row.id: row for row in getattr(then, name)} for name in TABLES}
    assert lost_rows(rows) == []
    assert [one for table in TABLES.values() for one in lost_citations(table, rows)] == []
    for name in TABLES:
        always = published() if name == "priors" else {}
        assert set(ids(getattr(then, name))) <= {*ids(getattr(stated, name)), *always}
    assert all(claim.reported_on.earliest <= day for claim in then.claims)


PAUSES = "id,name,cause,authorities,sites,programmes,from,to,known_from\n"
AUTHORITIES = "id,name,kind,known_from\nold,Old,consent,\nnew,New,consent,2026-03-01\n"


def paused(dossier: Folder, *rows: str) -> Mission:
    return known(
        mission(
            dossier,
            authorities=AUTHORITIES,
            programmes="id,name\nclasses,Classes\n",
            pauses=PAUSES + "".join(f"{row}\n" for row in rows),
        ),
        DAY,
    )


def test_a_pause_of_what_isnt_known_yet_goes_and_doesnt_become_one_of_all_work(
    dossier: Folder,
) -> None:
    then = paused(dossier, "stop,Stop,order,new,,,2026-01-10,,")
    assert then.pauses == ()


def test_a_pause_keeps_what_is_left_of_what_it_names(dossier: Folder) -> None:
    then = paused(
        dossier,
        "some,Some,order,old; new,,,2026-01-10,,",
        "classes,Classes,order,new,,classes,2026-01-10,,",
        "all,All,order,,,,2026-01-10,,",
    )
    scopes = [(one.authorities, one.programmes) for one in then.pauses]
    assert scopes == [(("old",), ()), ((), ("classes",)), ((), ())]
    assert [one.halts_all for one in then.pauses] == [False, False, True]


def test_a_pause_ends_for_those_only_who_know_of_its_end(dossier: Folder) -> None:
    rows = (
        "open,Stop,order,old,,,2026-01-10,,",
        "ended,Stop,order,old,,,2026-01-10,2026-02-12,2026-02-13",
    )
    text = PAUSES.replace("known_from", "known_from,supersedes")
    dossier.write("authorities", AUTHORITIES)
    dossier.write("pauses", f"{text}{rows[0]},\n{rows[1]},open\n")
    stated = dossier.load().mission
    assert [str(one.window) for one in known(stated, DAY).pauses] == ["from 2026-01-10 on"]
    later = known(stated, date(2026, 2, 13)).pauses
    assert [str(one.window) for one in later] == ["2026-01-10 to 2026-02-12"]


def test_a_day_before_anything_was_known_is_refused_and_not_answered_with_nothing() -> None:
    mission = load(NMI).mission
    with pytest.raises(CadreError, match="nothing of this mission was known by then") as told:
        known_of_something(mission, date(1990, 1, 1))
    first = date.fromisoformat(told.value.allowed.split()[3])
    assert known_of_something(mission, first).profile.as_of == first
