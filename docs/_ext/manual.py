"""The parts of the manual that are made from the program, so that they can't drift from it.

A page says `<!-- generated: tables -->` where the part goes; `fill` puts it there while Sphinx
reads the page, so no file is written.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import get_args, get_type_hints

import click
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from cadre.backtest.catalogue import QUESTIONS
from cadre.checks import catalogue
from cadre.checks.catalogue import RULES
from cadre.cli.main import cadre
from cadre.dossier.cases import CASES, RECORDS
from cadre.dossier.package import PART_SAYS
from cadre.dossier.priors import published
from cadre.dossier.rules import DOSSIER_RULES
from cadre.dossier.tables import TABLES, Column, Kind, Table, attribute_help
from cadre.exchange.rules import IMPORT_RULES
from cadre.mission.enacting import SUBJECTS
from cadre.mission.findings import Rule
from cadre.mission.forms import FORMS
from cadre.mission.mission import Profile, Weights
from cadre.mission.priors import Prior
from cadre.mission.quantities import Unit
from cadre.mission.rows import Row
from cadre.simulator import week
from cadre.workbook.rules import WORKBOOK_RULES
from cadre.workbook.words import blank_says, default_says
from docs._ext import history, rule_pages

SCHEMAS = Path(__file__).parents[1] / "schemas"
PLACE = re.compile(r"^<!-- generated: (\w+) -->$", re.MULTILINE)


def fill(page: str) -> str:
    """The page with what is generated in its places.

    Raises:
        KeyError: A place names something that isn't generated.
    """
    return PLACE.sub(lambda place: PARTS[place[1]](), page)


def tables() -> str:
    """The columns that every table has, then a section for each table with its own."""
    shared = _columns([one for one in TABLES["sources"].columns if _in_every_table(one)])
    return "\n\n".join((f"## every table\n\n{shared}", *map(_table, TABLES.values())))


def _in_every_table(column: Column) -> bool:
    return column.field != "id" and column.field in {field.name for field in fields(Row)}


def _table(table: Table) -> str:
    about = (inspect.getdoc(table.row) or "").split("\nAttributes:")[0].strip()
    columns = _columns([one for one in table.columns if not _in_every_table(one)])
    heading = f"(table-{table.name})=\n## {table.name}"
    return f"{heading}\n\n{table.says} `{table.file}`\n\n{about}\n\n{columns}"


def _columns(columns: Iterable[Column]) -> str:
    return _grid(
        ("column", "what it holds", "values", "blank means"),
        ((f"`{one.name}`", _says(one), _values(one), _blank(one)) for one in columns),
    )


def _says(column: Column) -> str:
    end = f"{PART_SAYS[column.part]}." if column.part else ""
    return f"{column.help} {end}".strip() if column.part in ("", "from", "to") else end


def _values(column: Column) -> str:
    """What may stand in a cell: the kind of value, the unit, the choices, where an id leads."""
    if column.allowed:
        text = ", ".join(f"`{one}`" for one in column.allowed)
    elif column.field == "supersedes":
        text = "id of the same table"
    elif column.refers_to:
        text = "id of " + " or ".join(f"[{one}](#table-{one})" for one in column.refers_to)
    elif column.kind is Kind.CITATION:
        text = "[citation](dossier.md#citations)"
    elif column.kind is Kind.MARKING:
        text = "[mark](dossier.md#marks)"
    else:
        text = column.kind.value
    if column.unit is not None:
        text = f"{text}: {column.unit}"
    return f"{text}; several, parted by `; `" if column.many else text


def _blank(column: Column) -> str:
    """What an empty cell stands for; a column that every row needs says so."""
    return "**needed**" if column.required else blank_says(column)


def profile() -> str:
    """The keys of mission.toml, those of its weights below them."""
    return "\n\n".join(
        (
            _grid(("key", "what it holds", "blank means"), _keys(Profile)),
            "Under `[weights]`:",
            _grid(("key", "what it holds", "blank means"), _keys(Weights)),
        )
    )


def _keys(owner: type) -> Iterator[tuple[str, str, str]]:
    hints = get_type_hints(owner, include_extras=True)
    for field in fields(owner):
        if hints[field.name] is Weights:
            continue
        unit = next((one for one in get_args(hints[field.name])[1:] if isinstance(one, Unit)), None)
        text = attribute_help(owner)[field.name] + (f" ({unit})" if unit else "")
        blank = "**needed**" if field.default is MISSING else default_says(field.default)
        yield f"`{field.name}`", text, blank


def rules() -> str:
    """The rules that a finding may be of: by family, then those of files, one's own and others'.

    Each rule of the checks has a page of its own, which `rule_pages` makes.
    """
    families = dict.fromkeys(rule.code.partition("-")[0] for rule in RULES)
    parts = []
    for family in families:
        own = [rule for rule in RULES if rule.code.startswith(f"{family}-")]
        links = ((f"[{one.code}](rules/{one.code.lower()}.md)", *_told(one)) for one in own)
        parts += [_family(family, own), _grid(("rule", "what it means", "weight"), links)]
    parts += ["## DOS: the dossier's files", *map(_rule, DOSSIER_RULES)]
    parts += ["## IMP: files of others", *map(_rule, IMPORT_RULES)]
    parts += ["## XLS: workbooks that come back", *map(_rule, WORKBOOK_RULES)]
    return "\n\n".join(parts)


def _told(rule: Rule) -> tuple[str, str]:
    return rule.title, rule.severity.value


def _family(family: str, own: Sequence[Rule]) -> str:
    """The head of a family's section: what its module says of itself, and its checks."""
    module = next(
        module
        for module in vars(catalogue).values()
        if inspect.ismodule(module) and set(own) <= set(getattr(module, "RULES", ()))
    )
    title, _, text = (inspect.getdoc(module) or "").partition("\n")[0].partition(": ")
    looks = (" ".join((inspect.getdoc(check) or "").split()) for check in module.CHECKS)
    bullets = "\n".join(f"- {one}" for one in looks)
    heading = f"(family-{family.lower()})=\n## {family}: {title.lower()}"
    return f"{heading}\n\n{text[:1].upper()}{text[1:]}\n\n{bullets}"


