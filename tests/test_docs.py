"""The manual says what the program does: its examples run, and nothing is left out of it."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from cadre.checks.catalogue import RULES
from cadre.cli.main import COMMANDS, cadre
from cadre.dossier.rules import DOSSIER_RULES
from cadre.dossier.tables import TABLES
from cadre.exchange.rules import IMPORT_RULES
from cadre.mission.findings import Rule
from cadre.workbook.rules import WORKBOOK_RULES
from docs._ext.manual import PARTS, PLACE, fill
from docs._ext.rule_pages import page

ROOT = Path(__file__).parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
ENDS_IN_ONE = re.compile(r"Ends\s+with\s+(0[^.]*,\s+)?1\s+when")
ENDS_WITH = re.compile(r"# ends with (\d)$")


@dataclass(frozen=True)
class Command:
    """A line that a page tells the reader to type, and what it shows below it."""

    line: str
    shown: str


def pages_with(mark: str) -> list[Path]:
    return [page for page in PAGES if mark in page.read_text(encoding="utf-8")]


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def commands_of(page: Path) -> list[Command]:
    """The commands in the page's console blocks, in order."""
    found = []
    for block in CONSOLE.findall(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            found.append(Command(line, shown))
    return found


def run(command: Command, folder: Path) -> subprocess.CompletedProcess[str]:
    words = shlex.split(command.line, comments=True)
    assert words[0] == "cadre", f"only cadre is run from the manual, not {command.line!r}"
    return subprocess.run(
        [sys.executable, "-m", "cadre", *words[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def shows(wanted: str, got: str) -> bool:
    """Whether the output is as the page shows it; `...` stands for anything, blanks are equal."""
    parts = [re.escape(" ".join(part.split())) for part in wanted.split("...")]
    return re.fullmatch(r".*?".join(parts), " ".join(got.split()), re.DOTALL) is not None


@pytest.mark.parametrize("page", pages_with("```console\n"), ids=name_of)
def test_commands_in_the_manual_do_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    """A reader who types them in order, in the project's folder, must see the same."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for command in commands_of(page):
        done = run(command, tmp_path)
        told = ENDS_WITH.search(command.line)
        code = int(told[1]) if told else 0
        assert done.returncode == code, f"{command.line}\n{done.stdout}{done.stderr}"
        assert not command.shown or shows(command.shown, done.stdout + done.stderr), (
            f"{command.line}\n{done.stdout}{done.stderr}"
        )


@pytest.mark.parametrize("page", pages_with("```sh\n"), ids=name_of)
def test_commands_that_a_page_only_names_are_there_with_their_options(page: Path) -> None:
    """Servers, stores and long runs aren't tried for each page; a reader types them anyway."""
    for block in SHELL.findall(page.read_text(encoding="utf-8")):
        for line in re.findall(r"^(?:cadre|\./run) (\w.*)", block, re.MULTILINE):
            words = shlex.split(line, comments=True)
            command: click.Command | None = cadre
            while isinstance(command, click.Group):
                command = command.get_command(click.Context(command), words.pop(0))
            assert command is not None, line
            known = {text for one in command.params for text in (*one.opts, *one.secondary_opts)}
            given = {word.partition("=")[0] for word in words if word.startswith("--")}
            assert given <= known | {"--help"}, line


@pytest.mark.parametrize("page", pages_with("\n>>> "), ids=name_of)
def test_python_in_the_manual_gives_what_the_page_shows(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sum worked out in the text must be the program's own."""
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(page), module_relative=False)
    assert result.attempted > 0
    assert result.failed == 0


def test_every_generated_part_is_on_a_page() -> None:
    """A part whose place was lost in an edit would be missed by nobody."""
    places = [name for page in PAGES for name in PLACE.findall(page.read_text(encoding="utf-8"))]
    assert sorted(places) == sorted(PARTS)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Read in the repository, where nothing else would tell."""
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    # The page of a rule is made with the manual, and needn't be there yet.
    made = {f"rules/{rule.code.lower()}.md" for rule in RULES}
    files = [target for target in targets if "://" not in target and target not in made]
    found = [(page.parent / target, page.parent / f"{target}.md") for target in files]
    assert [str(one) for one, other in found if not one.exists() and not other.exists()] == []


def test_rows_that_the_manual_asks_the_server_for_are_in_the_example() -> None:
    """Whoever types the first line of the page would get a 404."""
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    asked = set(re.findall(r"/api/tables/(\w+)/rows/([\w-]+)", text))
    assert asked
    for table, key in asked:
        lines = (ROOT / f"examples/nmi/{table}.csv").read_text(encoding="utf-8").splitlines()
        assert any(line.startswith(f"{key},") for line in lines), f"{table}/{key}"


def test_every_rule_has_its_heading() -> None:
    """A finding names a code; a reader looks it up."""
    page = fill((ROOT / "docs/manual/checks.md").read_text(encoding="utf-8"))
    headings = re.findall(r"^### ([A-Z]+-\d+)$", page, re.MULTILINE)
    assert headings == [rule.code for rule in (*DOSSIER_RULES, *IMPORT_RULES, *WORKBOOK_RULES)]
    linked = re.findall(r"^\| \[([A-Z]+-\d+)\]\(rules/", page, re.MULTILINE)
    assert linked == [rule.code for rule in RULES]
    assert len({*headings, *linked}) == len(headings) + len(linked)


def test_every_table_has_its_section_with_all_its_columns() -> None:
    """Whoever fills in a table has no other place to look."""
    page = fill((ROOT / "docs/manual/tables.md").read_text(encoding="utf-8"))
    sections = dict(
        section.split("\n", 1) for section in re.split(r"^## ", page, flags=re.MULTILINE)[1:]
    )
    assert list(sections) == ["mission.toml", "every table", *TABLES]
    shared = columns_in(sections["every table"])
    assert len(shared) == 5
    for name, table in TABLES.items():
        own = columns_in(sections[name])
        assert [*own, *shared] == [column.name for column in table.columns]


def columns_in(section: str) -> list[str]:
    """The columns that a section lists, those without a text left out."""
    return re.findall(r"^\| `(\w+)` \| \S", section, re.MULTILINE)


def test_every_command_has_its_section_with_an_example() -> None:
    """A command without one is known only to those who wrote it."""
    page = fill((ROOT / "docs/manual/commands.md").read_text(encoding="utf-8"))
    sections = dict(
        section.split("\n", 1) for section in re.split(r"^## cadre ", page, flags=re.MULTILINE)[1:]
    )
    assert len(sections) >= 7
    assert list(sections) == sorted(cadre.list_commands(click.Context(cadre)))
    for name, section in sections.items():
        assert re.search(rf"^ +Example:\n +cadre {name} ", section, re.MULTILINE), section


def test_every_command_that_ends_with_one_is_in_the_list_of_ends() -> None:
    """A script that counts 1 as a crash would stop at an answer."""
    context = click.Context(cadre)
    named = {name: cadre.get_command(context, name) for name in cadre.list_commands(context)}
    for name, one in [*named.items()]:
        if isinstance(one, click.Group):
            named |= {f"{name} {sub}": command for sub, command in one.commands.items()}
    page = (ROOT / "docs/manual/commands.md").read_text(encoding="utf-8")
    line = next(one for one in page.splitlines() if one.startswith("| 1 |"))
    told = {name for name, one in named.items() if one and re.search(ENDS_IN_ONE, one.help or "")}
    assert told == set(re.findall(r"`cadre ([^`]+)`", line))


def test_the_list_of_commands_says_what_their_own_help_says() -> None:
    """The list is kept apart, so that asking for it imports no command."""
    context = click.Context(cadre)
    for name, (_, line) in COMMANDS.items():
        command = cadre.get_command(context, name)
        assert command is not None
        assert (command.help or "").splitlines()[0] == line


def test_every_schema_is_listed_with_its_title() -> None:
    """Programs that read answers start from these."""
    page = fill((ROOT / "docs/manual/answers.md").read_text(encoding="utf-8"))
    files = sorted(path.name for path in (ROOT / "docs/schemas").glob("*.json"))
    assert files
    assert re.findall(r"^\| \[(\S+)\]\(\S+\) \| \S", page, re.MULTILINE) == files


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_has_a_page_with_an_example_that_fails_and_one_that_passes(rule: Rule) -> None:
    text = page(rule)
    fails, passes = text.split("## The same, as it passes")
    assert f"{rule.severity.value} {rule.code} " in fails, "the page shows what Cadre says"
    assert fails.count("```text") >= 2 or "are missing" in fails, "the page shows what fails"
    assert "```text" in passes or "without the rows above" in passes.lower(), "and what passes"


def test_the_page_of_benchmarks_names_every_file_and_what_it_can_be_asked() -> None:
    """Figures of a set that is there no more can't be taken again."""
    folder = ROOT / "benchmarks"
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(\w+\.py)`", text)) == {path.name for path in folder.glob("*.py")}
    for part in re.split(r"^(?=`\w+\.py` takes)", text, flags=re.MULTILINE)[1:]:
        program = (folder / part[1 : part.index("`", 1)]).read_text(encoding="utf-8")
        for option in re.findall(r"`(--[\w-]+)", part):
            assert f'"{option}"' in program, f"{part.splitlines()[0]} {option}"
    sets = next(line for line in text.splitlines() if line.startswith("| `--sets"))
    planner = (folder / "planner.py").read_text(encoding="utf-8")
    stated = next(line for line in planner.splitlines() if line.startswith("SETS = "))
    assert re.findall(r"`(\w+)`", sets) == re.findall(r'"(\w+)"', stated)
