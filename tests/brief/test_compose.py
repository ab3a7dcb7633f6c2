"""What a brief says, and that each part of it is marked and each number leads back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from cadre.brief.compose import BriefInputs, compose
from cadre.brief.context import Context
from cadre.brief.sections import (
    Brief,
    Chart,
    Group,
    Line,
    Number,
    Paragraph,
    RowLink,
    Table,
    words_of,
)
from cadre.checks.option import OptionStanding
from cadre.mission.activities import Option
from cadre.mission.ids import AudienceId, AuthorityId, BedSpaceId, NegotiationId, OptionId
from cadre.mission.markings import OPEN, Classification, Marking
from cadre.mission.mission import Mission
from cadre.mission.plans import Plan
from cadre.mission.rows import Citation
from cadre.mission.sites import BedSpace
from cadre.mission.sources import Audience
from cadre.mission.weeks import Window
from cadre.release.redact import redact

PUBLIC = Audience(id=AudienceId("public"), name="The public")
ORDER = (
    "bottom-line",
    "law",
    "plan",
    "left-out",
    "force",
    "support",
    "posts",
    "needs",
    "stages",
    "sites",
    "futures",
    "findings",
    "conflicts",
    "assumptions",
    "making",
    "evidence",
)


def said(brief: Brief, section: str) -> str:
    """All that a section says, cell by cell."""
    found = []
    for part in next(one for one in brief.sections if one.id == section).parts:
        for leaf in part.parts if isinstance(part, Group) else (part,):
            if isinstance(leaf, Paragraph):
                found.append(words_of(leaf.text))
            elif isinstance(leaf, Table):
                found += [words_of(cell) for line in leaf.lines for cell in line.cells]
    return "\n".join(found)


def table(brief: Brief, key: str) -> Table:
    return next(one for one in brief.leaves() if isinstance(one, Table) and one.id == key)


def at_least(strict: Marking, other: Marking) -> bool:
    return Marking.strictest([strict, other]) == strict


def test_sections_come_in_the_order_in_which_they_are_needed(brief: Brief) -> None:
    assert tuple(one.id for one in brief.sections) == ORDER


def items(brief: Brief) -> dict[str, str]:
    """What the bottom line says under each label."""
    parts = [part for part in brief.sections[0].parts if isinstance(part, Paragraph)]
    return {part.label: words_of(part.text) for part in parts if part.label}


def test_the_bottom_line_begins_with_what_is_asked_and_by_whom(brief: Brief) -> None:
    """It said that the body which decides on the mission asks, whoever asked by the dossier."""
    first = brief.sections[0].parts[0]
    assert isinstance(first, Paragraph)
    assert first.label == "What is asked"
    assert words_of(first.text) == "Ministers ask how the mission can grow from summer."


def test_a_question_of_a_later_day_is_not_told_before_it(inputs: BriefInputs) -> None:
    """A brief as of an earlier day must not know what was decided afterwards."""
    question = "Ministers decided on 18 June 2021 to grow: how?"
    profile = replace(inputs.mission.profile, question=question)
    later = compose(replace(inputs, mission=replace(inputs.mission, profile=profile)))
    assert "18 June 2021" not in said(later, "bottom-line")


def test_the_answer_comes_next_and_says_what_each_option_can_do(brief: Brief) -> None:
    assert items(brief)["Answer"] == (
        "1 start with 150 posts can be ordered today. The first is Staff school, in the week of "
        "21 June 2021. Grow in steps can be prepared for 20 September 2021."
    )


def test_an_option_that_can_be_ordered_is_said_to_start_on_its_day(inputs: BriefInputs) -> None:
    """The first sentence of an answer is read by those who read no other."""
    plan = inputs.result.plan
    starts = tuple(replace(one, waits_for=()) for one in plan.starts)
    firm = replace(inputs.result, plan=replace(plan, starts=starts))
    answer = items(compose(replace(inputs, result=firm)))["Answer"]
    assert answer.endswith("Grow in steps can start on 20 September 2021.")


def test_an_option_that_is_all_talks_is_answered_by_when_they_can_be_done(
    inputs: BriefInputs,
) -> None:
    """Saying that it isn't in the plan would sound as if it had been turned down."""
    talks = (NegotiationId("talks"),)
    standings = tuple(
        OptionStanding(
            option=Option(id=OptionId(name), name=name, negotiations=negotiations),
            rank=rank,
            feasible=name != "Treaty",
            earliest=date(2021, 12, 1),
        )
        for rank, (name, negotiations) in enumerate(
            (("Letters", talks), ("Nothing", ()), ("Treaty", talks)), start=1
        )
    )
    answer = items(compose(replace(inputs, standings=standings)))["Answer"]
    assert answer.endswith(
        "Letters can be agreed by 1 December 2021. Nothing needs no talks. "
        "Treaty can't be had in time."
    )


