"""When training stops by itself: at a number of epochs, at a loss, on a plateau, or because it diverged."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.experiment import StopConfig

_NO_RULES = StopConfig()


@dataclass(frozen=True)
class Stop:
    """Why and where the training stopped. `layer` is the index of the layer where it went wrong, if it did."""

    reason: str  # diverged | epochs | target_loss | plateau
    message: str
    epoch: int
    layer: int | None = None
    can_restore: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The stop as plain data."""
        return {
            "reason": self.reason,
            "message": self.message,
            "epoch": self.epoch,
            "layer": self.layer,
            "can_restore": self.can_restore,
        }


@dataclass
class Watch:
    """Watches the losses for the stop rules. The loss watched is the test loss, or the training loss without one."""

    best: float = float("inf")
    best_epoch: int = field(default=0)

    def look(
        self, rules: StopConfig, epochs: np.ndarray, train: np.ndarray, test: np.ndarray
    ) -> tuple[int, Stop] | None:
        """The first of these epochs that meets a rule, as its index and the stop; or None."""
        if rules == _NO_RULES:
            return None
        watched = np.where(np.isnan(test), train, test)
        for index, (epoch, loss) in enumerate(zip(epochs.tolist(), watched.tolist(), strict=True)):
            if loss < self.best:
                self.best, self.best_epoch = loss, epoch
            name = "training" if np.isnan(test[index]) else "test"
            if rules.target_loss is not None and loss <= rules.target_loss:
                text = f"Stopped at epoch {epoch:,}: the {name} loss {loss:.4g} reached {rules.target_loss:g}."
                return index, Stop("target_loss", text, epoch)
            if rules.patience_epochs is not None and epoch - self.best_epoch >= rules.patience_epochs:
                text = (
                    f"Stopped at epoch {epoch:,}: the {name} loss has not fallen below {self.best:.4g} "
                    f"for {rules.patience_epochs:,} epochs."
                )
                return index, Stop("plateau", text, epoch)
            if rules.epochs is not None and epoch >= rules.epochs:
                return index, Stop("epochs", f"Stopped after {epoch:,} epochs, as asked.", epoch)
        return None

    def forget(self, epoch: int) -> None:
        """Start watching for a plateau anew."""
        self.best, self.best_epoch = float("inf"), epoch
