"""Sets of images that people brought: each a folder of images a class, named `own:` and its id in a document."""

from collections.abc import Callable

from engine.data.base import DataSet
from engine.data.images import CaptchaConfig, Classes, ImageSet, Pixels, Request, Spec, chosen
from engine.data.shelf import OWN, Facts, OwnImages
from engine.errors import InputError
from engine.registry import Registry

PREFIX = "own:"


def own_set(facts: Facts, images: Callable[[], OwnImages]) -> ImageSet:
    """The set as a document names it and a page shows it; `images` brings them when they are made."""
    count, height, width, channels = facts.shape
    found = Spec((height, width, channels), facts.alphabet, 1, count)

    def make(request: Request) -> tuple[Pixels, Classes, None]:
        which, brought = chosen(request, count), images()
        return brought.pixels[which], brought.classes[which], None

    def spec(_: CaptchaConfig) -> Spec:
        return found

    return ImageSet(
        key=PREFIX + facts.id,
        label=facts.name,
        help=f"Brought by you: {count:,} images of {len(facts.alphabet)} classes.",
        source=f"{count:,} images of {len(facts.alphabet)} classes, kept on this server",
        licence="your own",
        order=0,
        spec=spec,
        make=make,
    )


def kept(id: str, path: str) -> ImageSet:
    """The set of that id; raises `InputError` at `path` where it is not here."""
    return own_set(OWN.facts(id, path), lambda: OWN.get(id, path))


class Sets(Registry[DataSet | ImageSet]):
    """The data sets there are; those that people brought can be asked for and are not counted among them."""

    def get(self, key: str, path: str) -> DataSet | ImageSet:
        """The set of that key; raises `InputError` at `path`, for one of somebody's own with the way to have it."""
        if not (isinstance(key, str) and key.startswith(PREFIX)):
            return super().get(key, path)
        try:
            return kept(key.removeprefix(PREFIX), path)
        except InputError as error:
            raise InputError(path, error.expected, key, error.hint) from None

    def __contains__(self, key: object) -> bool:
        if not (isinstance(key, str) and key.startswith(PREFIX)):
            return super().__contains__(key)
        try:
            self.get(key, self.noun)
        except InputError:
            return False
        return True
