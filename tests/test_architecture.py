"""Arrows run one way, between the parts and inside them, and nothing is committed that does not belong here."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# A module may import what stands in its own row or in a row above it; a package is named once for all it holds.
ENGINE = (
    ("errors", "missing"),
    ("fields", "history", "registry", "streams", "playground.stream"),
    ("activations", "features", "initializers", "losses", "optimizers", "regularizers", "schedules"),
    ("data",),
    ("parts",),
    ("layers",),
    ("experiment",),
    ("imported",),
    ("starters",),
    ("validation",),
    ("edits", "network", "playground", "stopping", "surgery"),
    ("programs",),
    ("mechanics",),
    ("given", "position", "reports", "structure", "timeline"),
    ("loaded",),
    ("stack",),
    ("probes",),
    ("divergence", "families", "undo"),
    ("supply",),
    ("meanwhile",),
    ("supplied",),
    ("compiled",),
    ("training",),
    ("trainer",),
    ("catalog", "warming"),
)
STATIC = (
    ("vendor",),
    ("wire",),
    ("state",),
    ("layout", "draw"),
    ("widgets",),
    ("views", "panels", "keyboard", "studies", "images"),
    ("main",),
)
# No web, no clock: the engine is told what to do, and how often.
NOT_FOR_ENGINE = {"server", "tests", "scripts", "asyncio", "time", "datetime", "http", "socket", "urllib"}
NOT_FOR_ENGINE |= {"fastapi", "starlette", "uvicorn", "websockets", "sqlalchemy", "jinja2"}

MOST_LINES = 350
LONGEST_LINE = 400  # a longer one is minified: somebody else's, or made
SOURCES = {".py", ".js", ".ts", ".css", ".html"}
ADDRESSES = (
    re.compile(r"registry\.(?:npmjs|yarnpkg)\.", re.IGNORECASE),
    re.compile(r"\b(?:pypi|pythonhosted|debian)\.org\b", re.IGNORECASE),
    re.compile(r"(?<![\w.])/(?:root|work|home/\w+|Users/\w+)/"),
)


@cache
def files() -> tuple[Path, ...]:
    """What is in the repository, or would be after `git add --all`."""
    listed = subprocess.check_output(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, text=True
    )
    return tuple(path for name in sorted(set(listed.split("\0"))) if name and (path := ROOT / name).is_file())


def sources(folder: str, *suffixes: str) -> Iterator[Path]:
    """Our own source files below a folder."""
    return (path for path in files() if path.is_relative_to(ROOT / folder) and path.suffix in suffixes)


def name_of(path: Path) -> str:
    """`engine.data.base` for engine/data/base.py, `engine.data` for its __init__.py."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def python_modules() -> frozenset[str]:
    """Every module of ours."""
    return frozenset(name_of(path) for path in files() if path.suffix == ".py")


def python_imports(path: Path) -> Iterator[str]:
    """Every module that a Python file imports, at its top or later."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, f"{path}: imports are absolute"
            assert node.level == 0, f"{path}: imports are absolute"
            submodules = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in python_modules() else node.module for name in submodules)


def javascript_imports(path: Path) -> Iterator[str]:
    """Every module of ours that a page module loads, as `state.store`; types alone draw no arrow."""
    code = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for place in re.findall(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""", code):
        if place.startswith("/static/"):
            target = ROOT / place.removeprefix("/")
        else:
            assert place.startswith("."), f"{path}: {place} is not one of our files"
            target = (path.parent / place).resolve()
        yield name_of(target)


def upward(package: str, rows: Iterable[Iterable[str]], graph: dict[str, set[str]]) -> list[str]:
    """The imports that go against the order of the rows."""
    ranks = {f"{package}.{name}": rank for rank, row in enumerate(rows) for name in row}

    def rank(module: str) -> int:
        parts = module.split(".")
        names = (".".join(parts[:end]) for end in range(len(parts), 1, -1))
        found = next((ranks[name] for name in names if name in ranks), None)
        assert found is not None, f"{module} has no place in the order of {package}: give it one in this test"
        return found

    return sorted(
        f"{module} imports {imported}"
        for module, imports in graph.items()
        for imported in imports
        if module != package and imported.startswith(f"{package}.") and rank(imported) > rank(module)
    )


