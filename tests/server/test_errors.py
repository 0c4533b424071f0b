"""Bad input: one shape, the right status, a path that leads to the fault; and the run goes on as it was."""

import json
import socket
from typing import Any

import pytest

from tests.server.live import Json, Served

OK_EXPERIMENT = {"layers": [{"units": 3}]}

# name: (method, path below the run or absolute, body, status, path of the error)
REFUSED: dict[str, tuple[str, str, Any, int, str]] = {
    "unknown address": ("GET", "/nowhere", None, 404, "path"),
    "unknown run": ("GET", "/runs/nope", None, 404, "run"),
    "unknown run to delete": ("DELETE", "/runs/nope", None, 404, "run"),
    "wrong method": ("PUT", "/catalog", {}, 405, "method"),
    "units of 0": ("POST", "/runs", {"experiment": {"layers": [{"units": 4}, {"units": 0}]}}, 422, "layers[1].units"),
    "units as text": ("POST", "/runs", {"experiment": {"layers": [{"units": "4"}]}}, 422, "layers[0].units"),
    "nine layers": ("POST", "/runs", {"experiment": {"layers": [{"units": 2}] * 9}}, 422, "layers"),
    "unknown activation": (
        "POST", "/runs", {"experiment": {"layers": [{"units": 2, "activation": "tang"}]}}, 422, "layers[0].activation",
    ),
    "unknown key": ("POST", "/runs", {"experiment": {"sead": "1"}}, 422, "sead"),
    "unknown key of the body": ("POST", "/runs", {"experimint": {}}, 422, "experimint"),
    "experiment and link": ("POST", "/runs", {"experiment": {}, "playground_link": "x"}, 422, "playground_link"),
    "link of nonsense": ("POST", "/runs", {"playground_link": "https://example.org"}, 422, "playground_link"),
    "link of a number": ("POST", "/runs", {"playground_link": 5}, 422, "playground_link"),
    "body that is a list": ("POST", "/runs", [1], 422, "body"),
    "no amount": ("POST", "/train", {}, 422, "epochs"),
    "no body": ("POST", "/train", None, 422, "body"),
    "both amounts": ("POST", "/train", {"epochs": 1, "updates": 1}, 422, "epochs"),
    "no epochs": ("POST", "/train", {"epochs": 0}, 422, "epochs"),
    "half an epoch": ("POST", "/train", {"epochs": 0.5}, 422, "epochs"),
    "too many epochs": ("POST", "/train", {"epochs": 10**12}, 422, "epochs"),
    "amount of text": ("POST", "/train", {"epochs": "3"}, 422, "epochs"),
    "speed of 0": ("POST", "/play", {"updates_per_s": 0}, 422, "updates_per_s"),
    "speed past all": ("POST", "/play", {"updates_per_s": 1e9}, 422, "updates_per_s"),
    "unknown start": ("POST", "/reset", {"start": "other"}, 422, "start"),
    "nothing to undo": ("POST", "/undo", None, 409, "run"),
    "nothing to redo": ("POST", "/redo", None, 409, "run"),
    "rate below 0": ("PATCH", "/experiment", {"optimizer": {"learning_rate": -1}}, 422, "optimizer.learning_rate"),
    "loss that does not fit": (
        "PATCH", "/experiment", {"data": {"dataset": "reg-plane"}, "loss": "hinge"}, 422, "loss",
    ),
    "patch that is a list": ("PATCH", "/experiment", [], 422, "body"),
    "points of three": ("POST", "/predict", {"points": [[1, 2, 3]]}, 422, "points[0]"),
    "points of text": ("POST", "/predict", {"points": [[1, "2"]]}, 422, "points[0][1]"),
    "too many points": ("POST", "/predict", {"points": [[0, 0]] * 20_001}, 422, "points"),
    "too few layers": ("PUT", "/params", {"layers": []}, 422, "layers"),
    "weights of another shape": (
        "PUT", "/params", {"layers": [{"weights": [[1]], "biases": [1]}] * 3}, 422, "layers[0].weights",
    ),
    "ragged weights": (
        "PUT", "/params", {"layers": [{"weights": [[1], [1, 2]], "biases": [1]}] * 3}, 422, "layers[0].weights",
    ),
    "a bias of 400 digits": (
        "PUT", "/params", {"layers": [{"weights": [[1]], "biases": [10**400]}] * 3}, 422, "layers[0].biases",
    ),
    "weights of text": (
        "PUT", "/params", {"layers": [{"weights": [["a"]], "biases": []}] * 3}, 422, "layers[0].weights[0][0]",
    ),
    "unknown probe": ("GET", "/probes/mapz", None, 422, "probe"),
    "resolution past all": ("GET", '/probes/maps?params={"resolution":100000}', None, 422, "params.resolution"),
    "unknown parameter": ("GET", '/probes/maps?params={"resolutio":10}', None, 422, "params.resolutio"),
    "parameters that are no JSON": ("GET", "/probes/maps?params=x", None, 422, "params"),
    "parameters that are a list": ("GET", "/probes/maps?params=[]", None, 422, "params"),
    "unit that is not there": ("GET", '/probes/unit?params={"layer":0,"unit":99}', None, 422, "params.unit"),
    "command without type": ("POST", "/commands", {}, 422, "type"),
    "unknown command": ("POST", "/commands", {"type": "fly"}, 422, "type"),
    "type that is a list": ("POST", "/commands", {"type": []}, 422, "type"),
    "question of the server's own": ("POST", "/commands", {"type": "set_params", "layers": []}, 422, "type"),
    "layer that is not there": ("POST", "/commands", {"type": "remove_layer", "at": 7}, 422, "at"),
    "weight that is not there": (
        "POST", "/commands", {"type": "set_weight", "layer": 0, "unit": 0, "input": 70, "value": 1}, 422, "input",
    ),
    "command with an unknown key": ("POST", "/commands", {"type": "pause", "now": True}, 422, "now"),
    "weight of text": (
        "POST", "/commands", {"type": "set_weight", "layer": 0, "unit": 0, "input": 0, "value": "1"}, 422, "value",
    ),
}  # fmt: skip


