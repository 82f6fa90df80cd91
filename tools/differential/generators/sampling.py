"""Images that are sampled anew, grids, frames of signals, boxes."""

import numpy as np
from maker import Maker


def resize(m: Maker) -> None:
    sides = m.choice([1, 2, 2, 2, 3])
    array = m.array([m.int(1, 2), m.int(1, 2), *(m.int(1, 6) for _ in range(sides))])
    mode = m.choice(["nearest", "linear", "cubic"])
    attributes: dict[str, object] = {"mode": mode}
    if m.opset < 11:
        scales = np.array(
            [1, 1, *(m.choice([1.0, 2.0, 0.5, 1.5, 3.0]) for _ in range(sides))], np.float32
        )
        operator = "Resize" if m.opset == 10 else "Upsample"
        if operator == "Upsample":
            scales = np.maximum(scales, 1)
        inputs = [m.input(array)]
        if m.opset < 9:
            attributes["scales"] = scales.tolist()
        else:
            inputs.append(m.weight(scales))
        m.op(
            operator,
            inputs,
            mode=m.choice(["nearest", "linear"]),
            **{k: v for k, v in attributes.items() if k == "scales"},
        )
        return
    transforms = ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric"]
    transforms += ["tf_crop_and_resize"] if m.chance(0.3) else []
    transforms += ["half_pixel_symmetric"] if m.opset >= 19 else []
    transform = m.choice(transforms)
    attributes |= m.some(0.8, coordinate_transformation_mode=transform)
    nearest = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"]
    attributes |= m.some(
        nearest_mode=m.choice(nearest) if mode == "nearest" else None,
        cubic_coeff_a=m.choice([-0.5, -0.75]) if mode == "cubic" else None,
        exclude_outside=m.int(0, 1) if mode == "cubic" else None,
        extrapolation_value=m.choice([0.0, 2.5]),
    )
    roi = ""
    if attributes.get("coordinate_transformation_mode") == "tf_crop_and_resize":
        roi = m.weight(
            np.array([*[0.0] * 2, *[0.1] * sides, *[1.0] * 2, *[0.9] * sides], np.float32)
        )
    if m.opset >= 18 and mode != "nearest" and m.chance(0.2):
        attributes["antialias"] = 1
    if m.chance(0.5):
        scales = [1, 1, *(m.choice([1.0, 2.0, 0.5, 1.5, 0.7, 3.0]) for _ in range(sides))]
        m.op(
            "Resize",
            [
                m.input(array),
                roi or m.weight(np.array([], np.float32)),
                m.weight(np.array(scales, np.float32)),
            ],
            **attributes,
        )
    else:
        sizes = [*array.shape[:2], *(m.int(1, 9) for _ in range(sides))]
        if m.opset >= 18 and m.chance(0.3) and not roi:
            attributes |= {"axes": list(range(2, 2 + sides))}
            attributes |= m.some(
                keep_aspect_ratio_policy=m.choice(["stretch", "not_larger", "not_smaller"])
            )
            sizes = sizes[2:]
        m.op("Resize", [m.input(array), roi, "", m.ints(sizes)], **attributes)


def grid_sample(m: Maker) -> None:
    three = m.opset >= 20 and m.chance(0.2)
    sides = [m.int(1, 5) for _ in range(3 if three else 2)]
    picture = m.array([m.int(1, 2), m.int(1, 2), *sides])
    out = [m.int(1, 4) for _ in sides]
    grid = m.array([picture.shape[0], *out, len(sides)], spread=0.8)
    old = m.opset < 20
    modes = (
        ["bilinear", "nearest", "bicubic"]
        if old
        else ["linear", "nearest", *([] if three else ["cubic"])]
    )
    attributes = m.some(
        0.7,
        mode=m.choice(modes),
        padding_mode=m.choice(["zeros", "border", "reflection"]),
        align_corners=m.int(0, 1),
    )
    m.op("GridSample", [m.input(picture), m.input(grid)], **attributes)


def affine_grid(m: Maker) -> None:
    m.opset = max(20, m.opset)
    sides = m.int(2, 3)
    theta = m.array([m.int(1, 2), sides, sides + 1])
    size = m.ints([theta.shape[0], 2, *(m.int(2, 4) for _ in range(sides))])
    m.op("AffineGrid", [m.input(theta), size], **m.some(align_corners=m.int(0, 1)))


def crop(m: Maker) -> None:
    m.opset = max(18, m.opset)
    array = m.array(m.shape(1, 3, 6))
    axes = m.random.sample(range(array.ndim), m.int(1, array.ndim))
    m.op("CenterCropPad", [m.input(array), m.ints([m.int(1, 8) for _ in axes])], axes=axes)