def _rule(rule: Rule) -> str:
    target = f"(rule-{rule.code.lower()})="
    return f"{target}\n### {rule.code}\n\n{rule.title}. *{rule.severity.value.capitalize()}.*"


def commands() -> str:
    """The help of each command, as the program prints it."""
    parent = click.Context(cadre, info_name="cadre", max_content_width=96, terminal_width=96)
    return "\n\n".join(_command(parent, name) for name in cadre.list_commands(parent))


def _command(parent: click.Context, name: str) -> str:
    command = cadre.get_command(parent, name)
    if command is None:
        message = f"cadre lists {name} but has no such command"
        raise LookupError(message)
    context = click.Context(command, parent=parent, info_name=name)
    texts = [command.get_help(context)]
    if isinstance(command, click.Group):
        own = ((one, command.get_command(context, one)) for one in command.list_commands(context))
        texts += [
            each.get_help(click.Context(each, parent=context, info_name=one))
            for one, each in own
            if each is not None
        ]
    shown = "\n\n".join(f"```text\n{text}\n```" for text in texts)
    return f"## cadre {name}\n\n{shown}"


def weekly_rules() -> str:
    """The rules by which a future unfolds, as the module that plays them states them."""
    return inspect.cleandoc((week.__doc__ or "").partition("\n")[2])


def schemas() -> str:
    """A line for each JSON Schema, with a link to the file."""
    rows = []
    for file in sorted(SCHEMAS.glob("*.json")):
        title = json.loads(file.read_text(encoding="utf-8")).get("title", "")
        rows.append((f"[{file.name}](../schemas/{file.name})", title))
    return _grid(("schema", "of what"), rows)


