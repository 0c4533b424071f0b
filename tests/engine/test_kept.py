"""Programs kept on disk: one met again is neither traced nor compiled, and none is ever taken for another."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from engine.experiment import Experiment
from engine.layers.base import LAYERS
from engine.missing import NotMadeError, only_made
from engine.programs.kept import Kept, described
from engine.programs.specialized import traits
from engine.stack.network import stack
from engine.starters import starter
from engine.validation import validate

ROW = np.arange(6, dtype=np.float64)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where programs are kept, for this test alone; JAX's own cache stays where it is."""
    jax.jit(jnp.negative)(ROW)  # the first use of that cache settles its place
    before = jax.config.values["jax_compilation_cache_dir"]
    jax.config.update("jax_compilation_cache_dir", str(tmp_path))
    yield tmp_path / "kept"
    jax.config.update("jax_compilation_cache_dir", before)


def times(factor: float) -> Kept:
    """A program that closes over a number."""

    def product(x: Array) -> Array:
        return factor * x

    return Kept(product, factor)


def programs(folder: Path) -> list[Path]:
    """The programs that are kept, one name of each."""
    return list({file.stat().st_ino: file for file in folder.iterdir()}.values())


def never_met() -> float:
    """A factor of which no cache has a program."""
    return random.SystemRandom().random()


@contextmanager
def work() -> Iterator[list[str]]:
    """What JAX traces, lowers or compiles meanwhile."""
    told: list[str] = []

    def listen(event: str, duration_secs: float, **_more: str | int) -> None:
        if event.startswith("/jax/core/compile"):
            told.append(event)

    jax.monitoring.register_event_duration_secs_listener(listen)
    try:
        yield told
    finally:
        jax.monitoring.unregister_event_duration_listener(listen)


def test_a_program_met_again_is_only_read(folder: Path) -> None:
    factor = never_met()
    with work() as first:
        np.testing.assert_array_equal(times(factor)(ROW), factor * ROW)
    assert any("backend_compile" in event for event in first)
    assert len(programs(folder)) == 1
    with work() as again:
        np.testing.assert_array_equal(times(factor)(ROW), factor * ROW)
    assert again == []


def test_a_program_that_a_change_of_the_source_leaves_as_it_is_is_lowered_and_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factor = never_met()
    times(factor)(ROW)
    monkeypatch.setattr("engine.programs.kept._SOURCE", "another")
    for lowers in (True, False):  # the second time it has that name
        with work() as told:
            np.testing.assert_array_equal(times(factor)(ROW), factor * ROW)
        assert any("jaxpr_to_mlir" in event for event in told) == lowers
        assert not any("backend_compile" in event for event in told)
    assert len(programs(folder)) == 1
    assert len(list(folder.iterdir())) == 3


def test_each_form_of_the_arguments_has_a_program(folder: Path) -> None:
    program = times(never_met())
    forms: list[Any] = [ROW, ROW[:3], ROW.astype(np.float32), ROW.reshape(2, 3)]
    for count, form in enumerate(forms, 1):
        assert program(form).shape == form.shape
        assert program(form).dtype == form.dtype
        assert len(programs(folder)) == count


