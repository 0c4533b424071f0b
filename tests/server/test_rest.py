"""REST: the paths and shapes of the issue, against the engine itself."""

import time

import numpy as np
import pytest
from safetensors.numpy import load, save

from engine.experiment import Experiment
from engine.playground.link import write as playground_link
from engine.trainer import Trainer
from tests.server.live import Served, eventually

SMALL = {"layers": [{"units": 3}], "features": ["x", "y"]}
LINK = playground_link(Experiment())


def test_new_run_without_body_is_the_reference_case(served: Served) -> None:
    answer = served.api.post("/runs")
    assert answer.status_code == 201
    info = answer.json()
    assert answer.headers["location"] == f"/api/v1/runs/{info['id']}"
    assert info["experiment"] == Experiment().to_dict()
    assert info["notices"] == []
    assert (info["epoch"], info["updates"], info["playing"], info["steering"]) == (0, 0, False, True)
    assert info["train_loss"] == pytest.approx(Trainer().train_loss, abs=1e-15)
    assert [layer["units"] for layer in info["network"]["layers"]] == [4, 2, 1]
    assert info["playground_link"] == LINK


def test_new_run_of_an_experiment_keeps_what_is_left_out(served: Served) -> None:
    info = served.api.post("/runs", json={"experiment": SMALL}).json()
    assert info["experiment"]["features"] == ["x", "y"]
    assert info["experiment"]["seed"] == Experiment().seed


def test_new_run_of_a_link_lists_what_cannot_be_honored(served: Served) -> None:
    assert LINK is not None
    answer = served.api.post("/runs", json={"playground_link": f"{LINK}&cosX=true&tutorial=x"})
    info = answer.json()
    assert answer.status_code == 201
    assert info["experiment"] == Experiment().to_dict()
    assert {notice["key"] for notice in info["notices"]} >= {"cosX"}
    assert served.info(info["id"])["notices"] == info["notices"]


def test_train_answers_the_losses_of_its_epochs(served: Served, run: str) -> None:
    reference = Trainer()
    for first, count in ((1, 3), (4, 2)):
        body = served.api.post(f"/runs/{run}/train", json={"epochs": count}).json()
        expected = reference.advance_epochs(count)
        assert [point["epoch"] for point in body["history"]] == list(range(first, first + count))
        assert [point["train_loss"] for point in body["history"]] == expected.train.tolist()
        assert [point["test_loss"] for point in body["history"]] == expected.test.tolist()
        assert body["stopped"] is None
    assert served.info(run)["epoch"] == 5


def test_train_by_updates_counts_updates(served: Served, run: str) -> None:
    body = served.api.post(f"/runs/{run}/train", json={"updates": 30}).json()
    assert (body["updates"], body["epoch"]) == (30, 1)
    assert [point["epoch"] for point in body["history"]] == [1]


def test_train_is_in_slices_and_others_go_on(served: Served, run: str) -> None:
    other = served.new_run()
    served.api.post(f"/runs/{run}/play", json={})
    began = time.perf_counter()
    served.api.post(f"/runs/{other}/train", json={"epochs": 1})
    assert time.perf_counter() - began < 5
    assert served.info(run)["playing"]


def test_train_ended_by_pause_answers_what_was_done(served: Served, run: str) -> None:
    import threading

    ended = threading.Timer(0.4, lambda: served.api.post(f"/runs/{run}/pause"))
    ended.start()
    body = served.api.post(f"/runs/{run}/train", json={"epochs": 100_000}).json()
    ended.join()
    assert body["stopped"]["reason"] == "interrupted"
    assert 0 < len(body["history"]) < 100_000


def test_train_whose_caller_hangs_up_ends(served: Served, run: str) -> None:
    import httpx

    with pytest.raises(httpx.ReadTimeout):
        served.api.post(f"/runs/{run}/train", json={"epochs": 100_000}, timeout=0.3)
    eventually(lambda: not served.info(run)["playing"])
    epoch = served.info(run)["epoch"]
    assert 0 < epoch < 100_000


def test_step_trains_one_epoch_where_nothing_is_said(served: Served, run: str) -> None:
    body = served.api.post(f"/runs/{run}/step").json()
    assert (body["epoch"], body["updates"], body["run"]["playing"]) == (1, 25, False)
    assert served.api.post(f"/runs/{run}/step", json={"updates": 3}).json()["updates"] == 28


