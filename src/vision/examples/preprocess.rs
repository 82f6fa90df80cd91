//! The tensor that a model would get of a picture, to compare with other libraries: RGBA pixels on standard input,
//! the tensor as little-endian float32 on standard output. The argument is JSON: `{"size": [WIDTH, HEIGHT], "region": null or
//! [X, Y, WIDTH, HEIGHT], "target": [WIDTH, HEIGHT], "preprocess": {…}}`, the last as in a model's manifest.

use penchant_vision::{Preprocess, Region, Size, preprocess};
use serde::Deserialize;
use std::error::Error;
use std::io::{Read, Write, stdin, stdout};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    size: [usize; 2],
    region: Option<[usize; 4]>,
    target: [usize; 2],
    preprocess: Preprocess,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Request { size, region, target, preprocess: recipe } =
        serde_json::from_str(&std::env::args().nth(1).ok_or("the argument is missing")?)?;
    let [size, target] = [size, target].map(|[width, height]| Size { width, height });
    let region = region.map(|[x, y, width, height]| Region { x, y, width, height });
    let mut rgba = Vec::new();
    stdin().lock().read_to_end(&mut rgba)?;
    let tensor = preprocess(&rgba, size, region, target, &recipe)?;
    let bytes: Vec<u8> = tensor.iter().flat_map(|number| number.to_le_bytes()).collect();
    Ok(stdout().lock().write_all(&bytes)?)
}