def test_the_bottom_line_tells_both_paths_and_keeps_the_ceiling_out_of_them(brief: Brief) -> None:
    found = items(brief)
    assert found["Planned strength"].startswith("500 → 650 → 720 (Reported strength); from")
    assert "320 → 470 → 540" in found["Planned strength"]
    assert "4,000 is a ceiling" in found["Not a plan"]
    assert "The highest planned path reaches 18% of it." in found["Not a plan"]


def test_the_bottom_line_tells_what_can_only_be_prepared_and_how_likely_it_is(
    brief: Brief,
) -> None:
    assert items(brief)["Prepared"] == (
        "1 start with 70 posts: Academy from 20 September 2021 (begins in 90% ± 0.9 of futures)."
    )
    assert items(brief)["By 14 June 2021"].startswith("Heads of state: The summit agrees to grow.")


def test_the_bottom_line_tells_what_falls_with_the_provider_on_whom_most_hangs(
    brief: Brief,
) -> None:
    text = items(brief)["If Coalition leaves"]
    assert text.startswith("50 people are needed instead of 40 (15 March 2021).")
    assert "With it goes Base defence." in text


def test_work_without_posts_is_not_said_to_have_none(inputs: BriefInputs) -> None:
    """0 posts reads as if nobody did it; it is done by people in the posts of other work."""
    posts = tuple(post for post in inputs.mission.posts if post.activity != "academy")
    plan = inputs.result.plan
    assignments = tuple(one for one in plan.assignments if one.activity != "academy")
    result = replace(inputs.result, plan=replace(plan, assignments=assignments))
    mission = replace(inputs.mission, posts=posts)
    without = compose(replace(inputs, mission=mission, result=result))
    assert "none of its own" in said(without, "plan")
    assert "(no posts of its own)" in said(without, "bottom-line")
    assert " 0 posts" not in said(without, "bottom-line")


def test_a_column_that_would_say_the_same_in_every_line_is_left_out(brief: Brief) -> None:
    names = [column.name for column in table(brief, "plan-starts").columns]
    assert names == ["Week of", "What", "Where", "Posts", "Rests on", "Standing"]
    assert "All of it is planned to run to the end of the plan." in said(brief, "plan")
    assert "camp is Camp; town is Town" in said(brief, "plan")


def test_skills_with_critical_posts_unfilled_come_first(brief: Brief) -> None:
    lines = table(brief, "posts-skills").lines
    assert [words_of(line.cells[0]) for line in lines] == ["Adviser", "Instructor"]
    assert "Posts stay unfilled in Adviser and Instructor" in said(brief, "posts")


def test_when_every_post_is_filled_one_sentence_says_so(inputs: BriefInputs) -> None:
    """A table of 100% hides that there is nothing to see."""
    people = {"advice-1": 60, "school-1": 150, "academy-1": 70}
    plan = inputs.result.plan
    full = tuple(replace(one, people=people[str(one.post)]) for one in plan.assignments)
    result = replace(inputs.result, plan=replace(plan, assignments=full))
    filled = compose(replace(inputs, result=result))
    assert "On paper every post is filled" in said(filled, "posts")
    assert "posts-fill" not in {chart.id for chart in filled.charts()}
    assert "posts-fill" in {chart.id for chart in compose(inputs).charts()}
    names = [column.name for column in table(filled, "posts-skills").columns]
    assert names == ["Skill", "Week of", "Asked", "Critical", "Filled by, over the whole plan"]


