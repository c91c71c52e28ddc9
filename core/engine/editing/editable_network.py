"""What people do to a network while it trains: change, restart, edit, load, and take any of it back."""

from __future__ import annotations

from typing import Any

from core.engine.editing.live_network import LiveNetwork, Place
from core.engine.editing.trained_network import TrainedNetwork
from core.engine.editing.undo import Choices, Weight
from core.experiment import Experiment
from core.live.protocol.command import Verb
from core.message import Invalid, Message


class EditableNetwork(TrainedNetwork):
    """What a task trains for somebody who plays (`core.live.protocol.trainer.EditableProtocol`).

    Not thread-safe: one thread at a time.
    """

    def carry_out(self, verb: str, value: Any) -> Any:
        """Do what was asked of the network, and return what was asked for, as JSON has it.

        Raises:
            Invalid: a bad value.
        """
        if verb in (Verb.CHANGE, Verb.RESTART):
            self.change(Experiment.lenient(value)[0], restart=verb == Verb.RESTART)
        elif verb == Verb.RESET:
            self.reset()
        elif verb == Verb.UNDO:
            self.undo()
        elif verb == Verb.LOAD:
            self.load(Experiment.lenient(value["experiment"])[0], value["weights"])
        elif verb == Verb.EDIT:
            self.edit(Place(*value["place"]), value["value"])
        elif verb == Verb.WEIGHT:
            return {"value": self.live.weight(Place(*value))}
        elif verb == Verb.LOOK:
            self.choose(*value)
        elif verb == Verb.SAVE:
            return {"gradient_lab": 1, "experiment": self.experiment.flat(), "weights": self.live.saved()}
        return None

    def change(self, experiment: Experiment, *, restart: bool = False) -> bool:
        """Go on with another network: with the weights of this one where they fit, else from its beginning.

        Arguments:
            restart: from its beginning anyway.

        Returns:
            Whether it went on.

        Raises:
            Invalid: its data cannot be had, or make no sense.
        """
        fresh = LiveNetwork(experiment)
        goes_on = not restart and fresh.fits(self.live)
        if goes_on:
            self._keep(Choices(self.experiment))
            self._carry(fresh)
        else:
            self._keep(self._as_it_is())
            self._begin(fresh)
        return goes_on

    def reset(self) -> None:
        """The same initial weights again."""
        self._keep(self._as_it_is())
        self.live.trainer.replace(self.live.beginning)
        self._begin(self.live)

    def edit(self, place: Place, value: Any) -> None:
        """Give a weight another value.

        Raises:
            Invalid: there is no such weight, or `value` is none.
        """
        earlier = self.live.weight(place)
        self.live.set_weight(place, value)
        self._keep(Weight(place, earlier))

    def load(self, experiment: Experiment, weights: Any) -> None:
        """Take over a saved network.

        Raises:
            Invalid: the weights are not those of this network, or see `change`.
        """
        fresh = LiveNetwork(experiment)
        if weights is not None:
            fresh.load(weights)
        self._keep(self._as_it_is())
        self._begin(fresh)

    def undo(self) -> None:
        """Take back the latest change.

        Raises:
            Invalid: there is none.
        """
        if not self.undone:
            raise Invalid(Message("There is nothing to undo."))
        before = self.undone.pop()
        if isinstance(before, Weight):
            # A network that came in between was taken back before.
            self.live.set_weight(before.place, before.value)
            self.number += 1
        elif isinstance(before, Choices):
            self._carry(LiveNetwork(before.experiment))
        else:
            self.put_back(before)
