"""The stream: frames that load anywhere, at the viewer's pace; commands; and nothing that bad input can break."""

import json
import time
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.server.live import PARAMETERS, Frame, Served, eventually

MAPS = {"m": {"probe": "maps", "params": {"resolution": 8}}, "o": {"probe": "output_map", "params": {"resolution": 9}}}


def test_viewer_is_told_the_run_first_then_gets_a_frame(served: Served, run: str) -> None:
    with served.watch(run, MAPS | PARAMETERS) as viewer:
        first = viewer.next()
        assert isinstance(first, dict)
        assert first == {"type": "run", "run": served.info(run)}
        frame = viewer.frame()
        header = frame.header
        assert header["run"] == run
        assert (header["frame"], header["epoch"], header["updates"], header["playing"]) == (1, 0, 0, False)
        assert header["train_loss"] == first["run"]["train_loss"]
        assert header["views"].keys() == {"m", "o", "p"}
        assert frame.tensors["m/maps"].shape == (6, 8, 8)
        assert frame.tensors["m/maps"].dtype == np.uint8
        assert frame.tensors["o/maps"].shape == (1, 9, 9)
        weights = served.api.get(f"/runs/{run}/params").json()["layers"][0]["weights"]
        np.testing.assert_allclose(frame.tensors["p/weights.0"], weights, rtol=1e-6)
        assert viewer.no_frame_for(0.3), "a paused run sends nothing new"


def test_playing_run_sends_frames_that_go_on(served: Served, run: str) -> None:
    with served.watch(run, PARAMETERS) as viewer:
        assert viewer.steer(1, type="play", updates_per_s=None)["type"] == "reply"
        frames = [viewer.frame() for _ in range(20)]
        updates = [frame.header["updates"] for frame in frames]
        assert updates == sorted(updates)
        assert updates[-1] > updates[0]
        assert frames[-1].header["playing"]
        assert frames[-1].header["updates_per_s"] > 0
        assert viewer.steer(2, type="pause")["type"] == "reply"
        paused = viewer.frame(lambda frame: not frame.header["playing"])
        assert paused.header["updates"] == served.info(run)["updates"]


def test_view_rests_between_its_pictures_while_training_and_is_whole_at_the_end(served: Served, run: str) -> None:
    rare = {"s": {"probe": "metrics", "params": {}, "every_s": 60}}
    with served.watch(run, PARAMETERS | rare) as viewer:
        viewer.frame(lambda frame: "s/confusion.test" in frame.tensors)
        viewer.steer(1, type="play")
        playing = [viewer.frame() for _ in range(12)]
        assert all("p/weights.0" in frame.tensors for frame in playing)
        assert sum("s" in frame.header["views"] for frame in playing) < 3
        viewer.steer(2, type="edit", patch={"optimizer": {"learning_rate": 0.01}})
        revision = served.info(run)["revision"]
        edited = viewer.frame(lambda frame: frame.header["revision"] == revision)
        assert "s" in edited.header["views"], "the first picture after an edit is whole"
        viewer.steer(3, type="pause")
        last = viewer.frame(lambda frame: not frame.header["playing"] and "s" in frame.header["views"])
        assert last.header["updates"] == served.info(run)["updates"]
        exact = served.api.get(f"/runs/{run}/probes/metrics").json()["info"]
        assert last.header["views"]["s"]["accuracy_test"] == exact["accuracy_test"]


def test_edit_is_answered_after_its_run_and_before_its_frame(served: Served, run: str) -> None:
    with served.watch(run, PARAMETERS) as viewer:
        viewer.frame()
        viewer.send(type="command", id="a", command={"type": "add_unit", "layer": 0})
        messages = [viewer.next() for _ in range(3)]
        event, reply, frame = messages
        assert isinstance(event, dict)
        assert isinstance(reply, dict)
        assert isinstance(frame, Frame)
        assert event["run"]["network"]["layers"][0]["units"] == 5
        assert (reply["type"], reply["id"], reply["result"]["touched"]) == ("reply", "a", ["architecture"])
        assert frame.header["revision"] == event["run"]["revision"] == reply["result"]["revision"]
        assert frame.tensors["p/weights.0"].shape == (5, 7)


