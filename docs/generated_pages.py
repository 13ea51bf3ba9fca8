"""Pages made from the program at each build: every command with its options, and every parameter.

They are written below ``reference/generated`` before Sphinx reads its sources, so they cannot be out of step.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent / "reference" / "generated"


def describe_command(command: Any, words: tuple[str, ...]) -> Iterator[str]:
    """Yield the Markdown of a command and of all below it: what it does, how it is called, its options."""
    command = getattr(command, "itself", command)  # loaded when it is asked for
    context = command.context_class(command, info_name=words[-1])
    usage = " ".join((*words, *command.collect_usage_pieces(context)))
    yield f"{'#' * min(len(words) + 1, 6)} {' '.join(words)}\n"
    yield f"{command.help or ''}\n"
    yield f"```text\n{usage}\n```\n"
    rows = [record for parameter in command.get_params(context) if (record := parameter.get_help_record(context))]
    for names, meaning in rows:
        yield f"`{names}`\n: {meaning.replace('[', chr(92) + '[')}\n"
    for name, below in getattr(command, "commands", {}).items():
        yield from describe_command(below, (*words, name))


def write_pages(app: Sphinx) -> None:
    """Write the generated pages."""
    from cogov.model import Settings
    from cogov.model.parameters.tables import choices, parameters, types
    from cogov.visualization.terminal.cli import command_line

    HERE.mkdir(exist_ok=True)
    commands = "\n".join(describe_command(command_line(), ("cogov",)))
    (HERE / "commands.md").write_text(f"# Commands\n\n{commands}", "utf-8")
    for language, title, words in (
        ("en", "Parameters", ("Numbers", "Types of case", "Choices")),
        ("zh", "参数", ("数值", "问题类型", "选项")),
    ):
        tables = (table(Settings(), language) for table in (parameters, types, choices))
        text = "\n".join(
            (f"# {title}\n", *(f"## {head}\n\n{table}" for head, table in zip(words, tables, strict=True)))
        )
        name = "parameters.md" if language == "en" else f"parameters.{language}.md"
        (HERE / name).write_text(text, "utf-8")
    (HERE / "glossary.md").write_text("\n".join(list_names()), "utf-8")


def list_names() -> Iterator[str]:
    """Yield the Markdown of the glossary: what each key is called in both languages, by kind."""
    from cogov.model.glossary import GLOSSARY
    from cogov.model.indicators import INDICATORS

    yield "# Glossary / 术语\n"
    for kind, names in GLOSSARY.items():
        yield from (f"## {kind}\n", "| key | English | 中文 |", "|---|---|---|")
        yield from (f"| `{key}` | {name.en} | {name.zh} |" for key, name in names.items())
        yield ""
    yield from ("## indicator\n", "| key | English | 中文 |", "|---|---|---|")
    yield from (f"| `{each.name}` | {each.en} | {each.zh} |" for each in INDICATORS)
    yield ""


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to Sphinx."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