def test_patch_keeps_the_weights_and_says_what_it_touched(served: Served, run: str) -> None:
    served.api.post(f"/runs/{run}/train", json={"epochs": 2})
    before = served.api.get(f"/runs/{run}/params").json()
    body = served.api.patch(f"/runs/{run}/experiment", json={"optimizer": {"learning_rate": 0.1}}).json()
    assert body["touched"] == ["hyper"]
    assert (body["parameters_kept"], body["parameters_new"], body["parameters_lost"]) == (45, 0, 0)
    assert body["run"]["experiment"]["optimizer"]["learning_rate"] == 0.1
    assert body["run"]["undo"] == body["label"]
    assert served.api.get(f"/runs/{run}/params").json() == before


def test_undo_and_redo_walk_through_the_edits(served: Served, run: str) -> None:
    served.api.patch(f"/runs/{run}/experiment", json={"data": {"noise": 20}})
    undone = served.api.post(f"/runs/{run}/undo").json()["run"]
    assert (undone["experiment"]["data"]["noise"], undone["undo"]) == (5, None)
    redone = served.api.post(f"/runs/{run}/redo").json()["run"]
    assert redone["experiment"]["data"]["noise"] == 20


def test_reset_starts_the_same_or_anew(served: Served, run: str) -> None:
    first = served.api.get(f"/runs/{run}/params").json()
    served.api.post(f"/runs/{run}/train", json={"epochs": 1})
    assert served.api.post(f"/runs/{run}/reset", json={"start": "same"}).json()["run"]["epoch"] == 0
    assert served.api.get(f"/runs/{run}/params").json() == first
    assert served.api.post(f"/runs/{run}/reset", json={"start": "new"}).json()["restarted"]
    assert served.api.get(f"/runs/{run}/params").json() != first


def test_params_go_out_and_in_as_json_and_as_safetensors(served: Served, run: str) -> None:
    served.api.post(f"/runs/{run}/train", json={"epochs": 3})
    params = served.api.get(f"/runs/{run}/params").json()
    binary = served.api.get(f"/runs/{run}/params", headers={"Accept": "application/octet-stream"})
    assert binary.headers["content-type"] == "application/octet-stream"
    arrays = load(binary.content)
    assert sorted(arrays) == [f"layers.{i}.{name}" for i in range(3) for name in ("biases", "weights")]
    for index, layer in enumerate(params["layers"]):
        for name in ("weights", "biases"):
            assert arrays[f"layers.{index}.{name}"].tolist() == layer[name]
    served.api.post(f"/runs/{run}/reset")
    body = served.api.put(
        f"/runs/{run}/params", content=save(arrays), headers={"Content-Type": "application/octet-stream"}
    )
    assert body.status_code == 200
    assert served.api.get(f"/runs/{run}/params").json() == params
    params["layers"][1]["biases"] = [0.125, -7.5]
    assert served.api.put(f"/runs/{run}/params", json=params).status_code == 200
    assert served.api.get(f"/runs/{run}/params").json() == params


def test_learned_slopes_go_out_and_in_with_the_other_parameters(served: Served, run: str) -> None:
    layers = [{"units": 3, "activation": "prelu"}, {"units": 2, "activation": "tanh"}]
    assert served.api.patch(f"/runs/{run}/experiment", json={"layers": layers}).status_code == 200
    served.api.post(f"/runs/{run}/train", json={"epochs": 3})
    params = served.api.get(f"/runs/{run}/params").json()
    assert [list(layer) for layer in params["layers"]] == [
        ["weights", "biases", "slopes"], ["weights", "biases"], ["weights", "biases"]
    ]  # fmt: skip
    slopes = params["layers"][0]["slopes"]
    assert len(set(slopes)) == 3
    arrays = load(served.api.get(f"/runs/{run}/params", headers={"Accept": "application/octet-stream"}).content)
    assert arrays["layers.0.slopes"].tolist() == slopes
    assert served.command(run, type="set_slope", layer=0, unit=1, value=-0.5)["result"]["touched"] == ["weights"]
    assert served.api.get(f"/runs/{run}/params").json()["layers"][0]["slopes"][1] == -0.5
    body = served.api.put(
        f"/runs/{run}/params", content=save(arrays), headers={"Content-Type": "application/octet-stream"}
    )
    assert body.status_code == 200
    assert served.api.get(f"/runs/{run}/params").json() == params
    params["layers"][0]["slopes"] = [0.5, 0.25, -1.0]
    assert served.api.put(f"/runs/{run}/params", json=params).status_code == 200
    assert served.api.get(f"/runs/{run}/params").json() == params