def test_viewer_that_never_acknowledges_gets_two_frames_and_slows_nobody(served: Served, run: str) -> None:
    with served.watch(run, PARAMETERS) as viewer, served.watch(run, PARAMETERS) as other:
        other.steer(1, type="play")
        idle = [viewer.frame(acknowledge=False) for _ in range(2)]
        assert [frame.number for frame in idle] == [1, 2]
        before = served.info(run)["updates"]
        for _ in range(20):
            other.frame()
        assert served.info(run)["updates"] > before
        assert viewer.no_frame_for(0.2)
        viewer.acknowledge(idle[1])
        newest = viewer.frame()
        assert newest.number == 3
        assert newest.header["updates"] > before, "the newest wins: nothing was queued"


def test_viewer_that_never_reads_slows_nobody(served: Served, run: str) -> None:
    big = {f"m{i}": {"probe": "maps", "params": {"resolution": 50}} for i in range(40)}
    where = f"ws://{served.host}/api/v1/runs/{run}/stream"
    with connect(where, compression=None, max_size=None, max_queue=1, close_timeout=0.1) as stuck:
        stuck.send(json.dumps({"type": "subscribe", "views": big}))
        with served.watch(run, PARAMETERS) as viewer:
            viewer.steer(1, type="play")
            end = time.monotonic() + 1.0
            count = 0
            while time.monotonic() < end:
                viewer.frame()
                for known in (1, 2):  # it says that it has drawn them, and does not even read
                    if count == 10 * known:
                        stuck.send(json.dumps({"type": "ack", "frame": known}))
                count += 1
            assert count > 5
        stuck.close_socket()


def test_two_viewers_see_the_same_moment(served: Served, run: str) -> None:
    with served.watch(run, MAPS) as one, served.watch(run, MAPS) as two:
        one.frame()
        two.frame()
        one.steer(1, type="step", epochs=2)
        frames = [viewer.frame(lambda frame: frame.header["epoch"] == 2) for viewer in (one, two)]
        for name in ("m/maps", "o/maps"):
            np.testing.assert_array_equal(frames[0].tensors[name], frames[1].tensors[name])
        assert two.texts[-1]["run"]["epoch"] == 2


def test_read_only_viewer_sees_and_cannot_steer(served: Served, run: str) -> None:
    with served.watch(run, PARAMETERS, "?read_only=1") as viewer:
        first = viewer.text("run")
        assert not first["run"]["steering"]
        viewer.frame()
        answer = viewer.steer(7, type="play")
        assert (answer["type"], answer["error"]["path"]) == ("error", "command")
        assert not served.info(run)["playing"]


def test_other_views_bring_a_frame_at_once(served: Served, run: str) -> None:
    with served.watch(run, PARAMETERS) as viewer:
        assert viewer.frame().header["views"].keys() == {"p"}
        viewer.subscribe(MAPS)
        assert viewer.frame().header["views"].keys() == {"m", "o"}
        viewer.subscribe({})
        assert viewer.frame().header["views"] == {}


def test_bad_view_is_told_once_and_spoils_no_other(served: Served, run: str) -> None:
    views = {"bad": {"probe": "mapz", "params": {}}, **PARAMETERS}
    with served.watch(run, views) as viewer:
        told = viewer.text("error")
        assert told["error"]["path"] == "views.bad.probe"
        frame = viewer.frame()
        assert frame.header["views"]["bad"]["error"]["path"] == "views.bad.probe"
        assert "p/weights.0" in frame.tensors
        viewer.steer(1, type="play")
        for _ in range(5):
            viewer.frame()
        assert [text["type"] for text in viewer.texts].count("error") == 1


def test_view_whose_unit_is_removed_becomes_an_error_and_comes_back(served: Served, run: str) -> None:
    views = {"u": {"probe": "unit", "params": {"layer": 0, "unit": 3, "sample": None, "resolution": 5}}}
    with served.watch(run, views) as viewer:
        assert "u/map" in viewer.frame().tensors
        viewer.steer(1, type="remove_unit", layer=0, unit=0)
        assert viewer.frame().header["views"]["u"]["error"]["path"] == "views.u.params.unit"
        viewer.steer(2, type="undo")
        assert "u/map" in viewer.frame().tensors


