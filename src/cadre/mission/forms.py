"""Forms: the texts that a what-if may have, in the order of the manual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cadre.mission.verbs import Verb


class Form(NamedTuple):
    """A form that a what-if may have.

    Attributes:
        usage: Its words: small ones as they are, capital ones for what is filled in; what
            stands in brackets may be left out.
        verb: What it does.
        effect: What it does, as a sentence.
    """

    usage: str
    verb: Verb
    effect: str

    @property
    def variants(self) -> Iterator[tuple[str, ...]]:
        """The words of each length that it may have, the shortest first."""
        parts = self.usage.replace("]", "").split("[")
        yield from (tuple(" ".join(parts[: n + 1]).split()) for n in range(len(parts)))


FORMS = (
    Form(
        "pledge PLEDGE withdrawn [DAY]",
        Verb.PLEDGE_WITHDRAWN,
        "Its people serve until the day before.",
    ),
    Form("pledge PLEDGE +PEOPLE", Verb.PLEDGE_MORE, "It is so many people larger."),
    Form("pledge PLEDGE -PEOPLE", Verb.PLEDGE_FEWER, "It is so many people smaller."),
    Form(
        "pledge PLEDGE later NUMBER weeks",
        Verb.PLEDGE_LATER,
        "Its first day, still to come, moves; its last day stays.",
    ),
    Form("pledge PLEDGE earlier NUMBER weeks", Verb.PLEDGE_EARLIER, "Its first day moves."),
    Form(
        "PARTNER leaves [DAY]",
        Verb.PROVIDER_LEAVES,
        "It goes for certain that day, with all that it lends and does.",
    ),
    Form("partner PARTNER leaves [DAY]", Verb.PROVIDER_LEAVES, "The same."),
    Form(
        "NATION leaves [DAY]",
        Verb.NATION_LEAVES,
        "Its people serve until the day before, and it leads no longer.",
    ),
    Form("nation NATION leaves [DAY]", Verb.NATION_LEAVES, "The same."),
    Form(
        "people SKILL +PEOPLE [DAY [to DAY]]",
        Verb.PEOPLE_ADDED,
        "So many people more of that skill, of any rank, from nobody in particular; they speak "
        "what its posts ask for.",
    ),
    Form(
        "people for POST +PEOPLE [DAY [to DAY]]",
        Verb.PEOPLE_FOR,
        "So many people more who have the skill, rank and language that this line of posts asks "
        "for, and no other.",
    ),
    Form(
        "people SKILL +PEOPLE of NATION [DAY [to DAY]]",
        Verb.PEOPLE_SENT,
        "So many people more of that skill of a nation, whose caveats they keep.",
    ),
    Form(
        "support ENABLER lent SITE [DAY [to DAY]]",
        Verb.SUPPORT_LENT,
        "Somebody lends as much of it there as is needed.",
    ),
    Form("support SUPPORT ends [DAY]", Verb.SUPPORT_ENDS, "It is lent until the day before."),
    Form(
        "authority AUTHORITY granted [DAY [to DAY]]",
        Verb.AUTHORITY_GRANTED,
        "It is in force from that day, for as long as it would have held, or to the last day.",
    ),
    Form("authority AUTHORITY extended to DAY", Verb.AUTHORITY_EXTENDED, "That is its last day."),
    Form(
        "authority AUTHORITY lapses [DAY]", Verb.AUTHORITY_LAPSES, "It holds until the day before."
    ),
    Form(
        "authority AUTHORITY paused DAY [to DAY]",
        Verb.PAUSED,
        "It doesn't hold meanwhile; nobody knows how long if no last day is named.",
    ),
    Form("condition CONDITION met [DAY]", Verb.CONDITION_MET, "It is met on that day."),
    Form(
        "condition CONDITION slips to DAY",
        Verb.CONDITION_SLIPS,
        "It is expected for that day, if it comes.",
    ),
    Form("condition CONDITION fails", Verb.CONDITION_FAILS, "It is never met."),
    Form("decision DECISION taken [DAY]", Verb.DECISION_TAKEN, "It is taken on that day."),
    Form(
        "decision DECISION slips to DAY",
        Verb.DECISION_SLIPS,
        "The body meets on that day first; its meetings after that day stay.",
    ),
    Form("decision DECISION fails", Verb.DECISION_FAILS, "It is never taken."),
    Form("site SITE closes [DAY]", Verb.SITE_CLOSES, "It is open until the day before."),
    Form(
        "site SITE closes DAY to DAY",
        Verb.SITE_CLOSES,
        "No work is done there on these days; people stay.",
    ),
    Form("site SITE opens", Verb.SITE_OPENS, "It is open on all days."),
    Form("pause PAUSE ends [DAY]", Verb.PAUSE_ENDS, "It lasts until the day before."),
    Form(
        "programme PROGRAMME paused DAY [to DAY]",
        Verb.PAUSED,
        "Its work is halted on these days.",
    ),
    Form(
        "beds SITE NUMBER [DAY [to DAY]]",
        Verb.BEDS,
        "So many beds in all, in the place of what is stated, from that day on.",
    ),
    Form(
        "beds SITE +NUMBER [DAY [to DAY]]",
        Verb.BEDS_ADDED,
        "So many beds more than are stated.",
    ),
    Form(
        "stock STOCK NUMBER",
        Verb.STOCK,
        "So much of it is left on the as-of day, in the place of what is stated.",
    ),
    Form("stock STOCK +NUMBER", Verb.STOCK_ADDED, "So much more of it than is stated."),
    Form(
        "budget YEAR PAYER AMOUNT",
        Verb.BUDGET,
        "So much money for the year, in the unit of the table budgets, in the place of what is "
        "stated.",
    ),
    Form(
        "trainees INSTITUTION NUMBER",
        Verb.TRAINEES,
        "It releases so many trainees a year; 0 is without limit.",
    ),
    Form("red-line RED-LINE dropped", Verb.RED_LINE_DROPPED, "It rules nothing out any more."),
    Form("activity ACTIVITY lawful", Verb.ACTIVITY_LAWFUL, "It has all the law that it needs."),
    Form(
        "activity ACTIVITY at any time",
        Verb.ACTIVITY_UNTIMED,
        "It may run on all days, and start on any.",
    ),
    Form("activity ACTIVITY dropped", Verb.ACTIVITY_DROPPED, "It is ruled out."),
    Form(
        "activity ACTIVITY must",
        Verb.ACTIVITY_MUST,
        "It is to be in the plan, whatever it is worth.",
    ),
    Form(
        "activity ACTIVITY led by NATION",
        Verb.ACTIVITY_LED,
        "That nation leads it, wherever it runs.",
    ),
    Form(
        "activity ACTIVITY runs NUMBER weeks",
        Verb.ACTIVITY_LASTS,
        "It takes so many weeks, wherever it runs; 0 is for as long as its law lasts.",
    ),
    Form(
        "activity ACTIVITY on its own",
        Verb.ACTIVITY_ALONE,
        "It makes no other work greater, and needn't run beside any.",
    ),
    Form(
        "rotation ROTATION hands over in NUMBER weeks",
        Verb.HAND_OVER,
        "So long no new work starts when it takes command; 0 is not at all.",
    ),
    Form(
        "negotiation NEGOTIATION done [DAY]",
        Verb.TALKED_OUT,
        "It is over on that day, and the host carries nothing for it.",
    ),
    Form(
        "negotiation NEGOTIATION slips to DAY",
        Verb.TALKS_SLIP,
        "It begins on that day at the soonest.",
    ),
    Form(
        "negotiation NEGOTIATION fails",
        Verb.TALKS_FAIL,
        "Its sides never agree, and what it alone would bring never comes.",
    ),
    Form(
        "negotiating capacity NUMBER",
        Verb.CAPACITY,
        "The host can carry so much negotiation at a time; 0 is without limit.",
    ),
    Form("need NEED weight AMOUNT", Verb.NEED_WEIGHED, "It matters so much beside the others."),
)
"""All forms, in the order of the manual."""

TABLES = {
    "PLEDGE": "pledges",
    "PARTNER": "partners",
    "NATION": "nations",
    "SUPPORT": "supports",
    "AUTHORITY": "authorities",
    "CONDITION": "conditions",
    "DECISION": "decisions",
    "SITE": "sites",
    "PROGRAMME": "programmes",
    "ACTIVITY": "activities",
    "NEED": "needs",
    "SKILL": "skills",
    "POST": "posts",
    "ENABLER": "enablers",
    "PAUSE": "pauses",
    "RED-LINE": "red_lines",
    "INSTITUTION": "institutions",
    "NEGOTIATION": "negotiations",
    "ROTATION": "lead_rotations",
    "STOCK": "stocks",
}
"""What may be filled in for a word, by the table that holds the ids."""
