"""Every shape that the engine declares is checked whenever it is called; all other types are mypy's.

A function whose signature names no shape is left as it is: nine calls in ten are of those, and to wrap them took a
third of the engine's tests' time.
"""

import ast
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator
from types import CodeType, ModuleType
from typing import Any, get_args

from beartype import BeartypeConf, beartype
from jaxtyping import AbstractArray, jaxtyped

# An int may stand where a float is declared, as PEP 484 says.
_check = beartype(conf=BeartypeConf(is_pep484_tower=True))
_NAME = "_shapes_are_checked"


def install(package: str) -> None:
    """Check the shapes of all modules of a package that are imported from now on."""
    sys.meta_path.insert(0, _Finder(package))


def checked(thing: Any) -> Any:
    """The function, or the dataclass by its fields, with its shapes checked if it declares any."""
    hints = getattr(thing, "__annotations__", {})
    shaped = {name: hint for name, hint in hints.items() if any(map(_is_shape, _parts(hint)))}
    if not shaped:
        return thing
    if not isinstance(thing, type):
        thing.__annotations__ = shaped  # a protocol, for one, can be checked by mypy only
    return jaxtyped(thing, typechecker=_check)


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for part in get_args(hint):
        yield from _parts(part)


def _is_shape(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, AbstractArray)


class _Marked(ast.NodeTransformer):
    """Puts the check around every function, innermost, and around every dataclass, outermost."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.decorator_list.append(ast.copy_location(ast.Name(_NAME, ast.Load()), node))
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        if any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list):
            node.decorator_list.insert(0, ast.copy_location(ast.Name(_NAME, ast.Load()), node))
        return self.generic_visit(node)


class _Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        tree = ast.fix_missing_locations(_Marked().visit(ast.parse(self.get_data(path), path)))
        return compile(tree, path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__[_NAME] = checked
        super().exec_module(module)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, package: str) -> None:
        self._package = package

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] != self._package:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path)
        return spec
