"""Code that builds the network, its weights drawn as the run drew them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.choices.activations import ACTIVATIONS
from core.choices.convolutions import AVERAGE_POOLING, MAX_POOLING, Convolution
from core.choices.initializers import INITIALIZERS, Initializer
from core.choices.normalizations import BEFORE, NORMALIZATIONS
from core.choices.registry import KerasEntry, Picked
from core.choices.regularization import CONSTRAINTS, NOISES
from core.choices.typed.formula import read
from core.choices.typed.per_layer import of_layer
from core.experiment import Experiment, Penalty
from core.export.code import Line, Section, call, call_within, listed, literal, literals
from core.export.unit_variance import UNIT_VARIANCE
from core.message import Message
from core.model.plan import Plan
from core.model.seeds import layer_seed

_ROOM = 80
_LOOP_FROM = 3
"""Equal layers from which on they are built in a loop."""

_BIASES = """\
def normal_biases(seed):
    def draw(shape, dtype=None):
        drawn = np.random.default_rng(seed).standard_normal(shape)
        return keras.ops.convert_to_tensor({bias} + {spread} * drawn, dtype)

    return draw
"""
_RESIDUAL = """\
def residual(value, *block):
    made = value
    for layer in block:
        made = layer(made)
    return layers.Add()([value, made]) if made.shape == value.shape else made
