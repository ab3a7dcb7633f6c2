"""What the plan leaves out, and what would unlock it."""

from __future__ import annotations

from cadre.brief.context import Context
from cadre.brief.counts import posts_of
from cadre.brief.sections import Line, Origin, Paragraph, Part, Section, Table, columns_of
from cadre.brief.words import day_text, listed
from cadre.checks.option import OptionStanding
from cadre.mission.plans import LeftOut


def section(context: Context) -> Section:
    """The activities left out, each with its reason, and the options with what bars them."""
    out = altogether(context)
    cut = [one for one in context.plan.left_out if one not in out]
    parts: list[Part] = []
    if out:
        parts.append(_table(context, "left-out", "Left out of the plan", out))
    else:
        parts.append(Paragraph.of(["Nothing that the dossier offers is left out of the plan."]))
    if cut:
        parts.append(_table(context, "cut-short", "Planned, but stops before the plan ends", cut))
    if context.inputs.standings:
        parts.append(_options(context))
    return Section(
        id="left-out", title="What is left out, and what would unlock it", parts=tuple(parts)
    )


def altogether(context: Context) -> list[LeftOut]:
    """What the plan leaves out without starting it at all."""
    started = {start.activity for start in context.plan.starts}
    return [one for one in context.plan.left_out if one.activity not in started]


def _table(context: Context, key: str, title: str, rows: list[LeftOut]) -> Table:
    columns = ("What", "Posts", "In the way", "Why", "What would unlock it", "Documents")
    return Table(
        id=key,
        title=title,
        columns=columns_of(columns, ["Posts"]),
        lines=tuple(_line(context, one) for one in rows),
    )


def _line(context: Context, one: LeftOut) -> Line:
    mission = context.mission
    activity = mission.activity(one.activity)
    posts = context.refs("posts", (post.id for post in mission.posts_of(one.activity)))
    blockers = context.found(one.blockers)
    rows = [row for row in map(context.row, blockers) if row is not None]
    people = context.number(
        f"left-out.{one.activity}.posts",
        posts_of(mission, one.activity),
        f"People asked for by the posts of {activity.name}, which is left out",
        Origin(rows=posts, words="Sum of the people asked for by its lines of posts."),
        "people",
    )
    cited = [*activity.sources, *(source for row in rows for source in row.sources)]
    return Line.of(
        (
            activity.name,
            people if posts else "none of its own",
            one.rule,
            one.reason,
            one.unlock,
            context.cites(cited, 3),
        ),
        context.mark(activity, *rows),
    )


def _options(context: Context) -> Table:
    columns = ("Rank", "Option", "Plan", "Talks", "Talks done by", "Documents")
    return Table(
        id="options",
        title="The options, those first whose talks can succeed in time",
        columns=columns_of(columns, ["Rank"]),
        lines=tuple(_option_line(context, one) for one in context.inputs.standings),
    )


def _option_line(context: Context, one: OptionStanding) -> Line:
    blockers = context.found(one.blockers)
    planned = [
        start.activity
        for start in context.plan.starts
        if context.mission.activity(start.activity).option == one.option.id
    ]
    rules = dict.fromkeys(
        left.rule
        for left in context.plan.left_out
        if context.mission.activity(left.activity).option == one.option.id
    )
    names = listed(context.shorts(planned, "activities"), 3)
    use = f"in: {names}" if planned else f"not in: {listed(rules) or 'states no work'}"
    talks = " ".join(one.reasons) or "nothing known in their way"
    return Line.of(
        (
            str(one.rank),
            one.option.name,
            use,
            talks,
            day_text(one.earliest),
            context.cites(one.option.sources),
        ),
        context.mark(one.option, *blockers),
        "" if one.feasible else "bad",
    )
