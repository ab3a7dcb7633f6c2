"""Seats: counted too high, a nation looks easy to spare; too low, work stops for nothing."""

from collections import Counter
from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from cadre.checks.seats import below_least, seated
from cadre.checks.work import Present
from cadre.mission.activities import least
from cadre.mission.forces import CaveatKind
from cadre.mission.ids import ActivityId, CaveatId, NationId, SiteId, SkillId
from cadre.mission.mission import Mission
from tests.checks.building import AS_OF, caveat, pledge, sound

STAFF = SkillId("staff")
PLACES = (("hq", "camp"), ("advice", "school"))
KEYS = tuple((ActivityId(key), STAFF) for key, _ in PLACES)


def work(heads: tuple[int, int]) -> tuple[Present, ...]:
    mission = sound()
    return tuple(
        Present(
            activity=mission.activity(ActivityId(key)), site=SiteId(site), heads={STAFF: people}
        )
        for (key, site), people in zip(PLACES, heads, strict=True)
        if people
    )


def offered(people: tuple[int, ...], allowed: tuple[int, ...], cap: int) -> Mission:
    """A nation a pledge; bit 0 of `allowed` lets it to the camp, bit 1 to the school."""
    names = [f"XX{letter}" for letter in "ABC"]
    denied = tuple(
        replace(
            caveat(CaveatKind.LOCATION_DENY, name, sites=(SiteId(site),)),
            id=CaveatId(f"{name}-{site}"),
        )
        for name, bits in zip(names, allowed, strict=True)
        for bit, (_, site) in enumerate(PLACES)
        if not bits >> bit & 1
    )
    highest = caveat(CaveatKind.HEADCOUNT_CAP, names[0], people=cap)
    return replace(
        sound(),
        nations=tuple(replace(sound().nations[0], id=NationId(name)) for name in names),
        pledges=tuple(
            pledge(f"p-{name}", name, "staff", number)
            for name, number in zip(names, people, strict=True)
            if number
        ),
        caveats=(*denied, highest),
    )


def best(
    people: tuple[int, ...], allowed: tuple[int, ...], cap: int, heads: tuple[int, int]
) -> tuple[int, int]:
    """Of all ways to seat them: least fill first, by rank, then the rest, by rank."""
    free = (min(people[0], cap), *people[1:])
    splits = [
        [
            (a, b)
            for a in range(number + 1 if bits & 1 else 1)
            for b in range(number - a + 1 if bits & 2 else 1)
        ]
        for number, bits in zip(free, allowed, strict=True)
    ]
    fills = (
        tuple(min(sum(one[i] for one in way), heads[i]) for i in (0, 1)) for way in product(*splits)
    )
    wanted = tuple(least(number, 0.5) for number in heads)
    return max(
        ((one[0], one[1]) for one in fills),
        key=lambda one: (min(one[0], wanted[0]), min(one[1], wanted[1]), one[0], one[1]),
    )


small = st.integers(0, 4)


@given(
    st.tuples(small, small, small),
    st.tuples(*[st.integers(0, 3)] * 3),
    small,
    st.tuples(st.integers(0, 7), st.integers(0, 7)),
)
def test_as_many_sit_as_any_way_to_seat_them_allows(
    people: tuple[int, ...], allowed: tuple[int, ...], cap: int, heads: tuple[int, int]
) -> None:
    found = seated(offered(people, allowed, cap), work(heads), AS_OF)
    assert (found[KEYS[0]], found[KEYS[1]]) == best(people, allowed, cap, heads)


def test_who_may_serve_anywhere_makes_room_for_who_may_not() -> None:
    """The first nation could sit at the camp, where alone the second may."""
    found = seated(offered((4, 4, 0), (3, 1, 0), 9), work((4, 4)), AS_OF)
    assert (found[KEYS[0]], found[KEYS[1]]) == (4, 4)


def test_work_is_crippled_by_one_skill_below_its_least() -> None:
    both = work((4, 5))
    assert below_least(both, Counter({KEYS[0]: 2, KEYS[1]: 3})) == frozenset()
    assert below_least(both, Counter({KEYS[0]: 2, KEYS[1]: 2})) == {"advice"}