def test_findings_stand_by_what_they_are_about_the_worst_first(brief: Brief) -> None:
    section = next(one for one in brief.sections if one.id == "findings")
    groups = [part for part in section.parts if isinstance(part, Group)]
    assert [group.title for group in groups] == [
        "Support and who lends it",
        "Needs, gaps and overlaps",
    ]
    assert all(group.open for group in groups)
    assert "Error. Base defence at Camp hangs on one provider. (ENA-01)" in said(brief, "findings")


def test_a_finding_with_many_sources_names_two_and_counts_the_rest(inputs: BriefInputs) -> None:
    many = replace(inputs.findings[1], sources=tuple(Citation(f"F{n}") for n in range(1, 81)))
    long = compose(replace(inputs, findings=(many,)))
    assert "[F1] [F2] +78" in said(long, "findings")


def test_milestones_tell_the_chance_by_the_day_wanted_with_its_error(inputs: BriefInputs) -> None:
    ioc = replace(inputs.mission.milestones[0], by=date(2021, 9, 30))
    wanted = compose(replace(inputs, mission=replace(inputs.mission, milestones=(ioc,))))
    numbers = wanted.numbers()
    assert numbers["milestone.ioc.reached.2021-09-30"].value == 0
    assert numbers["milestone.ioc.reached"].text == "80% ± 1.3"


def test_names_are_cut_at_their_first_comma_unless_two_would_be_called_the_same(
    inputs: BriefInputs,
) -> None:
    first, *others = inputs.mission.sites
    one = replace(first, name="Camp, the main one")
    context = Context(replace(inputs, mission=replace(inputs.mission, sites=(one, *others))))
    assert context.short("camp", "sites") == "Camp"
    two = replace(others[0], name="Camp, the other one")
    context = Context(replace(inputs, mission=replace(inputs.mission, sites=(one, two))))
    assert context.short("camp", "sites") == "Camp, the main one"


def test_cover_that_ends_before_the_work_is_said_to_the_day(brief: Brief) -> None:
    assert "ends on 3 October 2021" in items(brief)["Law"]
    assert "rests on The new-status" in said(brief, "law").replace("rest on", "rests on")


def test_a_figure_that_nobody_has_published_is_unknown_and_not_zero(brief: Brief) -> None:
    number = brief.numbers()["level.unsaid"]
    assert (number.value, number.text) == (None, "unknown")


def test_a_ceiling_stands_in_its_own_strip_of_the_chart_and_never_on_the_scale(
    brief: Brief,
) -> None:
    chart = next(one for one in brief.charts() if one.id == "force-fan")
    strip, main = chart.spec["vconcat"]
    assert "4,000" in str(strip)
    assert "4000" not in str(main)
    assert main["layer"][0]["encoding"]["y"]["scale"]["domain"][1] < 1000


def test_what_falls_with_a_provider_is_told_in_people(brief: Brief) -> None:
    numbers = brief.numbers()
    assert numbers["loss.coalition.before"].value == 40
    # Guards are present too: 50 = 40 + 0.2 x 50, the least fixed point.
    assert numbers["loss.coalition.after"].value == 50
    assert "Base defence 10" in said(brief, "support")


def test_a_simulated_share_bears_its_standard_error(brief: Brief) -> None:
    number = brief.numbers()["force.reach.strength.2021-12-26"]
    assert number.value == pytest.approx(0.62)
    assert number.error == pytest.approx((0.62 * 0.38 / 1000) ** 0.5)
    assert number.text == "62% ± 1.5"


def test_critical_posts_left_unfilled_are_counted(brief: Brief) -> None:
    numbers = brief.numbers()
    assert numbers["posts.adviser.critical-unfilled"].value == 20
    assert numbers["posts.instructor.critical-unfilled"].value == 10
    assert numbers["posts.instructor.asked"].value == 220


def test_a_need_that_nobody_serves_is_called_a_gap(brief: Brief) -> None:
    assert "gap: nobody serves it" in said(brief, "needs")


def test_all_sides_of_a_conflict_are_shown_and_the_one_used_is_marked(brief: Brief) -> None:
    text = said(brief, "conflicts")
    assert text.index("500 people") < text.index("used") < text.index("320 people")
    assert "One counts posts, the other people." in text


