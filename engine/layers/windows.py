"""Windows slid along an axis: how many there are, and where each one looks."""

from dataclasses import dataclass

from engine.errors import InputError
from engine.layers.shapes import Shape, in_words


@dataclass(frozen=True)
class Windows:
    """Windows of `size` places, `dilation` apart, that step by `stride` along an axis of `length`.

    `before` and `after` zeros (or nothing, for pooling) stand around the axis. Window p looks at the places
    p · stride + u · dilation − before, u = 0 … size − 1.
    """

    length: int
    size: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0

    @property
    def span(self) -> int:
        """Places from the first that a window looks at to the last, both counted."""
        return (self.size - 1) * self.dilation + 1

    @property
    def count(self) -> int:
        """How many windows there are: ⌊(n + 2p − k)/s⌋ + 1."""
        return (self.length + self.before + self.after - self.span) // self.stride + 1

    def first(self, window: int) -> int:
        """The first place that a window looks at; below 0 it stands in the padding."""
        return window * self.stride - self.before


Looks = tuple[tuple[Windows, Windows], ...] | None  # (down, across), one after the other


def same(length: int, size: int, stride: int = 1, dilation: int = 1) -> Windows:
    """Windows around every place (every `stride`-th): the middle of the window stands on it.

    An even window has no middle: one more place stands after it than before, as in TensorFlow. With a stride the
    padding stays the same on both sides, as in PyTorch, so that a kernel that grows keeps where its middle looks.
    """
    spare = (size - 1) * dilation
    return Windows(length, size, stride, dilation, spare // 2, spare - spare // 2)


def valid(length: int, size: int, stride: int = 1, dilation: int = 1) -> Windows:
    """Windows that stay inside."""
    return Windows(length, size, stride, dilation)


def refuse_what_sticks_out(windows: tuple[Windows, ...], shape: Shape, path: str, hint: str) -> None:
    """Raise `InputError` at `path`, the field of the windows' size, where there is not room for one window."""
    short = min(windows, key=lambda axis: axis.count)
    if short.count < 1:
        most = (short.length - 1) // short.dilation + 1
        apart = f" with dilation {short.dilation}" if short.dilation > 1 else ""
        raise InputError(path, f"at most {most} for {in_words(shape)}{apart}", short.size, hint)


def seen(windows: Windows, place: int) -> slice:
    """What all windows see at one of their places, along the axis with its padding."""
    first = place * windows.dilation
    return slice(first, first + (windows.count - 1) * windows.stride + 1, windows.stride)
