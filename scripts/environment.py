"""Makes the local environment, or brings it up to date, and prints the path of its Python on standard output."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("PICTUREVIS_VENV") or ROOT / ".venv").absolute()
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCKS = {"run": "requirements.lock", "test": "requirements-test.lock"}
# What decides how an environment looks: while none of these changes, nothing is installed.
SOURCES = ("pyproject.toml", "hatch_build.py", "package.json", "package-lock.json", "scripts/environment.py")
MADE = ("static/vendor", "engine/data/vendor/mnist")  # by the build hook


def main() -> None:
    """Prepare the environment for `run` (the default), or for `test`, which holds all that `run` needs and more."""
    purpose = sys.argv[1] if len(sys.argv) > 1 else "run"
    if purpose not in LOCKS:
        sys.exit(f"scripts/environment: expected run or test, got {purpose}.")
    discard_unusable()
    if not up_to_date(purpose):
        if not PYTHON.exists():
            say(f"Making {place()} with Python {sys.version.split()[0]} ...")
            make()
        say(f"Installing what picturevis needs to {purpose}; the first time takes a minute or two ...")
        install(LOCKS[purpose])
        stamp(purpose).write_text(fingerprint(purpose))
    print(PYTHON)


def say(sentence: str) -> None:
    """Tell the person; standard output is for the one path we print."""
    print(sentence, file=sys.stderr, flush=True)


def place() -> str:
    """The environment's folder, as short as it can be said."""
    return os.path.relpath(VENV, ROOT) if VENV.is_relative_to(ROOT) else str(VENV)


def discard_unusable() -> None:
    """Remove an environment that is broken, or of another Python than the one asked for by PYTHON."""
    if not VENV.exists():
        return
    if not (VENV / "pyvenv.cfg").exists():
        sys.exit(f"{place()} is there but is no Python environment; move it away, then try again.")
    version = version_of(PYTHON)
    if version is None:
        why = "is broken"
    elif version < (3, 11):
        why = f"is of Python {version[0]}.{version[1]}, which is too old"
    elif "PYTHON" in os.environ and version != sys.version_info[:2]:
        why = f"is of Python {version[0]}.{version[1]}, and PYTHON is {sys.version_info[0]}.{sys.version_info[1]}"
    else:
        return
    say(f"{place()} {why}: it is made anew.")
    shutil.rmtree(VENV)


def version_of(python: Path) -> tuple[int, int] | None:
    """Major and minor version of the Python at this path; None where it does not run."""
    try:
        told = subprocess.check_output([python, "-c", "import sys; print(*sys.version_info[:2])"], text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor = told.split()
    return int(major), int(minor)


def up_to_date(purpose: str) -> bool:
    """Whether the environment, the front end and MNIST were made from what stands here now."""
    if not all((ROOT / folder / "stamp.txt").exists() for folder in MADE):
        return False
    made_for = (purpose, "test")  # what is installed to test can run as well
    return any(stamp(made).exists() and stamp(made).read_text() == fingerprint(made) for made in made_for)


def stamp(purpose: str) -> Path:
    """Where it is noted what the environment was made from."""
    return VENV / f"picturevis-{purpose}.stamp"


def fingerprint(purpose: str) -> str:
    """One text for everything the environment was made from; the place is part of it, since it can be copied."""
    contents = [(ROOT / name).read_bytes() for name in (*SOURCES, LOCKS[purpose])]
    return hashlib.sha256(b"\0".join([str(ROOT).encode(), *contents])).hexdigest()


def make() -> None:
    """A new environment, with pip in it even where uv makes it, so that a person can add to it by either."""
    uv = shutil.which("uv")
    if uv and attempt([uv, "venv", "--quiet", "--seed", "--python", sys.executable, str(VENV)]) == 0:
        return
    if importlib.util.find_spec("ensurepip") is None:
        sys.exit("This Python has no ensurepip; on Debian and Ubuntu: apt-get install python3-venv. Then try again.")
    run([sys.executable, "-m", "venv", str(VENV)])


def install(lock: str) -> None:
    """The pinned packages, checked by their hashes, then this checkout, whose build hook makes the front end.

    By uv where it is, in a tenth of the time; by pip as well where uv does not reach the registry that pip is told of.
    """
    pinned = ["--require-hashes", "-r", str(ROOT / lock)]
    checkout = ["--no-deps", "--editable", str(ROOT)]
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if uv := shutil.which("uv"):
        by_uv = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
        if attempt([*by_uv, *pinned]) == 0:
            run([*by_uv, "--reinstall-package", "picturevis", *checkout])
            return
        say("uv could not install them; pip tries.")
    run([*pip, *pinned])
    run([*pip, *checkout])


def attempt(command: list[str]) -> int:
    """Run it with its output on standard error, untouched by the caller's Python settings; its exit status."""
    ours = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(command, cwd=ROOT, env=environment, stdout=sys.stderr, check=False).returncode


def run(command: list[str]) -> None:
    """The same, and the end of this program where it fails."""
    if status := attempt(command):
        tool = " ".join(Path(part).name for part in command[:3])
        sys.exit(f"The installation stopped: {tool} failed with status {status}, for the reason above.")


if __name__ == "__main__":
    main()
