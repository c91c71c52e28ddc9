"""An optimizer of Keras that moves the weights of many networks, whose axis is the last of every variable."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import tensorflow as tf

from core.engine.program.stateless_optimizer import stateless_optimizer
from core.engine.program.step_functions import StepFunctions


class PopulationOptimizer:
    """Keras's own rules, entry by entry, on variables with one more axis.

    Each weight is a variable of its own here, while a single network's optimizer may hold all weights in one
    (`StepFunctions`). So a value of the single network's is a list of parts here.

    Arguments:
        functions: of a single network.
        networks: how many there are.
    """

    def __init__(self, functions: StepFunctions, networks: int) -> None:
        single, plan = functions.optimizer, functions.plan
        weights = functions.network.trainable
        self._moved = [keras.Variable(tf.zeros((*weight.shape, networks))) for weight in weights]
        self._optimizer = stateless_optimizer(plan.optimizer_config)
        if plan.decays_kernels_only:
            kernels = set(functions.network.kernels)
            spared = [each for at, each in enumerate(self._moved) if at not in kernels]
            self._optimizer.exclude_from_weight_decay(var_list=spared)
        self._optimizer.build(self._moved)
        parts: dict[int, list[keras.Variable]] = {}
        for name, value in vars(single).items():
            if isinstance(value, keras.Variable):  # steps, learning rate: each network has its own
                own = keras.Variable(tf.zeros((*value.shape, networks), value.dtype))
                setattr(self._optimizer, name, own)
                parts[id(value)] = [own]
            elif isinstance(value, list | tuple) and not name.endswith("_variables"):
                # All weights in one there (`by_entry`), and a variable for each of them here.
                joined = [each for each in value if isinstance(each, keras.Variable)]
                if joined:
                    parts[id(joined[0])] = list(getattr(self._optimizer, name))
        self._parts = [parts[id(variable)] for variable in single.variables]
        self.shapes = [[tuple(each.shape) for each in kept] for kept in self._parts]
        """Of each variable of the single network's optimizer the shapes of its parts, networks last."""
        self._rate = next(at for at, each in enumerate(single.variables) if each is single._learning_rate)

    def move(
        self,
        trained: Sequence[tf.Tensor],
        gradients: Sequence[tf.Tensor],
        slots: Sequence[Sequence[tf.Tensor]],
        rates: tf.Tensor,
    ) -> tuple[list[tf.Tensor], list[list[tf.Tensor]]]:
        """The weights and the optimizer's own variables after a step.

        Arguments:
            trained, gradients: of each weight, networks last.
            slots: of each variable of the single network's optimizer the values of its parts.
            rates: learning rate of each network.
        """
        own = [list(each) for each in slots]
        own[self._rate] = [rates]
        variables = [*self._moved, *(each for kept in self._parts for each in kept)]
        given = [*trained, *(each for kept in own for each in kept)]
        with keras.StatelessScope(state_mapping=zip(variables, given, strict=True)) as scope:
            self._optimizer.apply(list(gradients), self._moved)

        def found(variable: keras.Variable) -> tf.Tensor:
            return tf.cast(scope.get_current_value(variable), variable.dtype)

        return [found(each) for each in self._moved], [[found(each) for each in kept] for kept in self._parts]
