"""The drawing of the house, held as data: who may import whom, which library lives where, how large a room may grow."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "seki_cli"
MODULES = {path.relative_to(PACKAGE.parent).with_suffix("").as_posix().replace("/", "."): path for path in PACKAGE.rglob("*.py")}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}

ROOMS = {
    "main": "door",
    "hear": "door",
    "misuse": "door",
    "completion": "door",
    "screen": "voice",
    "prompt": "voice",
    "streams": "voice",
    "patience": "voice",
    "errors": "ground",
    "version": "ground",
    "model": "ground",
    "rules": "rules",
    "files": "files",
    "papers": "papers",
    "commands": "hall",
}
MAY_IMPORT = {
    "door": {"door", "voice", "hall", "ground"},
    "voice": {"voice", "ground"},
    "hall": {"hall", "rules", "files", "papers", "ground"},
    "rules": {"rules", "ground"},
    "files": {"files", "ground"},
    "papers": {"papers", "ground"},
    "ground": {"ground"},
}
LIBRARIES = {
    "ruamel": {"seki_cli.files.yaml_editor"},
    "yaml": {"seki_cli.files.yaml_events"},
    "jsonschema": {"seki_cli.files.schema_judges"},
    "jsonschema_rs": {"seki_cli.files.schema_judges"},
    "referencing": {"seki_cli.files.schema_judges"},
    "msgspec": {"seki_cli.files.records"},
    "jpholiday": {"seki_cli.files.closed_days"},
    "jinja2": {"seki_cli.papers.templates"},
    "rich": {"seki_cli.screen"},
    "rapidfuzz": {"seki_cli.rules.spelling"},
}
PURE = {"rapidfuzz"}
"""Libraries that compute and nothing else: a rule may ask them, through their one door."""

HEAVY = set(LIBRARIES)
QUESTIONS = (
    "due",
    "check",
    "check_parts",
    "check_whole",
    "history",
    "diff",
    "compose",
    "agenda",
    "case_view",
    "case_sections",
    "referral_list",
    "schema",
    "fetch",
    "pick",
    "plan_check",
    "resource",
    "gap",
    "activity",
    "profile",
    "stats",
    "stats_view",
    "standings_world",
    "meeting_propose",
)
WRITING = {
    "seki_cli.files.save",
    "seki_cli.files.yaml_editor",
    "seki_cli.files.outbox",
    "seki_cli.files.drafts",
    "seki_cli.commands.act",
}
FORBIDDEN_NAMES = {"utils", "common", "helpers", "core", "manager", "util", "helper", "misc"}
LONGEST_MODULE, LONGEST_FUNCTION, MOST_PARAMETERS, MOST_OPTIONS = 300, 40, 6, 10


def room_of(module: str) -> str:
    name = module.split(".")[1]
    return "ground" if name == "__init__" else ROOMS[name]


def imports_of(module: str) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in MODULES else node.module), node
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield f"{module}:{node.name}", node


@pytest.mark.parametrize("module", sorted(MODULES))
def test_arrows_run_downward_and_never_sideways(module: str) -> None:
    room = room_of(module)
    wrong = [name for name, _ in imports_of(module) if name.startswith("seki_cli.") and room_of(name) not in MAY_IMPORT[room]]
    assert wrong == []


def test_no_circles_even_inside_a_room() -> None:
    arrows = {module: {name for name, _ in imports_of(module) if name in MODULES and name != module} for module in MODULES}
    standing: set[str] = set()
    while ready := [m for m, to in arrows.items() if m not in standing and to <= standing]:
        standing.update(ready)
    assert sorted(set(MODULES) - standing) == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_one_heavy_library_one_door(module: str) -> None:
    wrong = [name for name, _ in imports_of(module) if (top := name.split(".")[0]) in LIBRARIES and module not in LIBRARIES[top]]
    assert wrong == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_heavy_libraries_are_imported_inside_functions(module: str) -> None:
    top_level = [node for node in TREES[module].body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [alias.name for node in top_level if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in top_level if isinstance(node, ast.ImportFrom)]
    assert [name for name in names if name.split(".")[0] in HEAVY] == []


@pytest.mark.parametrize("module", [m for m in sorted(MODULES) if m.startswith("seki_cli.rules.")])
def test_rules_know_no_disk_no_clock_no_screen(module: str) -> None:
    import sys

    outside = [
        name
        for name, _ in imports_of(module)
        if not name.startswith("seki_cli.") and name.split(".")[0] not in {*sys.stdlib_module_names, *PURE}
    ]
    unfit = [
        name
        for name, _ in imports_of(module)
        if name.split(".")[0] in {"os", "pathlib", "subprocess", "sys", "time", "random", "io"}
    ]
    calls = [n.func.id for n in ast.walk(TREES[module]) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    assert (outside, unfit, [c for c in calls if c in {"print", "open", "input"}]) == ([], [], [])


def test_one_clock_in_the_whole_package() -> None:
    readers = [
        module
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "today", "utcnow"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"date", "datetime", "Day", "dt"}
    ]
    assert set(readers) == {"seki_cli.commands.today"}


def test_only_the_gate_makes_released() -> None:
    makers = {
        module
        for module, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "Released")
            or (
                isinstance(node.func, ast.Subscript)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "Released"
            )
        )
    }
    assert makers == {"seki_cli.rules.consent"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_do_not_import_what_writes(name: str) -> None:
    assert [n for n, _ in imports_of(f"seki_cli.commands.{name}") if n in WRITING] == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_rooms_stay_small(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_functions_stay_small() -> None:
    long = {name: length for name, f in functions() if (length := (f.end_lineno or 0) - f.lineno + 1) > LONGEST_FUNCTION}
    assert long == {}


def _is_command(function: ast.FunctionDef) -> bool:
    first = function.args.args[0].annotation if function.args.args else None
    return isinstance(first, ast.Name) and first.id == "Call" and not function.name.startswith("_")


def test_functions_take_few_parameters() -> None:
    many = {}
    for name, f in functions():
        count = len(f.args.args) + len(f.args.kwonlyargs) + len(f.args.posonlyargs)
        count -= bool(f.args.args and f.args.args[0].arg in ("self", "cls"))
        most = MOST_OPTIONS + 1 if _is_command(f) else MOST_PARAMETERS
        if count > most and f.name != "__init__":
            many[name] = count
    assert many == {}


def test_values_are_frozen_slotted_and_named() -> None:
    """What crosses a room is frozen; a private one may gather while its function works."""
    loose = []
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Name) and mark.id == "dataclass":
                        loose.append(f"{module}:{node.name}")
                    elif isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "dataclass":
                        said = {k.arg for k in mark.keywords if isinstance(k.value, ast.Constant) and k.value.value is True}
                        wanted = {"slots", "kw_only"} if node.name.startswith("_") else {"frozen", "slots", "kw_only"}
                        if not wanted <= said:
                            loose.append(f"{module}:{node.name}")
    assert loose == []


def test_names_say_a_job() -> None:
    assert [name for name in MODULES if name.split(".")[-1] in FORBIDDEN_NAMES] == []
    assert [
        name for name, path in MODULES.items() if path.name == "__init__.py" and path.read_text(encoding="utf-8").strip()
    ] == []


def test_public_things_have_docstrings() -> None:
    bare = []
    for module, tree in TREES.items():
        if not ast.get_docstring(tree) and MODULES[module].name != "__init__.py":
            bare.append(module)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name in nested(tree):
                continue
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                bare.append(f"{module}:{node.name}")
    assert bare == []


def nested(tree: ast.Module) -> set[str]:
    """Return the names of functions inside functions, and of members of private classes: nobody outside can name them."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) or (isinstance(node, ast.ClassDef) and node.name.startswith("_")):
            names |= {inner.name for inner in ast.walk(node) if isinstance(inner, ast.FunctionDef) and inner is not node}
    return names


def test_the_top_level_is_as_agreed() -> None:
    fixed = {"pyproject.toml", "seki_cli", "schemas", "templates", "sample_cases", "tests"}
    top = {path.name for path in PACKAGE.parent.iterdir()}
    assert fixed <= top
    folders = {
        path.name
        for path in PACKAGE.parent.iterdir()
        if path.is_dir() and not path.name.startswith(".") and path.name != "__pycache__"
    }
    assert folders <= fixed | {"docs", "dist", "build", "demo"} | {
        name for name in folders if name.startswith("demo") or name.endswith(".egg-info")
    }
