"""Products of matrices: MatMul, Gemm, Einsum, attention."""

import numpy as np
from maker import Maker

TYPES = [np.float32, np.float32, np.float32, np.float64, np.float16, np.int32]
LETTERS = "abcdefgh"


def matmul(m: Maker) -> None:
    dtype = m.choice(TYPES)
    rows, inner, columns = m.int(1, 5), m.int(1, 9), m.int(1, 9)
    outer = m.shape(0, 2, 3)
    left = [1 if m.chance(0.2) else side for side in outer] + [rows, inner]
    right = [1 if m.chance(0.2) else side for side in outer] + [inner, columns]
    if m.chance(0.4):
        right = right[-2:]
    if m.chance(0.1):
        left = [inner]
    if m.chance(0.1):
        right = [inner]
    m.op("MatMul", [m.input(m.array(left, dtype)), m.either(m.array(right, dtype), 0.6)])


def broadcast_product(m: Maker) -> None:
    """A repeated axis that is then contracted or multiplied."""
    if m.chance(0.5):
        x = m.input(m.array([1, m.int(1, 4), 3]))
        wide = m.op("Expand", [x, m.ints([m.int(2, 4), 1, 1])])
        m.op("MatMul", [wide, m.weight(m.array([3, 4]))])
    elif m.chance(0.5):
        x = m.input(m.array([m.int(1, 2), 1, 4, 5]))
        wide = m.op("Tile", [x, m.ints([1, 3, 1, 1])])
        m.op("Conv", [wide, m.weight(m.array([2, 3, 1, 1]))])
    else:
        x = m.input(m.array([m.int(1, 3), 1]))
        wide = m.op("Expand", [x, m.ints([1, 4])])
        m.op(m.choice(["MatMul", "Gemm"]), [wide, m.weight(m.array([4, 3]))])


def gemm(m: Maker) -> None:
    dtype = m.choice([np.float32, np.float32, np.float32, np.float64, np.float16])
    rows, inner, columns = m.int(1, 5), m.int(1, 9), m.int(1, 9)
    transposed = [m.int(0, 1), m.int(0, 1)]
    left = m.array([inner, rows] if transposed[0] else [rows, inner], dtype)
    right = m.array([columns, inner] if transposed[1] else [inner, columns], dtype)
    inputs = [m.input(left), m.either(right, 0.8)]
    if m.chance(0.7) or m.opset < 11:
        shape = m.choice([[columns], [1, columns], [rows, columns], [rows, 1], [1], []])
        inputs.append(m.either(m.array(shape, dtype), 0.7))
    attributes = m.some(alpha=m.choice([1.0, 0.5, 2.0]), beta=m.choice([1.0, 0.5, 0.0]))
    flags = {
        name: flag
        for name, flag in zip(("transA", "transB"), transposed, strict=True)
        if flag or m.chance(0.3)
    }
    m.op("Gemm", inputs, **attributes, **flags)


def einsum(m: Maker) -> None:
    sizes = {letter: m.int(1, 4) for letter in LETTERS}
    terms = ["".join(m.random.sample(LETTERS[:5], m.int(1, 4))) for _ in range(m.int(1, 3))]
    letters = sorted(set("".join(terms)))
    out = "".join(m.random.sample(letters, m.int(0, min(4, len(letters)))))
    equation = ",".join(terms) + (f"->{out}" if m.chance(0.85) else "")
    if m.chance(0.15):
        equation = m.choice(
            [
                "...ij,...jk->...ik",
                "...i->...",
                "bij,bjk->bik",
                "ii->i",
                "ii",
                "...ii->...i",
                "i...->...",
            ]
        )
        terms = equation.split("->")[0].split(",")
        sizes |= {"i": m.int(1, 3), "j": m.int(1, 3), "k": m.int(1, 3), "b": m.int(1, 3)}
        shapes = [
            [s for c in term.replace("...", ".") for s in ([2, 3] if c == "." else [sizes[c]])]
            for term in terms
        ]
    else:
        shapes = [[sizes[letter] for letter in term] for term in terms]
    values = [
        m.input(m.array(shape)) if not index else m.either(m.array(shape))
        for index, shape in enumerate(shapes)
    ]
    m.op("Einsum", values, equation=equation)