def test_slopes_where_none_are_learned_are_refused(served: Served, run: str) -> None:
    params = served.api.get(f"/runs/{run}/params").json()
    params["layers"][1]["slopes"] = [0.5, 0.25]
    refused = served.api.put(f"/runs/{run}/params", json=params)
    assert (refused.status_code, refused.json()["error"]["path"]) == (422, "layers[1].slopes")
    refused = served.api.post(f"/runs/{run}/commands", json={"type": "set_slope", "layer": 0, "unit": 0, "value": 0.5})
    assert (refused.status_code, refused.json()["error"]["path"]) == (422, "layer")


def test_history_has_every_epoch(served: Served, run: str) -> None:
    trained = served.api.post(f"/runs/{run}/train", json={"epochs": 7}).json()["history"]
    body = served.api.get(f"/runs/{run}/history").json()
    assert body["history"][1:] == trained
    assert body["history"][0]["epoch"] == 0
    assert served.api.get(f"/runs/{run}/history", params={"from_epoch": 5}).json()["history"] == trained[4:]


def test_data_is_in_training_order(served: Served, run: str) -> None:
    body = served.api.get(f"/runs/{run}/data").json()
    data = Trainer().data
    assert (len(body["train"]), len(body["test"])) == (250, 250)
    first = body["train"][0]
    assert [first["x"], first["y"], first["label"]] == [*data.points[0].tolist(), data.labels[0]]


def test_predict_gives_the_outputs(served: Served, run: str) -> None:
    points = [[0.5, -1.25], [3, 4], [-6, 6]]
    body = served.api.post(f"/runs/{run}/predict", json={"points": points}).json()
    np.testing.assert_allclose(body["outputs"], Trainer().predict(np.array(points, float)), atol=1e-12)
    assert served.api.post(f"/runs/{run}/predict", json={"points": []}).json() == {"outputs": []}


def test_probe_gives_arrays_as_json_and_as_safetensors(served: Served, run: str) -> None:
    where, query = f"/runs/{run}/probes/maps", {"params": '{"resolution": 6}'}
    body = served.api.get(where, params=query).json()
    assert (body["arrays"]["maps"]["dtype"], body["arrays"]["maps"]["shape"]) == ("uint8", [6, 6, 6])
    binary = served.api.get(where, params=query, headers={"Accept": "application/octet-stream"}).content
    assert load(binary)["maps"].tolist() == body["arrays"]["maps"]["values"]


def test_backprop_probe_gives_the_next_update_and_its_verdicts(served: Served, run: str) -> None:
    where = f"/runs/{run}/probes/backprop"
    body = served.api.get(where, params={"params": '{"rows": 3}'}).json()
    assert (body["arrays"]["Z1"]["dtype"], body["arrays"]["Z1"]["shape"]) == ("float64", [3, 4])
    assert [line["check"]["ok"] for line in body["info"]["lines"]] == [True] * 14
    told = [np.array(body["arrays"][f"newW{layer}"]["values"]).T for layer in (1, 2, 3)]
    served.api.post(f"/runs/{run}/train", json={"updates": 1})
    after = served.api.get(f"/runs/{run}/params").json()["layers"]
    for weights, layer in zip(told, after, strict=True):
        np.testing.assert_allclose(weights, layer["weights"], atol=1e-14)
    wrong = served.api.get(where, params={"params": '{"slip": "no_batch_mean"}'}).json()["info"]
    assert next(line["key"] for line in wrong["lines"] if not line["check"]["ok"]) == "D3"
    refused = served.api.get(where, params={"params": '{"slip": "output_error_bare", "loss": "cross_entropy"}'})
    assert (refused.status_code, refused.json()["error"]["path"]) == (422, "params.slip")


def test_play_goes_on_without_a_viewer_until_paused(served: Served, run: str) -> None:
    info = served.api.post(f"/runs/{run}/play", json={"updates_per_s": 100}).json()
    assert (info["playing"], info["updates_per_s"], info["unattended"]) == (True, 100, True)
    time.sleep(1)  # longer than the server lets an unwatched run go on
    assert served.info(run)["playing"]
    assert not served.api.post(f"/runs/{run}/pause").json()["playing"]


def test_play_attended_pauses_when_nobody_watches(served: Served, run: str) -> None:
    served.api.post(f"/runs/{run}/play", json={"unattended": False})
    eventually(lambda: not served.info(run)["playing"])


def test_play_at_a_speed_is_exact(served: Served, run: str) -> None:
    """Never ahead of the clock, and level with it over a stretch of time in which the machine can keep up."""
    served.api.post(f"/runs/{run}/train", json={"updates": 1})  # whatever compiles does so now
    began = time.perf_counter()
    served.api.post(f"/runs/{run}/play", json={"updates_per_s": 40})
    updates = served.info(run)["updates"]
    for _ in range(10):
        before, started = updates, time.perf_counter()
        time.sleep(1.5)
        asked = time.perf_counter()
        updates = served.info(run)["updates"]
        assert updates - 1 <= 40 * (time.perf_counter() - began) + 2
        if updates - before >= 40 * (asked - started) - 2:
            return
    pytest.fail(f"{updates - before} updates in the last {asked - started:.1f} s, at 40 a second")


