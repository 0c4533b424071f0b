"""Pacing: at most two frames unacknowledged, none queued, history without gaps."""

from hypothesis import given
from hypothesis import strategies as st

from server.runs.frames import Frame, view
from server.stream.pacing import Pacing

VIEWS = (view("m", "maps", {"resolution": 50}),)


def frame(pacing: Pacing, seen: int = 7, *, complete: bool = True) -> Frame:
    """The frame that a run would build now."""
    wish = pacing.wish()
    assert wish is not None
    return Frame(b"", wish.number, seen, 1, wish.history_from + 3, complete, wish.views, {})


def send(pacing: Pacing, made: Frame) -> None:
    assert pacing.begin(made)
    pacing.finish(made)


def test_viewer_that_never_acknowledges_gets_two_frames() -> None:
    pacing = Pacing()
    for _ in range(2):
        send(pacing, frame(pacing))
    assert pacing.wish() is None


def test_acknowledging_the_newest_acknowledges_all() -> None:
    pacing = Pacing()
    for _ in range(2):
        send(pacing, frame(pacing))
    assert pacing.acknowledge(2)
    send(pacing, frame(pacing))
    assert pacing.wish() is not None


def test_frame_never_sent_cannot_be_acknowledged() -> None:
    pacing = Pacing()
    send(pacing, frame(pacing))
    assert not pacing.acknowledge(2)
    send(pacing, frame(pacing))
    assert pacing.wish() is None


def test_acknowledging_twice_or_late_changes_nothing() -> None:
    pacing = Pacing()
    send(pacing, frame(pacing))
    send(pacing, frame(pacing))
    assert pacing.acknowledge(2)
    assert pacing.acknowledge(1)
    send(pacing, frame(pacing))
    assert pacing.wish() is not None


def test_nothing_is_wished_for_while_a_frame_is_being_sent() -> None:
    pacing = Pacing()
    first = frame(pacing)
    assert pacing.begin(first)
    assert pacing.wish() is None
    pacing.finish(first)
    assert pacing.wish() is not None


def test_other_views_want_a_frame_at_once() -> None:
    pacing = Pacing()
    send(pacing, frame(pacing, seen=7))
    wish = pacing.wish()
    assert wish is not None
    assert wish.seen == 7
    pacing.show(VIEWS)
    wish = pacing.wish()
    assert wish is not None
    assert (wish.seen, wish.views) == (None, VIEWS)


def test_frame_made_for_earlier_views_does_not_count_as_seen() -> None:
    pacing = Pacing()
    late = frame(pacing)
    pacing.show(VIEWS)
    send(pacing, late)
    wish = pacing.wish()
    assert wish is not None
    assert wish.seen is None


def test_overtaken_frame_is_not_sent() -> None:
    pacing = Pacing()
    made = frame(pacing)
    send(pacing, made)
    assert not pacing.begin(made)


def test_unfinished_history_wants_a_frame_at_once() -> None:
    pacing = Pacing()
    send(pacing, frame(pacing, complete=False))
    wish = pacing.wish()
    assert wish is not None
    assert (wish.seen, wish.history_version, wish.history_from) == (None, 1, 3)


@given(st.lists(st.sampled_from(["send", "acknowledge", "lose"]), max_size=60))
def test_history_is_sent_once_and_whole(steps: list[str]) -> None:
    pacing = Pacing()
    received, newest = 0, 0
    for step in steps:
        wish = pacing.wish()
        if step == "acknowledge":
            assert pacing.acknowledge(newest)
        elif wish is not None and step == "send":
            assert wish.history_from == received
            made = frame(pacing)
            send(pacing, made)
            received, newest = made.history_to, made.number
        # "lose": built but never handed over, so nothing of it is marked as sent


def test_a_picture_that_takes_long_rests_ten_times_as_long() -> None:
    now = 0.0
    shown = view("metrics", "metrics", {}, every_s=0.1)
    pacing = Pacing(lambda: now)
    pacing.show((shown, *VIEWS))
    first = frame(pacing)
    send(pacing, first._replace(views=pacing.views, costs={"metrics": 0.25, "m": 0.25}))
    pacing.acknowledge(first.number)
    for now, resting in ((0.05, {"metrics"}), (2.4, {"metrics"}), (2.6, set())):
        wish = pacing.wish()
        assert wish is not None
        assert wish.resting == resting, now


def test_a_picture_from_before_an_edit_lets_no_view_rest() -> None:
    """Not even once a frame of the edited network has come, that left the view out until its program is compiled."""
    shown = view("metrics", "metrics", {}, every_s=10.0)
    pacing = Pacing(lambda: 0.0)
    pacing.show((shown,))
    for revision, left_out, resting in ((1, set(), {"metrics"}), (2, {"metrics"}, set()), (2, set(), {"metrics"})):
        made = frame(pacing)._replace(views=pacing.views, revision=revision, rested=frozenset(left_out))
        send(pacing, made)
        pacing.acknowledge(made.number)
        wish = pacing.wish()
        assert wish is not None
        assert wish.resting == resting