def test_what_a_function_closes_over_tells_programs_apart(folder: Path) -> None:
    one, other = never_met(), never_met()
    for _ in range(2):
        np.testing.assert_array_equal(times(one)(ROW), one * ROW)
        np.testing.assert_array_equal(times(other)(ROW), other * ROW)
    assert len(programs(folder)) == 2


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda data: data[: len(data) // 2],
    "emptied": lambda _: b"",
    "of another kind": lambda _: pickle.dumps((b"", 1, 2)),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_file_is_compiled_again(
    folder: Path, damage: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    factor = never_met()
    times(factor)(ROW)
    (file,) = programs(folder)
    file.write_bytes(damage(file.read_bytes()))
    np.testing.assert_array_equal(times(factor)(ROW), factor * ROW)
    assert "cannot be read and is compiled again" in caplog.text


def test_what_comes_out_of_jaxs_cache_is_not_kept(folder: Path) -> None:
    """Written again, it would lack its kernels: such a program is read and fails when it is called."""
    factor = never_met()
    times(factor)(ROW)
    for file in folder.iterdir():
        file.unlink()
    program = times(factor)
    for _ in range(2):  # out of its cache on disk, then out of the one in memory
        np.testing.assert_array_equal(program.compiled(ROW)(ROW), factor * ROW)
    assert list(folder.iterdir()) == []


def test_without_a_cache_nothing_is_kept(folder: Path) -> None:
    jax.config.update("jax_compilation_cache_dir", None)
    factor = never_met()
    np.testing.assert_array_equal(times(factor)(ROW), factor * ROW)
    assert not folder.exists()


def test_what_cannot_be_told_apart_is_no_name() -> None:
    for value in (lambda x: x, object(), np.zeros(2), {1, 2}):
        with pytest.raises(TypeError, match="cannot be named after"):
            described(("ok", value))


DENSE: list[dict[str, Any]] = [
    {},
    {"seed": "9"},
    {"features": ["x"]},
    {"layers": []},
    {"layers": [{"units": 4, "activation": "relu"}]},
    {"layers": [{"units": 4, "activation": "tanh"}]},
    {"layers": [{"units": 5, "activation": "tanh"}]},
    {"loss": "huber"},
    {"optimizer": {"kind": "adam"}},
    {"optimizer": {"kind": "adam", "learning_rate": 0.5}},
    {"batch": {"size": 7}},
    {"batch": {"order": "shuffled"}},
    {"regularization": {"l1": 0.1}},
    {"regularization": {"dropout": 0.1}},
    {"precision": "float64"},
    {"data": {"dataset": "circle"}},
    {"data": {"dataset": "three-spiral"}, "loss": "cross_entropy"},
]


# Every kind of layer, and networks that differ in a single number of one.
CONVOLUTION = {"kind": "conv2d", "channels": 2, "activation": "relu"}
IMAGES: list[list[dict[str, Any]]] = [
    [CONVOLUTION, {"kind": "flatten"}],
    [{**CONVOLUTION, "dilation": 2}, {"kind": "flatten"}],
    [{**CONVOLUTION, "stride": 2}, {"kind": "flatten"}],
    [{**CONVOLUTION, "padding": "valid"}, {"kind": "flatten"}],
    [{**CONVOLUTION, "activation": "tanh"}, {"kind": "flatten"}],
    [{"kind": "max_pool"}, {"kind": "flatten"}],
    [{"kind": "average_pool"}, {"kind": "flatten"}],
    [{"kind": "residual", "channels": 2}, {"kind": "batch_norm"}, {"kind": "global_pool"}],
    [{"kind": "residual", "channels": 2}, {"kind": "layer_norm"}, {"kind": "global_pool"}],
    [{"kind": "flatten"}, {"kind": "dropout", "rate": 0.1}, {"kind": "dense", "units": 3, "activation": "tanh"}],
    [{"kind": "flatten"}, {"kind": "dropout", "rate": 0.2}, {"kind": "dense", "units": 3, "activation": "tanh"}],
]


def test_networks_share_a_name_where_they_share_a_program() -> None:
    of_points = [traits(validate(document), 250, 500) for document in DENSE]
    of_points.append(traits(validate({}), 249, 500))
    plain = starter("digits", Experiment())
    of_images = [stack(validate({**plain, "layers": layers})) for layers in IMAGES]
    of_images.append(stack(validate(starter("mnist1d", Experiment()))))
    assert {layer["kind"] for layers in IMAGES for layer in layers} | {"conv1d"} == set(LAYERS.keys())
    for networks in (of_points, of_images):
        for one, other in combinations(networks, 2):
            assert (described(one) == described(other)) == (one == other)
    assert len({described(each) for each in of_images}) == len(of_images)


def test_who_waits_for_none_is_told_what_is_missing_and_has_it_once_it_is_made() -> None:
    factor = never_met()
    product = times(factor)
    with only_made():
        with pytest.raises(NotMadeError) as first:
            product(ROW)
        with pytest.raises(NotMadeError) as again:
            product(ROW + 1)
        with pytest.raises(NotMadeError) as other:
            product(ROW[:3])
    assert first.value.key == again.value.key != other.value.key
    before = product.made
    first.value.make()
    assert (before, product.made) == (False, True)
    with only_made():
        np.testing.assert_array_equal(product(ROW), factor * ROW)
        with pytest.raises(NotMadeError):
            product(ROW[:3])
    np.testing.assert_array_equal(product(ROW[:3]), factor * ROW[:3])  # outside of it one waits


def test_what_could_not_be_made_says_why_to_those_who_do_not_wait_and_is_tried_again_by_those_who_do() -> None:
    broken = [True]

    def look(x: Array) -> Array:
        if broken[0]:
            raise MemoryError("no room to compile")
        return -x

    kept = Kept(look, never_met())
    with only_made(), pytest.raises(NotMadeError) as missing:
        kept(ROW)
    with pytest.raises(MemoryError):
        missing.value.make()
    for _ in range(2):
        with only_made(), pytest.raises(MemoryError):
            kept(ROW)
    broken[0] = False
    np.testing.assert_array_equal(kept(ROW), -ROW)
    with only_made():
        np.testing.assert_array_equal(kept(ROW), -ROW)
