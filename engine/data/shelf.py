"""Images of a person's own with their classes, each set under a name made of its content, so that it can be named in a
document: in memory, and in the folders that are opened."""

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from engine.data.images import Classes, Pixels
from engine.errors import InputError

KEPT_BYTES = 128 << 20  # of sets in memory that a folder has too; the newest one whatever it takes


@dataclass(frozen=True)
class Facts:
    """What there is to say of a set without its pixels: `shape` is (images, height, width, channels), `counts` says how
    often each class stands in it."""

    id: str
    name: str
    alphabet: tuple[str, ...]
    counts: tuple[int, ...]
    shape: tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class OwnImages:
    """Images and what stands in each: read-only pixels of one shape, and for each slot an index into the alphabet."""

    name: str
    pixels: Pixels
    classes: Classes
    alphabet: tuple[str, ...]

    @cached_property
    def id(self) -> str:
        """16 hexadecimal digits of the SHA-256 of all but the name: the same images have the same id everywhere."""
        head = json.dumps([list(self.pixels.shape), list(self.classes.shape), list(self.alphabet)])
        digest = hashlib.sha256(head.encode())
        digest.update(self.pixels.astype(np.uint8).tobytes())
        digest.update(self.classes.astype("<i4").tobytes())
        return digest.hexdigest()[:16]

    @cached_property
    def facts(self) -> Facts:
        """All but the images themselves."""
        counts = np.bincount(self.classes.ravel(), minlength=len(self.alphabet)).tolist()
        images, height, width, channels = self.pixels.shape
        return Facts(self.id, self.name, self.alphabet, tuple(counts), (images, height, width, channels))


class Shelf:
    """Sets of own images by id. Any thread may call. What is put lies in the folder opened last, in memory where none
    is open; what a folder holds is read when it is asked for, and remembered for a while."""

    def __init__(self, hint: str) -> None:
        self._hint = hint
        self._lock = Lock()
        self._folders: list[Path] = []
        self._memory: dict[str, OwnImages] = {}
        self._facts: dict[str, Facts] = {}

    def open(self, folder: Path) -> None:
        """Look for sets in that folder too, and write there what is put from now on."""
        with self._lock:
            self._folders.append(folder)

    def close(self, folder: Path) -> None:
        """Look there no more, and forget what lies there."""
        with self._lock:
            self._folders.remove(folder)
            for file in folder.glob("*.npz"):
                self._forget(file.stem)

    def put(self, images: OwnImages) -> str:
        """Keep the set; its id. Raises `OSError` where a folder takes no file."""
        images.pixels.flags.writeable = images.classes.flags.writeable = False
        with self._lock:
            if self._folders:
                _write(self._folders[-1], images)
            self._remember(images)
        return images.id

    def get(self, id: str, path: str) -> OwnImages:
        """The set of that id; raises `InputError` at `path` where there is none here, or where its file is damaged."""
        with self._lock:
            file = self._place(id, path)
            if id in self._memory:
                return self._memory[id]
            assert file is not None, "what is not in memory has a file"
            self._remember(images := _read(file, path))
            return images

    def facts(self, id: str, path: str) -> Facts:
        """What there is to say of the set of that id; raises as `get` does, and reads no image."""
        with self._lock:
            file = self._place(id, path)
            if id not in self._facts:
                assert file is not None, "what was put in memory has its facts there"
                self._facts[id] = _read_facts(file, path)
            return self._facts[id]

    def _place(self, id: str, path: str) -> Path | None:
        """The file of a set; None where it is in memory and no folder is open. Raises `InputError` where it is not."""
        file = next((found for folder in self._folders if (found := _file(folder, id))), None)
        if file is None and (self._folders or id not in self._memory):
            raise InputError(path, "images that are kept here", id, self._hint)
        return file

    def remove(self, id: str) -> None:
        """Forget the set, in the folders too."""
        with self._lock:
            self._forget(id)
            for folder in self._folders:
                if (file := _file(folder, id)) is not None:
                    file.unlink()

    def sweep(self, folder: Path, named: Collection[str | None], until_s: float) -> int:
        """Remove the sets of a folder that are not among those named, were put last until then (seconds since 1970) and
        were not asked for since the folder was opened; how many there were."""
        with self._lock:
            needed = {*named, *self._facts}
            old = [file for file in folder.glob("*.npz") if file.stem not in needed and file.stat().st_mtime <= until_s]
            for file in old:
                file.unlink(missing_ok=True)
        return len(old)

    def all(self) -> Iterator[Facts]:
        """What there is to say of every set, the oldest first; what is damaged is left out."""
        for each in self.ids():
            with suppress(InputError):
                yield self.facts(each, "id")

    def ids(self) -> list[str]:
        """Those of all sets, the oldest first."""
        with self._lock:
            files = {file.stem: file.stat().st_mtime for folder in self._folders for file in folder.glob("*.npz")}
            return sorted(files, key=files.__getitem__) if self._folders else list(self._memory)

    def _forget(self, id: str) -> None:
        self._memory.pop(id, None)
        self._facts.pop(id, None)

    def _remember(self, images: OwnImages) -> None:
        self._memory.pop(images.id, None)
        self._memory[images.id], self._facts[images.id] = images, images.facts
        total = sum(_bytes(each) for each in self._memory.values())
        while self._folders and len(self._memory) > 1 and total > KEPT_BYTES:
            total -= _bytes(self._memory.pop(next(iter(self._memory))))


def _bytes(images: OwnImages) -> int:
    return images.pixels.nbytes + images.classes.nbytes


def _file(folder: Path, id: str) -> Path | None:
    """Where a set lies, if it does; an id that is none names no file."""
    file = folder / f"{id}.npz"
    return file if len(id) == 16 and all(digit in "0123456789abcdef" for digit in id) and file.is_file() else None


def _write(folder: Path, images: OwnImages) -> None:
    """All of it or nothing, as one file; of what lies there the time alone."""
    if (file := _file(folder, images.id)) is not None:
        file.touch()
        return
    folder.mkdir(parents=True, exist_ok=True)
    about = np.array(json.dumps(asdict(images.facts)))
    partial = folder / f"{images.id}.part"
    with partial.open("wb") as opened:
        np.savez_compressed(opened, about=about, pixels=images.pixels, classes=np.asarray(images.classes, np.int32))
    os.replace(partial, folder / f"{images.id}.npz")


def _read(file: Path, path: str) -> OwnImages:
    with _opened(file, path) as found:
        about = json.loads(str(found["about"]))
        images = OwnImages(about["name"], found["pixels"], found["classes"], tuple(about["alphabet"]))
    images.pixels.flags.writeable = images.classes.flags.writeable = False
    return images


def _read_facts(file: Path, path: str) -> Facts:
    with _opened(file, path) as found:
        about = json.loads(str(found["about"]))
        return Facts(about["id"], about["name"], *(tuple(about[name]) for name in ("alphabet", "counts", "shape")))


@contextmanager
def _opened(file: Path, path: str) -> Iterator[Any]:
    """The arrays of a file, read when they are asked for. Raises `InputError` where it is damaged."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as found:
            yield found
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(path, "images whose file is whole", file.stem, "Add them again.") from error


OWN = Shelf(
    "Upload the same folder to this server: the same images have the same name everywhere. Or choose another set."
)
ADDED = Shelf("They were added on another machine, or their file is gone: add them again, or leave them out.")
