"""A network that is trained on while the program of the one that stands in the document is compiled."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine import divergence
from engine.data.images import Images
from engine.families import AnyLoaded
from engine.loaded import Ran
from engine.position import Position
from engine.stack.loaded import StackLoaded

AT_A_TIME = 8  # updates in one dispatch, so that the new network is not kept waiting


@dataclass
class Meanwhile:
    """The network from before some edits, and what each of them makes of a body."""

    loaded: AnyLoaded
    state: Any
    roster: Any
    edits: list[Callable[[Any], Any]]
    rests: bool = False  # whether an edit began with new moments

    def body(self) -> Any:
        """What has been learned by now, carried over the edits."""
        body = self.loaded.unpack(self.state, self.roster)
        for carry in self.edits:
            body = carry(body)
        return body

    def go_on_with(self, data: Images) -> None:
        """Train on other images of the same shapes."""
        assert isinstance(self.loaded, StackLoaded), "points stay what they are"
        self.loaded = self.loaded.on(data)

    def train(self, at: Position, steps: int) -> Ran | None:
        """A few updates, `steps` at most; None, and nothing changed, where they make a number that is not finite."""
        ran = self.loaded.run(self.state, at, min(steps, AT_A_TIME))
        if not divergence.is_sound(ran, self.loaded.data.train_count > 0):
            return None
        self.state = ran.state
        return ran
