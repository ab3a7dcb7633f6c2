"""Posts against pledges, by skill."""

from __future__ import annotations

from collections.abc import Iterator

from cadre.brief import burden
from cadre.brief.charts.bars import FILLS, nations, posts
from cadre.brief.charts.matrix import fill as fill_chart
from cadre.brief.context import Context
from cadre.brief.counts import Fill, fill_by_skill
from cadre.brief.futures import held_share
from cadre.brief.sections import (
    Chart,
    Line,
    Number,
    Origin,
    Paragraph,
    Part,
    Piece,
    Section,
    Table,
    Text,
    columns_of,
    joined,
)
from cadre.brief.words import listed, percent, quarter_weeks, short_day, some_of
from cadre.mission.ids import NationId, PledgeId
from cadre.simulator.outcomes import HeldBackBy

_TITLE = "Posts against pledges, by skill"


def section(context: Context) -> Section:
    """Posts and fill by skill, over time, and by nation."""
    fills = fill_by_skill(context.mission, context.plan)
    if not any(max(fill.asked) for fill in fills):
        nothing = Paragraph.of(["Planned work has no posts: what people it needs is unknown."])
        return Section(id="posts", title=_TITLE, parts=(nothing,))
    fills = tuple(sorted(fills, key=_urgency))
    full = not any(map(unfilled, fills))
    parts: list[Part] = [_in_short(context, fills), _bars(context, fills)]
    parts += [] if full else [_over_time(context, fills)]
    parts.append(_table(context, fills, full=full))
    if any(fill.nations for fill in fills):
        parts += [_nations(context, fills), burden.table(context)]
    return Section(id="posts", title=_TITLE, parts=tuple(parts))


def _urgency(fill: Fill) -> tuple[int, int, int]:
    """Skills with critical posts unfilled come first, then other gaps, then the largest."""
    return -unfilled_critical(fill), -unfilled(fill), -max(fill.asked)


def unfilled(fill: Fill) -> int:
    """Most posts of the skill that are unfilled in one week."""
    gaps = (asked - filled for asked, filled in zip(fill.asked, fill.filled, strict=True))
    return max(0, *gaps)


def unfilled_critical(fill: Fill) -> int:
    """Critical posts unfilled in the week in which most people of the skill are asked for."""
    return max(0, fill.critical[fill.peak] - fill.critical_filled[fill.peak])


def _in_short(context: Context, fills: tuple[Fill, ...]) -> Paragraph:
    """Whether the plan fills the posts, and how often their emptiness stops work all the same."""
    open_skills = [fill for fill in fills if unfilled(fill)]
    said: list[Piece] = ["On paper every post is filled, in every week in which it is asked for."]
    if open_skills:
        names = listed((context.short(fill.skill, "skills") for fill in open_skills), 3)
        said = [f"Posts stay unfilled in {names}; they come first below."]
    share = held_share(context, HeldBackBy.POSTS)
    if share is not None:
        said += [" In the futures, where not everybody comes who is offered, ", share]
        said += [" of what held work back was posts not filled."]
    return Paragraph.of(said, context.bases["plan"].marking)


def _pieces(context: Context, fill: Fill) -> Iterator[dict[str, object]]:
    week = fill.peak
    critical, done = fill.critical[week], fill.critical_filled[week]
    others, others_done = fill.asked[week] - critical, fill.filled[week] - done
    sizes = (done, critical - done, others_done, others - others_done)
    for order, (part, people) in enumerate(zip(FILLS, sizes, strict=True)):
        if people > 0:
            name = context.name(fill.skill, "skills")
            yield {"skill": name, "part": part, "order": order, "people": people}


def _bars(context: Context, fills: tuple[Fill, ...]) -> Chart:
    return Chart(
        id="posts-skills",
        title="Posts by skill in the week with most posts, filled and unfilled",
        description=f"{len(fills)} skills; critical posts are drawn apart from the others.",
        spec=posts([piece for fill in fills for piece in _pieces(context, fill)]),
        marking=context.bases["plan"].marking,
    )


def _pledges(context: Context, fill: Fill) -> dict[PledgeId, None]:
    """The pledges that fill posts of the skill, in the order of the plan's assignments."""
    posts = {post.id for post in context.mission.posts if post.skill == fill.skill}
    return {one.pledge: None for one in context.plan.assignments if one.post in posts}