def check_shape(body: Json, path: str) -> None:
    assert body.keys() == {"error", "errors"}
    assert body["error"] == body["errors"][0]
    for error in body["errors"]:
        assert error.keys() == {"path", "expected", "got", "hint", "message"}
        assert error["message"].startswith(f"{error['path']}: expected {error['expected']}, got {error['got']}.")
    assert path in [error["path"] for error in body["errors"]], body


@pytest.mark.parametrize(("method", "where", "body", "status", "path"), REFUSED.values(), ids=REFUSED.keys())
def test_bad_input_is_refused(
    served: Served, shared_run: str, method: str, where: str, body: Any, status: int, path: str
) -> None:
    absolute = where.startswith(("/runs", "/nowhere", "/catalog"))
    before = served.info(shared_run)
    answer = served.api.request(method, where if absolute else f"/runs/{shared_run}{where}", json=body)
    assert answer.status_code == status, answer.text
    check_shape(answer.json(), path)
    assert served.info(shared_run) == before


PLAIN = [
    ("POST", "/predict", {"points": [[1]]}, "points[0]: expected a list of at least 2 numbers, got [1]."),
    ("POST", "/predict", {"points": [[1, 2, 3]]}, "points[0]: expected a list of at most 2 numbers, got 3 numbers."),
    ("POST", "/predict", {"points": 5}, "points: expected a list, got 5."),
    ("POST", "/predict", {}, 'points: expected either points or images, got neither. Try {"points": [[0, 0]]}.'),
    ("PUT", "/params", [], "body: expected an object, got []."),
    ("PUT", "/params", {"layers": {}}, "layers: expected a list, got {}."),
    ("PUT", "/params", {"layers": [], "layer": []}, "layer: expected a known key, got []. Did you mean layers?"),
    ("PATCH", "/experiment", [], "body: expected an object, got []."),
    ("PATCH", "/experiment", {"layers": "x"}, 'layers: expected a list, got "x".'),
    ("PATCH", "/experiment", {"optimizer": 5}, "optimizer: expected an object, got 5."),
    ("PATCH", "/experiment", {"seed": ""}, 'seed: expected a text that is not blank, got "". Try 0.16152.'),
    (
        "PATCH", "/experiment", {"stop": {"epochs": 0}},
        "stop.epochs: expected a whole number, 1 to 1,000,000,000, got 0. Empty (null) is off.",
    ),
    (
        "PATCH", "/experiment", {"precision": "flota32"},
        'precision: expected one of float32, float64, got "flota32". Did you mean float32?',
    ),
    (
        "POST", "/train", {"epochs": 10**8},
        "epochs: expected 1 to 100,000, got 100000000. Train on with another command, or play.",
    ),
    ("POST", "/play", {"updates_per_s": 0}, "updates_per_s: expected at least 0.2, got 0."),
    ("POST", "/play", {"unattended": "no"}, 'unattended: expected true or false, got "no".'),
    ("POST", "/reset", {"start": "other"}, 'start: expected one of same, new, got "other".'),
    (
        "POST", "/undo", {"x": 1},
        "x: expected a known key, got 1. GET /api/v1/openapi.json lists the known keys.",
    ),
    ("POST", "/commands", {"type": "undo", "x": 1}, "x: expected a known key, got 1. Known keys: type."),
    (
        "POST", "/commands", {"type": "set_bias", "layer": 0, "unit": 0, "value": -2_000_000},
        "value: expected at least −1,000,000, got -2000000.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("method", "where", "body", "message"), PLAIN)
def test_bad_input_is_told_in_words(
    served: Served, shared_run: str, method: str, where: str, body: Any, message: str
) -> None:
    answer = served.api.request(method, f"/runs/{shared_run}{where}", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"] == message


@pytest.mark.parametrize(
    ("content", "got"),
    [(b"", "nothing"), (b'{"layers": ', "a slip at line 1, column 12 (expecting value)")],
)
def test_a_body_that_is_no_json_says_where(served: Served, shared_run: str, content: bytes, got: str) -> None:
    answer = served.api.put(f"/runs/{shared_run}/params", content=content)
    assert answer.json()["error"]["message"] == f"body: expected JSON, got {got}."


@pytest.mark.parametrize("what", ["undo", "redo", "pause", "restore"])
@pytest.mark.parametrize("content", [b'{"x": 1}', b'{"x":', b"[]"])
def test_a_command_that_takes_no_body_refuses_one(served: Served, shared_run: str, what: str, content: bytes) -> None:
    before = served.info(shared_run)
    headers = {"Content-Type": "application/json"}
    assert served.api.post(f"/runs/{shared_run}/{what}", content=content, headers=headers).status_code == 422
    assert served.info(shared_run) == before


@pytest.mark.parametrize("content", [b"", b"{}"])
def test_an_empty_body_is_none(served: Served, run: str, content: bytes) -> None:
    served.command(run, type="edit", patch={"seed": "2"})
    headers = {"Content-Type": "application/json"}
    for what in ("undo", "redo", "pause"):
        assert served.api.post(f"/runs/{run}/{what}", content=content, headers=headers).status_code == 200


def test_a_sound_run_is_not_restored(served: Served, run: str) -> None:
    served.api.post(f"/runs/{run}/train", json={"updates": 7})
    before = served.info(run)
    answer = served.api.post(f"/runs/{run}/restore")
    assert answer.status_code == 409
    check_shape(answer.json(), "run")
    assert served.info(run) == before


BODIES = {
    "NaN": (b'{"points": [[NaN, 1]]}', "application/json", 422, "points[0][0]"),
    "no JSON": (b'{"points": ', "application/json", 422, "body"),
    "a key twice": (b'{"points": [], "points": []}', "application/json", 422, "points"),
    "another type": (b'{"points": []}', "text/plain", 422, "body"),
    "a form": (b"points=1", "application/x-www-form-urlencoded", 422, "body"),
    "too large": (b'{"points": [' + b" " * (5 << 20) + b"]}", "application/json", 413, "body"),
}


@pytest.mark.parametrize(("content", "kind", "status", "path"), BODIES.values(), ids=BODIES.keys())
def test_bad_body_is_refused(
    served: Served, shared_run: str, content: bytes, kind: str, status: int, path: str
) -> None:
    answer = served.api.post(f"/runs/{shared_run}/predict", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status, answer.text
    check_shape(answer.json(), path)


def test_body_without_announced_size_is_cut_off(served: Served, shared_run: str) -> None:
    def endless() -> Any:
        for _ in range(6):
            yield b" " * (1 << 20)

    answer = served.api.post(
        f"/runs/{shared_run}/predict", content=endless(), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 413
    check_shape(answer.json(), "body")


def test_bad_safetensors_are_refused(served: Served, shared_run: str) -> None:
    headers = {"Content-Type": "application/octet-stream"}
    answer = served.api.put(f"/runs/{shared_run}/params", content=b"nonsense and more", headers=headers)
    assert answer.status_code == 422
    check_shape(answer.json(), "body")


def test_failure_of_our_own_shows_no_trace(
    served: Served, shared_run: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from engine.trainer import Trainer

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr(Trainer, "predict", broken)
    answer = served.api.post(f"/runs/{shared_run}/predict", json={"points": [[1, 2]]})
    assert answer.status_code == 500
    check_shape(answer.json(), "server")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_request_of_nonsense_ends_no_server(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.settings.port), 5) as raw:
        raw.sendall(b"\x00\xff nonsense\r\n\r\n")
        assert b"400" in raw.recv(1000)
    assert served.api.get("/healthz").status_code == 200


def test_experiment_with_several_faults_names_all(served: Served) -> None:
    faults = {"seed": "", "batch": {"size": 0}, "optimizer": {"kind": "sdg"}}
    body = served.api.post("/runs", json={"experiment": faults}).json()
    assert [error["path"] for error in body["errors"]] == ["seed", "optimizer.kind", "batch.size"]
    assert json.dumps(body).count("sgd")