def test_beds_that_nobody_has_stated_are_unknown(brief: Brief) -> None:
    lines = table(brief, "sites-beds").lines
    town = next(line for line in lines if words_of(line.cells[0]) == "Town")
    assert words_of(town.cells[4]) == "unknown"


def test_a_site_that_opens_later_is_not_without_room_before(inputs: BriefInputs) -> None:
    """Least room 0 would say that the camp is full in a week in which nobody could be there."""
    mission = inputs.mission
    opens = Window.of_days(date(2021, 6, 7), None)
    town = next(one for one in mission.sites if one.name == "Town")
    rooms = BedSpace(id=BedSpaceId("rooms"), site=town.id, beds=300, window=opens)
    sites = tuple(replace(one, window=opens) if one is town else one for one in mission.sites)
    later = replace(mission, sites=sites, bed_spaces=(*mission.bed_spaces, rooms))
    lines = table(compose(replace(inputs, mission=later)), "sites-beds").lines
    cells = next([*map(words_of, one.cells)] for one in lines if words_of(one.cells[0]) == "Town")
    assert (cells[4], int(cells[6])) == ("300", 300 - int(cells[5]))


def test_no_two_numbers_share_an_id(brief: Brief) -> None:
    seen: dict[str, Number] = {}
    for text in brief.texts():
        for piece in text:
            if isinstance(piece, Number):
                assert seen.setdefault(piece.id, piece) == piece
    assert len(seen) > 80


def test_every_number_has_its_line_in_the_evidence(brief: Brief) -> None:
    tables = [one for one in brief.leaves() if isinstance(one, Table)]
    anchors = {line.anchor for table in tables for line in table.lines}
    assert {f"n-{key}" for key in brief.numbers()} <= anchors


def test_every_row_that_is_linked_has_its_line_in_the_evidence(brief: Brief) -> None:
    tables = [one for one in brief.leaves() if isinstance(one, Table)]
    anchors = {line.anchor for table in tables for line in table.lines}
    links = {piece.row for text in brief.texts() for piece in text if isinstance(piece, RowLink)}
    assert len(links) > 20
    assert {f"r-{row.table}-{row.id}" for row in links} <= anchors


def test_every_number_says_how_it_was_made_and_from_what(brief: Brief) -> None:
    bases = {basis.id for basis in brief.bases}
    counted = {key for key in brief.numbers() if key.startswith("findings.")}
    for key, number in brief.numbers().items():
        assert number.origin.words, key
        if key not in counted:
            assert number.origin.rows or number.origin.sources or number.origin.basis, key
        assert number.origin.basis in {"", *bases}


def test_no_number_is_made_from_one_row_twice(inputs: BriefInputs) -> None:
    """Whoever traces a strength would take posts that have ended for counted twice."""
    plan = inputs.result.plan
    starts = tuple(replace(one, weeks=min(one.weeks, 8)) for one in plan.starts)
    shorter = replace(inputs.result, plan=replace(plan, starts=starts, assignments=()))
    numbers = compose(replace(inputs, result=shorter)).numbers()
    assert any(key.startswith("path.") for key in numbers)
    for key, number in numbers.items():
        assert len({*number.origin.rows}) == len(number.origin.rows), key


def test_every_part_is_at_least_as_strict_as_what_it_holds(brief: Brief) -> None:
    for part in brief.leaves():
        lines = part.lines if isinstance(part, Table) else ()
        texts = [(line.marking, cell) for line in lines for cell in line.cells]
        texts += [(part.marking, part.text)] if isinstance(part, Paragraph) else []
        for marking, text in texts:
            for piece in text:
                if not isinstance(piece, str):
                    assert at_least(marking, piece.marking), words_of(text)


def test_what_rests_on_a_restricted_paragraph_is_restricted(brief: Brief) -> None:
    numbers = brief.numbers()
    assert numbers["support.s1.people"].marking.classification is Classification.RESTRICTED
    assert numbers["force.2021-12-20.median"].marking.classification is Classification.RESTRICTED
    assert numbers["level.strength"].marking == OPEN
    assert brief.marking.classification is Classification.RESTRICTED


