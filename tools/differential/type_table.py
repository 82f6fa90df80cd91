"""In: the operators' schemas of the package onnx. Out: which types their inputs may have, as the
engine reads it: `python tools/differential/type_table.py > src/infer/operators/types.txt`."""

from collections import defaultdict

from onnx import defs

HEADER = """\
# The types of the operators' inputs, by tools/differential/type_table.py from the schemas of ONNX,
# of all versions together. Inputs with the same letter have the same type; ? may be anything;
# * repeats. Numbers of four bits are computed in eight, and those of bfloat16 in single precision.
"""
DOMAINS = ["", "ai.onnx.ml"]
OLDEST = {"": 7, "ai.onnx.ml": 1}
NAMES = {
    "float16": "f16",
    "float": "f32",
    "bfloat16": "f32",
    "double": "f64",
    "int4": "i8",
    "int8": "i8",
    "int16": "i16",
    "int32": "i32",
    "int64": "i64",
    "uint4": "u8",
    "uint8": "u8",
    "uint16": "u16",
    "uint32": "u32",
    "uint64": "u64",
    "bool": "bool",
    "string": "string",
}
VARIADIC = defs.OpSchema.FormalParameterOption.Variadic


def inputs_of(schema: defs.OpSchema) -> list[tuple[str, set[str] | None, bool]]:
    """For each input its type's name, the types that it may have, and whether it repeats."""
    allowed = {it.type_param_str: it.allowed_type_strs for it in schema.type_constraints}
    inputs = []
    for given in schema.inputs:
        kinds = allowed.get(given.type_str, [given.type_str])
        names = {kind.removeprefix("tensor(").removesuffix(")") for kind in kinds}
        known = {NAMES[name] for name in names if name in NAMES}
        is_tensor = all(kind.startswith("tensor(") for kind in kinds)
        repeats = given.option == VARIADIC
        free = not is_tensor or (repeats and not given.is_homogeneous)
        inputs.append((given.type_str, None if free else known, repeats))
    return inputs


def lines() -> list[str]:
    versions = defaultdict(list)
    for schema in defs.get_all_schemas_with_history():
        if schema.domain in DOMAINS:
            versions[schema.domain, schema.name].append(schema)
    found = []
    for (domain, name), schemas in sorted(versions.items()):
        schemas.sort(key=lambda schema: schema.since_version)
        newer = [it for it in schemas if it.since_version > OLDEST[domain]]
        # The last one before is that of the oldest version.
        kept = schemas[len(schemas) - len(newer) - 1 :] if len(newer) < len(schemas) else newer
        all_inputs = [inputs_of(schema) for schema in kept]
        positions = []
        for place in range(max(map(len, all_inputs))):
            given = [inputs[place] for inputs in all_inputs if place < len(inputs)]
            kinds: set[str] | None = set()
            for _, more, _ in given:
                kinds = None if kinds is None or more is None else kinds | more
            positions.append((kinds, given[-1][2]))

        def alike(one: int, other: int, all_inputs: list = all_inputs) -> bool:
            both = [it for it in all_inputs if max(one, other) < len(it)]
            return bool(both) and all(it[one][0] == it[other][0] for it in both)

        letters: list[str] = []
        for place in range(len(positions)):
            same = next((letters[it] for it in range(place) if alike(it, place)), None)
            letters.append(same or chr(ord("A") + len(set(letters))))
        kinds_of: dict[str, set[str] | None] = {}
        for letter, (kinds, _) in zip(letters, positions, strict=True):
            before = kinds_of.get(letter, set())
            kinds_of[letter] = None if kinds is None or before is None else kinds | before
        signs = [
            ("?" if kinds_of[letter] is None else letter) + ("*" if repeats else "")
            for letter, (_, repeats) in zip(letters, positions, strict=True)
        ]
        types = [
            f"{letter}={','.join(sorted(kinds))}"
            for letter, kinds in kinds_of.items()
            if kinds is not None
        ]
        if types:
            full = f"{domain}.{name}" if domain else name
            found.append(" ".join([full, *signs, *types]))
    return found


if __name__ == "__main__":
    print(HEADER + "\n".join(lines()))
