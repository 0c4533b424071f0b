"""Which browser the tests, benchmarks and screenshot drive, and with which flags; installs one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

VARIABLE = "PICTUREVIS_BROWSER"
# The first needs two thirds of the CPU time of the others, which come with all that a window needs.
ON_PATH = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Without these Chromium calls home at every start, and the tests assert that nothing reaches for another host.
QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Nothing but loopback is reached: all else goes to a proxy that is not there. A route for every request does the same
# for a third of the CPU time of a page's load, which asks for some 150 files.
ALONE = "--proxy-server=http://127.0.0.1:9"
MISSING = (
    f"No browser for the browser tests. Install Chromium or Chrome, or name one in {VARIABLE}; "
    "scripts/test --ignore=tests/browser runs the rest."
)


def find(playwright: Playwright) -> str | None:
    """The browser to use: the one named in the environment, Playwright's own, or one on PATH; None without any."""
    if named := os.environ.get(VARIABLE):
        return named
    own = playwright.chromium.executable_path
    if Path(own).exists():
        return own
    return next(filter(None, map(shutil.which, ON_PATH)), None)


def flags() -> list[str]:
    """Command-line flags for a quiet browser; the sandbox does not work as root."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*QUIET, *(["--no-sandbox"] if root else [])]


def install() -> None:
    """Bring a browser: Debian's where we may install packages, else Playwright's own."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        get = ["apt-get", "-qq", "-y", "--no-install-recommends"]
        attempts = [[*get, "update"], [*get, "install", ON_PATH[0]]]
    else:
        attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in attempts:
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=600, check=True)


def launch(playwright: Playwright, *more_flags: str) -> Browser:
    """Start the browser without a window."""
    executable = find(playwright)
    if executable is None:
        raise SystemExit(MISSING)
    return playwright.chromium.launch(executable_path=executable, args=[*flags(), *more_flags])


def main() -> None:
    """Make sure that there is a browser, or say what to do; the tests that need none still run."""
    with sync_playwright() as playwright:
        if find(playwright):
            return
    print("Installing a browser for the browser tests ...", file=sys.stderr, flush=True)
    try:
        install()
    except (OSError, subprocess.SubprocessError) as error:
        print(f"That failed: {error}", file=sys.stderr)
    with sync_playwright() as playwright:
        if find(playwright) is None:
            print(MISSING, file=sys.stderr)


if __name__ == "__main__":
    main()
