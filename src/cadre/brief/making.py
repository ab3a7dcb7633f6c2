"""How a brief was made: everything needed to make it again."""

from __future__ import annotations

from cadre.brief.context import Context
from cadre.brief.sections import Line, Number, Origin, Section, Table, columns_of
from cadre.brief.words import UNKNOWN, day_text


def section(context: Context) -> Section:
    """Hash, seed, version, futures, status, bound, gap, seconds, and the plan's worth by part."""
    return Section(id="making", title="How this was made", parts=(_facts(context), _worth(context)))


def _facts(context: Context) -> Table:
    made, result = context.inputs.made_from, context.inputs.result
    rows = (
        ("Dossier (SHA-256)", made.dossier or UNKNOWN),
        ("As of", made.as_of),
        (
            "Scenario",
            context.name(made.scenario, "scenarios") if made.scenario else "none: as stated",
        ),
        ("Seed", str(made.seed)),
        ("Cadre", made.version or UNKNOWN),
        ("Plan", f"{result.status.value}, searched for {result.seconds:.1f} s"),
        ("Objective", _result(context, "objective", result.objective)),
        ("Bound", _result(context, "bound", result.bound)),
        ("Gap to the bound", _result(context, "gap", result.gap)),
        ("Plan (SHA-256)", context.outcomes.made_from.plan or UNKNOWN),
        ("Futures", f"{context.outcomes.futures:,}"),
        ("Weeks", f"{context.horizon.weeks}, from {day_text(context.horizon.start)}"),
        ("Host", context.mission.profile.host),
        ("Decides", context.mission.profile.lead_body),
    )
    return Table(
        id="making",
        title="The same inputs give the same brief",
        columns=columns_of(("What", "Value")),
        lines=tuple(Line.of(row) for row in rows),
    )


def _result(context: Context, key: str, value: float | None) -> Number | str:
    if value is None:
        return UNKNOWN
    labels = {
        "objective": "Worth of the plan, recomputed from it",
        "bound": "No plan is worth more than this",
        "gap": "Share by which the plan may still fall short of the bound",
    }
    origin = Origin(basis="plan", words="From the search for a plan.")
    return context.number(f"plan.{key}", value, labels[key], origin, "%" if key == "gap" else "")


def _worth(context: Context) -> Table:
    columns = ("What counts", "Weight", "Amount", "Worth")
    lines = []
    for term in context.inputs.result.terms:
        origin = Origin(basis="plan", words="Weight times amount, recomputed from the plan.")
        keys = {"weight": term.weight, "amount": term.amount, "worth": term.worth}
        numbers = (
            context.number(f"worth.{term.name}.{key}", value, f"{key} of {term.name}", origin)
            for key, value in keys.items()
        )
        lines.append(Line.of((term.name, *numbers)))
    return Table(
        id="worth",
        title="What the plan is worth, by what counts",
        columns=columns_of(columns, columns[1:]),
        lines=tuple(lines),
    )
