"""From plain JSON data to an experiment, and from one experiment to the next by a merge patch."""

from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from engine.data import DATASETS
from engine.data.added import fits, with_one_less, with_one_more
from engine.data.images import pixels_from_base64
from engine.data.shelf import ADDED
from engine.errors import InputError, InputErrors, Location, dotted, from_validation, nearest, shown, unknown, written
from engine.experiment import Experiment
from engine.fields import bounds
from engine.imported import Imported, Notice
from engine.layers import LAYERS, Dense, LayerUnion
from engine.losses import LOSSES
from engine.starters import starter


def model_at(location: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The part of the document at a pydantic location, where that is a part and not a value."""
    model: Any = Experiment
    for part in location:
        if isinstance(part, int):
            continue
        if model is LayerUnion:  # pydantic puts the layer's kind behind its index
            if part in LAYERS:
                model = LAYERS[part].config
                continue
            model = Dense
        field = model.model_fields.get(part) if isinstance(model, type) and issubclass(model, BaseModel) else None
        model = None if field is None else LayerUnion if part == "layers" else field.annotation
    model = Dense if model is LayerUnion else model
    return model if isinstance(model, type) and issubclass(model, BaseModel) else None


def untagged(location: Location) -> Location:
    """A pydantic location without the kind that stands behind the index of a layer."""
    tagged = len(location) > 2 and location[0] == "layers" and location[2] in LAYERS
    return (*location[:2], *location[3:]) if tagged else location


def field_at(location: tuple[int | str, ...]) -> FieldInfo | None:
    """The declaration of the field at a pydantic location, where there is one."""
    names = [part for part in location if isinstance(part, str)]
    model = model_at(tuple(names[:-1])) if names else None
    return model.model_fields.get(names[-1]) if model is not None else None


def _explained(item: Any, error: InputError, on_points: bool) -> InputError:
    """The same error with the field's whole range and a value to try, or with the nearest known key."""
    location = item["loc"]
    if item["type"] == "layer_kind":
        given = item["input"]
        return unknown(f"{error.path}.kind", LAYERS.keys(), given["kind"]) if isinstance(given, dict) else error
    if item["type"] == "extra_forbidden":
        model = model_at(location[:-1])
        known = list(model.model_fields) if model is not None else []
        hint = nearest(known, location[-1]) or f"There are {', '.join(known)}."
        return InputError(error.path, error.expected, error.got, hint)
    field = field_at(location)
    if field is None or item["type"] in ("missing", "value_error"):
        return error
    low, high, exclusive = bounds(field, on_points)
    if low is None or high is None:
        return error
    whole = "a whole number, " if int in (field.annotation, *get_args(field.annotation)) else ""
    expected = f"{whole}{'over ' if exclusive else ''}{written(low)} to {written(high)}"
    hint = "Empty (null) is off." if field.default is None else f"Try {written(field.default)}."
    return InputError(error.path, expected, error.got, hint)


def validate(document: object) -> Experiment:
    """The experiment of plain JSON data; raises `InputErrors` naming every field that is wrong."""
    if not isinstance(document, dict):
        raise InputErrors([InputError("experiment", "an object", document)])
    try:
        return _of_those_there_are(Experiment.model_validate(document))
    except ValidationError as error:
        items = error.errors(include_url=False)
        plain = from_validation(error, located=untagged).errors
        explained = []
        for item, one in zip(items, plain, strict=True):
            whole = dotted(untagged(item["loc"]))
            inside = one.path == whole or one.path.startswith((f"{whole}.", f"{whole}["))
            if item["type"] == "value_error" and item["loc"] and not inside:
                one = InputError(
                    f"{whole}.{one.path}", one.expected, one.got, one.hint
                )  # a part knows its own names only
            explained.append(_explained(item, one, _family(document) == "points"))
        raise InputErrors(explained) from None


def _of_those_there_are(experiment: Experiment) -> Experiment:
    """The experiment with no more images than its set has, so that the number it says is the number there is."""
    if experiment.family != "images" or experiment.data.count <= (experiment.spec.most or experiment.data.count):
        return experiment
    fewer = experiment.data.model_copy(update={"count": experiment.spec.most})
    return experiment.model_copy(update={"data": fewer})


def _family(document: dict[str, Any]) -> str:
    """Of a document that is not valid; that of the default where it does not say."""
    data = document.get("data")
    dataset = data.get("dataset") if isinstance(data, dict) else None
    known = dataset if isinstance(dataset, str) and dataset in DATASETS else Experiment().data.dataset
    return DATASETS[known].family


def merge_patch(target: object, patch: object) -> object:
    """JSON merge patch: objects merge, null removes, all else replaces.  Source: RFC 7396, section 2, 2014."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge_patch(merged.get(key), value)
    return merged


def patched(experiment: Experiment, patch: object) -> Experiment:
    """The experiment after a JSON merge patch; null gives a field its default back.

    A data set of another problem takes the loss along where the old one does not fit it; one of another family, or of
    images that the layers cannot read, comes with the network that it starts with. Another set of images comes with
    its own numbers for what was not chosen. Images that were added stay where they fit. Raises `InputErrors`.
    """
    if not isinstance(patch, dict):
        raise InputErrors([InputError("patch", "an object", shown(patch))])
    added, given = experiment.data.added, patch.get("data")
    if added is None or (isinstance(given, dict) and "added" in given):
        return _patched(experiment, patch)
    after = _patched(with_added(experiment, None), patch)
    keeps = after.family == "images" and fits(ADDED.get(added, "data.added"), after.spec)
    return with_added(after, added) if keeps else after


def begun(document: object) -> Imported:
    """The experiment to begin a run with. What is left out has its default: of a set of images without layers that is
    what the set starts with. Added images that are not here are left out, with a notice. Raises `InputErrors`."""
    if not isinstance(document, dict) or _family(document) != "images":
        return Imported(validate(document), [])
    notices = _not_here(document["data"].get("added"))
    if notices:
        document = {**document, "data": {**document["data"], "added": None}}
    experiment = validate(document) if "layers" in document else patched(Experiment(), document)
    asked, used = document["data"].get("count"), experiment.data.count
    if asked is not None and asked != used:
        why = f"The set has {used:,} images."
        notices.append({"key": "data.count", "asked": str(asked), "used": str(used), "why": why})
    return Imported(experiment, notices)


def _not_here(added: object) -> list[Notice]:
    """The notice of added images that cannot be read here; none where they can, or where none are named."""
    if not isinstance(added, str):
        return []
    try:
        ADDED.get(added, "data.added")
    except InputError as error:
        why = f"Only {error.expected} can be learned from. {error.hint}"
        return [{"key": error.path, "asked": added, "used": "none of them", "why": why}]
    return []


def with_image(experiment: Experiment, pixels: str, label: str) -> Experiment:
    """The experiment with one image more among those added, from base64 of its bytes. Raises `InputError`."""
    if experiment.family != "images":
        raise InputError("run", "a network on images", "one on points", "Choose a data set of images first.")
    picture = pixels_from_base64(pixels, experiment.spec.shape, "pixels")
    return with_added(experiment, with_one_more(experiment.data.added, picture, label, experiment.spec))


def without_image(experiment: Experiment, index: int) -> Experiment:
    """The experiment with one of the added images less. Raises `InputError`."""
    return with_added(experiment, with_one_less(experiment.data.added, index))


def with_added(experiment: Experiment, id: str | None) -> Experiment:
    """The experiment with other images added to its own: they are known to fit."""
    return experiment.model_copy(update={"data": experiment.data.model_copy(update={"added": id})})


def _among_images(dataset: str, experiment: Experiment, patch: dict[str, Any]) -> Experiment:
    """The experiment on another set of images: what is as the set before began with becomes what the new one begins
    with, what a person chose stays. Layers come along only where they can read the set."""
    before, after = (validate(starter(key, experiment)) for key in (experiment.data.dataset, dataset))
    fresh = after.to_dict()
    merged = merge_patch(_followed(experiment.to_dict(), before.to_dict(), fresh), patch)
    assert isinstance(merged, dict)
    if "layers" in patch:
        return validate(merged)
    started = {**merged, "layers": fresh["layers"], "head": merge_patch(fresh["head"], patch.get("head") or {})}
    if before.spec.signal != after.spec.signal:
        return validate(started)  # a kernel over rows of which there is one, or along one of many, would be half idle
    try:
        return validate(merged)
    except InputErrors as error:
        if not all(each.path.startswith(("layers", "head")) for each in error.errors):
            raise
    return validate(started)


def _followed(now: Any, before: Any, after: Any) -> Any:
    """What is as it was before, as it is afterwards; all else as it is now."""
    if isinstance(now, dict) and isinstance(before, dict) and isinstance(after, dict) and now != before:
        return {key: _followed(value, before.get(key), after.get(key, value)) for key, value in now.items()}
    return after if now == before else now


def _patched(experiment: Experiment, patch: dict[str, Any]) -> Experiment:
    merged = merge_patch(experiment.to_dict(), patch)
    assert isinstance(merged, dict)
    data = merged.get("data")
    dataset = data.get("dataset") if isinstance(data, dict) else None
    if isinstance(dataset, str) and dataset in DATASETS and dataset != experiment.data.dataset:
        if DATASETS[dataset].family != experiment.family:
            return validate(merge_patch(starter(dataset, experiment), patch))
        if DATASETS[dataset].family == "images":
            return _among_images(dataset, experiment, patch)
    if "loss" not in patch and isinstance(dataset, str) and dataset in DATASETS:
        fits = DATASETS[dataset].problem in LOSSES[experiment.loss].tasks
        merged["loss"] = experiment.loss if fits else Experiment.model_fields["loss"].default
    return validate(merged)