def columns_to_image(m: Maker) -> None:
    m.opset = max(18, m.opset)
    kernel = [m.int(1, 3), m.int(1, 3)]
    image = [m.int(3, 6), m.int(3, 6)]
    count = (image[0] - kernel[0] + 1) * (image[1] - kernel[1] + 1)
    array = m.array([m.int(1, 2), 2 * kernel[0] * kernel[1], count])
    m.op("Col2Im", [m.input(array), m.ints(image), m.ints(kernel)])


def regions(m: Maker) -> None:
    picture = m.array([2, 2, 6, 7])
    boxes = m.int(1, 3)
    corners = (
        np.sort(m.numpy.random([boxes, 2, 2]) * 6, axis=1).reshape(boxes, 4).astype(np.float32)
    )
    if m.chance(0.3):
        rois = np.concatenate([m.numpy.integers(0, 2, [boxes, 1]), np.round(corners)], 1).astype(
            np.float32
        )
        m.op(
            "MaxRoiPool",
            [m.input(picture), m.input(rois)],
            pooled_shape=[2, 3],
            **m.some(spatial_scale=0.5),
        )
        return
    owners = m.numpy.integers(0, 2, boxes).astype(np.int64)
    transform = m.choice(["half_pixel", "output_half_pixel"]) if m.opset >= 16 else None
    attributes = m.some(
        0.7,
        mode=m.choice(["avg", "max"]),
        output_height=2,
        output_width=3,
        sampling_ratio=m.int(0, 2),
        spatial_scale=0.5,
        coordinate_transformation_mode=transform,
    )
    m.op("RoiAlign", [m.input(picture), m.input(corners), m.input(owners)], **attributes)


def suppress(m: Maker) -> None:
    batch, classes, boxes = m.int(1, 2), m.int(1, 2), m.int(1, 6)
    corners = m.numpy.random([batch, boxes, 4]).astype(np.float32) * 4
    centred = m.int(0, 1)
    scores = m.numpy.random([batch, classes, boxes]).astype(np.float32)
    inputs = [m.input(corners), m.input(scores)]
    limits = [
        np.array([m.int(0, 3)], np.int64),
        np.array([m.choice([0.2, 0.5, 0.8])], np.float32),
        np.array([m.choice([0.1, 0.5, 0.99])], np.float32),
    ]
    inputs += [m.weight(limit) for limit in limits[: m.int(1, 3)]]
    m.op("NonMaxSuppression", inputs, **m.some(center_point_box=centred))


def spectrum(m: Maker) -> None:
    m.opset = max(m.opset, 17)
    kind = m.int(0, 2)
    if kind == 0:
        operator = m.choice(["HannWindow", "HammingWindow", "BlackmanWindow"])
        size = m.op(
            operator, [m.weight(np.array(m.int(2, 9), np.int64))], **m.some(periodic=m.int(0, 1))
        )
        m.op("Mul", [size, m.input(m.array([1]))])
    elif kind == 1:
        length, frame = m.int(8, 16), m.choice([4, 6, 8])
        signal = m.input(m.array([m.int(1, 2), length, 1]))
        inputs = [signal, m.weight(np.array(m.int(1, 4), np.int64)), m.weight(m.array([frame]))]
        m.op("STFT", [*inputs, m.weight(np.array(frame, np.int64))], **m.some(onesided=m.int(0, 1)))
    else:
        array = m.array([m.int(1, 2), m.int(2, 8), m.int(1, 3), 1])
        inputs, attributes = [m.input(array)], m.some(onesided=m.int(0, 1))
        if m.opset >= 20:
            inputs += ["", m.weight(np.array(m.int(1, 2), np.int64))]
        else:
            attributes["axis"] = m.int(1, 2)
        m.op("DFT", inputs, **attributes)


def mel(m: Maker) -> None:
    m.opset = max(m.opset, 17)
    numbers = [
        np.array(m.int(2, 6), np.int64),
        np.array(16, np.int64),
        np.array(8000, np.int64),
        np.array(100.0, np.float32),
        np.array(3000.0, np.float32),
    ]
    y = m.op("MelWeightMatrix", [m.weight(number) for number in numbers])
    m.op("Add", [y, m.input(m.array([1]))])


GENERATORS = [
    resize,
    resize,
    resize,
    grid_sample,
    affine_grid,
    crop,
    columns_to_image,
    regions,
    suppress,
    spectrum,
    mel,
]
