"""What outlives the server: runs come back as they were, bit for bit, and old ones make room."""

import os
import time
from pathlib import Path

import pytest

from server.runs.leftovers import remove_leftovers
from server.runs.plan import Plan
from server.settings import Settings
from server.store.store import Entry, Snapshot, Store
from tests.server.live import PARAMETERS, eventually, serving


def test_restarted_server_brings_its_runs_back(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        run = served.new_run()
        served.api.post(
            f"/runs/{run}/train",
            json={"epochs": 3},
        )
        served.api.patch(f"/runs/{run}/experiment", json={"data": {"noise": 15}})
        served.api.post(f"/runs/{run}/train", json={"updates": 7})
        gone = served.new_run()
        served.api.delete(f"/runs/{gone}")
        info, params = served.info(run), served.api.get(f"/runs/{run}/params").json()
        history = served.api.get(f"/runs/{run}/history").json()["history"]
        ahead = served.api.post(f"/runs/{run}/train", json={"epochs": 1}).json()
        served.api.put(f"/runs/{run}/params", json=params)
    with serving(tmp_path) as served:
        back = served.info(run)
        for name in ("experiment", "network", "created", "notices"):
            assert back[name] == info[name]
        assert back["epoch"] == ahead["epoch"]
        assert served.api.get(f"/runs/{run}/params").json() == params
        assert served.api.get(f"/runs/{run}/history").json()["history"][: len(history)] == history
        assert [one["id"] for one in served.api.get("/runs").json()["runs"]] == [run]
        assert served.api.get(f"/runs/{gone}").status_code == 404


def test_restored_run_trains_on_as_if_never_left(tmp_path: Path) -> None:
    # In float64: a specialized program, which takes over when it is compiled, rounds otherwise in the last digits.
    document = {"precision": "float64"}
    with serving(tmp_path) as served:
        left, stayed = served.new_run(experiment=document), served.new_run(experiment=document)
        for run in (left, stayed):
            served.api.post(f"/runs/{run}/train", json={"updates": 37})
        expected = served.api.post(f"/runs/{stayed}/train", json={"epochs": 5}).json()
    with serving(tmp_path) as served:
        came = served.api.post(f"/runs/{left}/train", json={"epochs": 5}).json()
    assert [point["epoch"] for point in came["history"]] == [point["epoch"] for point in expected["history"]]
    for name in ("train_loss", "test_loss"):
        losses = [point[name] for point in came["history"]]
        assert losses == pytest.approx([point[name] for point in expected["history"]], rel=1e-10)


def test_playing_run_comes_back_paused_and_unattended_one_plays_on(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        watched, alone = served.new_run(), served.new_run()
        with served.watch(watched, PARAMETERS) as viewer:
            viewer.steer(1, type="play", updates_per_s=30)
            served.api.post(f"/runs/{alone}/play", json={"updates_per_s": 60})
            viewer.frame(lambda frame: frame.header["updates"] > 3)
            time.sleep(0.2)
    with serving(tmp_path) as served:
        info = served.info(watched)
        assert not info["playing"]
        assert info["updates"] > 3
        eventually(lambda: served.info(alone)["playing"])
        assert served.info(alone)["updates_per_s"] == 60
        before = served.info(alone)["updates"]
        eventually(lambda: served.info(alone)["updates"] > before)


def test_playing_run_is_saved_while_it_plays(tmp_path: Path) -> None:
    with serving(tmp_path, save_every_s=0.2) as served:
        run = served.new_run()
        served.api.post(f"/runs/{run}/play", json={})
        store = Store(served.settings.database_url)
        eventually(lambda: [entry.epoch > 0 for entry in store.list() if entry.id == run] == [True])
        store.close()


def test_oldest_idle_runs_make_room(tmp_path: Path) -> None:
    with serving(tmp_path, max_runs=3) as served:
        runs = [served.new_run() for _ in range(5)]
        assert [one["id"] for one in served.api.get("/runs").json()["runs"]] == runs[:1:-1]
        assert served.api.get(f"/runs/{runs[0]}").status_code == 404
        for run in runs[2:]:
            served.api.post(f"/runs/{run}/play", json={"updates_per_s": 1})
        refused = served.api.post("/runs")
        assert (refused.status_code, refused.json()["error"]["path"]) == (409, "runs")


def test_idle_runs_leave_memory_and_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.runs.runs._UNLOAD_IDLE_S", 0.0)
    with serving(tmp_path, max_loaded_runs=1) as served:
        runs = [served.new_run() for _ in range(3)]
        for run in runs:
            served.api.post(f"/runs/{run}/train", json={"epochs": 2})
        assert [served.info(run)["epoch"] for run in runs] == [2, 2, 2]


def test_store_keeps_what_it_is_given(tmp_path: Path) -> None:
    import numpy as np

    store = Store(f"sqlite:///{tmp_path / 'deep' / 'runs.sqlite'}")
    entry = Entry("a", Plan(created=5.5, playing=True, updates_per_s=0.2), {"seed": "µ"}, 7, None, 0.1, 9.0)
    store.save(entry, Snapshot({"epoch": 7, "x": 0.1}, {"w": np.arange(6.0).reshape(2, 3)}))
    found = store.load("a")
    assert found is not None
    assert (found[0], found[1].meta) == (entry, {"epoch": 7, "x": 0.1})
    np.testing.assert_array_equal(found[1].arrays["w"], [[0, 1, 2], [3, 4, 5]])
    assert store.load("b") is None
    store.delete(["a"])
    assert store.list() == []
    store.close()


def test_broken_store_does_not_stop_the_server(tmp_path: Path) -> None:
    with serving(tmp_path, database=f"sqlite:///{tmp_path}") as served:  # a folder is no database
        run = served.new_run()
        assert served.api.post(f"/runs/{run}/train", json={"epochs": 1}).status_code == 200


def test_images_that_were_added_outlive_the_server_and_what_no_run_names_goes_after_a_week(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        run = served.new_run()
        served.api.patch(f"/runs/{run}/experiment", json={"data": {"dataset": "digits", "count": 150}})
        documents = []
        for label in "123":
            made = served.api.post(f"/runs/{run}/images", json={"image": [[255] * 8] * 8, "label": label}).json()
            documents.append(made["run"]["experiment"])
        document = documents[-1]
    old, young, needed = (tmp_path / "added" / f"{each['data']['added']}.npz" for each in documents)
    for file in (old, needed):
        os.utime(file, (time.time() - 8 * 86_400,) * 2)
    remove_leftovers(Settings(data=tmp_path, database="sqlite://"), [])
    assert old.exists(), "which runs other databases hold is not known"
    with serving(tmp_path) as served:
        assert served.info(run)["experiment"] == document
        eventually(lambda: not old.exists())
        assert young.exists()
        found = served.api.get(f"/runs/{run}/images", params={"set": "added"}).json()
        assert [image["label"] for image in found["images"]] == [["1"], ["2"], ["3"]]
        served.new_run(experiment=document)
        assert needed.exists()
    with serving(tmp_path / "elsewhere") as served:
        opened = served.api.post("/runs", json={"experiment": document})
        assert opened.status_code == 201
        info, named = opened.json(), document["data"]["added"]
        assert info["experiment"] == {**document, "data": {**document["data"], "added": None}}
        assert [(each["key"], each["asked"]) for each in info["notices"]] == [("data.added", named)]
        assert "add them again" in info["notices"][0]["why"]
        assert served.info(info["id"])["notices"] == info["notices"]
        refused = served.api.patch(f"/runs/{info['id']}/experiment", json={"data": {"added": named}})
        assert (refused.status_code, refused.json()["error"]["path"]) == (422, "data.added")
