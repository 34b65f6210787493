"""Where the configuration stands, what it may say, and what is said of a wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from test_cli_harness import RULES

from dash_codemods.config import (
    CommandLineOptions,
    ConfigProblem,
    Selection,
    Settings,
    find_project_root,
    forget,
    settings_for,
)

NOTHING = CommandLineOptions()


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("dash_codemods.rules.registry", lambda: RULES)
    forget()
    yield
    forget()


def configure(text: str, folder: str = ".") -> None:
    """Write a pyproject.toml."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    Path(folder, "pyproject.toml").write_bytes(text.encode())


def settings(path: str = "app.py", options: CommandLineOptions = NOTHING) -> Settings:
    """The settings of a file, which must be right."""
    found = settings_for(path, options)
    assert isinstance(found, Settings), found
    return found


def problem(path: str = "app.py", options: CommandLineOptions = NOTHING) -> ConfigProblem:
    """What is wrong with the configuration of a file."""
    found = settings_for(path, options)
    assert isinstance(found, ConfigProblem), found
    return found


def test_every_key_is_read() -> None:
    configure("""
[tool.dash-codemods]
select = ["DC1"]
extend-select = ["DC201"]
ignore = ["unused-state"]
unsafe-fixes = true
target-version = "2.17.1"
exclude = ["old"]
extend-exclude = ["vendored/**"]
stores = ["*-store"]
transparent-decorators = ["cached", "app.timed"]
callback-decorators = ["my.callback"]
initial-call = "prevent"
duplicates = "all-but-one"
[tool.dash-codemods.per-file-ignores]
"tests/**" = ["DC1"]
""")
    assert settings() == Settings(
        source=str(Path("pyproject.toml").resolve()),
        base=str(Path.cwd()),
        selections=(Selection(("DC1",), ("DC201",), ("unused-state",)),),
        per_file_ignores=(("tests/**", ("DC1",)),),
        unsafe_fixes=True,
        target_version="2.17.1",
        exclude=("old",),
        extend_exclude=("vendored/**",),
        stores=("*-store",),
        transparent_decorators=("cached", "app.timed"),
        callback_decorators=("my.callback",),
        initial_call="prevent",
        duplicates="all-but-one",
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "selct = []",
            "unknown key `selct` in [tool.dash-codemods]; did you mean `select`?",
        ),
        ("extend_select = []", "did you mean `extend-select`?"),
        ("zzz = 1", "unknown key `zzz` in [tool.dash-codemods]"),
        ('select = "DC101"', "`select` must be a list of strings, as in select = [...]"),
        ("select = [101]", "`select` must be a list of strings"),
        ('ignore = ["DC1O1"]', "`ignore`: unknown rule `DC1O1`; did you mean `DC101`?"),
        ('per-file-ignores = ["DC101"]', "`per-file-ignores` must be a table"),
        ('per-file-ignores = {"a" = ["unused-stat"]}', "did you mean `unused-state`?"),
        ('per-file-ignores = {"[a" = ["DC101"]}', "'[a' can match nothing"),
        ('per-file-ignores = {"{a" = ["DC101"]}', "a brace without its partner"),
        ('unsafe-fixes = "yes"', "`unsafe-fixes` must be true or false"),
        ("target-version = 2.9", '`target-version` must be a string, as in target-version = "2.9"'),
        ('target-version = "5.0"', "`target-version`: unknown version `5.0`: it must be `auto`"),
        ('initial-call = "prevents"', 'must be "prevent" or "preserve"; did you mean `prevent`?'),
        ("duplicates = []", '`duplicates` must be "all" or "all-but-one"'),
        ('exclude = ["[a"]', "'[a' can match nothing"),
        (
            'callback-decorators = ["@wrap"]',
            "`@wrap` in `callback-decorators` is not a (dotted) name",
        ),
    ],
)
def test_a_wrong_key_or_value_is_named_with_the_right_one(line: str, message: str) -> None:
    configure(f"[tool.dash-codemods]\n{line}\n")
    found = problem()
    assert found.path == "pyproject.toml"
    assert message in found.message
    assert "\n" not in found.message


def test_broken_toml_is_named_with_its_line() -> None:
    configure('[tool.dash-codemods]\nselect = ["DC101"]\nignore = [\n"DC101\n')
    found = problem()
    assert (found.path, found.line) == ("pyproject.toml", 4)
    assert found.message.startswith("is not valid TOML: ")
    configure("[tool.dash-codemods]\nselect = [\n")
    forget()
    assert problem().line == 3


def test_broken_toml_that_does_not_speak_of_us_is_not_ours() -> None:
    configure("[tool.other\n")
    assert settings().source is None


