"""The command line: clear words for what is wrong, and a clean end."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from server.__main__ import listen, main
from tests.live import PROGRAM_CACHE, ROOT, free_port


def test_help_lists_the_flags(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert all(flag in text for flag in ("LINK", "--host", "--port", "--data", "--open"))


def test_taken_port_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 1
    error = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in error
    assert f"--port {port + 1}" in error


def test_no_part_of_an_answer_waits_for_the_one_before_to_be_acknowledged() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()[:2]):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_bad_settings_are_said_in_words(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["--port", "99999"]) == 2
    assert "port: expected" in capsys.readouterr().err
    assert main(["nonsense"]) == 2
    assert "LINK: expected a TensorFlow Playground link" in capsys.readouterr().err
    monkeypatch.setenv("PICTUREVIS_MAX_RUNS", "many")
    assert main([]) == 2
    assert "max_runs: expected" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("link", "status"),
    [
        ("https://playground.tensorflow.org/", 1),
        ("https://playground.tensorflow.org/#", 1),
        ("#regularization=L1&x=true", 1),
        ("http://127.0.0.1:8000/#e=%7B%22seed%22%3A%220.5%22%7D", 1),
        ("https://example.org/?tab=2#part=3", 2),
        ("#networkShape", 2),
    ],
)
def test_a_link_is_what_it_is_for_the_server(link: str, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    """On a port that is taken: what is wrong with the link is said before that."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main([link, "--port", str(taken.getsockname()[1])]) == status
    assert capsys.readouterr().err.startswith("LINK: expected" if status == 2 else "port: expected")


def test_server_starts_and_ends_cleanly(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-W", "error", "-m", "server", "--port", str(port), "--data", str(tmp_path)]
    environment = {**os.environ, "PICTUREVIS_WARM": "false", "PICTUREVIS_PROGRAMS": str(PROGRAM_CACHE)}
    process = subprocess.Popen(
        [*command, "#dataset=xor&seed=0.5"], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"picturevis is at http://127.0.0.1:{port}/#dataset=xor&seed=0.5\n"
        began = time.monotonic()
        assert httpx.get(f"http://127.0.0.1:{port}/", timeout=10).status_code == 200
        assert time.monotonic() - began < 5
        run = httpx.post(f"http://127.0.0.1:{port}/api/v1/runs", timeout=60).json()["id"]
        httpx.post(f"http://127.0.0.1:{port}/api/v1/runs/{run}/play", json={}, timeout=60)
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=30)[0]
        assert rest == ""
        assert process.returncode == 0
    finally:
        process.kill()
        process.wait()
