"""`cadre lose`: what stops and what must be brought if a provider, a site or a nation goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from cadre.checks.departure import Departure, Moment
from cadre.checks.loss import Leaver, SiteLoss, Why
from cadre.checks.refuge import Refuge
from cadre.cli.options import Day, with_desk
from cadre.cli.show import table
from cadre.desk.desk import Desk
from cadre.desk.plan_file import read_plan
from cadre.desk.refused import answer_as_json


@click.command()
@with_desk
@click.argument("who")
@click.option("--from", "since", required=True, type=Day(), help="First day without it.")
@click.option(
    "--what",
    type=click.Choice([one.value for one in Leaver]),
    help="What WHO is, where one id stands for several.",
)
@click.option(
    "--plan",
    "plan_file",
    type=click.Path(path_type=Path),
    help="Plan to look at, from `cadre plan --out`; else the work that has begun.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the loss as JSON.")
def lose(
    desk: Desk, who: str, since: date, what: str | None, plan_file: Path | None, as_json: bool
) -> None:
    """Show what the mission in DOSSIER loses if a provider, site or nation, WHO, goes.

    For a provider: the support lost, what must be brought in its place, who offers that and
    what is still short. For a site: the people and beds displaced, and where they could go. For
    a nation: the posts that nobody fills any more. In each case: the work that stops, and how it
    goes on until the end of the horizon.

    \b
    Example:
      cadre lose examples/nmi mag --from 2021-10-01
    """
    plan = None if plan_file is None else read_plan(plan_file).plan
    answer = desk.lose(who, since, what=None if what is None else Leaver(what), plan=plan)
    click.echo(answer_as_json(desk, answer) if as_json else as_text(answer.loss), nl=not as_json)
    if plan is None and answer.loss.moments[0].needed_before == 0:
        told = "No work that has begun needs people that day; --plan looks at what a plan starts."
        click.echo(told, err=True)


def as_text(loss: Departure) -> str:
    """A loss on one page: the figures first, then what stops, what is short, and later days."""
    first = loss.moments[0]
    blocks = [_head(loss), _figures(first), *_counted(loss), *_stops(first)]
    for site in first.sites:
        blocks += [*_support(site), *_posts(site)]
    blocks += [*_helpers(loss), *_refuges(loss), *_also(loss), *_later(loss)]
    return "\n\n".join(blocks)


def _head(loss: Departure) -> str:
    leaving, first = loss.leaving, loss.moments[0]
    day = first.window.start
    seen = "" if day == loss.since else f", seen from {day}"
    return f"Without {leaving.name} ({leaving.what.value} {leaving.id}) from {loss.since} on{seen}"


def _figures(first: Moment) -> str:
    growth, times = first.growth, ""
    if growth is not None:
        high = "no force large enough" if growth.high is None else f"{growth.high:.1f}"
        times = f"{growth.likely:.1f} times as many ({growth.low:.1f} to {high})"
    rows: list[tuple[object, ...]] = [
        ("People in posts", first.posts_before, first.posts_after, ""),
        ("People needed", _count(first.needed_before), _count(first.needed_after), times),
    ]
    if first.beds_before is None:
        rows.append(("Beds", "unknown", "unknown", "none are stated where work runs that day"))
    else:
        short = _count(first.beds_short_before), _count(first.beds_short_after)
        rows += [("Beds", first.beds_before, first.beds_after, ""), ("Beds short", *short, "")]
    return table(("", "before", "after", ""), rows)


def _counted(loss: Departure) -> Iterator[str]:
    """Whose people are in the figures though it stands still; a brief leaves them out."""
    if loss.paused:
        names = ", ".join(loss.paused)
        yield f"Counted although paused that day, since its people stay: {names}."


def _count(people: int | None) -> str:
    return "no end" if people is None else str(people)


def _stops(first: Moment) -> Iterator[str]:
    if not first.sites:
        yield "No work that day leans on it."
    elif not first.stops:
        yield "No work stops."
    for why in dict.fromkeys(one.why for one in first.stops):
        names = "; ".join(one.name for one in first.stops if one.why is why)
        yield f"Stops, since {why.value}: {names}."


def _support(site: SiteLoss) -> Iterator[str]:
    rows = [
        (
            one.name,
            "as needed" if one.lost is None else one.lost,
            "as needed" if one.left is None else one.left,
            one.own,
            _count(one.needed),
            _count(one.brought),
            sum(offer.people for offer in one.offers),
            _count(one.short),
        )
        for one in site.kinds
    ]
    header = ("support", "lost", "still lent", "own", "needed", "to bring", "offered", "short")
    if rows:
        yield f"{site.name}\n{table(header, rows)}"


def _posts(site: SiteLoss) -> Iterator[str]:
    rows = [
        (one.activity, one.name, one.asked, one.before, one.after, one.asked - one.after)
        for one in site.unfilled
    ]
    header = ("work", "posts for", "asked", "before", "after", "unfilled")
    if rows:
        yield f"{site.name}\n{table(header, rows)}"


def _helpers(loss: Departure) -> Iterator[str]:
    rows = [
        (one.pledge, one.nation, one.skill, one.people, one.rung, one.notice_weeks)
        for one in loss.offers
    ]
    if rows:
        header = ("pledge", "nation", "skill", "people", "", "weeks of notice")
        yield f"Who offers it\n{table(header, rows)}"


def _refuges(loss: Departure) -> Iterator[str]:
    if loss.leaving.what is not Leaver.SITE:
        return
    rows = [
        (
            one.activity,
            one.people,
            one.name,
            one.mode or "no way stated",
            "unknown" if one.beds is None else one.beds,
            _verdict(one),
        )
        for one in loss.refuges
    ]
    if rows:
        header = ("work", "people", "could go to", "way to run it", "beds", "")
        yield f"Where it could go\n{table(header, rows)}"
    judged = {one.activity for one in loss.refuges}
    stops = (one for one in loss.moments[0].stops if one.why is Why.SITE)
    lost = "; ".join(one.name for one in stops if one.activity not in judged)
    if lost:
        yield f"No way to run it elsewhere is stated, and no other site has room: {lost}."


def _verdict(one: Refuge) -> str:
    if one.lacks:
        return f"lacks {', '.join(one.lacks)}"
    return "can go" if one.mode else "has what it needs"


def _also(loss: Departure) -> Iterator[str]:
    if loss.leaning:
        yield f"Work to come that leans on it: {', '.join(loss.leaning)}."
    if loss.pledges:
        yield f"Its pledges fall away, for work to come as well: {', '.join(loss.pledges)}."
    if loss.own_work:
        yield f"Its own work with the host ends: {', '.join(loss.own_work)}."
    if loss.leads:
        yield f"Its turns in the lead fall away: {', '.join(loss.leads)}."


def _later(loss: Departure) -> Iterator[str]:
    if len(loss.moments) == 1:
        yield f"Nothing changes in this until {loss.moments[0].window.last}."
        return
    rows = [
        (
            one.window.first,
            f"{one.posts_before} -> {one.posts_after}",
            f"{_count(one.needed_before)} -> {_count(one.needed_after)}",
            "unknown" if one.beds_after is None else _count(one.beds_short_after),
            ", ".join(stop.activity for stop in one.stops) or "nothing",
        )
        for one in loss.moments
    ]
    header = ("from", "in posts", "needed", "beds short", "stops")
    yield f"How it goes on, until {loss.moments[-1].window.last}\n{table(header, rows)}"