BAD: dict[str, tuple[Any, str]] = {
    "no JSON": ("{", "message"),
    "bytes": (b"\x00\x01", "message"),
    "a list": ("[1]", "message"),
    "nothing": ("", "message"),
    "NaN": ('{"type": "command", "id": 1, "command": {"type": "set_bias", "value": NaN}}', "command.value"),
    "no type": ("{}", "type"),
    "unknown type": ('{"type": "sing"}', "type"),
    "type of a number": ('{"type": 3}', "type"),
    "unknown key": ('{"type": "ack", "frame": 1, "now": 1}', "now"),
    "frame of text": ('{"type": "ack", "frame": "1"}', "frame"),
    "frame never sent": ('{"type": "ack", "frame": 99}', "frame"),
    "frame 0": ('{"type": "ack", "frame": 0}', "frame"),
    "views as a list": ('{"type": "subscribe", "views": []}', "views"),
    "view without a probe": ('{"type": "subscribe", "views": {"a": {}}}', "views.a.probe"),
    "view with a slash": ('{"type": "subscribe", "views": {"a/b": {"probe": "maps"}}}', "views.a/b"),
    "too many views": (
        json.dumps({"type": "subscribe", "views": {f"v{i}": {"probe": "maps"} for i in range(65)}}),
        "views",
    ),
    "command of text": ('{"type": "command", "id": 1, "command": "play"}', "command"),
    "id of a list": ('{"type": "command", "id": [], "command": {"type": "play"}}', "id"),
}


@pytest.mark.parametrize(("message", "path"), BAD.values(), ids=BAD.keys())
def test_malformed_message_is_answered_and_changes_nothing(
    served: Served, shared_run: str, message: Any, path: str
) -> None:
    before = served.info(shared_run)
    with served.watch(shared_run, PARAMETERS) as viewer:
        viewer.frame()
        viewer.socket.send(message)
        error = viewer.text("error")
        assert path in [item["path"] for item in error["errors"]]
        assert error["id"] is None
        viewer.subscribe(MAPS)
        assert viewer.frame().header["views"].keys() == {"m", "o"}, "the viewer goes on as it was"
    assert served.info(shared_run) == before


PLAIN = [
    ("{}", "type: expected one of subscribe, ack, command, got nothing."),
    ('{"type": "comand"}', 'type: expected one of subscribe, ack, command, got "comand". Did you mean command?'),
    ('{"type": "ack", "frame": 1, "fram": 1}', "fram: expected a known key, got 1. Did you mean frame?"),
    ('{"type": "ack"}', "frame: expected a value, got nothing."),
    ('{"type": "subscribe", "views": {"a": 3}}', "views.a: expected an object, got 3."),
    ("[1]", "message: expected an object, got [1]."),
]


@pytest.mark.parametrize(("message", "told"), PLAIN)
def test_malformed_message_is_told_in_words(served: Served, shared_run: str, message: str, told: str) -> None:
    with served.watch(shared_run) as viewer:
        viewer.socket.send(message)
        assert viewer.text("error")["error"]["message"] == told


COMMANDS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown": ({"type": "fly"}, "type"),
    "without type": ({}, "type"),
    "question of the server's own": ({"type": "snapshot"}, "type"),
    "out of range": ({"type": "edit", "patch": {"batch": {"size": 0}}}, "batch.size"),
    "unit that is not there": ({"type": "remove_unit", "layer": 0, "unit": 9}, "unit"),
    "too fast": ({"type": "play", "updates_per_s": 1e12}, "updates_per_s"),
    "nothing to undo": ({"type": "undo"}, "run"),
    "too long a step": ({"type": "step", "epochs": 10**9}, "epochs"),
}


@pytest.mark.parametrize(("command", "path"), COMMANDS.values(), ids=COMMANDS.keys())
def test_bad_command_is_answered_by_its_id(served: Served, shared_run: str, command: dict[str, Any], path: str) -> None:
    before = served.info(shared_run)
    with served.watch(shared_run) as viewer:
        answer = viewer.steer(41, **command)
        assert (answer["type"], answer["id"], answer["error"]["path"]) == ("error", 41, path)
    assert served.info(shared_run) == before


