"""Programs whose compiled form is kept on disk under a name that says all it is made from: met again, it is only read.

JAX's own cache knows a program by its lowered form, and to trace and lower one takes several times as long as to read
it. This name is known before that: what the function closes over, the form of its arguments, this engine's source,
JAX with what it goes by, and the machine. By its lowered form a program is found as well, when the source has changed.
Kept beside JAX's own, where that keeps anything.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import platform
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax
import jax.monitoring
import jax.numpy as jnp
import numpy as np
from jax.experimental import serialize_executable
from pydantic import BaseModel

from engine.missing import NotMadeError, waits_for_none

log = logging.getLogger("picturevis")

FOLDER = "kept"  # in the folder of JAX's cache; a file is touched when it is read
# JAX tells of these: its cache is asked for what was not compiled before in this process, and has it.
_ASKED = "/jax/compilation_cache/compile_requests_use_cache"
_FOUND = "/jax/compilation_cache/cache_hits"
# What JAX compiles by, beside what it is given.
_GOES_BY = (
    "jax_enable_x64",
    "jax_default_matmul_precision",
    "jax_default_prng_impl",
    "jax_threefry_partitionable",
    "jax_debug_nans",
)
_here = threading.local()

Form = tuple[Any, ...]  # how arguments are nested, and the shape and type of each


class Kept:
    """A function compiled once for each form of its arguments (arrays in any tree). Calls come from any thread, not
    from inside another program.

    `made_from` is all that the function closes over; `options` are the compiler's. Raises TypeError where `made_from`
    holds what cannot be told apart by name.
    """

    def __init__(
        self, function: Callable[..., Any], *made_from: object, options: Mapping[str, Any] | None = None
    ) -> None:
        self._jitted = jax.jit(function, compiler_options=None if options is None else dict(options))
        self._name = described((function.__module__, function.__qualname__, made_from, options))
        self._programs: dict[Form, jax.stages.Compiled] = {}
        self._failures: dict[Form, Exception] = {}
        self._locks: dict[Form, threading.Lock] = {}

    def __call__(self, *arguments: Any) -> Any:
        """What the function makes of these arguments."""
        form = _form(arguments)
        program = self._programs.get(form)
        if program is None:
            if waits_for_none():
                failure = self._failures.get(form)
                making = partial(self.make, form, _shaped(arguments))
                raise failure.with_traceback(None) if failure else NotMadeError((id(self), form), making)
            program = self.make(form, arguments)
        return program(*arguments)

    @property
    def made(self) -> bool:
        """Whether there is a program, of whatever form."""
        return bool(self._programs)

    def make(self, form: Form, arguments: Any) -> jax.stages.Compiled:
        """The program for arguments of that form, compiled unless it is there; others wait for the thread that does."""
        with self._locks.setdefault(form, threading.Lock()):
            if (program := self._programs.get(form)) is None:
                try:
                    program = self._programs[form] = self.compiled(*arguments)
                except Exception as error:
                    self._failures[form] = error
                    raise
                self._failures.pop(form, None)
        return program

    def compiled(self, *arguments: Any) -> jax.stages.Compiled:
        """The program for such arguments, from the disk where it is there; not held on to."""
        shaped = _shaped(arguments)
        leaves, tree = jax.tree.flatten(shaped)
        called = [_surroundings(), self._name, str(tree), *(f"{leaf.dtype}{leaf.shape}" for leaf in leaves)]
        place = _place(_SOURCE, *called)
        if (found := _read(place)) is not None:
            return found
        lowered = self._jitted.lower(*shaped)
        # Most changes of the source leave most programs as they are.
        same = _place(lowered.as_text(), str(lowered.out_tree), *called)
        if (found := _read(same)) is not None:
            _link(place, same)
            return found
        _here.events = []
        made: jax.stages.Compiled = lowered.compile()
        # What comes out of JAX's cache, on disk or in memory, lacks a part of itself when it is written again.
        if _here.events == [_ASKED] and _write(same, made):
            _link(place, same)
        return made


def glance(look: Callable[..., Any], *made_from: object, small: bool = False) -> Kept:
    """The program of a look, compiled in half the time where that is a matter of the CPU's own compiler. It runs as
    fast then (a training would take up to twice as long). A `small` one is compiled in an eighth of the time and runs
    some five times as long, which is of no weight.
    """
    return Kept(look, *made_from, options=_quickly(small))


# In many parts a program takes longer to compile, in all. Newer versions of XLA lack the option about fusions, which
# halves the compile.
_PLAIN: dict[str, Any] = {"xla_llvm_disable_expensive_passes": True, "xla_cpu_parallel_codegen_split_count": 2}
_FAST: tuple[dict[str, Any], ...] = (
    {**_PLAIN, "xla_backend_optimization_level": 1, "xla_cpu_use_fusion_emitters": False},
)
_SMALL: tuple[dict[str, Any], ...] = (
    {**_PLAIN, "xla_backend_optimization_level": 0, "xla_cpu_use_fusion_emitters": False},
    {**_PLAIN, "xla_backend_optimization_level": 0},
)


@cache
def _quickly(small: bool) -> dict[str, Any] | None:
    """The first of the choices that this version of XLA knows; none off the CPU."""
    choices = _SMALL if small else _FAST
    for options in choices if jax.default_backend() == "cpu" else ():
        try:
            jax.jit(jnp.negative, compiler_options=options).lower(0.0).compile()
        except jax.errors.JaxRuntimeError:
            continue
        return options
    return None


def _form(arguments: Any) -> Form:
    leaves, tree = jax.tree.flatten(arguments)
    return tree, *[(leaf.shape, leaf.dtype) for leaf in leaves]


def _shaped(arguments: Any) -> Any:
    """Arguments of the same form without their numbers."""
    return jax.tree.map(lambda leaf: jax.ShapeDtypeStruct(np.shape(leaf), leaf.dtype), arguments)


def described(value: Any) -> str:
    """All that two values may differ by, as text; raises TypeError for a kind whose values it cannot tell apart."""
    if value is None or isinstance(value, (bool, int, float, str, np.dtype)):
        return repr(value)
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    if isinstance(value, BaseModel):
        return f"{kind}({value.model_dump_json()})"
    if is_dataclass(value) and not isinstance(value, type):
        inner = [(field.name, getattr(value, field.name)) for field in fields(value)]
    elif isinstance(value, Mapping):
        inner = [(described(key), entry) for key, entry in value.items()]
    elif isinstance(value, (tuple, list)):
        inner = [("", entry) for entry in value]
    elif callable(value) and "<" not in getattr(value, "__qualname__", "<"):
        return f"{value.__module__}.{value.__qualname__}"
    else:
        raise TypeError(f"A program cannot be named after {value!r}.")
    return f"{kind}({', '.join(f'{name}={described(entry)}' for name, entry in inner)})"


@cache
def _surroundings() -> str:
    """All that a program depends on beside what it computes, of what."""
    device = jax.devices()[0]
    return described(
        (
            (version("jax"), version("jaxlib"), sys.version),
            {name: str(jax.config.values[name]) for name in _GOES_BY},
            {name: value for name, value in sorted(os.environ.items()) if name.startswith("XLA_") or name == "NPROC"},
            (device.platform, device.device_kind, device.client.platform_version, len(jax.devices())),
            _processor(),
        )
    )


def _source() -> str:
    """The engine's own source, all of it: what a program does may hang on any part."""
    digest = hashlib.sha256()
    engine = Path(__file__).parent.parent
    for file in sorted(engine.rglob("*.py")):
        digest.update(f"{file.relative_to(engine)}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def _processor() -> str:
    """The processor that programs are compiled for: its name and what it can do."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    found = {name: line for line in lines for name in ("model name", "flags", "Features") if line.startswith(name)}
    return "\n".join((platform.machine(), platform.processor(), *found.values()))


def _place(*told: str) -> Path | None:
    """The file of a program that all this is told of; None where JAX keeps nothing either."""
    folder = jax.config.values["jax_compilation_cache_dir"]
    if not folder or not jax.config.values["jax_enable_compilation_cache"]:
        return None
    return Path(folder) / FOLDER / hashlib.sha256("\0".join(told).encode()).hexdigest()


def _read(place: Path | None) -> jax.stages.Compiled | None:
    """The program of a file; None where there is none that can be read."""
    if place is None:
        return None
    try:
        data = place.read_bytes()
        os.utime(place)
    except OSError:
        return None
    try:
        # Pickled, as machine code is no safer: who may write to this folder may have anything run.
        program: jax.stages.Compiled = serialize_executable.deserialize_and_load(*pickle.loads(data))
    except Exception:
        log.warning("A kept program cannot be read and is compiled again: %s", place, exc_info=True)
        return None
    return program


def _write(place: Path | None, program: jax.stages.Compiled) -> bool:
    """Keep a program: whole, or not at all. Whether it is kept."""
    if place is None:
        return False
    unfinished = _beside(place)
    try:
        data = pickle.dumps(serialize_executable.serialize(program))
        place.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(data)
        unfinished.replace(place)
    except Exception:
        log.warning("A program cannot be kept; the next start compiles it again", exc_info=True)
        return False
    return True


def _link(place: Path | None, same: Path | None) -> None:
    """Have a kept program under another name too."""
    if place is None or same is None:
        return
    unfinished = _beside(place)
    with suppress(OSError):  # where a file can't have two names, the program is lowered once more
        os.link(same, unfinished)
        unfinished.replace(place)


def _beside(place: Path) -> Path:
    return place.with_name(f"{place.name}.{os.getpid()}.{threading.get_ident()}")


def _note(event: str, **_: object) -> None:
    if event in (_ASKED, _FOUND) and hasattr(_here, "events"):
        _here.events.append(event)


_SOURCE = _source()  # now, as it is imported: later it may no longer be the source that runs
jax.monitoring.register_event_listener(_note)
