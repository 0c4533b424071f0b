"""What a program is: the arguments that training loops take and what they give back; the specialized one takes those
that it needs."""

from typing import NamedTuple

from jaxtyping import Array, Bool, Float, Int, UInt32

from engine.programs.packed import State

CAPACITY = 1280  # rows that the data arrays hold, and steps that an epoch may have
CHUNK = 16  # samples that the padded program takes in one step
EPOCHS = 4096  # epochs that one call may finish


class Samples(NamedTuple):
    """The data set as the programs read it: training rows first, then the test rows."""

    inputs: Float[Array, "capacity width"]
    targets: Float[Array, "capacity width"]
    train_count: Int[Array, ""]
    row_count: Int[Array, ""]  # training and test rows together
    batches_key: UInt32[Array, ""]
    dropout_key: UInt32[Array, ""]
    shuffled: Bool[Array, ""]


class Steps(NamedTuple):
    """An epoch's plan on the device; see `batches.EpochPlan`."""

    start: Int[Array, " capacity"]
    length: Int[Array, " capacity"]
    applies: Bool[Array, " capacity"]
    step_count: Int[Array, ""]


class Clock(NamedTuple):
    """Where the call begins and how far it goes."""

    epoch: Int[Array, ""]
    step: Int[Array, ""]  # within the epoch
    update: Int[Array, ""]  # updates done so far
    age: Int[Array, ""]  # updates since the optimizer's moments were zero
    steps: Int[Array, ""]  # how many steps to do
    rates: Float[Array, " epochs"]  # learning rate of this epoch and of those after it


class Trained(NamedTuple):
    """The state after the call and the losses at the end of each epoch finished in it."""

    state: State
    train: Float[Array, " epochs"]
    test: Float[Array, " epochs"]
