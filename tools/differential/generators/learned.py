"""Operators of ai.onnx.ml: trees, linear models, support vectors, and what prepares features."""

from typing import Any

import numpy as np
from maker import LEARNED, Maker

TRANSFORMS = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"]


def forest(m: Maker, features: int) -> tuple[dict[str, list[Any]], list[tuple[int, int]]]:
    """The nodes of a few random trees, and their leaves."""
    modes = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"]
    mode = m.choice(modes) if m.chance(0.7) else None
    nodes: dict[str, list[Any]] = {
        name: []
        for name in [
            "treeids",
            "nodeids",
            "featureids",
            "values",
            "modes",
            "truenodeids",
            "falsenodeids",
            "missing_value_tracks_true",
            "hitrates",
        ]
    }
    leaves = []
    for tree in range(m.int(1, 3)):
        count = 0

        def grow(depth: int, tree: int = tree) -> int:
            nonlocal count
            index = count
            count += 1
            leaf = depth == 0 or m.chance(0.2)
            row = {
                "treeids": tree,
                "nodeids": index,
                "featureids": m.int(0, features - 1),
                "hitrates": 1.0,
                "values": round(m.random.gauss(0, 1), 2),
                "modes": "LEAF" if leaf else mode or m.choice(modes),
                "truenodeids": 0,
                "falsenodeids": 0,
                "missing_value_tracks_true": m.int(0, 1),
            }
            for name, value in row.items():
                nodes[name].append(value)
            place = len(nodes["treeids"]) - 1
            if leaf:
                leaves.append((tree, index))
            else:
                nodes["truenodeids"][place] = grow(depth - 1)
                nodes["falsenodeids"][place] = grow(depth - 1)
            return index

        grow(m.int(0, 3))
    if m.chance(0.6):
        del nodes["missing_value_tracks_true"]
    del nodes["hitrates"]
    return {f"nodes_{name}": column for name, column in nodes.items()}, leaves


WORDS = ["setosa", "versicolor", "a cat", "狗", "", "cat", "7", "_Unused"]


def labels(m: Maker, count: int, integers: str) -> dict[str, list[Any]]:
    """The attribute with the labels of classes: integers or strings."""
    if m.chance(0.3):
        return {"classlabels_strings": m.random.sample(WORDS, count)}
    return {integers: m.random.sample(range(-3, 20), count)}


def table(m: Maker, features: int) -> str:
    array = m.array(
        [m.int(1, 5), features],
        m.choice([np.float32, np.float32, np.float32, np.float64, np.int64]),
    )
    if array.dtype.kind == "f" and m.chance(0.2):
        array[0, 0] = np.nan
    return m.input(array)


def tree_regressor(m: Maker) -> None:
    features, targets = m.int(1, 4), m.int(1, 3)
    nodes, leaves = forest(m, features)
    votes = [
        (tree, node, m.int(0, targets - 1), round(m.random.gauss(0, 1), 2)) for tree, node in leaves
    ]
    if m.chance(0.3):
        votes += [(tree, node, m.int(0, targets - 1), 0.5) for tree, node in leaves[:1]]
    columns = dict(
        zip(
            ["target_treeids", "target_nodeids", "target_ids", "target_weights"],
            map(list, zip(*votes, strict=True)),
            strict=True,
        )
    )
    attributes = m.some(
        0.5,
        aggregate_function=m.choice(["SUM", "AVERAGE", "MIN", "MAX"]),
        base_values=[round(m.random.gauss(0, 1), 2) for _ in range(targets)],
        post_transform=m.choice(TRANSFORMS[:4]),
    )
    m.op(
        "TreeEnsembleRegressor",
        [table(m, features)],
        domain=LEARNED,
        n_targets=targets,
        **nodes,
        **columns,
        **attributes,
    )


