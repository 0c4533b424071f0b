"""The sets of images are what their names promise."""

import gzip
import struct
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from engine.data import IMAGE_SETS, CaptchaConfig, Request, build_images, digits, fashion_mnist, mnist
from engine.data.idx import read_idx
from engine.data.packaged import packaged
from engine.errors import InputError

ASKED = Request(seed="0.3", count=500, noise=0, train_share=0.8, captcha=CaptchaConfig())


def test_digits_are_all_of_them() -> None:
    pixels, classes = digits.all_digits()
    sizes = np.bincount(classes.ravel()).tolist()
    assert sizes == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # as scikit-learn's documentation tells
    # The first one is the zero of its picture.
    first = [0, 0, 5, 13, 9, 1, 0, 0]
    assert pixels[0, 0, :, 0].tolist() == [round(ink * 255 / 16) for ink in first]
    assert classes[0, 0] == 0


def test_mnist_is_all_of_it() -> None:
    data = build_images(IMAGE_SETS["mnist"], replace(ASKED, count=70_000))
    sizes = np.bincount(data.classes.ravel()).tolist()
    assert sizes == [6903, 7877, 6990, 7141, 6824, 6313, 6876, 7293, 6825, 6958]
    assert 33.2 < data.pixels.mean() < 33.5  # 0.1307 of 255 in the training part
    assert data.train_count == 56_000


def test_fewer_are_the_first_of_more() -> None:
    few, many = (mnist.make(replace(ASKED, count=count))[0] for count in (100, 500))
    np.testing.assert_array_equal(few, many[:100])


@pytest.mark.parametrize("module", [mnist, fashion_mnist])
def test_a_set_that_is_not_here_is_refused(module: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    with pytest.raises(InputError, match=r"^data\.dataset: expected a set that is on this machine, got .*mnist"):
        build_images(module.DATASET, ASKED)


def test_fashion_is_read_from_packed_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    for split, count in (("train", 600), ("t10k", 100)):
        images = np.broadcast_to(rng.integers(0, 256, (count, 1, 1), np.uint8), (count, 28, 28))
        header = struct.pack(">IIII", 2051, count, 28, 28)
        packed = gzip.compress(header + images.tobytes())
        (tmp_path / f"{split}-images-idx3-ubyte.gz").write_bytes(packed)
        labels = (images[:, 0, 0] % 10).tobytes()
        (tmp_path / f"{split}-labels-idx1-ubyte.gz").write_bytes(
            gzip.compress(struct.pack(">II", 2049, count) + labels)
        )
    monkeypatch.setattr(fashion_mnist, "FOLDER", tmp_path)
    monkeypatch.setattr(fashion_mnist, "COUNT", 700)
    data = build_images(fashion_mnist.DATASET, ASKED)
    np.testing.assert_array_equal(data.classes[:, 0], data.pixels[:, 13, 13, 0] % 10)


@pytest.mark.parametrize("content", [b"", b"\0\0\x0d\1", b"\0\0\x08\1\0\0\0\5abcd", b"<html>"])
def test_a_broken_idx_file_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.gz"
    path.write_bytes(gzip.compress(content))
    with pytest.raises(ValueError, match=r"^broken\.gz"):
        read_idx(path)


@pytest.mark.parametrize(
    ("package", "installed"), [("sklearn", "scikit-learn"), ("no_such_package", "no_such_package")]
)
def test_a_missing_package_is_told_by_the_name_it_is_installed_by(package: str, installed: str) -> None:
    with pytest.raises(InputError, match=rf"^data\.dataset: .* got digits\. The Python package {installed} brings it"):
        packaged("digits", package, "no-such-file.csv")
