"""The same model as other tools write it: nodes in any order, or some of them in a function of the
model's own. What it computes stays the same.
"""

from __future__ import annotations

import random

import onnx
from onnx import helper

DOMAIN = "functions.of.the.model"
# Of an attribute that a function may take as its own.
PLAIN = (
    onnx.AttributeProto.INT,
    onnx.AttributeProto.FLOAT,
    onnx.AttributeProto.INTS,
    onnx.AttributeProto.FLOATS,
)


def written_otherwise(model: onnx.ModelProto, chance: random.Random) -> onnx.ModelProto:
    if chance.random() < 0.06:
        with_function(model, chance)
    if chance.random() < 0.06:
        nodes = list(model.graph.node)
        chance.shuffle(nodes)
        del model.graph.node[:]
        model.graph.node.extend(nodes)
    return model


def with_function(model: onnx.ModelProto, chance: random.Random) -> None:
    """Moves some successive nodes into a function, and calls it in their place."""
    nodes = list(model.graph.node)
    start = chance.randrange(len(nodes))
    end = chance.randint(start + 1, len(nodes))
    body, others = nodes[start:end], nodes[:start] + nodes[end:]
    if any(attribute.HasField("g") for node in nodes for attribute in node.attribute):
        # An inner graph reads values of the graph around it, which a function does not have.
        return
    made = [name for node in body for name in node.output if name]
    read = dict.fromkeys(name for node in body for name in node.input if name)
    inputs = [name for name in read if name not in made]
    wanted = {name for node in others for name in node.input}
    wanted |= {output.name for output in model.graph.output}
    outputs = [name for name in made if name in wanted]
    attributes = own_attribute(body, chance) if chance.random() < 0.5 else []
    names = [attribute.name for attribute in attributes]
    model.functions.append(
        helper.make_function(
            DOMAIN, "Part", inputs, outputs, body, model.opset_import, attributes=names
        )
    )
    call = helper.make_node("Part", inputs, outputs, domain=DOMAIN)
    call.attribute.extend(attributes)
    del model.graph.node[:]
    model.graph.node.extend([*nodes[:start], call, *nodes[end:]])
    model.opset_import.append(helper.make_opsetid(DOMAIN, 1))


def own_attribute(body: list[onnx.NodeProto], chance: random.Random) -> list[onnx.AttributeProto]:
    """Takes an attribute out of a node, which then refers to the function's."""
    plain = [it for node in body for it in node.attribute if it.type in PLAIN]
    if not plain:
        return []
    chosen = chance.choice(plain)
    own = onnx.AttributeProto()
    own.CopyFrom(chosen)
    own.name = "its_" + chosen.name
    reference = onnx.AttributeProto(name=chosen.name, ref_attr_name=own.name, type=chosen.type)
    chosen.CopyFrom(reference)
    return [own]
