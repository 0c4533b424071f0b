"""The programs of a training: which one trains, what begins at once, and what is compiled next."""

from typing import Any

from engine.loaded import Loaded, Special
from engine.stack.loaded import StackLoaded
from engine.supplied import Supplied


class Compiled(Supplied):
    """A training as far as its programs go."""

    _state: Any  # of the experiment's family
    _special: Special | None = None
    compiled_elsewhere = False  # whether somebody calls `prepare` in a thread: then nothing waits for a compile

    @property
    def program(self) -> str:
        """The program that trains this network from here on: `specialized`, or `padded` until that is compiled; or
        `compiling` where there is none yet."""
        loaded = self._loaded
        if isinstance(loaded, Loaded):
            return "specialized" if loaded.fits(self._special) else "padded" if loaded.ready else "compiling"
        return "specialized" if loaded.ready else "compiling"

    @property
    def ready(self) -> bool:
        """Whether training can begin at once; if not, `advance` or `prepare` compiles the program first."""
        return self.program != "compiling" or (self._meanwhile is not None and self._meanwhile.loaded.ready)

    @property
    def editable(self) -> bool:
        """Whether the program is there that goes on after an edit; for images there is none."""
        return isinstance(self._loaded, StackLoaded) or self._loaded.ready

    def prepare(self) -> bool:
        """Compile a program without which no training begins. False where all are there: call again while it answers
        True."""
        loaded = self._loaded
        if isinstance(loaded, StackLoaded):
            return loaded.compile(self._state)
        # The specialized program takes a sixth of the time of the padded one.
        return self.program == "compiling" and self.specialize()

    def specialize(self) -> bool:
        """Compile the program of exactly this network, to take over at the next advance, and then the one that goes on
        after an edit. False where none is left to compile: call again while it answers True."""
        loaded, state = self._loaded, self._state
        if isinstance(loaded, StackLoaded):
            return self.prepare()
        if loaded.fits(self._special):
            if lacking := not loaded.ready:
                loaded.prepare()
            return lacking
        if state.params.biases.shape[1] != loaded.width or state.params.biases.dtype != loaded.dtype:
            return False  # an edit came in between; it will be asked again
        self._special = loaded.compile(state)
        return True
