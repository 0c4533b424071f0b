"""While nothing changes nothing is drawn: no frame is asked for and nothing animates, whatever stands open."""

from __future__ import annotations

import pytest

from tests.browser.app import App
from tests.browser.study import close, opened

STUDIES = ("neuron", "layers", "backprop", "graph", "gradient", "activations")
# What moved, over stretches of time until there is one in which nothing does; what still moves in the last.
MOVES = """async () => {
    const real = window.requestAnimationFrame;
    let moved = [];
    try {
      for (let stretch = 0; stretch < 20; stretch += 1) {
        const callers = new Set();
        window.requestAnimationFrame = (callback) => {
          callers.add(new Error().stack.split("\\n").slice(2, 6).join("\\n"));
          return real(callback);
        };
        await new Promise((passed) => setTimeout(passed, 400));
        const animations = document.getAnimations().filter(({ playState }) => playState === "running");
        moved = [...callers, ...animations.map(({ effect }) => effect.target.outerHTML.slice(0, 160))];
        if (moved.length === 0) break;
      }
    } finally {
      window.requestAnimationFrame = real;
    }
    return moved;
  }"""


@pytest.mark.parametrize("study", [None, *STUDIES])
def test_nothing_moves_while_the_run_is_paused(desktop: App, study: str | None) -> None:
    if study:
        opened(desktop, study, {})
        desktop.wait("document.querySelector('.study canvas, .study .katex, .study svg') !== null")
    else:
        close(desktop)
    assert desktop.page.evaluate(MOVES) == []


def test_nothing_moves_on_a_phone(phone: App) -> None:
    assert phone.page.evaluate(MOVES) == []