def number(context: Context, fill: Fill, which: str) -> Number:
    """One figure of a skill in its busiest week: asked, filled, critical, critical-unfilled."""
    week = fill.peak
    values = {
        "asked": fill.asked[week],
        "filled": fill.filled[week],
        "critical": fill.critical[week],
        "critical-unfilled": unfilled_critical(fill),
    }
    rows = context.refs("posts", (post.id for post in fill.posts))
    if "filled" in which:
        rows += context.refs("pledges", sorted(_pledges(context, fill)))
    day = short_day(context.horizon.day(week))
    return context.number(
        f"posts.{fill.skill}.{which}",
        values[which],
        f"{context.name(fill.skill, 'skills')}, {which.replace('-', ' ')}, week of {day}",
        Origin(rows=rows, basis="plan", words="Counted over the plan's starts and assignments."),
        "people",
    )


def _table(context: Context, fills: tuple[Fill, ...], *, full: bool) -> Table:
    """Each skill in its busiest week; when nothing is unfilled, only what is asked for."""
    which = ("asked", "critical") if full else ("asked", "filled", "critical", "critical-unfilled")
    heads = [one.replace("-", ", ").capitalize() for one in which]
    columns = ("Skill", "Week of", *heads, "Filled by, over the whole plan")
    return Table(
        id="posts-skills",
        title="Each skill in the week in which most of its posts are asked for",
        columns=columns_of(columns, heads),
        lines=tuple(_line(context, fill, which) for fill in fills),
    )


def _line(context: Context, fill: Fill, which: tuple[str, ...]) -> Line:
    return Line.of(
        (
            context.name(fill.skill, "skills"),
            short_day(context.horizon.day(fill.peak)),
            *(number(context, fill, one) for one in which),
            _by_nation(context, fill),
        ),
        None,
        "bad" if unfilled_critical(fill) else "weak" if unfilled(fill) else "",
    )


def _by_nation(context: Context, fill: Fill) -> Text:
    total = sum(fill.nations.values())
    largest = sorted(fill.nations.items(), key=lambda pair: (-pair[1], pair[0]))
    shares = (
        (f"{context.short(nation, 'nations')} ", _share(context, fill, nation, weeks / total))
        for nation, weeks in largest[:4]
    )
    said = joined(shares, ", ") or ("nobody",)
    return (*said, f", {len(largest) - 4} more") if len(largest) > 4 else said


def _share(context: Context, fill: Fill, nation: NationId, share: float) -> Number:
    pledges = _pledges(context, fill)
    own = [key for key in pledges if context.mission.pledge(key).nation == nation]
    skill = context.name(fill.skill, "skills")
    return context.number(
        f"posts.{fill.skill}.{nation}.share",
        share,
        f"Share of the filled person-weeks of {skill}: {context.name(nation, 'nations')}",
        Origin(
            rows=context.refs("pledges", own),
            basis="plan",
            words="Person-weeks of its people in posts of the skill, over those of all nations.",
        ),
        "%",
    )


def _over_time(context: Context, fills: tuple[Fill, ...]) -> Chart:
    horizon = context.horizon
    weeks = some_of(quarter_weeks(horizon), 8)
    cells = []
    for fill in fills:
        for week in weeks:
            share = fill.share([week])
            if share is not None:
                cells.append(
                    {
                        "skill": context.name(fill.skill, "skills"),
                        "quarter": short_day(horizon.day(week)),
                        "share": round(share, 4),
                        "text": percent(share),
                    }
                )
    return Chart(
        id="posts-fill",
        title="Share of posts filled by the plan, by skill and quarter end (week of)",
        description="Empty where no post of the skill is asked for in that week.",
        spec=fill_chart(cells, [short_day(horizon.day(week)) for week in weeks]),
        marking=context.bases["plan"].marking,
    )


def _nations(context: Context, fills: tuple[Fill, ...]) -> Chart:
    parts = [
        {
            "skill": context.name(fill.skill, "skills"),
            "nation": context.short(nation, "nations"),
            "weeks": weeks,
        }
        for fill in fills
        for nation, weeks in sorted(fill.nations.items())
    ]
    return Chart(
        id="posts-nations",
        title="Whose people fill the posts, by skill",
        description="Shares of the person-weeks filled over the whole horizon.",
        spec=nations(parts),
        marking=context.bases["plan"].marking,
    )
