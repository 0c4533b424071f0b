"""How fast a viewer is sent frames: at most two unacknowledged, none while one is being sent, nothing queued."""

import time
from collections.abc import Callable

from server.runs.frames import Frame, View, Wish

MAX_UNACKNOWLEDGED = 2
PATIENCE = 10  # a view that need not come with every frame rests for so many times as long as its picture took


class Pacing:
    """What one viewer has been sent and has drawn; decides when it may have its next frame, and from where."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pictured: dict[str, float] = {}  # when each view was last sent
        self._costs: dict[str, float] = {}  # seconds that its picture took then
        self._revision: int | None = None
        self._partial = False
        self.views: tuple[View, ...] = ()
        self._early = False
        self._sent = 0
        self._drawn = 0
        self._sending = False
        self._seen: int | None = None  # the change last sent; None: nothing of these views yet
        self._history_version: int | None = None
        self._history_to = 0

    def show(self, views: tuple[View, ...], early: bool = False) -> None:
        """Other views from now on: the next frame is wanted at once; `early`, though it lacks programs."""
        self.views, self._early = views, early
        self._seen = None
        self._pictured.clear()
        self._costs.clear()

    def acknowledge(self, number: int) -> bool:
        """Frames up to this one are drawn; False when no such frame was ever sent."""
        if number > self._sent:
            return False
        self._drawn = max(self._drawn, number)
        return True

    def wish(self) -> Wish | None:
        """What to ask the run for; None while the viewer is not ready for a frame."""
        if self._sending or self._sent - self._drawn >= MAX_UNACKNOWLEDGED:
            return None
        now = self._clock()
        resting = (
            one.id
            for one in self.views
            if one.every_s
            and one.id in self._pictured
            and now - self._pictured[one.id] < max(one.every_s, PATIENCE * self._costs.get(one.id, 0.0))
        )
        return Wish(
            self._sent + 1, self.views, self._seen, self._history_version, self._history_to, frozenset(resting),
            self._revision, self._partial, self._early,
        )  # fmt: skip

    def begin(self, frame: Frame) -> bool:
        """A frame is about to be sent; False for one that another has overtaken."""
        if self._sending or frame.number != self._sent + 1:
            return False
        self._sending = True
        return True

    def finish(self, frame: Frame) -> None:
        """The frame was handed over: its part of the history need not be sent again."""
        self._sending = False
        self._sent = frame.number
        self._history_version, self._history_to = frame.history_version, frame.history_to
        if frame.revision != self._revision:
            self._pictured.clear()  # a picture from before an edit lets no view rest
        self._revision, self._partial = frame.revision, bool(frame.rested)
        if frame.views is self.views:
            left_out = frame.rested | frame.coming
            sent = (one.id for one in frame.views if one.every_s and one.id not in left_out)
            self._pictured.update(dict.fromkeys(sent, self._clock()))
            self._costs.update(frame.costs)
        # What lacks history, or was made for other views, is followed by another frame at once.
        self._seen = frame.seen if frame.complete and frame.views is self.views else None
