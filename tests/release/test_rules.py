"""Release: a row shown to the wrong reader can't be taken back."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cadre.errors import UnknownIdError
from cadre.mission.ids import AudienceId
from cadre.mission.markings import OPEN, Classification, Marking
from cadre.mission.sources import Audience
from cadre.release.redact import keep, redact
from cadre.release.rules import STAFF, may_see

RESTRICTED = Marking(Classification.RESTRICTED)
HOST_ONLY = Marking(releasable_to=frozenset({"HOST"}))
PUBLIC = Audience(id=AudienceId("public"), name="The public")
HOST = Audience(id=AudienceId("host"), name="The host", communities=("HOST",))

markings = st.builds(
    Marking,
    st.sampled_from(Classification),
    st.none() | st.frozensets(st.sampled_from(["HOST", "EU", "UN"])),
)
audiences = st.builds(
    Audience,
    id=st.just(AudienceId("some")),
    name=st.just("Some"),
    clearance=st.sampled_from(Classification),
    communities=st.lists(st.sampled_from(["HOST", "EU", "UN"])).map(tuple),
)


@pytest.mark.parametrize(
    ("audience", "marking", "allowed"),
    [
        (PUBLIC, OPEN, True),
        (PUBLIC, RESTRICTED, False),
        (PUBLIC, HOST_ONLY, False),
        (HOST, HOST_ONLY, True),
        (HOST, Marking(Classification.RESTRICTED, frozenset({"HOST"})), False),
        (STAFF, Marking(Classification.SECRET, frozenset({"HOST"})), True),
        (HOST, Marking(releasable_to=frozenset()), False),
    ],
)
def test_clearance_and_community_must_both_allow(
    audience: Audience, marking: Marking, allowed: bool
) -> None:
    decision = may_see(audience, marking)
    assert decision.allowed is allowed
    assert decision.reason.endswith(".")


@given(audiences, st.lists(markings))
def test_whoever_sees_a_sum_could_see_all_its_parts(
    audience: Audience, parts: list[Marking]
) -> None:
    if may_see(audience, Marking.strictest(parts)).allowed:
        assert all(may_see(audience, part).allowed for part in parts)


@given(st.lists(markings))
def test_the_strictest_marking_does_not_depend_on_order(parts: list[Marking]) -> None:
    assert Marking.strictest(parts) == Marking.strictest(reversed(parts))


@given(markings.filter(lambda one: one.releasable_to != frozenset()))
def test_a_marking_is_read_back_as_it_was_written(marking: Marking) -> None:
    assert Marking.parse(str(marking)) == marking


@dataclass(frozen=True)
class Leaf:
    text: str
    marking: Marking


@dataclass(frozen=True)
class Tree:
    leaves: tuple[Leaf, ...]
    branches: tuple["Tree", ...] = ()
    marking: Marking = OPEN


def test_what_may_not_be_seen_is_left_out_at_any_depth_and_counted() -> None:
    inner = Tree((Leaf("secret", RESTRICTED), Leaf("open", OPEN)))
    closed = Tree((Leaf("hidden with its branch", OPEN),), marking=RESTRICTED)
    rest, withheld = redact(Tree((Leaf("host", HOST_ONLY),), (inner, closed)), PUBLIC)
    assert rest == Tree((), (Tree((Leaf("open", OPEN),)),))
    assert withheld == 3


def test_nothing_is_copied_when_all_may_be_seen() -> None:
    whole = Tree((Leaf("open", OPEN),))
    assert redact(whole, PUBLIC) == (whole, 0)


def test_things_without_a_marking_are_kept() -> None:
    kept = keep(["plain", Leaf("secret", RESTRICTED)], PUBLIC)
    assert kept.things == ("plain",)
    assert kept.withheld == 1


def test_an_unknown_reader_is_refused_with_the_names_there_are() -> None:
    error = UnknownIdError("reader", "nobody", ["host", "staff"])
    assert "host, staff" in str(error)


@dataclass(frozen=True)
class Summed:
    leaves: tuple[Leaf, ...]

    @property
    def marking(self) -> Marking:
        return Marking.strictest(leaf.marking for leaf in self.leaves)


def test_a_whole_is_not_withheld_for_one_of_its_parts() -> None:
    whole = (Summed((Leaf("open", OPEN), Leaf("secret", RESTRICTED))),)
    rest, withheld = redact(Holder(whole), PUBLIC)
    assert rest == Holder((Summed((Leaf("open", OPEN),)),))
    assert withheld == 1


@dataclass(frozen=True)
class Holder:
    sums: tuple[Summed, ...]
