"""Whatever is done in whatever order, a store says what a simple model in memory says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from cadre.dossier.store.access import fork_at, load_at, save_at
from cadre.dossier.store.address import MAIN, Address, parse
from cadre.dossier.store.branches import merge
from cadre.dossier.store.merging import ConflictError, Side, Takes
from cadre.dossier.store.opening import opened
from cadre.dossier.store.stale import StaleError
from cadre.dossier.store.undoing import undo
from cadre.dossier.store.verifying import verify
from cadre.mission.ids import BedSpaceId, SiteId
from cadre.mission.mission import Mission
from cadre.mission.rows import Citation, Row
from cadre.mission.sites import BedSpace, Site
from tests.store.conftest import SCHEMAS, SERVED
from tests.store.making import begun_store, by, small_mission
from tests.store.server import Server

TABLES = ("sites", "bed_spaces")
NAMES = [f"s{number}" for number in range(4)]
LISTS = ("sources", "supersedes")
"""Fields that both sides may add to and take from."""
CITED = [(), (Citation("C1"),), (Citation("C1"), Citation("C2")), (Citation("letter", "p 2"),)]

Rows = dict[tuple[str, str], Row]


def rows_of(mission: Mission) -> Rows:
    return {(table, str(row.id)): row for table in TABLES for row in getattr(mission, table)}


@dataclass
class Past:
    """The model: what each branch stated after each change."""

    states: list[dict[str, Mission]]
    parents: dict[str, tuple[str, Mission]]
    """For each branch but the first its parent, and what both came from last."""

    @property
    def now(self) -> dict[str, Mission]:
        return self.states[-1]

    def becomes(self, branch: str, mission: Mission) -> None:
        self.states.append(self.now | {branch: mission})


def merged(base: Mission, ours: Mission, theirs: Mission, side: Side | None) -> Rows | None:
    """What two sides make together, by the plainest rules; None when they don't agree."""
    three = [rows_of(one) for one in (base, ours, theirs)]
    made: Rows = {}
    for key in {*three[0], *three[1], *three[2]}:
        was, here, there = (one.get(key) for one in three)
        if there in (here, was):
            one = here
        elif here == was:
            one = there
        elif here is None or there is None:
            if side is None:
                return None
            one = here if side is Side.OURS else there
        else:
            together = _fields(was, here, there, side)
            if together is None:
                return None
            one = together
        if one is not None:
            made[key] = one
    named = {("sites", str(row.site)) for row in made.values() if isinstance(row, BedSpace)}
    return made if named <= made.keys() else None


def _fields(was: Row | None, here: Row, there: Row, side: Side | None) -> Row | None:
    values: dict[str, Any] = {}
    for field in fields(here):
        before = getattr(was, field.name) if was is not None else None
        mine, other = getattr(here, field.name), getattr(there, field.name)
        if mine == other or (was is not None and other == before):
            values[field.name] = mine
        elif was is not None and mine == before:
            values[field.name] = other
        elif field.name in LISTS:
            old = before or ()
            kept = [one for one in mine if one in other or one not in old]
            values[field.name] = (
                *kept,
                *(one for one in other if one not in old and one not in mine),
            )
        elif side is None:
            return None
        else:
            values[field.name] = mine if side is Side.OURS else other
    return replace(here, **values)


