"""The documentation is checked like code: links lead somewhere, commands and make targets exist, pictures are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest

from digitiser import settings
from digitiser.cli import main

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    page
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")]
    if ".venv" not in page.parts
)
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)|<img[^>]*src=\"([^\"]+)\"")
MAKE = re.compile(r"`make ([a-z]+)")
COMMAND = re.compile(r"`digitiser ([a-z]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_picture_is_there(page: Path) -> None:
    targets = [a or b for a, b in LINK.findall(page.read_text("utf8"))]
    for target in targets:
        assert target.startswith(("https://", "mailto:")) or (page.parent / target).exists(), (
            f"{page.name} links to {target}"
        )


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf8"), re.M))
    for page in PAGES:
        assert set(MAKE.findall(page.read_text("utf8"))) <= targets, page.name


def test_every_command_is_documented_and_every_documented_command_exists() -> None:
    documented = set(COMMAND.findall((ROOT / "docs" / "commands.md").read_text("utf8")))
    assert documented == set(main.commands)
    for page in PAGES:
        assert set(COMMAND.findall(page.read_text("utf8"))) <= set(main.commands), page.name


def test_every_option_has_help() -> None:
    for name, command in main.commands.items():
        assert command.get_short_help_str(), name
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{name} {option.name}"


def test_every_decision_is_listed() -> None:
    index = (ROOT / "docs" / "decisions" / "README.md").read_text("utf8")
    for page in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        assert f"({page.name})" in index, page.name


def test_every_setting_is_used() -> None:
    folders = ("digitiser", "training", "benchmarks")
    files = [*ROOT.glob("*.py"), *(file for folder in folders for file in (ROOT / folder).rglob("*.py"))]
    used = " ".join(re.sub(r"^[A-Z0-9_, ]+(?=[:=])", "", file.read_text("utf8"), flags=re.M) for file in files)
    words = set(re.findall(r"[A-Z][A-Z0-9_]+", used))
    assert {name for name in vars(settings) if name.isupper()} <= words


def test_no_setting_is_given_twice() -> None:
    trees = [ast.parse(file.read_text("utf8")) for file in Path(settings.__file__).parent.glob("*.py")]
    lines = [line for tree in trees for line in tree.body if isinstance(line, ast.Assign)]
    targets = [target for line in lines for target in line.targets]
    names = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
    assert len(names) > 100
    assert sorted(names) == sorted(set(names))