def tree_classifier(m: Maker) -> None:
    features, classes = m.int(1, 4), m.int(2, 4)
    nodes, leaves = forest(m, features)
    # With votes for both of two classes, onnxruntime does not give the top class, as the text says.
    one_sided = classes == 2
    votes = [
        (
            tree,
            node,
            one if one_sided else m.int(0, classes - 1),
            round(abs(m.random.gauss(0, 0.5)), 2) * (m.choice([1, -1]) if one_sided else 1),
        )
        for one in [m.int(0, 1)]
        for tree, node in leaves
    ]
    columns = dict(
        zip(
            ["class_treeids", "class_nodeids", "class_ids", "class_weights"],
            map(list, zip(*votes, strict=True)),
            strict=True,
        )
    )
    attributes = m.some(
        0.4,
        base_values=[round(m.random.gauss(0, 0.3), 2) for _ in range(1 if one_sided else classes)],
    )
    attributes |= m.some(0.7, post_transform=m.choice(TRANSFORMS))
    m.ops(
        "TreeEnsembleClassifier",
        [table(m, features)],
        2,
        domain=LEARNED,
        **labels(m, classes, "classlabels_int64s"),
        **nodes,
        **columns,
        **attributes,
    )


def linear(m: Maker) -> None:
    features, targets = m.int(1, 4), m.int(1, 3)
    numbers = [round(m.random.gauss(0, 1), 2) for _ in range(features * targets)]
    intercepts = [round(m.random.gauss(0, 1), 2) for _ in range(targets)]
    x = table(m, features)
    if m.chance(0.5):
        m.op(
            "LinearRegressor",
            [x],
            domain=LEARNED,
            coefficients=numbers,
            targets=targets,
            **m.some(intercepts=intercepts, post_transform=m.choice(TRANSFORMS[:4])),
        )
        return
    m.ops(
        "LinearClassifier",
        [x],
        2,
        domain=LEARNED,
        coefficients=numbers,
        **labels(m, max(targets, 2), "classlabels_ints"),
        intercepts=intercepts,
        **m.some(post_transform=m.choice(TRANSFORMS), multi_class=m.int(0, 1)),
    )


def support_vectors(m: Maker) -> None:
    features = m.int(1, 4)
    kernel = m.choice(["LINEAR", "POLY", "RBF", "SIGMOID"])
    parameters = {"kernel_type": kernel, "kernel_params": [0.5, 0.3, 2.0]}
    x = table(m, features)
    if m.chance(0.5):
        count = m.int(1, 4)
        vectors = [round(m.random.gauss(0, 1), 2) for _ in range(features * count)]
        weights = [round(m.random.gauss(0, 1), 2) for _ in range(count)]
        m.op(
            "SVMRegressor",
            [x],
            domain=LEARNED,
            support_vectors=vectors,
            coefficients=weights,
            n_supports=count,
            rho=[0.25],
            **parameters,
            **m.some(one_class=m.int(0, 1), post_transform=m.choice(TRANSFORMS[:3])),
        )
        return
    classes = m.int(2, 3)
    per = [m.int(1, 3) for _ in range(classes)]
    total, pairs = sum(per), classes * (classes - 1) // 2
    vectors = [round(m.random.gauss(0, 1), 2) for _ in range(features * total)]
    weights = [round(m.random.gauss(0, 1), 2) for _ in range(total * (classes - 1))]
    rho = [round(m.random.gauss(0, 0.5), 2) for _ in range(pairs)]
    probabilities = {}
    if m.chance(0.5):
        probabilities = {"prob_a": [-1.2] * pairs, "prob_b": [0.1] * pairs}
    m.ops(
        "SVMClassifier",
        [x],
        2,
        domain=LEARNED,
        **labels(m, classes, "classlabels_ints"),
        rho=rho,
        vectors_per_class=per,
        support_vectors=vectors,
        coefficients=weights,
        **parameters,
        **probabilities,
        **m.some(0.3, post_transform=m.choice(TRANSFORMS[:3])),
    )