def test_message_past_the_limit_ends_the_stream_only(served: Served, shared_run: str) -> None:
    with served.watch(shared_run) as viewer:
        viewer.socket.send("x" * (served.settings.max_message_bytes + 1))
        with pytest.raises(ConnectionClosed) as caught:
            viewer.text("error")
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1009
    assert served.info(shared_run)["id"] == shared_run


def test_flood_of_commands_is_answered_one_by_one(served: Served, run: str) -> None:
    with served.watch(run, PARAMETERS) as viewer:
        for number in range(200):
            viewer.send(
                type="command",
                id=number,
                command={"type": "set_bias", "layer": 0, "unit": 0, "value": number / 8, "group": "drag"},
            )
        replies: list[int] = []
        while len(replies) < 200:
            replies.append(viewer.text("reply")["id"])
        assert replies == list(range(200))
        last = viewer.frame(lambda frame: frame.tensors["p/biases.0"][0] == 199 / 8)
        assert last.number < 200
        assert served.info(run)["undo"] is not None
        viewer.steer(500, type="undo")
        assert served.info(run)["undo"] is None, "a drag is one step of undo"


def test_unknown_run_is_said_in_words(served: Served) -> None:
    with served.watch("nope") as viewer:
        assert viewer.text("error")["error"]["path"] == "run"
        with pytest.raises(ConnectionClosed) as caught:
            viewer.next()
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 4404


def test_deleted_run_is_said_in_words(served: Served) -> None:
    run = served.new_run()
    with served.watch(run, PARAMETERS) as viewer:
        viewer.frame()
        served.api.delete(f"/runs/{run}")
        assert "deleted" in viewer.text("error")["error"]["hint"]
        with pytest.raises(ConnectionClosed) as caught:
            viewer.next()
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 4404


def test_run_pauses_when_its_last_viewer_has_left(served: Served, run: str) -> None:
    with served.watch(run, PARAMETERS) as viewer:
        viewer.steer(1, type="play")
        time.sleep(0.8)
        assert served.info(run)["playing"]
    eventually(lambda: not served.info(run)["playing"])


def test_run_told_to_go_on_goes_on_without_viewers(served: Served, run: str) -> None:
    with served.watch(run, PARAMETERS) as viewer:
        viewer.steer(1, type="play", unattended=True)
    time.sleep(1)
    assert served.info(run)["playing"]
    with served.watch(run, PARAMETERS) as viewer:
        viewer.steer(1, type="play", updates_per_s=50)
    time.sleep(1)
    assert served.info(run)["playing"], "another speed leaves it unattended"


def test_viewer_that_comes_back_finds_the_run_where_it_is(served: Served, run: str) -> None:
    with served.watch(run, PARAMETERS) as viewer:
        viewer.steer(1, type="step", epochs=3)
    with served.watch(run, PARAMETERS) as viewer:
        frame = viewer.frame()
        assert frame.header["epoch"] == 3
        assert frame.tensors["history.epoch"].tolist() == [0, 1, 2, 3]


def test_specialized_program_takes_over_while_it_plays_and_viewers_are_told(served: Served, run: str) -> None:
    with served.watch(run, PARAMETERS) as viewer:
        viewer.steer(1, type="play")
        told = viewer.text("run", lambda text: text["run"]["program"] == "specialized")
        assert told["run"]["playing"]
        viewer.frame(lambda frame: frame.header["program"] == "specialized")
        viewer.steer(2, type="add_unit", layer=1)
        edited = [text["run"] for text in viewer.texts if text["type"] == "run"][-1]
        assert (edited["program"], edited["network"]["layers"][1]["units"]) == ("padded", 3)
        viewer.text("run", lambda text: text["run"]["program"] == "specialized")


def test_slow_run_is_not_specialized(served: Served, run: str) -> None:
    with served.watch(run, PARAMETERS) as viewer:
        viewer.steer(1, type="play", updates_per_s=20)
        time.sleep(0.8)
        viewer.frame()
        assert served.info(run)["program"] == "padded"