def attention_block(m: Maker) -> None:
    """Self-attention as exporters write it: products, a division, a mask, softmax."""
    batch, length, heads, size = m.int(1, 2), m.int(1, 5), m.int(1, 3), m.int(1, 4)
    x = m.input(m.array([batch, length, heads * size]))
    parts = []
    for index in range(3):
        y = m.op("MatMul", [x, m.weight(m.array([heads * size, heads * size], spread=0.5))])
        if m.chance(0.7):
            y = m.op("Add", [y, m.weight(m.array([heads * size]))])
        y = m.op("Reshape", [y, m.ints([0, -1, heads, size])])
        parts.append(m.op("Transpose", [y], perm=[0, 2, 3, 1] if index == 1 else [0, 2, 1, 3]))
    scores = m.op("MatMul", parts[:2])
    scale = m.weight(np.array(size**0.5, np.float32))
    scores = m.op(*m.choice([("Div", [scores, scale]), ("Mul", [scale, scores])]))
    if m.chance(0.5):
        mask = np.where(
            m.numpy.random([batch, 1, 1, length]) < 0.3, np.float32(-1e4), np.float32(0)
        )
        scores = m.op("Add", [scores, m.either(mask.astype(np.float32))])
    weights = m.op("Softmax", [scores], axis=-1 if m.opset >= 13 else 3)
    y = m.op("MatMul", [weights, parts[2]])
    y = m.op("Transpose", [y], perm=[0, 2, 1, 3])
    y = m.op("Reshape", [y, m.ints([0, 0, -1])])
    y = m.op("MatMul", [y, m.weight(m.array([heads * size, 4]))])
    if m.chance(0.5) and heads * size == 4:
        m.op("Add", [x, y])


def attention(m: Maker) -> None:
    m.opset = max(m.opset, 23)
    batch, queries, keys, size, values = (
        m.int(1, 2),
        m.int(1, 4),
        m.int(1, 4),
        m.int(1, 4),
        m.int(1, 4),
    )
    heads = m.choice([1, 2, 4])
    shared = m.choice([h for h in (1, 2, 4) if heads % h == 0])
    if m.chance(0.5):
        parts = [
            [batch, heads, queries, size],
            [batch, shared, keys, size],
            [batch, shared, keys, values],
        ]
        attributes = {}
    else:
        parts = [
            [batch, queries, heads * size],
            [batch, keys, shared * size],
            [batch, keys, shared * values],
        ]
        attributes = {"q_num_heads": heads, "kv_num_heads": shared}
    inputs = [m.input(m.array(shape)) for shape in parts]
    if m.chance(0.4):
        kind = m.choice([np.float32, np.bool_])
        mask = m.array(m.choice([[queries, keys], [batch, 1, queries, keys]]), kind)
        if kind == np.bool_:
            mask[..., 0] = True
        inputs.append(m.input(mask))
    attributes |= m.some(0.4, is_causal=m.int(0, 1), scale=0.3, softcap=2.0)
    m.op("Attention", inputs, **attributes)


def rotary(m: Maker) -> None:
    m.opset = max(m.opset, 23)
    batch, heads, length, size = m.int(1, 2), m.int(1, 3), m.int(1, 4), 2 * m.int(1, 4)
    x = m.array([batch, heads, length, size])
    attributes = m.some(interleaved=m.int(0, 1))
    rotated = size
    if m.chance(0.3):
        x = x.reshape([batch, length, heads * size])
        attributes["num_heads"] = heads
    elif size > 2 and m.chance(0.3):
        rotated = size - 2
        attributes["rotary_embedding_dim"] = rotated
    if m.chance(0.5):
        caches = [m.weight(m.array([9, rotated // 2])) for _ in range(2)]
        positions = [m.input(m.numpy.integers(0, 9, [batch, length]).astype(np.int64))]
    else:
        caches, positions = [m.input(m.array([batch, length, rotated // 2])) for _ in range(2)], []
    m.op("RotaryEmbedding", [m.input(x), *caches, *positions], **attributes)


def determinant(m: Maker) -> None:
    side = m.int(1, 4)
    m.op("Det", [m.input(m.array([*m.shape(0, 2, 3), side, side]))])


GENERATORS = [
    matmul,
    broadcast_product,
    gemm,
    gemm,
    einsum,
    einsum,
    attention_block,
    attention,
    rotary,
    determinant,
]