def test_a_brief_for_the_public_holds_nothing_that_is_marked(brief: Brief) -> None:
    public, withheld = redact(brief, PUBLIC)
    assert withheld > 0
    assert public.marking == OPEN
    text = "\n".join(words_of(one) for one in public.texts())
    assert "cable" not in text
    assert "A message" not in text
    assert "F4" not in text
    assert "320 → 470 → 540" not in text, "a path rests on the plan, which rests on what is lent"
    assert "Reported strength" in text


def test_the_same_inputs_give_the_same_brief(inputs: BriefInputs, brief: Brief) -> None:
    assert compose(inputs) == brief


def test_an_empty_mission_makes_a_brief_that_says_what_is_unknown(inputs: BriefInputs) -> None:
    mission = Mission(profile=replace(inputs.mission.profile, question="", until=date(2021, 6, 30)))
    plan = Plan(horizon=mission.horizon, made_from=inputs.made_from)
    weeks = plan.horizon.weeks
    assert inputs.outcomes is not None
    outcomes = replace(
        inputs.outcomes,
        horizon=plan.horizon,
        activities=(),
        courses=(),
        needs=(),
        nations=(),
        milestones=(),
        levels=(),
        force=np.full((weeks, 1), inputs.outcomes.futures, dtype=np.int64),
        paused=np.zeros_like(inputs.outcomes.paused),
        engagements=np.zeros_like(inputs.outcomes.engagements),
    )
    empty = compose(
        replace(
            inputs,
            mission=mission,
            findings=(),
            result=replace(inputs.result, plan=plan, terms=()),
            outcomes=outcomes,
            losses=(),
            standings=(),
        )
    )
    assert tuple(one.id for one in empty.sections) == ORDER
    assert "The plan starts nothing." in said(empty, "plan")
    assert "what holds is unknown" in said(empty, "law")
    assert empty.numbers()["force.2021-06-21.median"].value == 0


def test_a_line_is_as_strict_as_the_strictest_number_in_it(brief: Brief) -> None:
    lent = brief.numbers()["support.s1.people"]
    assert Line.of(("open", lent)).marking == lent.marking


def test_work_permitted_without_agreement_is_told_as_that_and_not_as_covered(
    inputs: BriefInputs,
) -> None:
    days = Window.of_days(date(2021, 9, 20), date(2022, 9, 20))
    later = replace(inputs.mission.authority(AuthorityId("status")), window=days)
    rest = (one for one in inputs.mission.authorities if one.id != later.id)
    mission = replace(inputs.mission, authorities=(*rest, later))
    brief = compose(replace(inputs, mission=mission))
    assert "permission without agreement for" in items(brief)["Law"]
    assert "permission without agreement" in said(brief, "law")
    assert "permission without agreement" not in said(compose(inputs), "law")


def test_shares_of_what_held_work_back_add_up_to_the_all_below_them(inputs: BriefInputs) -> None:
    """Rounded one by one, six causes of a sixth each come to 102% above a line of 100%."""
    assert inputs.outcomes is not None
    held = np.zeros_like(inputs.outcomes.held_back)
    held[0, :6, 0] = 50
    brief = compose(replace(inputs, outcomes=replace(inputs.outcomes, held_back=held)))
    shares = [words_of(line.cells[1]) for line in table(brief, "futures-causes").lines]
    assert shares == [*4 * ["17%"], *2 * ["16%"], "100%"]
    assert sum(isinstance(one, Chart) and "17%" in one.description for one in brief.leaves()) == 1


def test_a_reader_who_may_not_see_one_site_is_told_what_the_others_are_called(
    inputs: BriefInputs,
) -> None:
    """The table of starts names sites by their ids, which say nothing to who was never there."""
    shut = Marking(classification=Classification.SECRET)
    sites = tuple(
        replace(one, marking=shut) if one.id == "town" else one for one in inputs.mission.sites
    )
    whole = compose(replace(inputs, mission=replace(inputs.mission, sites=sites)))
    assert "town is Town" in said(whole, "plan")
    public, _ = redact(whole, PUBLIC)
    assert "camp is Camp" in said(public, "plan")
    assert "town" not in said(public, "plan").lower()
