"""MNIST-1D is as hard as its paper says, and its bytes lose nothing that matters."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from engine.data import CaptchaConfig, Request, build_images, mnist1d


def test_signals_are_balanced_and_normal() -> None:
    x, classes = mnist1d.signals("0.3")
    assert x.shape == (5000, 40)
    assert np.bincount(classes[:, 0]).tolist() == [500] * 10
    np.testing.assert_allclose([x.mean(), x.std()], [0, 1], atol=1e-12)


def test_a_byte_is_128_and_27_times_the_signal() -> None:
    request = Request(seed="0.3", count=5000, noise=0, train_share=0.8, captcha=CaptchaConfig())
    pixels, classes, _ = mnist1d.make(request)
    x, _ = mnist1d.signals("0.3")
    sums = np.sort((pixels[:, 0, :, 0].astype(float) - 128).sum(1)) / 27
    np.testing.assert_allclose(sums, np.sort(x.sum(1)), atol=0.5)
    assert np.mean((pixels == 0) | (pixels == 255)) < 1e-3
    assert np.bincount(classes[:, 0]).tolist() == [500] * 10


def test_noise_is_smoothed_by_a_gaussian_of_two_points() -> None:
    noise = np.random.default_rng(3).standard_normal((5, 72))
    np.testing.assert_allclose(mnist1d.smoothed(noise), gaussian_filter1d(noise, 2, axis=1), atol=1e-12)


def test_no_straight_line_tells_the_classes_apart() -> None:
    # The paper: 32 % for the best linear model. Least squares, one column a class, comes a little less far.
    request = Request(seed="0.3", count=5000, noise=0, train_share=0.8, captcha=CaptchaConfig())
    data = build_images(mnist1d.DATASET, request)
    x = np.column_stack([data.pixels[:, 0, :, 0] / 27 - 128 / 27, np.ones(5000)])
    wanted = np.eye(10)[data.classes[:, 0]]
    weights = np.linalg.lstsq(x[:4000], wanted[:4000])[0]
    right = np.mean((x[4000:] @ weights).argmax(1) == data.classes[4000:, 0])
    assert 0.18 < right < 0.36


def test_a_template_is_found_wherever_it_stands() -> None:
    # What stands in a signal is its class's template: the nearest of many others' signals, moved by a few points,
    # names the class far more often than a line does.
    x, classes = mnist1d.signals("0.3")
    order = np.random.default_rng(1).permutation(5000)
    x, labels = x[order] - x[order].mean(1, keepdims=True), classes[order, 0]
    train, test = x[:3000], x[3000:3300]
    moved = np.stack([np.roll(test, shift, axis=1) for shift in range(-6, 7)], axis=1)  # images shifts points
    alike = (moved.reshape(-1, 40) @ train.T).reshape(300, 13, 3000) / np.linalg.norm(train, axis=1)
    named = labels[alike.max(1).argmax(1)]
    assert np.mean(named == labels[3000:3300]) > 0.5
