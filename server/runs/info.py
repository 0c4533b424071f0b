"""What is known of a run besides its arrays: RunInfo, as plain data and as the model that documents it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from server.runs.plan import Plan

if TYPE_CHECKING:
    from server.runs.training import Training


class Notice(BaseModel):
    """Something of a link that could not be honored as asked."""

    key: str
    asked: Any
    used: Any
    why: str


class Stopped(BaseModel):
    """Why the training ended by itself."""

    reason: str = Field(description="diverged, epochs, target_loss, plateau, or interrupted")
    message: str
    epoch: int | None = None
    layer: int | None = None
    can_restore: bool = False


class PlaneInfo(BaseModel):
    """An array that a layer learns, or averages."""

    name: str
    shape: list[int]


class LayerInfo(BaseModel):
    """The size of a layer."""

    units: int
    inputs: int
    activation: str
    parameters: int
    kind: str = Field(description="A key of the catalogue's layers; the output of a network on images is a head.")
    input_shape: list[int] = Field(description="Height, width and channels of maps; or how many numbers.")
    output_shape: list[int]
    planes: list[PlaneInfo]


class NetworkInfo(BaseModel):
    """The network's sizes, the output layer last."""

    family: str = Field("points", description="What the network is shown: points or images.")
    inputs: list[str] = Field(description="Keys of the features, in order; of a network on images: image.")
    input_shape: list[int] = Field(description="Height, width and channels of an image; or how many features.")
    slots: int = Field(description="How many classes an image has: characters of a CAPTCHA.")
    shared_head: bool = Field(description="Whether one output layer answers for every slot.")
    layers: list[LayerInfo]
    outputs: int
    classes: int
    class_labels: list[Any] | None = None
    problem: str
    parameters: int


class RunInfo(BaseModel):
    """All of a run but its arrays."""

    id: str
    experiment: dict[str, Any]
    revision: int
    data_revision: int
    playing: bool
    updates_per_s: float | None = Field(description="The speed asked for; null is as fast as it goes.")
    epoch: int
    updates: int
    train_loss: float | None
    test_loss: float | None
    undo: str | None = Field(description="What undo would take back.")
    redo: str | None = Field(description="What redo would make again.")
    output_change: float | None = Field(
        description="How far at most the newest edit moved an output over the data, on images over the first of them; "
        "null where that is not known, or not yet: the program that answers is being compiled."
    )
    notices: list[Notice]
    stopped: Stopped | None
    network: NetworkInfo
    device: str
    precision: str
    program: str = Field(
        description="What trains: specialized, padded until that is compiled; on images compiling until then, and "
        "failed where it could not be compiled: to play or train tries again."
    )
    playground_link: str | None = Field(description="The experiment as a TensorFlow Playground link, where it is one.")
    steering: bool = True
    unattended: bool = False
    created: float = Field(description="Seconds since 1970.")


def run_info(id: str, plan: Plan, training: Training) -> dict[str, Any]:
    """All of a run but its arrays, as plain data."""
    from engine.playground.link import write as playground_link

    trainer = training.trainer
    experiment = trainer.experiment
    return {
        "id": id,
        "experiment": experiment.to_dict(),
        "revision": trainer.revision,
        "data_revision": trainer.data_revision,
        "playing": training.busy,
        "updates_per_s": training.updates_per_s,
        "epoch": trainer.epoch,
        "updates": trainer.updates,
        "train_loss": trainer.train_loss,
        "test_loss": trainer.test_loss,
        "undo": trainer.undo_label,
        "redo": trainer.redo_label,
        "output_change": trainer.output_change,
        "notices": plan.notices,
        "stopped": trainer.stopped.as_dict() if trainer.stopped else None,
        "network": trainer.network,
        "device": _device(),
        "precision": experiment.precision,
        "program": training.program,
        "playground_link": playground_link(experiment),
        "steering": True,
        "unattended": training.unattended,
        "created": plan.created,
    }


def _device() -> str:
    import jax

    return str(jax.devices()[0].platform)
