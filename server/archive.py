"""A ZIP archive of images, one folder a class: looked through and read within bounds, and never written to a disk."""

import io
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from engine.errors import InputError

MOST_DIRECTORY_BYTES = 8 << 20  # of an archive's table of contents: it unfolds in memory before anything is read
MOST_FILE_BYTES = 32 << 20  # of one image
NAMED = 5  # files that are skipped are named, so many of each kind
_END = b"PK\5\6"  # of the table of contents. Source: PKWARE, APPNOTE.TXT 6.3.10, section 4.3.16, 2022
_END_BYTES = 22
_JUNK = {"thumbs.db", "desktop.ini", "__macosx"}
_ARCHIVES = {".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz"}
_IMAGES = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp"}


@dataclass
class Skipped:
    """What was left out, by the reason: how many files, and the names of the first."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, why: str, name: str) -> None:
        """One file more."""
        self.counts[why] += 1
        if len(self.names[why]) < NAMED:
            self.names[why].append(name)


@dataclass(frozen=True)
class Picture:
    """A file that looks like an image, and the folder that it lies in."""

    label: str
    name: str
    info: zipfile.ZipInfo


class Archive:
    """The pictures of a ZIP archive. Raises `InputError` at `archive` for what is none, or passes a bound."""

    def __init__(self, body: bytes, most_images: int, most_bytes: int) -> None:
        _check_end(body)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error) as error:
            raise _no_archive(str(error)) from None
        self._left = most_bytes
        self.skipped = Skipped()
        self.pictures: list[Picture] = []
        declared = 0
        for info in self._zip.infolist():
            if info.filename.endswith("/"):  # a folder (`is_dir` fails on a name of nothing)
                continue
            if (found := self._looked_at(info)) is None:
                continue
            self.pictures.append(found)
            declared += info.file_size
            if len(self.pictures) > most_images:
                raise InputError("archive", f"at most {most_images:,} images", "more", "Upload fewer.")
            if declared > most_bytes:
                raise _too_large(most_bytes, "more, as it says itself")
        self._most = most_bytes

    def read(self, picture: Picture) -> bytes | None:
        """The bytes of a picture; None, and noted, where they cannot be unpacked."""
        try:
            with self._zip.open(picture.info) as file:
                found = file.read(min(self._left, MOST_FILE_BYTES) + 1)
        except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, ValueError, zlib.error):
            self.skipped.add("cannot be unpacked", picture.name)
            return None
        self._left -= len(found)
        if self._left < 0:
            raise _too_large(self._most, "more")
        if len(found) > MOST_FILE_BYTES:
            self.skipped.add(f"of more than {MOST_FILE_BYTES >> 20} MiB", picture.name)
            return None
        return found

    def _looked_at(self, info: zipfile.ZipInfo) -> Picture | None:
        name = info.filename.replace("\\", "/")
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ":" in parts[0] or ".." in parts:
            raise InputError("archive", "names of files inside it", _short(name), "Pack the folder again.")
        if any(part.startswith(".") or part.lower() in _JUNK for part in parts):
            self.skipped.add("the system's own files", name)
            return None
        if info.flag_bits & 1:
            raise InputError("archive", "files without a password", _short(name), "Pack the folder without one.")
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in _ARCHIVES:
            raise InputError("archive", "images", f"an archive in it: {_short(name)}", "Unpack that one first.")
        if suffix not in _IMAGES:
            self.skipped.add("no images", name)
            return None
        if len(parts) < 2:
            self.skipped.add("in no folder", name)
            return None
        return Picture(parts[-2], name, info)

    def each(self) -> Iterator[tuple[Picture, bytes]]:
        """Every picture that can be unpacked, with its bytes."""
        for picture in self.pictures:
            if (found := self.read(picture)) is not None:
                yield picture, found


def _check_end(body: bytes) -> None:
    """Look at the archive's own account of its table of contents before a library unfolds that."""
    at = body.rfind(_END, max(0, len(body) - _END_BYTES - 0xFFFF))
    if at < 0 or len(body) < at + _END_BYTES:
        raise _no_archive("other bytes" if body else "nothing")
    entries, size = (int.from_bytes(body[at + start : at + end], "little") for start, end in ((10, 12), (12, 16)))
    if size > MOST_DIRECTORY_BYTES or entries == 0xFFFF or body[at - 20 : at - 16] == b"PK\6\7":
        wanted = f"fewer than 65,535 files, listed in at most {MOST_DIRECTORY_BYTES >> 20} MiB"
        raise InputError("archive", wanted, "more", "Upload fewer.")


def _no_archive(got: str) -> InputError:
    hint = "Pack a folder that has one folder of images for each class."
    return InputError("archive", "a ZIP archive", got, hint)


def _too_large(most: int, got: str) -> InputError:
    return InputError("archive", f"at most {most >> 20} MiB when unpacked", got, "Upload fewer or smaller images.")


def _short(name: str) -> str:
    return name if len(name) <= 80 else f"{name[:79]}…"
