"""`cadre explore`: choices against futures: which holds up, what decides, what would tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cadre.cli.options import NEW_FILE, Seconds, progress_bar, stoppable, with_desk
from cadre.desk.desk import Desk
from cadre.desk.refused import answer_as_json

if TYPE_CHECKING:
    from cadre.desk.explore import Exploring

FUTURES, POINTS, PLANNING = 1000, 32, 2.0


class Listed(click.ParamType[tuple[str, ...]]):
    """Several ids, parted by commas."""

    name = "ids"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click hands over whatever it has
        param: click.Parameter | None,  # noqa: ARG002 - click's signature
        ctx: click.Context | None,  # noqa: ARG002
    ) -> tuple[str, ...]:
        """The ids, blanks around them left out."""
        if isinstance(value, tuple):
            return value
        return tuple(part.strip() for part in str(value).split(",") if part.strip())


class Threshold(click.ParamType[tuple[str, float]]):
    """A measure and what is enough of it, as coverage=0.2."""

    name = "measure=value"

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click hands over whatever it has
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, float]:
        """The measure and the number, or the sentence that says how they are written."""
        if isinstance(value, tuple):
            return value
        key, _, number = str(value).partition("=")
        try:
            return key.strip(), float(number)
        except ValueError:
            self.fail(f"{value!r} says no number; write it as coverage=0.2.", param, ctx)


IDS = Listed()


@click.command()
@with_desk
@click.option("--options", "choices", type=IDS, help="Choices, as none,services,services+north.")
@click.option(
    "--triggers",
    type=click.Choice(["all", "each", "none"]),
    default="all",
    show_default=True,
    help="Arm all triggers, leave each out as well, or arm none.",
)
@click.option("--scenarios", type=IDS, help="Play in these too; else in all of the dossier.")
@click.option("--vary", type=IDS, help="Vary only these; else all that can change a result.")
@click.option(
    "--design",
    type=click.Choice(["lhs", "sobol", "grid", "saltelli", "morris"]),
    default="lhs",
    show_default=True,
    help="How points are laid within the ranges.",
)
@click.option(
    "--points",
    type=click.IntRange(1, 1_000_000),
    default=POINTS,
    show_default=True,
    help="Points for each scenario; levels of a grid, trajectories of morris, base of saltelli.",
)
@click.option(
    "--futures",
    type=click.IntRange(1, 1_000_000_000),
    default=FUTURES,
    show_default=True,
    help="Futures played for each choice in each case.",
)
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 2**63 - 1))
@click.option(
    "--seconds",
    type=Seconds(0.1, 86_400),
    default=PLANNING,
    show_default=True,
    help="Longest time to look for the plan of one mix of options.",
)
@click.option("--threads", type=click.IntRange(1, 1024), help="Threads; changes no result.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep what is played in this folder, and go on from what it holds.",
)
@click.option("--ray", default="", help="Play on the Ray cluster at this address.")
@click.option(
    "--measure", "measures", multiple=True, help="Judge by this; the first leads. Else by all."
)
@click.option("--enough", multiple=True, type=Threshold(), help="What is enough, as coverage=0.2.")
@click.option(
    "--pictures",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the pictures to this folder, as SVG and PNG.",
)
@click.option("--brief", "brief_file", type=NEW_FILE, help="Write a brief of two pages here.")
@click.option("--title", default="", help="The head of that brief.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def explore(
    desk: Desk,
    folder: Path | None,
    brief_file: Path | None,
    title: str,
    *,
    as_json: bool,
    **given: Any,  # noqa: ANN401 - what is asked, whatever it is
) -> None:
    """Play the choices before DOSSIER in many futures: which holds up, and what would tell.

    A choice is a mix of the dossier's options; each is planned, and played in the same cases:
    scenarios, and points within the ranges of all that nobody knows. Ctrl-C ends with what is
    played by then, and says so; with `--keep` the same command goes on from there.

    \b
    Example:
      cadre explore examples/nmi --as-of 2021-03-01
      cadre explore examples/nmi --options none,services --triggers each --keep played
      cadre explore examples/nmi --measure graduates --enough graduates=60 --design sobol
      cadre explore examples/nmi --as-of 2021-03-01 --pictures pictures --brief options.html
    """
    from cadre.cli.show_explored import explored_as_text  # noqa: PLC0415 - slow to load
    from cadre.desk.explore import explore as ask  # noqa: PLC0415 - loads planner and simulator
    from cadre.desk.explore_asked import ExploreAsked, Method, Triggers  # noqa: PLC0415

    asked = ExploreAsked(
        triggers=Triggers(given.pop("triggers")),
        method=Method(given.pop("design")),
        choices=given.pop("choices") or (),
        vary=given.pop("vary") or (),
        apart=True,
        **given,
    )
    with stoppable() as stop, progress_bar("combinations") as progress:
        found = ask(desk, asked, progress=progress, stop=stop)
    _write(desk, found, folder, brief_file, title)
    if as_json:
        click.echo(answer_as_json(desk, found.explored), nl=False)
    else:
        click.echo(explored_as_text(found.explored))


def _write(
    desk: Desk, found: Exploring, folder: Path | None, brief_file: Path | None, title: str
) -> None:
    """Pictures and brief, where they are asked for."""
    from cadre.desk.explore_shown import brief_of, write_pictures  # noqa: PLC0415 - loads drawing

    if folder is not None:
        files = write_pictures(desk, found, folder)
        click.echo(f"{len(files)} files are written to {folder}.", err=True)
    if brief_file is not None:
        page, data = desk.render(brief_of(desk, found, title))
        desk.write(brief_file, page)
        desk.write(brief_file.with_suffix(".json"), data)
        click.echo(f"{brief_file} and its .json are written.", err=True)