"""


@dataclass(frozen=True, slots=True)
class _Given:
    """What is written into a layer's code: the variables of a loop, or the layer's own numbers."""

    units: str
    seed: str
    noise_seed: str


def network_section(experiment: Experiment, plan: Plan) -> Section:
    """Code that makes `model`."""
    hidden = range(len(experiment.hidden_widths))
    writer = _Writer(experiment, plan)
    lines: list[Line] = list(writer.functions())
    own = [writer.block(at, writer.numbers(at)) for at in hidden]
    maps = len(plan.convolutions)
    first = [call("layers.Reshape", literal(plan.convolutions[0].inputs))] if maps else []
    between = ["layers.Flatten()"] if maps else []
    output = writer.output()
    generic = [writer.block(at, _Given("units", "seed", "noise_seed")) for at in hidden]
    alike = not maps and len(generic) >= _LOOP_FROM and all(each == generic[0] for each in generic)
    if experiment.residual:
        lines += _functional(writer, own, generic if alike else None, first, between, output, maps)
    elif alike:
        lines.append("model = keras.Sequential([keras.Input(x_train.shape[1:])])")
        lines.append(writer.loop())
        lines += [f"    model.add({_nested(layer, 4)})" for layer in generic[0]]
        lines.append(f"model.add({_nested(output, 0)})")
    else:
        blocks = [layer for block in own[:maps] for layer in block]
        dense = [layer for block in own[maps:] for layer in block]
        every = ["keras.Input(x_train.shape[1:])", *first, *blocks, *between, *dense, output]
        lines.append(f"model = keras.Sequential([\n{listed(every)}\n])")
    lines += writer.afterwards()
    imports = {"import keras", "from keras import layers"}
    return Section(
        title=Message("Network"),
        text=Message(
            "The network. Each layer has a seed of its own, so that the weights are those of the run."
        ),
        lines=tuple(lines),
        imports=frozenset(imports | writer.imports),
    )


def _nested(code: str, indent: int) -> str:
    return code.replace("\n", "\n" + " " * indent)


def _functional(
    writer: _Writer,
    own: Sequence[list[str]],
    generic: Sequence[list[str]] | None,
    first: list[str],
    between: list[str],
    output: str,
    maps: int,
) -> list[Line]:
    """The same with residual connections around Dense layers as wide as what they are given."""
    lines: list[Line] = ["inputs = value = keras.Input(x_train.shape[1:])"]
    lines += [f"value = {layer}(value)" for layer in first]
    lines += [f"value = {layer}(value)" for block in own[:maps] for layer in block]
    lines += [f"value = {layer}(value)" for layer in between]
    if generic is not None:
        lines.append(writer.loop())
        lines.append(f"    value = {_nested(call_within(_ROOM, 'residual', 'value', *generic[0]), 4)}")
    else:
        lines += [f"value = {call_within(_ROOM, 'residual', 'value', *block)}" for block in own[maps:]]
    return [*lines, f"outputs = {output}(value)", "model = keras.Model(inputs, outputs)"]


class _Writer:
    """Writes the layers of one network.

    Arguments:
        experiment, plan: what is built.
    """

    def __init__(self, experiment: Experiment, plan: Plan) -> None:
        self._experiment, self._plan = experiment, plan
        self._entry: Initializer = INITIALIZERS[experiment.initializer.name]
        self.imports: set[str] = set()

    @property
    def _normalized_first(self) -> bool:
        return bool(self._plan.normalization.get("place") == BEFORE)

    @property
    def _beta(self) -> bool:
        """Whether batch normalization adds what would otherwise be the bias of the layer before it."""
        return (
            self._normalized_first
            and "BatchNormalization" in self._experiment.normalization_entry.class_names
        )

    def functions(self) -> list[Line]:
        """What layers need before they are built."""
        lines: list[Line] = []
        experiment = self._experiment
        if experiment.bias_scale:
            self.imports.add("import numpy as np")
            lines += [
                Message("Biases around a number, drawn by NumPy."),
                _BIASES.format(bias=literal(experiment.bias), spread=literal(experiment.bias_scale)),
            ]
        if experiment.initializer.name == "formula":
            self.imports.add("from math import log, sqrt")
            lines += [
                Message("The standard deviation of the weights by the numbers of inputs and units."),
                "def deviation(fan_in, fan_out):",
                f"    return {_formula(experiment.initializer)}",
                "",
            ]
        if experiment.residual:
            lines += [
                Message("A layer as wide as what it is given adds that to what it makes of it."),
                _RESIDUAL,
            ]
        return lines

    def afterwards(self) -> list[Line]:
        """What is done to the network once it is built."""
        lines: list[Line] = []
        if self._plan.regularization.random:
            lines += [
                "",
                Message("The run's random numbers begin with the second draw."),
                "for layer in model.layers:",
                "    if isinstance(layer, (layers.Dropout, layers.GaussianDropout, layers.GaussianNoise)):",
                "        layer.seed_generator.next()",
            ]
        if self._entry.fitted:
            self.imports.add("import numpy as np")
            gain = literal(float(self._experiment.initializer["gain"]))
            lines += ["", *UNIT_VARIANCE, f"unit_variance(x_train[:256], gain={gain})"]
        return lines

    def numbers(self, at: int) -> _Given:
        """What layer `at` has."""
        seed = layer_seed(self._experiment.weight_seed, at)
        units = (*self._experiment.hidden_widths, self._plan.outputs)[at]
        return _Given(str(units), str(seed), str(layer_seed(seed, at)))

    def loop(self) -> str:
        """The head of the loop over all hidden layers."""
        every = [self.numbers(at) for at in range(len(self._plan.layers))]
        used = ["units", *(["seed"] if self._seeded else []), *(["noise_seed"] if self._noisy else [])]
        rows = [f"({', '.join(getattr(given, name) for name in used)})" for given in every]
        if len(used) == 1:
            return f"for units in {literal(list(self._plan.layers))}:"
        short = f"for {', '.join(used)} in [{', '.join(rows)}]:"
        return short if len(short) <= _ROOM else f"for {', '.join(used)} in [\n{listed(rows)}\n]:"

    @property
    def _seeded(self) -> bool:
        return (
            self._entry.seeded or bool(self._experiment.bias_scale) or any(self._plan.regularization.dropouts)
        )

    @property
    def _noisy(self) -> bool:
        return any(self._plan.regularization.noises)

    def block(self, at: int, given: _Given) -> list[str]:
        """A hidden layer with what belongs to it, as code of one Keras layer after the other."""
        plan, of = self._plan, self._plan.regularization
        maps = plan.convolutions
        picked = plan.activations[at]
        map_of = maps[at] if at < len(maps) else None
        named = ACTIVATIONS[picked.name].keras_config(picked)
        plain = named["class_name"] == "Activation" and len(named["config"]) == 1
        norms = self._normalizations(at, given)
        # Where nothing comes between sum and activation, the layer applies it itself.
        inside = plain and not (norms and self._normalized_first) and not self._entry.fitted
        activity = _penalty(of.activities[at])
        options: dict[str, str] = {}
        if inside and named["config"]["activation"] != "linear":
            options["activation"] = literal(named["config"]["activation"])
        options |= self._drawn(at, given)
        if penalty := _penalty(of.kernels[at]):
            options["kernel_regularizer"] = penalty
        if of.constraint is not None:
            options["kernel_constraint"] = _constraint(of.constraint, map_of)
        if self._beta:
            options.pop("bias_initializer", None)
            options["use_bias"] = "False"
        elif penalty := _penalty(of.biases[at]):
            options["bias_regularizer"] = penalty
        if inside and activity:
            options["activity_regularizer"] = activity
        layers = [self._linear(map_of, given, options)]
        layers += norms if self._normalized_first else []
        if not inside:
            layers.append(self._activation(named, activity, map_of))
        layers += [] if self._normalized_first else norms
        if map_of is not None:
            layers += _pooling(map_of)
        if noise := of.noises[at]:
            name = f"layers.{NOISES[noise.kind].class_name}"
            layers.append(call(name, literal(noise.strength), seed=given.noise_seed))
        if of.dropouts[at]:
            layers.append(call("layers.Dropout", literal(of.dropouts[at]), seed=given.seed))
        return layers

    def output(self) -> str:
        """The output layer."""
        plan, at = self._plan, len(self._experiment.hidden_widths)
        options: dict[str, str] = {}
        if plan.output_activation != "linear":
            options["activation"] = literal(plan.output_activation)
        options |= self._drawn(at, self.numbers(at))
        if penalty := _penalty(plan.regularization.kernels[at]):
            options["kernel_regularizer"] = penalty
        if penalty := _penalty(plan.regularization.biases[at]):
            options["bias_regularizer"] = penalty
        return call_within(_ROOM, "layers.Dense", str(plan.outputs), **options)

    def _linear(self, map_of: Convolution | None, given: _Given, options: dict[str, str]) -> str:
        if map_of is None:
            return call_within(_ROOM, "layers.Dense", given.units, **options)
        place = {"strides": map_of.strides} if map_of.strides != 1 else {}
        shape = literals({**place, "padding": map_of.padding})
        return call_within(
            _ROOM, "layers.Conv2D", given.units, literal(map_of.kernel_size), **shape, **options
        )

    def _drawn(self, at: int, given: _Given) -> dict[str, str]:
        """How kernel and bias are drawn."""
        found = {"kernel_initializer": self._initializer(at, given)}
        if (bias := self._bias(given)) is not None:
            found["bias_initializer"] = bias
        return found

    def _bias(self, given: _Given) -> str | None:
        experiment = self._experiment
        if experiment.bias_scale:
            return f"normal_biases({given.seed})"
        if experiment.bias:
            return call("keras.initializers.Constant", literal(experiment.bias))
        return None

    def _initializer(self, at: int, given: _Given) -> str:
        picked, entry = self._experiment.initializer, self._entry
        seed = {"seed": given.seed} if entry.seeded else {}
        if entry.deviation is not None:
            return call_within(60, "keras.initializers.RandomNormal", stddev=self._deviation(at), **seed)
        config = entry.kernel_config(picked, layer=at, fan_in=1, fan_out=1)
        name, arguments = config["class_name"], dict(config["config"])
        if name == "VarianceScaling" and not entry.renames and picked["gain"] == 1:
            # Keras has a class for each published rule, named as the entry is.
            return call(f"keras.initializers.{_camel(entry.key)}", **seed)
        arguments = {key: value for key, value in arguments.items() if (key, value) != ("mean", 0.0)}
        return call_within(60, f"keras.initializers.{name}", **literals(arguments), **seed)

    def _deviation(self, at: int) -> str:
        """The standard deviation of layer `at`, where a rule of the lab's own gives it."""
        picked = self._experiment.initializer
        fan_in, fan_out = self._fans(at)
        gain = float(picked["gain"])
        times = "" if gain == 1 else f"{literal(gain)} * "
        if picked.name == "formula":
            return f"{times}deviation({fan_in}, {fan_out})"
        self.imports.add("from math import sqrt")
        return f"{times}{literal(float(of_layer(picked['spread'], at)))} / sqrt({fan_in})"

    def _fans(self, at: int) -> tuple[str, str]:
        plan, maps = self._plan, self._plan.convolutions
        if at < len(maps):
            area = maps[at].kernel_size ** 2
            return str(area * maps[at].inputs[2]), str(area * maps[at].filters)
        widths = plan.widths
        if at == len(maps):
            fan_in = str(plan.flattened) if maps else "x_train.shape[1]"
        else:
            fan_in = str(widths[at - 1])
        return fan_in, str(widths[at])

    def _normalizations(self, at: int, given: _Given) -> list[str]:
        plan = self._plan
        usual = NORMALIZATIONS.pick(plan.normalization.name)
        entry, found = self._experiment.normalization_entry, []
        for made, default in zip(
            entry.keras_configs(plan.normalization), entry.keras_configs(usual), strict=True
        ):
            name, config = made["class_name"], made["config"]
            options = literals(
                {
                    key: value
                    for key, value in config.items()
                    if key == "groups" or value != default["config"][key]
                }
            )
            if name == "BatchNormalization" and self._beta:
                bias = self._bias(given)
                if bias is not None:
                    options["beta_initializer"] = bias
                if penalty := _penalty(plan.regularization.biases[at]):
                    options["beta_regularizer"] = penalty
            found.append(call_within(_ROOM, f"layers.{name}", **options))
        return found

    def _activation(self, named: dict[str, Any], activity: str, map_of: Convolution | None) -> str:
        arguments = dict(named["config"])
        options = {"activity_regularizer": activity} if activity else {}
        if named["class_name"] != "Activation":
            if "alpha_initializer" in arguments:
                start = arguments.pop("alpha_initializer")["config"]["value"]
                options |= (
                    {"alpha_initializer": call("keras.initializers.Constant", literal(start))}
                    if start
                    else {}
                )
                options |= {"shared_axes": "[1, 2]"} if map_of is not None else {}
            return call_within(_ROOM, f"layers.{named['class_name']}", **literals(arguments), **options)
        name = arguments.pop("activation")
        if not arguments:
            return call_within(_ROOM, "layers.Activation", literal(name), **options)
        function = call(f"keras.activations.{name}", "z", **literals(arguments))
        return call_within(_ROOM, "layers.Activation", f"lambda z: {function}", **options)