class Machine(RuleBasedStateMachine):
    """Edits, branches, merges and undoings, each looked at in both."""

    addresses: ClassVar[Iterator[Address]]
    branches: Bundle[str] = Bundle("branches")

    @initialize(target=branches)
    def begin(self) -> str:
        self.address = begun_store(next(self.addresses))
        nothing: dict[str, Mission] = {}
        self.past = Past(states=[nothing, nothing, {MAIN: small_mission()}], parents={})
        return MAIN

    def save(self, branch: str, mission: Mission) -> None:
        """Save what was loaded and changed; the model does the same."""
        address = self.address.on(branch)
        loaded = load_at(address)
        assert loaded.mission == self.past.now[branch]
        done = save_at(mission, address, loaded, by("anna"))
        assert (done is None) == (mission == self.past.now[branch])
        if done is not None:
            self.past.becomes(branch, mission)
            assert done.seq == len(self.past.states) - 1

    @rule(branch=branches, name=st.sampled_from(NAMES), data=st.data())
    def put_site(self, branch: str, name: str, data: st.DataObject) -> None:
        mission = self.past.now[branch]
        site = Site(
            id=SiteId(name),
            name=data.draw(st.sampled_from(["One", 'Two, "2"', "Drei ß"])),
            country="XLK",
            note=data.draw(st.sampled_from(["", "a\nb"])),
            sources=data.draw(st.sampled_from(CITED)),
        )
        rest = [one for one in mission.sites if one.id != name]
        rest.insert(data.draw(st.integers(0, len(rest))), site)
        self.save(branch, replace(mission, sites=tuple(rest)))

    @rule(branch=branches, name=st.sampled_from(NAMES), beds=st.integers(1, 3), data=st.data())
    def put_beds(self, branch: str, name: str, beds: int, data: st.DataObject) -> None:
        mission = self.past.now[branch]
        site = data.draw(st.sampled_from([one.id for one in mission.sites]))
        bed = BedSpace(id=BedSpaceId(f"beds-{name}"), site=site, beds=beds)
        rest = [one for one in mission.bed_spaces if one.id != bed.id]
        rest.insert(data.draw(st.integers(0, len(rest))), bed)
        self.save(branch, replace(mission, bed_spaces=tuple(rest)))

    @rule(branch=branches, name=st.sampled_from(NAMES))
    def take_out(self, branch: str, name: str) -> None:
        mission = self.past.now[branch]
        beds = tuple(one for one in mission.bed_spaces if one.site != name)
        sites = tuple(one for one in mission.sites if one.id != name)
        self.save(branch, replace(mission, sites=sites, bed_spaces=beds))

    @rule(branch=branches, question=st.sampled_from(["who?", "how many?"]), needs=st.integers(1, 3))
    def ask(self, branch: str, question: str, needs: int) -> None:
        profile = self.past.now[branch].profile
        weights = replace(profile.weights, needs=float(needs))
        asked = replace(profile, question=question, weights=weights)
        self.save(branch, replace(self.past.now[branch], profile=asked))

    @rule(branch=branches, name=st.sampled_from(NAMES))
    def write_late(self, branch: str, name: str) -> None:
        """Whoever loaded before another one changed the same row is refused."""
        address = self.address.on(branch)
        stale = load_at(address)
        mission = self.past.now[branch]
        site = Site(id=SiteId(name), name="Mine", country="XLK")
        others = tuple(one for one in mission.sites if one.id != name)
        if any(one.site == name for one in mission.bed_spaces):
            return
        theirs = replace(site, name="Theirs")
        if theirs in mission.sites:
            return
        self.save(branch, replace(mission, sites=(*others, theirs)))
        before = self.past.now[branch]
        late = replace(stale.mission, sites=(*others, site))
        with pytest.raises(StaleError) as refused:
            save_at(late, address, stale, by("late"))
        assert {(one.kind, one.id) for one in refused.value.moved} >= {("sites", name)}
        assert load_at(address).mission == before

    @rule(target=branches, branch=branches, data=st.data())
    def fork(self, branch: str, data: st.DataObject) -> str:
        name = f"option-{len(self.past.parents)}"
        known = [seq for seq, one in enumerate(self.past.states) if branch in one]
        seq = data.draw(st.sampled_from(known))
        fork_at(self.address.on(branch, seq), name, by("anna"))
        there = self.past.states[seq][branch]
        self.past.parents[name] = (branch, there)
        self.past.becomes(name, there)
        return name

    @rule(branch=branches, up=st.booleans(), side=st.sampled_from([None, *Side]))
    def merge(self, branch: str, up: bool, side: Side | None) -> None:
        if branch not in self.past.parents:
            return
        parent, base = self.past.parents[branch]
        ours, theirs = (parent, branch) if up else (branch, parent)
        now = self.past.now
        wanted = merged(base, now[ours], now[theirs], side)
        takes = Takes(all=side, some={})
        with opened(self.address, writes=True) as store:
            if wanted is None:
                with pytest.raises(ConflictError):
                    merge(store, (ours, theirs, None), takes, by("anna"))
                return
            if now[ours].profile != now[theirs].profile and side is None:
                return
            done, _ = merge(store, (ours, theirs, None), takes, by("anna"))
        after = load_at(self.address.on(ours)).mission
        assert rows_of(after) == wanted
        if done is None:
            assert (now[theirs], after) == (base, now[ours]), "only nothing isn't recorded"
            return
        self.past.parents[branch] = (parent, now[theirs])
        self.past.becomes(ours, after)

    @rule(branch=branches)
    def undo_last(self, branch: str) -> None:
        """The last change of a branch is undone to the letter, its order and all."""
        changed = [
            seq
            for seq in range(3, len(self.past.states))
            if self.past.states[seq].get(branch) != self.past.states[seq - 1].get(branch)
            and branch in self.past.states[seq - 1]
        ]
        if not changed:
            return
        with opened(self.address, writes=True) as store:
            done = undo(store, branch, (changed[-1], changed[-1]), by("anna"))
        assert done is not None
        self.past.becomes(branch, self.past.states[changed[-1] - 1][branch])
        assert load_at(self.address.on(branch)).mission == self.past.now[branch]

    @rule(data=st.data())
    def look_back(self, data: st.DataObject) -> None:
        """Every branch shows as of every change what it stated then."""
        seq = data.draw(st.integers(2, len(self.past.states) - 1))
        for branch, mission in self.past.states[seq].items():
            assert load_at(self.address.on(branch, seq)).mission == mission

    @invariant()
    def is_sound(self) -> None:
        with opened(self.address) as store:
            told = verify(store)
        assert told.faults == []
        assert told.last == len(self.past.states) - 1


def tried(addresses: Iterator[Address], examples: int, steps: int) -> None:
    machine = type("Tried", (Machine,), {"addresses": addresses})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_sqlite_store_says_what_the_model_says() -> None:
    with TemporaryDirectory() as folder:
        tried((Address(file=Path(folder) / f"{n}.db") for n in count()), 20, 20)


@SERVED
def test_a_postgresql_store_says_what_the_model_says(server: Server) -> None:
    addresses = (parse(f"{server.url}?schema=stateful_{next(SCHEMAS)}") for _ in count())
    tried(addresses, 8, 20)
