"""A network being trained: what can be read of it, and how it advances, stops and diverges."""

from dataclasses import replace
from typing import Any

import jax
import numpy as np

from engine import divergence
from engine.compiled import Compiled
from engine.errors import InputError
from engine.experiment import Experiment
from engine.history import History
from engine.loaded import Loaded, Ran
from engine.meanwhile import Meanwhile
from engine.network import describe
from engine.position import Position
from engine.probes import ProbeResult, look
from engine.programs import packed
from engine.programs.contract import Samples
from engine.programs.upcoming import Upcoming
from engine.reports import Advanced, number
from engine.stack.description import describe as describe_stack
from engine.stack.loaded import StackLoaded
from engine.stopping import Stop, Watch

jax.config.update("jax_enable_x64", True)  # a run chooses its own precision; without this float64 would be refused
# A program of few parts, as pictures are, runs in the thread that calls it and waits for no other run's. One of many,
# as training is, XLA hands to a thread of its own all the same.
jax.config.update("jax_cpu_enable_async_dispatch", False)

_RUNAWAY = 4.0  # a loss so many times the lowest is no longer one to go back to


class Training(Compiled):
    """An experiment's data, network and position in its training. Knows nothing of edits: see `Trainer`."""

    _roster: Any  # of the experiment's family, as the state is
    _good: tuple[Any, Position] | None
    _observed: Any = None  # the state whose losses they are
    stopped: Stop | None
    train_loss: float | None
    test_loss: float | None

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(experiment)
        self._watch = Watch()
        self.history = History()
        self.revision = 0
        self.scales: dict[str, float] = {}  # color scales of the probes, steady in time

    # ---- what there is to read -------------------------------------------------------------------------------

    @property
    def experiment(self) -> Experiment:
        """The document as it stands."""
        return self._experiment

    @property
    def epoch(self) -> int:
        """Epochs finished."""
        return self._position.epoch

    @property
    def epoch_share(self) -> float:
        """How much of the epoch under way is done, from 0 to less than 1."""
        return self._position.step / max(1, self._loaded.plan.steps)

    @property
    def updates(self) -> int:
        """Updates done."""
        return self._position.updates

    @property
    def age(self) -> int:
        """Updates since the optimizer's moments were zero."""
        return self._position.age

    @property
    def rate(self) -> float:
        """The learning rate of this epoch."""
        return float(self._loaded.rates(self.epoch, 1)[0])

    @property
    def network(self) -> dict[str, Any]:
        """Layers, counts and problem as plain data."""
        images = self._experiment.family == "images"
        return describe_stack(self._experiment) if images else describe(self._experiment)

    @property
    def state(self) -> Any:
        """Everything that training changes, for probes; of a network on points in the packed layout."""
        return self._state

    @property
    def stacked(self) -> StackLoaded:
        """The network on images, for probes."""
        assert isinstance(self._loaded, StackLoaded), "a network on points is no stack"
        return self._loaded

    @property
    def _dense(self) -> Loaded:
        assert isinstance(self._loaded, Loaded), "a network on images is not packed"
        return self._loaded

    @property
    def wiring(self) -> packed.Wiring:
        """The network as numbers, for probes."""
        return self._dense.wiring

    @property
    def samples(self) -> Samples:
        """The data on the device, for probes."""
        return self._dense.samples

    @property
    def rule(self) -> packed.Rule:
        """The optimizer and its settings as numbers, for probes."""
        return self._dense.rule

    @property
    def upcoming(self) -> Upcoming:
        """The samples that the next update takes, for probes."""
        return self._dense.upcoming(self._state, self._position)

    def following(self, updates: int) -> list[tuple[np.ndarray, float]]:
        """The samples and the learning rate of each of the next updates, for probes."""
        return self._dense.following(self._state, self._position, updates)

    @property
    def width(self) -> int:
        """The width of the packed layout."""
        return self._dense.width

    @property
    def dtype(self) -> np.dtype[Any]:
        """The numbers that the run computes with."""
        return self._loaded.dtype

    @property
    def left_in_epoch(self) -> int:
        """Updates to the end of the epoch under way; of a network on images."""
        return self._loaded.plan.steps - self._position.step

    def params(self) -> list[dict[str, np.ndarray]]:
        """Every layer's numbers in float64, the output layer last: weights [units, inputs, ...], biases [units], and
        whatever else the layer learns or averages, by name."""
        return self._loaded.params(self._state)

    def predict(self, given: np.ndarray) -> np.ndarray:
        """The outputs [n, outputs] at points [n, 2], or [n, slots, classes] for images of pixels from 0 to 255: values,
        or probabilities where the output is softmax."""
        return self._loaded.predicted(self._state, given)

    def probe(self, name: str, params: dict[str, Any] | None = None) -> ProbeResult:
        """What a probe sees of the network now."""
        return look(self, name, params or {})

    # ---- training --------------------------------------------------------------------------------------------

    def advance(self, updates: int) -> Advanced:
        """Train for so many updates (each ends a batch), fewer where a stop rule or a divergence says so.

        Where no batch is ever full, epochs count as updates, so that time passes.
        """
        plan, step = self._loaded.plan, self._position.step
        return self._train(plan.ahead(step, updates) if updates > 0 else 0)

    def advance_epochs(self, epochs: int) -> Advanced:
        """Train to the end of the epoch that is under way, and on for so many epochs in all."""
        return self._train(epochs * self._loaded.plan.steps - self._position.step)

    def resume(self) -> None:
        """Make ready to train on after a stop; raises `InputError` where it would stop again at once."""
        if self.stopped is None:
            return
        if self.stopped.reason == "diverged":
            hint = "Go back to the last good state or reset, and lower the learning rate."
            raise InputError("run", "finite weights", "a network that diverged", hint)
        if self.stopped.reason != "plateau":
            raise InputError(
                f"stop.{self.stopped.reason}", "a rule that is not met yet", self.stopped.message,
                "Change or clear the stop rule.",
            )  # fmt: skip
        self._watch.forget(self.epoch)
        self.stopped = None

    def observe(self) -> None:
        """Take the losses of these very weights. Else they are those at the end of the last epoch, or after an edit."""
        if self._observed is not self._state and self._meanwhile is None:
            self._evaluate()

    def restore_last_good(self) -> None:
        """Go back to the last state before a divergence whose loss was sound; images stay as they are. Raises
        `InputError` where nothing diverged: a sound run would only lose what it has learned."""
        if self.stopped is None or self.stopped.reason != "diverged":
            raise InputError("run", "a network that diverged", "one that did not", "Undo takes an edit back.")
        if self._good is None:
            raise InputError("run", "a last good state", "none", "Reset the run instead.")
        state, good = self._good
        self._position = replace(good, generation=self._position.generation, renewed=self._position.renewed)
        self._state = self._loaded.emptied(state)
        self.history.truncate(self.epoch)
        self._settle()
        self.revision += 1

    # ---- inside --------------------------------------------------------------------------------------------------

    def _take(self, body: Any) -> None:
        self._roster = body.roster
        self._state = self._loaded.pack(body)

    def _body(self) -> Any:
        if self._meanwhile is not None:
            return self._meanwhile.body()
        return self._loaded.unpack(self._state, self._roster)

    def _settle(self) -> None:
        """After a change from outside: the losses now, no stop, and this state as the one to go back to."""
        self.stopped = None
        self._watch.forget(self.epoch)
        self._evaluate()
        sound = self.train_loss is not None or self._data.train_count == 0
        self._good = (self._state, self._position) if sound else None
        self._lowest = self.train_loss if self.train_loss is not None else np.inf
        if self.epoch == self.updates == 0:
            self._begin_history()

    def _begin_history(self) -> None:
        """The losses at epoch 0: of what stands there now, whatever stood there before an edit."""
        self.history.clear()
        train, test = (np.array([np.nan if loss is None else loss]) for loss in (self.train_loss, self.test_loss))
        self.history.extend(np.zeros(1, np.int64), train, test)

    def _evaluate(self) -> None:
        train, test = self._loaded.losses(self._state)
        self.train_loss, self.test_loss = number(train), number(test)
        self._observed = self._state

    def _leave_divergence(self) -> None:
        """Of a network that diverged, go back to the last good state: what is edited goes on from there."""
        if self.stopped is not None and self.stopped.can_restore:
            self.restore_last_good()

    def _train(self, steps: int) -> Advanced:
        began = self.updates
        self.catch_up()
        if self._meanwhile is not None:
            return self._train_meanwhile(self._meanwhile, steps)
        parts = []
        while steps > 0 and self.stopped is None:
            taken = min(self._at_once(steps), self._loaded.longest)
            parts.append(self._dispatch(taken))
            steps -= taken
            if len(parts[-1][0]):
                self._renew()
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        epochs, train, test = columns or (np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
        return Advanced(self.updates - began, epochs, train, test, self.stopped)

    def _train_meanwhile(self, old: Meanwhile, steps: int) -> Advanced:
        """Train the network from before the edits on, a few updates, until this one's program is there."""
        began, ran = self.updates, old.train(self._position, self._at_once(steps))
        if ran is None:
            self._meanwhile = None  # the next advance goes on from the edit, and says where it diverges
            return Advanced(0, np.zeros(0, np.int64), np.zeros(0), np.zeros(0), None)
        self._position = ran.position
        if len(ran.epochs):
            self.train_loss, self.test_loss = number(ran.train[-1]), number(ran.test[-1])
            self.history.extend(ran.epochs, ran.train, ran.test)
            self._renew()
        return Advanced(self.updates - began, ran.epochs, ran.train, ran.test, None)

    def catch_up(self) -> bool:
        """Go over from the network that was trained meanwhile, with what it has learned since the edits, if the program
        is there by now; whether it was so."""
        if self._meanwhile is None or not self._loaded.ready:
            return False
        self._end_meanwhile()
        self._settle()
        return True

    def _end_meanwhile(self) -> None:
        """Train no longer the network from before the edits."""
        if self._meanwhile is not None:
            self._state = self._loaded.pack(self._body())
            if self._meanwhile.rests:
                self._position = replace(self._position, age=0)
            self._meanwhile = None

    def _run(self, steps: int) -> Ran:
        """`steps` steps from here, by the fastest program there is; nothing of the trainer changes."""
        return self._loaded.run(self._state, self._position, steps, self._special)

    def _dispatch(self, steps: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        ran = self._run(steps)
        stop: Stop | None = None
        if not divergence.is_sound(ran, self._data.train_count > 0):
            ran, stop = self._failed(steps)
        elif met := self._watch.look(self._experiment.stop, ran.epochs, ran.train, ran.test):
            stop = met[1]
            exact = (met[0] + 1) * self._loaded.plan.steps - self._position.step
            # Training is deterministic: go again, to the end of exactly the epoch that met the rule.
            ran = ran if exact == steps else self._run(exact)
        self._state, self._position, self.stopped = ran.state, ran.position, stop
        if stop is not None and stop.reason == "diverged":
            self._evaluate()
        elif len(ran.epochs):
            self.train_loss, self.test_loss = number(ran.train[-1]), number(ran.test[-1])
            self._keep_if_good(ran)
            self._observed = self._state if ran.position.step == 0 else None
        self.history.extend(ran.epochs, ran.train, ran.test)
        return ran.epochs, ran.train, ran.test

    def _failed(self, steps: int) -> tuple[Ran, Stop]:
        """The run up to the first update that made a number that is not finite, and the stop that says where."""
        ran = divergence.first_failure(self._run, steps, self._data.train_count > 0)
        layer = divergence.failed_layer(self._loaded.params(ran.state))
        good = np.isfinite(ran.train)
        ran = ran._replace(epochs=ran.epochs[good], train=ran.train[good], test=ran.test[good])
        epoch, updates = ran.position.epoch, ran.position.updates
        text = divergence.sentence(layer, len(self._experiment.layers), epoch, updates)
        return ran, Stop("diverged", text, epoch, layer, self._good is not None)

    def _keep_if_good(self, ran: Ran) -> None:
        """Keep this state for after a divergence, unless its loss has begun to run away. Arrays never change, so
        keeping them costs nothing."""
        if self.train_loss is None:
            return
        self._lowest = min(self._lowest, float(ran.train.min()))
        if self.train_loss <= _RUNAWAY * max(self._lowest, 1e-3):
            self._good = (self._state, replace(self._position, step=0))