def prepare(m: Maker) -> None:
    features = m.int(1, 4)
    x = table(m, features)
    several = [round(m.random.gauss(0, 1), 2) for _ in range(m.choice([features, 1]))]
    kind = m.int(0, 5)
    if kind == 0:
        m.op("Scaler", [x], domain=LEARNED, offset=several, scale=several[::-1])
    elif kind == 1:
        m.op("Normalizer", [x], domain=LEARNED, norm=m.choice(["MAX", "L1", "L2"]))
    elif kind == 2:
        m.op("Binarizer", [x], domain=LEARNED, **m.some(0.8, threshold=0.3))
    elif kind == 3:
        if m.values[x].dtype == np.int64:
            m.op("Imputer", [x], domain=LEARNED, imputed_value_int64s=[7], replaced_value_int64=2)
        else:
            m.op(
                "Imputer",
                [x],
                domain=LEARNED,
                imputed_value_floats=several,
                **m.some(0.7, replaced_value_float=m.choice([float("nan"), 0.0])),
            )
    elif kind == 4:
        y = m.input(m.array([m.values[x].shape[0], 2]))
        first = m.op("Cast", [x], to=1)
        m.op("FeatureVectorizer", [first, y], domain=LEARNED, inputdimensions=[features, 2])
    else:
        indices = m.weight(m.numpy.integers(0, features, m.int(1, 4)).astype(np.int64))
        m.op("ArrayFeatureExtractor", [x, indices], domain=LEARNED)


def encode(m: Maker) -> None:
    array = m.numpy.integers(0, 4, m.shape(1, 2)).astype(np.int64)
    if m.chance(0.5):
        m.op(
            "OneHotEncoder",
            [m.input(array)],
            domain=LEARNED,
            cats_int64s=[0, 1, 2, 3],
            **m.some(zeros=1),
        )
        return
    m.op(
        "LabelEncoder",
        [m.input(array)],
        domain=LEARNED,
        keys_int64s=[0, 1, 3],
        values_int64s=[10, 20, 30],
        **m.some(default_int64=-7),
    )


def encode_numbers(m: Maker) -> None:
    array = m.numpy.integers(0, 4, m.shape(1, 2)).astype(np.float32)
    keys = {"keys_floats": [0.0, 1.0, 3.0]}
    values = m.choice([{"values_floats": [0.5, 1.5, 2.5]}, {"values_int64s": [4, 5, 6]}])
    m.op("LabelEncoder", [m.input(array)], domain=LEARNED, **keys, **values)


def encode_strings(m: Maker) -> None:
    """Strings to labels and back, and what moves strings."""
    known = m.random.sample(WORDS, m.int(1, 4))
    x = m.either(np.array(m.random.choices(WORDS, k=m.int(1, 5)), object))
    if m.chance(0.3):
        x = m.op("Unsqueeze", [x, m.ints([1])]) if m.opset >= 13 else x
    if m.chance(0.2):
        x = m.op("Concat", [x, m.op("Identity", [x])], axis=0)
    if m.chance(0.2):
        x = m.op("Reshape", [x, m.ints([-1])])
    kind = m.int(0, 4)
    integers, default = list(range(3, 3 + len(known))), m.some(0.4, default_int64=-7)
    if kind == 0:
        m.op("OneHotEncoder", [x], domain=LEARNED, cats_strings=known, **m.some(0.3, zeros=1))
    elif kind == 1:
        numbers = {"values_floats": [number + 0.5 for number in integers]}
        values = m.choice([numbers, {"values_int64s": integers}, {"values_strings": known[::-1]}])
        m.op("LabelEncoder", [x], domain=LEARNED, keys_strings=known, **values, **default)
    elif kind == 2:
        cats: dict[str, Any] = {"cats_strings": known, "cats_int64s": integers}
        numbers = m.op("CategoryMapper", [x], domain=LEARNED, **cats, **default)
        m.op("CategoryMapper", [numbers], domain=LEARNED, **cats, **m.some(default_string="none"))
    elif kind == 3:
        numbers = m.op(
            "LabelEncoder", [x], domain=LEARNED, keys_strings=known, values_int64s=integers
        )
        m.op(
            "LabelEncoder",
            [numbers],
            domain=LEARNED,
            keys_int64s=integers,
            values_strings=known,
            **m.some(default_string="none"),
        )
    else:
        places = m.ints([m.int(0, len(known) - 1) for _ in range(m.int(1, 4))])
        chosen = m.weight(np.array(known, object))
        m.op("ArrayFeatureExtractor", [chosen, places], domain=LEARNED)
        m.op("Gather", [x, m.ints([0])])


GENERATORS = [
    tree_regressor,
    tree_classifier,
    tree_classifier,
    linear,
    support_vectors,
    prepare,
    encode,
    encode_numbers,
    encode_strings,
]
