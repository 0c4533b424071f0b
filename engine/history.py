"""The losses of every epoch, kept without loss up to a bound and then thinned evenly."""

import numpy as np

BOUND = 32768


class History:
    """Losses by epoch. Past `BOUND` points every second one goes, and only each `stride`-th epoch is kept from then on.

    `version` grows whenever points that were there are gone, so that a reader knows to start again.
    """

    def __init__(self, stride: int = 1) -> None:
        self._epochs = np.zeros(BOUND, np.int64)
        self._losses = np.zeros((2, BOUND), np.float64)
        self._count = 0
        self.stride = stride
        self.version = 0

    def __len__(self) -> int:
        return self._count

    @property
    def epochs(self) -> np.ndarray:
        """The epochs whose losses are kept."""
        return self._epochs[: self._count]

    @property
    def train(self) -> np.ndarray:
        """Their training losses; NaN where there is no training data."""
        return self._losses[0, : self._count]

    @property
    def test(self) -> np.ndarray:
        """Their test losses; NaN where there is no test data."""
        return self._losses[1, : self._count]

    def extend(self, epochs: np.ndarray, train: np.ndarray, test: np.ndarray) -> None:
        """Add the losses of further epochs, ascending and later than all before."""
        while True:
            keep = epochs % self.stride == 0
            added = int(keep.sum())
            if self._count + added <= BOUND:
                break
            self._thin()
        end = self._count + added
        self._epochs[self._count : end] = epochs[keep]
        self._losses[0, self._count : end] = train[keep]
        self._losses[1, self._count : end] = test[keep]
        self._count = end

    def truncate(self, epoch: int) -> None:
        """Forget what came after an epoch."""
        count = int(np.searchsorted(self.epochs, epoch, side="right"))
        if count < self._count:
            self._count = count
            self.version += 1

    def clear(self) -> None:
        """Forget everything."""
        self._count = 0
        self.stride = 1
        self.version += 1

    def copy(self) -> "History":
        """An independent copy; it has a version of its own."""
        other = History(self.stride)
        other.version = self.version
        other.extend(self.epochs.copy(), self.train.copy(), self.test.copy())
        return other

    def _thin(self) -> None:
        self.stride *= 2
        keep = self.epochs % self.stride == 0
        count = int(keep.sum())
        self._epochs[:count] = self.epochs[keep]
        self._losses[:, :count] = self._losses[:, : self._count][:, keep]
        self._count = count
        self.version += 1
