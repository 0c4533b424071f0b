"""The tests check the shapes that the engine declares: of functions, also one in another, and of dataclasses."""

import numpy as np
import pytest
from jaxtyping import TypeCheckError

from engine.mechanics.activation import value_and_slope
from engine.mechanics.descent import Memory


def test_a_function_refuses_another_shape_and_takes_its_own() -> None:
    assert value_and_slope("tanh", np.zeros((2, 3)))[0].shape == (2, 3)
    with pytest.raises(TypeCheckError, match=r"samples.units"):
        value_and_slope("tanh", np.zeros(3))


def test_dimensions_of_one_name_are_one_number() -> None:
    assert value_and_slope("prelu", np.zeros((2, 3)), np.zeros(3))[0].shape == (2, 3)
    with pytest.raises(TypeCheckError):
        value_and_slope("prelu", np.zeros((2, 3)), np.zeros(2))


def test_a_dataclass_refuses_fields_that_do_not_go_together() -> None:
    row = np.zeros(4)
    assert Memory(row, row, row, row, row).values is row
    with pytest.raises(TypeCheckError):
        Memory(row, row, row, row, np.zeros(3))
