"""Playground's random numbers, bit for bit."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import build
from engine.playground import stream as module
from engine.playground.stream import PlaygroundStream

GOLDEN = {
    "0.00000": (0.35113601836629943, 0.8952042107003139, 0.8115252902183029),
    "0.12345": (0.9152007406557323, 0.4702753218035592, 0.2736265229359467),
    "0.59704": (0.3720885891366738, 0.5777042295963245, 0.512260760220704),
    "0.99999": (0.5834840164767144, 0.49478632245239296, 0.08094183539500187),
    "1.00000": (0.06380740916183167, 0.6100095707311816, 0.8094001985002001),
    "hello world": (0.5407725273692652, 0.16887340109512985, 0.024502771862726563),
}


@pytest.mark.parametrize("seed", GOLDEN)
def test_first_numbers_of_a_seed(seed: str) -> None:
    stream = PlaygroundStream(seed)
    assert (stream.uniform(), *stream.uniforms(2).tolist()) == GOLDEN[seed]
    assert stream.drawn == 3


def test_later_numbers_give_playgrounds_next_seeds() -> None:
    # What a click on a data set showed in the deployed page, freshly loaded and after one reset.
    numbers = PlaygroundStream("0.59704").uniforms(2537)
    assert f"{numbers[2518]:.5f}" == "0.92005"
    assert f"{numbers[2536]:.5f}" == "0.87657"


def test_cipher_bytes_are_the_published_ones() -> None:
    assert module._Rc4(list(b"Key")).take(10).hex().upper() == "EB9F7781B734CA72A719"
    assert module._Rc4(list(b"Wiki")).take(6).hex().upper() == "6044DB6D41B7"


def _as_javascript_has_it(data: bytes) -> tuple[float, int]:
    """seedrandom's own loop, in doubles as there."""
    n, d, x, taken = float(int.from_bytes(data[:6])), 2.0**48, 0, 6
    while n < 2.0**52:
        n, d, x, taken = (n + x) * 256, d * 256, data[taken], taken + 1
    while n >= 2.0**53:
        n, d, x = n / 2, d / 2, x >> 1
    return (n + x) / d, taken


@given(st.binary(min_size=16, max_size=16), st.integers(0, 4), st.integers(0, 255))
def test_any_bytes_become_the_number_that_javascript_makes(data: bytes, zeros: int, first: int) -> None:
    data = bytes(zeros) + bytes([first]) + data
    if not any(data[:9]):
        data = b"\1" + data
    assert module._draw(data, 0) == _as_javascript_has_it(data)


@pytest.mark.parametrize(("first", "taken"), [(b"\x10", 7), (b"\x0f", 8), (b"\0\x10", 8), (b"\0\x0f", 9)])
def test_a_small_number_takes_more_bytes(first: bytes, taken: int) -> None:
    assert module._draw(first + b"\xab" * 16, 0)[1] == taken


def test_numbers_do_not_depend_on_how_they_are_asked_for() -> None:
    at_once = PlaygroundStream("0.31415").uniforms(3000)
    module._numbers_of.cache_clear()
    stream = PlaygroundStream("0.31415")
    parts = [stream.uniforms(count) for count in (1, 0, 583, 584, 1, 1831)]
    np.testing.assert_array_equal(np.concatenate(parts), at_once)
    assert stream.drawn == 3000
    assert np.all((at_once >= 0) & (at_once < 1))
    assert at_once.mean() == pytest.approx(0.5, abs=0.02)


def test_a_copy_goes_on_by_itself() -> None:
    stream = PlaygroundStream("0.2")
    stream.uniforms(10)
    twin = stream.copy()
    ahead = twin.uniforms(5)
    assert (stream.drawn, twin.drawn) == (10, 15)
    np.testing.assert_array_equal(stream.uniforms(5), ahead)


def test_what_a_reader_does_to_its_numbers_is_its_own_affair() -> None:
    first = PlaygroundStream("0.2").uniforms(4)
    first[:] = 9
    assert np.all(PlaygroundStream("0.2").uniforms(4) < 1)


def test_the_seed_is_text_of_any_kind() -> None:
    seeds = ["0.5", "0.50000", "", "\0\0", "é", "\ud800", "\U0001f600", "a" * 300, "a" * 299 + "b", "a" * 301]
    firsts = {PlaygroundStream(seed).uniform() for seed in seeds}
    # To the cipher no key and one of zeros are the same, and the low byte of \ud800 is 0.
    assert len(firsts) == len(seeds) - 2
    # Only the low byte of a code unit counts.
    assert PlaygroundStream("\u0141").uniform() == PlaygroundStream("A").uniform()


def test_a_seed_past_256_characters_is_mixed_into_its_beginning() -> None:
    # m = 0 xor 19·97 = 1843; key[0] = (1843 + 98) mod 256 = 149, and for the next m = 1843 xor 19·97 = 0: (0 + 99).
    key = module._key("a" * 256 + "bc")
    assert key == [149, 99, *[97] * 254]


def test_going_again_through_a_seed_costs_no_cipher(monkeypatch: pytest.MonkeyPatch) -> None:
    once = build("circle", 10, 50, "0.77")
    monkeypatch.setattr(module._Rc4, "take", lambda *_: pytest.fail("bytes were made again"))
    again = build("circle", 20, 50, "0.77")
    np.testing.assert_array_equal(once.points, again.points)


def test_threads_that_share_a_seed_get_the_same_numbers() -> None:
    module._numbers_of.cache_clear()

    def read(step: int) -> np.ndarray:
        stream = PlaygroundStream("0.404")
        return np.concatenate([stream.uniforms(step) for _ in range(4000 // step)])

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(read, [1, 10, 4000, 100] * 4))
    module._numbers_of.cache_clear()
    alone = PlaygroundStream("0.404").uniforms(4000)
    for got in numbers:
        np.testing.assert_array_equal(got, alone)


def test_only_so_many_seeds_are_kept() -> None:
    for seed in range(100):
        PlaygroundStream(str(seed)).uniform()
    assert module._numbers_of.cache_info().currsize <= 32