def test_a_file_that_is_not_utf8_is_named() -> None:
    Path("pyproject.toml").write_bytes(b"[tool.dash-codemods]\n# caf\xe9\n")
    assert "not UTF-8" in problem().message
    assert problem().line == 2


def test_a_byte_order_mark_is_forgiven() -> None:
    Path("pyproject.toml").write_bytes(b"\xef\xbb\xbf[tool.dash-codemods]\nunsafe-fixes = true\n")
    assert settings().unsafe_fixes


def test_the_nearest_file_with_our_table_counts() -> None:
    configure("[tool.dash-codemods]\nunsafe-fixes = true\n")
    configure("[tool.other]\n# not dash-codemods\n", "one/deep")
    configure('[tool.dash-codemods]\ntarget-version = "3.0"\n', "two")
    assert settings("app.py").unsafe_fixes
    assert settings("one/deep/app.py").unsafe_fixes
    two = settings("two/sub/app.py")
    assert (two.unsafe_fixes, two.target_version) == (False, "3.0")
    assert two.base == str(Path("two").resolve())


def test_a_folder_has_the_settings_of_what_is_in_it() -> None:
    configure("[tool.dash-codemods]\nunsafe-fixes = true\n", "inner")
    assert settings("inner").unsafe_fixes
    assert not settings(".").unsafe_fixes


def test_the_command_line_goes_on_top() -> None:
    configure(
        '[tool.dash-codemods]\nunsafe-fixes = true\ntarget-version = "3.0"\nignore = ["DC1"]\n'
    )
    options = CommandLineOptions(unsafe_fixes=False, target_version="2.9", extend_select=("DC1",))
    found = settings(options=options)
    assert (found.unsafe_fixes, found.target_version) == (False, "2.9")
    assert found.enabled(RULES[0])
    assert not settings().enabled(RULES[0])


def test_isolated_reads_no_file() -> None:
    configure("[tool.dash-codemods]\nselct = []\n")
    assert settings(options=CommandLineOptions(isolated=True)).source is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.dash-codemods]\nunsafe-fixes = true\n"),
        ("other.toml", "[tool.dash-codemods]\nunsafe-fixes = true\n"),
        ("bare.toml", "unsafe-fixes = true\n"),
    ],
)
def test_a_named_file_is_read_instead(name: str, text: str) -> None:
    configure("[tool.dash-codemods]\nselct = []\n", "project")
    Path("elsewhere").mkdir()
    Path("elsewhere", name).write_text(text)
    options = CommandLineOptions(config=f"elsewhere/{name}")
    found = settings("project/app.py", options)
    assert found.unsafe_fixes
    # Patterns in a file that was named are relative to where the command runs.
    assert found.base == str(Path.cwd())


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("missing.toml", None, "cannot be read: No such file or directory"),
        ("pyproject.toml", "[project]\nname = 'x'\n", "has no [tool.dash-codemods] table"),
        ("other.toml", "[tool.ruff]\n", "has no [tool.dash-codemods] table"),
        ("bare.toml", "selct = []\n", "unknown key `selct`; did you mean `select`?"),
        ("odd.toml", "tool.dash-codemods = 1\n", "[tool.dash-codemods] must be a table"),
    ],
)
def test_what_is_wrong_with_a_named_file_is_said(name: str, text: str | None, message: str) -> None:
    Path("elsewhere").mkdir()
    if text is not None:
        Path("elsewhere", name).write_text(text)
    found = problem(options=CommandLineOptions(config=f"elsewhere/{name}"))
    assert found == ConfigProblem(f"elsewhere/{name}", message)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["pyproject.toml", "a/setup.py", "a/b/app.py"], "."),
        (["a/pyproject.toml", "a/b/app.py"], "a"),
        (["a/setup.cfg", "a/b/setup.py", "a/b/c/app.py"], "a/b"),
        ([".git/HEAD", "a/b/app.py"], "."),
        # What lies above the repository is not the project's.
        (["pyproject.toml", "a/.git/HEAD", "a/b/app.py"], "a"),
        (["pyproject.toml", "a/.git/HEAD", "a/b/setup.py", "a/b/c/app.py"], "a/b"),
        (["a/__init__.py", "a/b/__init__.py", "a/b/app.py"], "a"),
        (["a/__init__.py", "a/b/app.py"], "a/b"),
        (["a/b/app.py"], "a/b"),
    ],
)
def test_where_a_project_begins(files: list[str], expected: str) -> None:
    # Whatever lies above the temporary folder must not count.
    Path("top/.git").mkdir(parents=True)
    if not any(".git" in file or "pyproject" in file or "setup" in file for file in files):
        Path("top/.git").rmdir()
    for file in files:
        Path("top", file).parent.mkdir(parents=True, exist_ok=True)
        Path("top", file).touch()
    assert find_project_root(f"top/{files[-1]}") == str(Path("top", expected).resolve())
