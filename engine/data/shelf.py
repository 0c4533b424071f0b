"""Images of a person's own with their classes, each set under a name made of its content, so that it can be named in a
document: in memory, and in the folders that are opened."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np

from engine.data.images import Classes, Pixels
from engine.errors import InputError

KEPT = 32  # sets in memory that a folder has too


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


class Shelf:
    """Sets of own images by id. Any thread may call. What is put lies in the folder opened last, in memory where none
    is open; what a folder holds is read when it is asked for, and remembered for a while."""

    def __init__(self, hint: str) -> None:
        self._hint = hint
        self._lock = Lock()
        self._folders: list[Path] = []
        self._memory: dict[str, OwnImages] = {}

    def open(self, folder: Path) -> None:
        """Look for sets in that folder too, and write there what is put from now on."""
        with self._lock:
            self._folders.append(folder)

    def close(self, folder: Path) -> None:
        """Look there no more."""
        with self._lock:
            self._folders.remove(folder)

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
            file = next((found for folder in self._folders if (found := _file(folder, id))), None)
            if id in self._memory and (file is not None or not self._folders):
                return self._memory[id]
            if file is not None:
                self._remember(images := _read(file, path))
                return images
        raise InputError(path, "images that are kept here", id, self._hint)

    def remove(self, id: str) -> None:
        """Forget the set, in the folders too."""
        with self._lock:
            self._memory.pop(id, None)
            for folder in self._folders:
                if (file := _file(folder, id)) is not None:
                    file.unlink()

    def ids(self) -> Iterator[str]:
        """Those of all sets, the oldest first."""
        with self._lock:
            files = {file.stem: file.stat().st_mtime for folder in self._folders for file in folder.glob("*.npz")}
            found = sorted(files, key=files.__getitem__) if self._folders else list(self._memory)
        yield from found

    def _remember(self, images: OwnImages) -> None:
        self._memory.pop(images.id, None)
        self._memory[images.id] = images
        while self._folders and len(self._memory) > KEPT:
            self._memory.pop(next(iter(self._memory)))


def _file(folder: Path, id: str) -> Path | None:
    """Where a set lies, if it does; an id that is none names no file."""
    file = folder / f"{id}.npz"
    return file if len(id) == 16 and all(digit in "0123456789abcdef" for digit in id) and file.is_file() else None


def _write(folder: Path, images: OwnImages) -> None:
    """All of it or nothing, as one file."""
    if _file(folder, images.id) is not None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    about = np.array(json.dumps({"name": images.name, "alphabet": images.alphabet}))
    partial = folder / f"{images.id}.part"
    with partial.open("wb") as file:
        np.savez_compressed(file, about=about, pixels=images.pixels, classes=np.asarray(images.classes, np.int32))
    os.replace(partial, folder / f"{images.id}.npz")


def _read(file: Path, path: str) -> OwnImages:
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as found:
            about = json.loads(str(found["about"]))
            images = OwnImages(about["name"], found["pixels"], found["classes"], tuple(about["alphabet"]))
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise InputError(path, "images whose file is whole", file.stem, "Add them again.") from error
    images.pixels.flags.writeable = images.classes.flags.writeable = False
    return images


OWN = Shelf(
    "Upload the same folder to this server: the same images have the same name everywhere. Or choose another set."
)
ADDED = Shelf("They were added on another machine, or their file is gone: add them again, or leave them out.")
