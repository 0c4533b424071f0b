"""Loss history on the stream is lossless: a viewer that missed frames gets every point, once."""

import time

import pytest

from tests.server.live import PARAMETERS, Frame, Served


class Reader:
    """Puts the increments together as the page does."""

    def __init__(self) -> None:
        self.version: int | None = None
        self.points: list[tuple[float, float, float]] = []

    def take(self, frame: Frame) -> None:
        history = frame.header["history"]
        if history["version"] != self.version:
            assert history["from"] == 0, "a new version starts again"
            self.version, self.points = history["version"], []
        assert history["from"] == len(self.points), "no gap and no overlap"
        columns = [frame.tensors[f"history.{name}"].tolist() for name in ("epoch", "train", "test")]
        self.points += list(zip(*columns, strict=True))


def stored(served: Served, run: str) -> list[tuple[float, float, float]]:
    points = served.api.get(f"/runs/{run}/history").json()["history"]
    return [(point["epoch"], point["train_loss"], point["test_loss"]) for point in points]


def test_viewer_with_pauses_gets_every_epoch(served: Served, run: str) -> None:
    reader = Reader()
    with served.watch(run, PARAMETERS) as viewer:
        viewer.steer(1, type="play")
        count = 0
        while count < 12 or len(reader.points) <= 20:
            frame = viewer.frame(acknowledge=False)
            reader.take(frame)
            if count % 4 == 3:
                time.sleep(0.15)  # meanwhile the run goes on without this viewer
            viewer.acknowledge(frame)
            count += 1
        viewer.send(type="command", id=2, command={"type": "pause"})
        while True:
            frame = viewer.frame()
            reader.take(frame)
            if not frame.header["playing"]:
                break
        while len(reader.points) < len(stored(served, run)):
            reader.take(viewer.frame())
    assert reader.points == stored(served, run)
    assert len(reader.points) > 20


@pytest.mark.slow
def test_long_history_comes_in_parts_without_the_run_going_on(served: Served, run: str) -> None:
    served.api.post(f"/runs/{run}/train", json={"epochs": 9000})
    reader = Reader()
    with served.watch(run, PARAMETERS) as viewer:
        frames = 0
        while len(reader.points) < 9001:
            reader.take(viewer.frame())
            frames += 1
        assert frames == 2
        assert viewer.no_frame_for(0.2)
    assert reader.points == stored(served, run)


def test_reset_starts_the_history_again(served: Served, run: str) -> None:
    reader = Reader()
    with served.watch(run, PARAMETERS) as viewer:
        viewer.send(type="command", id=1, command={"type": "step", "epochs": 5})
        while len(reader.points) < 6:
            reader.take(viewer.frame())
        viewer.send(type="command", id=2, command={"type": "reset", "start": "same"})
        while len(reader.points) != 1:
            reader.take(viewer.frame())
    assert reader.points == stored(served, run)


def test_each_viewer_has_its_own_place_in_the_history(served: Served, run: str) -> None:
    one, two = Reader(), Reader()
    with served.watch(run, PARAMETERS) as first:
        one.take(first.frame())
        first.send(type="command", id=1, command={"type": "step", "epochs": 3})
        while len(one.points) < 4:
            one.take(first.frame())
        with served.watch(run, PARAMETERS) as second:
            while len(two.points) < 4:
                two.take(second.frame())
    assert one.points == two.points