def _pooling(of: Convolution) -> list[str]:
    names = {MAX_POOLING: "layers.MaxPooling2D", AVERAGE_POOLING: "layers.AveragePooling2D"}
    return [call(names[of.pooling], str(of.pool_size))] if of.pooling in names else []


def _penalty(strengths: Penalty) -> str:
    """A regularizer of Keras; "" where there is none."""
    if strengths.l1 and strengths.l2:
        return call("keras.regularizers.L1L2", **literals(strengths._asdict()))
    if strengths.l1:
        return call("keras.regularizers.L1", literal(strengths.l1))
    return call("keras.regularizers.L2", literal(strengths.l2)) if strengths.l2 else ""


def _constraint(picked: Picked, map_of: Convolution | None) -> str:
    entry: KerasEntry = CONSTRAINTS[picked.name]
    axis = {"axis": "[0, 1, 2]"} if map_of is not None else {}
    return call(
        f"keras.constraints.{entry.class_name}", **literals(entry.keras_config(picked)["config"]), **axis
    )


def _camel(key: str) -> str:
    return "".join(word.capitalize() for word in key.split("_"))


def _formula(picked: Picked) -> str:
    """A formula as Python, written from its tree: what was typed is not copied."""
    return ast.unparse(read(picked["deviation"]))
