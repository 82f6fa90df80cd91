"""RNN, GRU and LSTM with every attribute and every optional input."""

import numpy as np
from maker import Maker, NotRunnable

GATES = {"RNN": 1, "GRU": 3, "LSTM": 4}
STATES = {"RNN": 1, "GRU": 1, "LSTM": 2}
ACTIVATIONS = {"RNN": 1, "GRU": 2, "LSTM": 3}
FUNCTIONS = [
    "Relu",
    "Tanh",
    "Sigmoid",
    "Affine",
    "LeakyRelu",
    "ThresholdedRelu",
    "ScaledTanh",
    "HardSigmoid",
    "Elu",
    "Softsign",
    "Softplus",
]


def recurrent(m: Maker) -> None:
    operator = m.choice(list(GATES))
    length, batch, features, hidden = m.int(1, 5), m.int(1, 3), m.int(1, 4), m.int(1, 4)
    direction = m.choice(["forward", "forward", "reverse", "bidirectional"])
    directions = 2 if direction == "bidirectional" else 1
    layout = 1 if m.opset >= 14 and m.chance(0.15) else 0
    rows = GATES[operator] * hidden
    order = [batch, length] if layout else [length, batch]
    state = [batch, directions, hidden] if layout else [directions, batch, hidden]
    inputs = [
        m.input(m.array([*order, features])),
        m.weight(m.array([directions, rows, features], spread=0.7)),
        m.weight(m.array([directions, rows, hidden], spread=0.7)),
        m.weight(m.array([directions, 2 * rows])) if m.chance(0.7) else "",
        m.weight(m.numpy.integers(0 if m.chance(0.1) else 1, length + 1, batch).astype(np.int32))
        if m.chance(0.25)
        else "",
    ]
    inputs += [m.either(m.array(state)) if m.chance(0.4) else "" for _ in range(STATES[operator])]
    if operator == "LSTM":
        inputs.append(m.weight(m.array([directions, 3 * hidden])) if m.chance(0.2) else "")
    while not inputs[-1]:
        inputs.pop()
    attributes = {
        "hidden_size": hidden,
        **m.some(0.9, direction=direction if directions == 1 else None),
    }
    if directions == 2:
        attributes["direction"] = direction
    if m.chance(0.3):
        names = [m.choice(FUNCTIONS) for _ in range(ACTIVATIONS[operator] * directions)]
        attributes["activations"] = names
        if m.chance(0.5):
            attributes["activation_alpha"] = [0.3] * len(names)
            attributes["activation_beta"] = [0.6] * len(names)
    attributes |= m.some(0.15, clip=0.8)
    if layout:
        attributes["layout"] = 1
    if operator == "GRU":
        attributes |= m.some(linear_before_reset=m.int(0, 1))
    if operator == "LSTM":
        attributes |= m.some(0.15, input_forget=m.int(0, 1))
    outputs = m.int(1, 1 + STATES[operator])
    made = m.ops(operator, inputs, outputs, **attributes)
    # Past the range of the type, the order of sums decides between an infinity and NaN; and in
    # "Softplus(x) - log(1 + e^x)" onnxruntime's e^x is infinite from 89 on, for large states.
    largest = max(abs(m.values[name]).max(initial=0) for name in made)
    has_softplus = "Softplus" in attributes.get("activations", [])
    if not np.isfinite(largest) or (has_softplus and largest > 8):
        raise NotRunnable("its states overflow")
    if m.chance(0.3) and not layout:
        squeezed = m.op("Transpose", [made[0]], perm=[0, 2, 1, 3])
        m.op("Reshape", [squeezed, m.ints([0, 0, -1])])


def two_layers(m: Maker) -> None:
    operator = m.choice(list(GATES))
    length, batch, size = m.int(1, 4), m.int(1, 3), m.int(1, 4)
    rows = GATES[operator] * size
    value = m.input(m.array([batch, length, size]))
    value = m.op("Transpose", [value], perm=[1, 0, 2])
    for _ in range(2):
        weights = [m.weight(m.array([1, rows, size], spread=0.6)) for _ in range(2)]
        both = [*weights, m.weight(m.array([1, 2 * rows]))]
        direction = m.choice(["forward", "reverse"])
        value = m.op(operator, [value, *both], hidden_size=size, direction=direction)
        if m.opset >= 13:
            value = m.op("Squeeze", [value, m.ints([1])])
        else:
            value = m.op("Squeeze", [value], axes=[1])
    m.op("MatMul", [value, m.weight(m.array([size, 3]))])


GENERATORS = [recurrent, recurrent, recurrent, two_layers]