@cache
def python_graph(package: str) -> dict[str, set[str]]:
    """Module -> the modules it imports."""
    return {name_of(path): set(python_imports(path)) for path in sources(package, ".py")}


@cache
def javascript_graph() -> dict[str, set[str]]:
    """The same for the page."""
    return {name_of(path): set(javascript_imports(path)) for path in sources("static", ".js")}


def assert_acyclic(graph: dict[str, set[str]]) -> None:
    """No module reaches itself through what it imports."""
    try:
        TopologicalSorter({module: imports & graph.keys() - {module} for module, imports in graph.items()}).prepare()
    except CycleError as error:
        pytest.fail(f"imports run in a circle: {' -> '.join(error.args[1])}")


def test_engine_knows_nothing_of_web_or_clock() -> None:
    wrong = {
        f"{module} imports {imported}"
        for module, imports in python_graph("engine").items()
        for imported in imports
        if imported.split(".")[0] in NOT_FOR_ENGINE
    }
    assert wrong == set()


def test_engine_imports_run_one_way() -> None:
    assert upward("engine", ENGINE, python_graph("engine")) == []


def test_server_knows_engine_and_not_tests() -> None:
    wrong = {
        f"{module} imports {imported}"
        for module, imports in python_graph("server").items()
        for imported in imports
        if imported.split(".")[0] in {"tests", "scripts", "static"}
    }
    assert wrong == set()


@pytest.mark.parametrize("package", ["engine", "server"])
def test_python_imports_have_no_cycle(package: str) -> None:
    # `from package import name` may read a name that the package gathered from its modules: a package's own
    # __init__ is therefore left out.
    graph = {module: imports for module, imports in python_graph(package).items() if not is_package(module)}
    assert_acyclic(graph)


def is_package(module: str) -> bool:
    """Whether the name is a folder's."""
    return (ROOT / module.replace(".", "/")).is_dir()


def test_page_imports_run_one_way() -> None:
    assert upward("static", STATIC, javascript_graph()) == []


def test_page_imports_have_no_cycle() -> None:
    assert_acyclic(javascript_graph())


def test_page_imports_exist() -> None:
    made = {"static.vendor.ui", "static.vendor.uplot", "static.vendor.katex"}
    graph = javascript_graph()
    assert set().union(*graph.values()) - graph.keys() - made == set() if graph else True


def test_top_level_names_hide_no_standard_module() -> None:
    tops = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in files()}
    assert tops & set(sys.stdlib_module_names) == set()


def test_files_are_of_a_sane_size() -> None:
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in files() if path.suffix in SOURCES}
    assert {str(path.relative_to(ROOT)): count for path, count in lines.items() if count > MOST_LINES} == {}


def test_no_third_party_code_is_committed() -> None:
    places = {"node_modules", "vendor", "third_party", "site-packages"}
    assert [path for path in files() if places & set(path.relative_to(ROOT).parts)] == []
    foreign = [
        str(path.relative_to(ROOT))
        for path in files()
        if path.suffix in SOURCES
        for text in [path.read_text(encoding="utf-8")]
        if max(map(len, text.splitlines()), default=0) > LONGEST_LINE or "sourceMapping" + "URL" in text
    ]
    assert foreign == []


def test_no_registry_address_or_machine_path_is_committed() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in files()
        if path.suffix not in {".png", ".jpg", ".ico", ".woff2"} and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(pattern.search(line) for pattern in ADDRESSES)
    ]
    assert found == []


def test_npm_lock_is_exact_and_without_addresses() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock


def test_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [name for names in project["optional-dependencies"].values() for name in names]
    asked = {"requirements.lock": project["dependencies"], "requirements-test.lock": project["dependencies"] + extras}
    for lock, requirements in asked.items():
        pinned = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        wanted = {re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in requirements}
        assert wanted - pinned == set(), f"{lock} is behind pyproject.toml: run scripts/lock"
