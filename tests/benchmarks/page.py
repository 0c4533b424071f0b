"""frames_per_s, main_thread_share and first_page_ms: the page in headless Chromium, on this machine's cores."""

from __future__ import annotations

import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import CDPSession, Page, sync_playwright

from tests.benchmarks.measure import Row, benchmark
from tests.benchmarks.networks import LARGE, document
from tests.benchmarks.processes import settle
from tests.browser import chromium
from tests.browser.app import address
from tests.live import LiveServer, temporary_server

WINDOW_S = 5.0
STARTS = 3
MOMENTS = ("first_paint", "first_picture", "first_trained_frame")
STUDIES = {
    "backpropagation": "see=backprop",
    "gradient of anything": "see=gradient",
    "activations": "see=activations&see.open=tanh",
    "neuron": "see=neuron",
    "layers": "see=layers",
    "computational graph": "see=graph&see.unit=2.0&see.node=z3_1",
}
STORE = "/static/state/store.js"
ACTIONS = "/static/state/actions.js"
WAIT_MS = 60_000

COUNT_FRAMES = """async ([store, ms]) => {
  const { frame } = await import(store);
  let seen = -1;
  const stop = frame.subscribe(() => (seen += 1));
  const begin = performance.now();
  await new Promise((resolve) => setTimeout(resolve, ms));
  stop();
  return (1000 * seen) / (performance.now() - begin);
}"""
# Presses play once the run is live, and tells when the first frame with every map has been drawn, and when the first
# one after an update.
TRAINED_FRAME = """async ([store, actions]) => {
  const { frame } = await import(store);
  const whole = ({ header }) => !header.coming.some((view) => view.startsWith("picture."));
  const drawn = async () => (await new Promise(requestAnimationFrame), performance.timeOrigin + performance.now());
  const until = (ready) => new Promise((resolve) => {
    const stop = frame.subscribe((of) => {
      if (!of || !ready(of)) return;
      queueMicrotask(() => stop());
      resolve(of);
    });
  });
  await until(() => true);
  (await import(actions)).play();
  await until(whole);
  const mapped = await drawn();
  await until((of) => of.header.updates > 0 && whole(of));
  return [mapped, await drawn()];
}"""
FIRST_PAINT = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const paint = list.getEntries().find((entry) => entry.name === "first-contentful-paint");
    if (paint) resolve(performance.timeOrigin + paint.startTime);
  }).observe({ type: "paint", buffered: true });
})"""


@contextmanager
def new_page() -> Iterator[Page]:
    """A page of the desktop's size in a browser of its own."""
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(WAIT_MS)
        yield page
        browser.close()


def busy_s(session: CDPSession) -> float:
    """Seconds that the page's main thread has worked since the session asked for metrics."""
    metrics = {entry["name"]: entry["value"] for entry in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


@benchmark("frames_per_s", "main_thread_share")
def frames() -> Iterator[Row]:
    """2-8x6-1 at 50x50 while it trains at full speed, on one machine with the server."""
    with temporary_server() as server, new_page() as page:
        settle(server)
        page.goto(server.url + address(document(LARGE)))
        page.evaluate(TRAINED_FRAME, [STORE, ACTIONS])
        page.evaluate(COUNT_FRAMES, [STORE, 2000])  # the specialized program has taken over
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        before, begin = busy_s(session), time.monotonic()
        fps = page.evaluate(COUNT_FRAMES, [STORE, 1000 * WINDOW_S])
        share = (busy_s(session) - before) / (time.monotonic() - begin)
        told = page.evaluate("async (store) => (await import(store)).frame.value.header", STORE)
        maps = [info["resolution"] for info in told["views"].values() if "resolution" in info]
        note = f"2-8x6-1, maps of {min(maps)}x{min(maps)}, {told['updates_per_s']:,.0f} updates/s meanwhile"
        yield Row("frames_per_s", fps, "frames/s", f"{note}; headless Chromium, 1440x900, no GPU, {WINDOW_S:.0f} s")
        yield Row("main_thread_share", 100 * share, "%", "the page's main thread at work in that time")


@benchmark(*(f"frames_per_s/{study}" for study in STUDIES))
def study_frames() -> Iterator[Row]:
    """The same with each study open in the picture's place."""
    with temporary_server() as server, new_page() as page:
        settle(server)
        for study, asked in STUDIES.items():
            page.goto(f"{server.url}/?{asked}{address(document(LARGE)).removeprefix('/')}")
            page.locator(f"main.study[aria-label='{study.capitalize()}']").wait_for()
            page.evaluate(TRAINED_FRAME, [STORE, ACTIONS])
            page.evaluate(COUNT_FRAMES, [STORE, 2000])
            fps = page.evaluate(COUNT_FRAMES, [STORE, 1000 * WINDOW_S])
            yield Row(f"frames_per_s/{study}", fps, "frames/s", f"2-8x6-1 at full speed with the study open: ?{asked}")


def first_page(server: LiveServer, page: Page) -> list[float]:
    """Milliseconds from the command to the first paint, to the first frame with every map, and to the first frame of a
    network that has trained."""
    begin = time.time()
    server.launch()
    while True:
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
            break
        except OSError:
            assert time.time() < begin + 60, "the server's port does not open"
            time.sleep(0.002)
    page.goto(server.url, wait_until="commit")
    moments = [page.evaluate(FIRST_PAINT), *page.evaluate(TRAINED_FRAME, [STORE, ACTIONS])]
    server.stop()
    return [moment - 1e3 * begin for moment in moments]


@benchmark(*(f"first_page_ms/{name}" for name in MOMENTS), *(f"first_page_ms/cold/{name}" for name in MOMENTS))
def first_page_ms() -> Iterator[Row]:
    """From starting the command, browser running; play is pressed as soon as the run is there."""
    server = temporary_server()
    with server:
        settle(server)  # every program is on the disk from here on
    starts = {"": [server] * STARTS, "cold/": [temporary_server(cache=None) for _ in range(STARTS)]}
    for kind, servers in starts.items():
        measured = []
        for each in servers:
            with new_page() as page:
                measured.append(first_page(each, page))
        cache = "nothing compiled before" if kind else "warm cache"
        note = f"from the command, median of {STARTS} starts, {cache}; play pressed when the page is ready"
        for name, values in zip(MOMENTS, zip(*measured, strict=True), strict=True):
            yield Row(f"first_page_ms/{kind}{name}", statistics.median(values), "ms", note)