def questions() -> str:
    """What a case may ask: what each question looks at, as the function that answers it says."""
    rows = (
        (f"`{one.value}`", _answered(asked.answer), _looks_at(asked.uses))
        for one, asked in QUESTIONS.items()
    )
    return _grid(("question", "what is answered", "looks at"), rows)


def _answered(answer: Callable[..., object]) -> str:
    """What a question's answer says of itself, whole, on one line."""
    return " ".join((inspect.getdoc(answer) or "").split())


def _looks_at(uses: str) -> str:
    names = uses.replace("window", "from to").split()
    return ", ".join(f"`{name}`" for name in names) or "the dossier alone"


def cases() -> str:
    """The columns of a file of cases."""
    return _columns([one for one in CASES.columns if one.field not in _ASIDE])


def records() -> str:
    """The columns of a file of records."""
    return _columns([one for one in RECORDS.columns if one.field not in _ASIDE])


_ASIDE = ("marking", "known_from", "supersedes")


def priors() -> str:
    """The published priors: those that stand for blank cells, then those to look up."""
    known = list(published().values())
    standing = (one for one in known if one.column is not None)
    others = (one for one in known if one.column is None)
    first = _grid(
        ("blank cells of", "of kind", "count as", "unit", "prior", "where it is from"),
        (
            (
                f"`{one.column.value}`" if one.column else "",
                ", ".join(one.when) or "any",
                _disputed(one),
                one.unit,
                f"`{one.id}`",
                _published(one),
            )
            for one in standing
        ),
    )
    second = _grid(
        ("prior", "what it is", "figure", "unit", "where it is from"),
        ((f"`{one.id}`", one.name, _disputed(one), one.unit, _published(one)) for one in others),
    )
    return f"## Those that stand for blank cells\n\n{first}\n\n## Those to look up\n\n{second}"


def _disputed(prior: Prior) -> str:
    return f"{prior.value}, *disputed*" if prior.disputed else str(prior.value)


def _published(prior: Prior) -> str:
    """The document with a link, the note, and how far to trust the source."""
    where = f"[{prior.document}]({prior.address})" if prior.address else prior.document
    told = ". ".join(part.rstrip(".") for part in (where, prior.note) if part)
    return f"{told}. *{prior.grade.value.capitalize()}.*"


def _grid(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines
    )


def what_ifs() -> str:
    """The forms of what-ifs, with what each does, and its kind in the table `changes`."""
    return _grid(
        ("form", "what it does", "kind in `changes`"),
        (
            (f"`{form.usage}`", form.effect, form.verb.value if form.verb in SUBJECTS else "none")
            for form in FORMS
        ),
    )


PARTS: dict[str, Callable[[], str]] = {
    "tables": tables,
    "priors": priors,
    "profile": profile,
    "records": records,
    "rules": rules,
    "calibration_all": history.all_told,
    "calibration_hits": history.hits,
    "calibration_misses": history.misses,
    "calibration_near": history.near,
    "cases": cases,
    "commands": commands,
    "questions": questions,
    "schemas": schemas,
    "weekly_rules": weekly_rules,
    "what_ifs": what_ifs,
}


def _on_source_read(_app: Sphinx, _page: str, source: list[str]) -> None:
    source[0] = fill(source[0])


def _always_outdated(
    _app: Sphinx, env: BuildEnvironment, _added: set[str], _changed: set[str], _gone: set[str]
) -> list[str]:
    """The pages with generated parts: these change without their files changing."""
    pages = (Path(env.doc2path(name)) for name in env.found_docs)
    return [
        env.path2doc(page) or "" for page in pages if PLACE.search(page.read_text(encoding="utf-8"))
    ]


def _rule_pages(app: Sphinx) -> None:
    """Write a page for each rule of the checks beside the pages that stand."""
    rule_pages.write(Path(app.srcdir) / "manual" / "rules")


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx what is done when."""
    app.connect("builder-inited", _rule_pages)
    app.connect("source-read", _on_source_read)
    app.connect("env-get-outdated", _always_outdated)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