def test_divergence_stops_the_run_and_offers_the_last_good_state(served: Served) -> None:
    run = served.new_run(experiment={
        "layers": [{"units": 3, "activation": "relu"}], "optimizer": {"learning_rate": 900},
        "data": {"dataset": "reg-plane"}, "loss": "squared_error",
    })  # fmt: skip
    body = served.api.post(f"/runs/{run}/train", json={"epochs": 500}).json()
    assert body["stopped"]["reason"] == "diverged"
    info = served.info(run)
    assert info["stopped"]["can_restore"]
    refused = served.api.post(f"/runs/{run}/play")
    assert refused.status_code == 409
    assert refused.json()["error"]["path"] == "run"
    assert served.api.post(f"/runs/{run}/restore").json()["stopped"] is None


def test_stop_rule_ends_play(served: Served) -> None:
    run = served.new_run(experiment={**SMALL, "stop": {"epochs": 12}})
    served.api.post(f"/runs/{run}/play")
    eventually(lambda: not served.info(run)["playing"])
    info = served.info(run)
    assert (info["epoch"], info["stopped"]["reason"]) == (12, "epochs")


@pytest.mark.parametrize("data", [{"train_percent": 0}, {"train_percent": 100}], ids=["none to train", "none to test"])
def test_run_without_training_or_test_points_answers(served: Served, data: dict[str, float]) -> None:
    run = served.new_run(experiment={**SMALL, "data": data})
    body = served.api.post(f"/runs/{run}/train", json={"epochs": 2}, timeout=10).json()
    lacking = "train_loss" if data["train_percent"] == 0 else "test_loss"
    assert all(point[lacking] is None for point in body["history"])
    assert served.info(run)[lacking] is None
    served.api.post(f"/runs/{run}/train", json={"updates": 5}, timeout=10)
    served.api.post(f"/runs/{run}/play")
    assert served.info(run)["id"] == run
    served.api.delete(f"/runs/{run}")


def test_list_and_delete(served: Served) -> None:
    old, new = served.new_run(), served.new_run(experiment=SMALL)
    listed = [one["id"] for one in served.api.get("/runs").json()["runs"]]
    assert listed.index(new) < listed.index(old)
    assert served.api.delete(f"/runs/{old}").status_code == 204
    assert served.api.get(f"/runs/{old}").status_code == 404
    assert served.api.delete(f"/runs/{old}").status_code == 404
    assert old not in [one["id"] for one in served.api.get("/runs").json()["runs"]]


def test_commands_take_edits_and_steering(served: Served, run: str) -> None:
    added = served.command(run, type="add_unit", layer=0)
    assert added["result"]["touched"] == ["architecture"]
    assert added["run"]["network"]["layers"][0]["units"] == 5
    assert served.command(run, type="set_weight", layer=0, unit=1, input=2, value=0.375)["result"]["touched"] == [
        "weights"
    ]
    assert served.api.get(f"/runs/{run}/params").json()["layers"][0]["weights"][1][2] == 0.375
    assert served.command(run, type="step", updates=4)["result"]["updates"] == 4
    assert served.command(run, type="play")["run"]["unattended"]
    assert not served.command(run, type="pause")["run"]["playing"]


def test_catalog_and_health(served: Served) -> None:
    catalog = served.api.get("/catalog").json()
    assert catalog["default_experiment"] == Experiment().to_dict()
    assert {"fields", "activations", "losses", "optimizers", "datasets", "probes", "limits"} <= catalog.keys()
    health = served.api.get("/healthz").json()
    assert (health["status"], health["engine"]) == ("ok", "ready")


def test_openapi_holds_the_engines_own_models(served: Served) -> None:
    document = served.api.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    assert {"Experiment", "RunInfo", "Command", "ErrorBody", "SetWeight"} <= schemas.keys()
    assert schemas["RunInfo"]["properties"]["experiment"] == {"$ref": "#/components/schemas/Experiment"}
    used = set()

    def collect(value: object) -> None:
        if isinstance(value, dict):
            used.update([value["$ref"]] if "$ref" in value else [])
            for item in value.values():
                collect(item)
        elif isinstance(value, list):
            for item in value:
                collect(item)

    collect(document)
    assert {name.removeprefix("#/components/schemas/") for name in used} <= schemas.keys()
