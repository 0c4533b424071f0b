"""Images that a person adds to the training images of any set: each with its label, few, and all named by one id."""

from dataclasses import replace

import numpy as np
from jaxtyping import Int

from engine.data.images import Images, Picture, Request, Spec, noisy, placed
from engine.data.shelf import ADDED, OwnImages
from engine.errors import InputError
from engine.streams import generator

Labels = Int[np.ndarray, " slots"]

MOST_ADDED = 200  # programs are compiled with room for so many, so that an image more compiles nothing


def fits(added: OwnImages, spec: Spec) -> bool:
    """Whether they can join images of that kind: of one shape, and with no class that is unknown there."""
    used = {added.alphabet[each] for each in np.unique(added.classes).tolist()}
    return added.pixels.shape[1:] == spec.shape and added.classes.shape[1] == spec.slots and used <= {*spec.alphabet}


def joined(images: Images, id: str, request: Request) -> Images:
    """The images with those added at the end of the training part. Their pixels get noise and other places as all do,
    the noise from a stream of their own: one more changes none of the others."""
    added = ADDED.get(id, "data.added")
    places = np.array([images.spec.alphabet.index(name) if name in images.spec.alphabet else -1
                       for name in added.alphabet], np.int32)  # fmt: skip
    pixels, classes, n = added.pixels, places[added.classes], images.train_count
    if request.noise > 0:
        pixels = noisy(pixels, request.noise, generator(request.seed, "images", 4))
    pixels = placed(pixels, request.seed) if request.shuffled else pixels
    every = np.concatenate([images.pixels[:n], pixels, images.pixels[n:]])
    named = np.concatenate([images.classes[:n], classes, images.classes[n:]])
    every.flags.writeable = named.flags.writeable = False
    return replace(images, pixels=every, classes=named, train_count=n + len(pixels), added=len(pixels))


def labelled(label: str, spec: Spec) -> Labels:
    """The classes of a label: the name of one, or of several characters the text. Raises `InputError` at `label`."""
    text = label.strip()
    names = [text] if spec.slots == 1 else list(text)
    if len(names) == spec.slots and all(name in spec.alphabet for name in names):
        return np.array([spec.alphabet.index(name) for name in names], np.int32)
    known = ", ".join(spec.alphabet)
    one = f"one of {known}" if spec.slots == 1 else f"{spec.slots} characters, each one of {known}"
    raise InputError("label", one, label)


def with_one_more(id: str | None, pixels: Picture, label: str, spec: Spec) -> str:
    """The id of what was added before and one image [height, width, channels] more. Raises `InputError` at `label`, or
    at `data.added` where there are `MOST_ADDED`."""
    classes = labelled(label, spec)[None]
    before = None if id is None else ADDED.get(id, "data.added")
    if before is None:
        return ADDED.put(OwnImages("", pixels[None].copy(), classes, spec.alphabet))
    if len(before.pixels) >= MOST_ADDED:
        hint = "Remove one first, or upload a set of your own."
        raise InputError("data.added", f"at most {MOST_ADDED} images", "one more", hint)
    known = np.array([spec.alphabet.index(before.alphabet[each]) for each in before.classes.ravel()], np.int32)
    named = np.concatenate([known.reshape(before.classes.shape), classes])
    return ADDED.put(OwnImages("", np.concatenate([before.pixels, pixels[None]]), named, spec.alphabet))


def with_one_less(id: str | None, index: int) -> str | None:
    """The id of what was added without one image; None where nothing is left. Raises `InputError` at `index`."""
    before = None if id is None else ADDED.get(id, "data.added")
    count = 0 if before is None else len(before.pixels)
    if before is None or not 0 <= index < count:
        raise InputError("index", f"0 to {count - 1}" if count else "an image that was added", index)
    if count == 1:
        return None
    pixels, classes = (np.delete(array, index, axis=0) for array in (before.pixels, before.classes))
    return ADDED.put(OwnImages("", pixels, classes, before.alphabet))
