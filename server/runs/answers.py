"""What a run answers to each message: its commands and its questions, one small function each."""

from __future__ import annotations

import base64
import copy
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import InputError, written
from server.pictures import pixels_of
from server.runs.commands import (
    STEERING_TYPES,
    Pause,
    Play,
    Redo,
    Reset,
    Restore,
    Step,
    Train,
    Undo,
    parse_edit,
    parse_steering,
)
from server.runs.info import run_info
from server.runs.plan import Limits, Plan
from server.runs.training import Goal, Training

if TYPE_CHECKING:
    from engine.reports import EditReport

Message = dict[str, Any]


def answer(id: str, plan: Plan, limits: Limits, training: Training, message: Message) -> Any:
    """Plain data, or a `Goal` whose end is the answer; raises for what cannot be done, changing nothing.

    `{"command": {"type": ...}}` is a person's; `{"ask": "params", ...}` is the server's own, checked before.
    """
    if "command" in message:
        return _command(training, limits, message["command"])
    if message["ask"] == "info":
        training.observe()
        return run_info(id, plan, training)
    if message["ask"] == "snapshot":
        return _snapshot(training, plan)
    return _QUESTIONS[message["ask"]](training, message)


def _command(training: Training, limits: Limits, command: dict[str, Any]) -> Any:
    if command.get("type") not in STEERING_TYPES:
        return _edited(training, training.trainer.apply(parse_edit(command)))
    trainer = training.trainer
    match parse_steering(command):
        case Play(updates_per_s=speed, unattended=unattended):
            trainer.resume()
            if unattended is not None or not training.playing:
                training.unattended = bool(unattended)
            training.play(speed)
        case Pause():
            training.pause()
        case (Step() | Train()) as amount:
            _check(amount, limits)
            trainer.resume()
            goal = Goal(amount.epochs, amount.updates, collect=isinstance(amount, Train))
            training.aim(goal)
            return goal
        case Reset(start=start):
            training.end_goals("reset")
            return _edited(training, trainer.reset(start))
        case Undo():
            return _edited(training, trainer.undo())
        case Redo():
            return _edited(training, trainer.redo())
        case Restore():
            trainer.restore_last_good()
            training.edited()
    return {}


def _check(amount: Step | Train, limits: Limits) -> None:
    for path in ("epochs", "updates"):
        asked, most = getattr(amount, path), getattr(limits, path)
        if asked is not None and asked > most:
            raise InputError(path, f"1 to {written(most)}", asked, "Train on with another command, or play.")


def _edited(training: Training, report: EditReport) -> dict[str, Any]:
    """Note the edit; what it kept and touched, as plain data."""
    training.edited()
    return report.as_dict()


def _params(training: Training, _message: Message) -> list[dict[str, np.ndarray]]:
    return copy.deepcopy(training.trainer.params())


def _set_params(training: Training, message: Message) -> dict[str, Any]:
    return _edited(training, training.trainer.set_params(message["layers"]))


def _history(training: Training, _message: Message) -> dict[str, Any]:
    history = training.trainer.history
    return {
        "epochs": np.array(history.epochs),
        "train": np.array(history.train),
        "test": np.array(history.test),
        "version": history.version,
        "stride": history.stride,
    }


def _data(training: Training, _message: Message) -> dict[str, Any]:
    _needs(training, "points", "Its images are under /images.")
    data = training.trainer.data
    points = [
        {"x": x, "y": y, "label": label}
        for (x, y), label in zip(data.points.tolist(), data.labels.tolist(), strict=True)
    ]
    return {"train": points[: data.train_count], "test": points[data.train_count :]}


def _needs(training: Training, family: str, hint: str) -> None:
    """Raise `InputError` where the run is not of that family."""
    if training.trainer.experiment.family != family:
        raise InputError("run", f"a network on {family}", f"one on {training.trainer.experiment.family}", hint)


def _images(training: Training, message: Message) -> dict[str, Any]:
    _needs(training, "images", "Its points are under /data.")
    data = training.trainer.data
    n = data.train_count
    parts = {"train": (0, n), "test": (n, len(data.pixels) - n), "added": (n - data.added, data.added)}
    first, count = parts[message["set"]]
    start = message["start"]
    if message.get("all") and start >= count:
        raise InputError("index", f"0 to {count - 1}" if count else "a set with images in it", start)
    end = min(count, start + message["count"])
    rows = slice(first + start, first + max(start, end))
    return {
        "pixels": data.pixels[rows],
        "classes": data.classes[rows],
        "count": count,
        "alphabet": list(data.spec.alphabet),
    }


def _remembers(training: Training, message: Message) -> bool:
    return training.trainer.remembers(message["dataset"])


def _read(training: Training, message: Message) -> dict[str, Any]:
    """What the network reads in images of one's own."""
    _needs(training, "images", "Ask it about points.")
    spec = training.trainer.data.spec
    pixels = [pixels_of(each, spec.shape, f"images[{index}]") for index, each in enumerate(message["images"])]
    if not pixels:
        return {"outputs": [], "answers": []}
    outputs = training.trainer.predict(np.stack(pixels))
    answers = [[spec.alphabet[each] for each in row] for row in np.argmax(outputs, axis=2).tolist()]
    return {"outputs": outputs, "answers": answers}


def _add_image(training: Training, message: Message) -> dict[str, Any]:
    """Add an image of any size to those that are trained on."""
    from engine.edits import AddImage

    _needs(training, "images", "Choose a data set of images first.")
    pixels = pixels_of(message["image"], training.trainer.data.spec.shape, "image")
    edit = AddImage(pixels=base64.b64encode(pixels.tobytes()).decode(), label=message["label"])
    return _edited(training, training.trainer.apply(edit))


def _predict(training: Training, message: Message) -> np.ndarray:
    _needs(training, "points", "Ask it about images.")
    return np.asarray(training.trainer.predict(np.asarray(message["points"], np.float64).reshape(-1, 2)))


def _probe(training: Training, message: Message) -> dict[str, Any]:
    result = training.trainer.probe(message["name"], message["params"])
    return {"info": result.info, "arrays": dict(result.arrays)}


def _snapshot(training: Training, plan: Plan) -> dict[str, Any]:
    """All that the store keeps: how the run is to be played, what a list of runs shows, the trainer's own snapshot."""
    training.observe()
    trainer = training.trainer
    meta, arrays = trainer.snapshot()
    return {
        "plan": replace(
            plan,
            playing=training.playing,
            updates_per_s=training.updates_per_s,
            unattended=training.unattended,
        ),
        "experiment": trainer.experiment.to_dict(),
        "losses": (trainer.epoch, trainer.train_loss, trainer.test_loss),
        "meta": meta,
        "arrays": arrays,
    }


def _end_goals(training: Training, _message: Message) -> dict[str, Any]:
    training.end_goals("the server's end")
    return {}


_QUESTIONS: dict[str, Callable[[Training, Message], Any]] = {
    "params": _params,
    "set_params": _set_params,
    "history": _history,
    "data": _data,
    "images": _images,
    "predict": _predict,
    "read": _read,
    "add_image": _add_image,
    "remembers": _remembers,
    "probe": _probe,
    "end_goals": _end_goals,
}
