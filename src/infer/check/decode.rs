//! The bytes of a file in, its protobuf out. Prost decodes all but the bytes of the weights: these it would copy twice,
//! and leave as much memory again behind in fragments.

use bytes::{Buf, BufMut};
use penchant_base::{Error, ErrorKind, Result};
use prost::encoding::{DecodeContext, WireType, decode_key, decode_varint};
use prost::{DecodeError, Message};
use tract_onnx::pb::{GraphProto, ModelProto, TensorProto};

/// Field numbers of `onnx.proto`: `ModelProto.graph`, `GraphProto.initializer`, `TensorProto.raw_data`.
const GRAPH: u32 = 7;
const INITIALIZER: u32 = 5;
const RAW_DATA: u32 = 9;

/// Decodes a file.
///
/// Errors: `model.format`.
pub(super) fn decode(mut file: impl Buf) -> Result<ModelProto> {
    let mut model = ModelProto::default();
    fields(&mut file, 0, |field, wire, file| match (field, wire) {
        (GRAPH, WireType::LengthDelimited) => read_graph(model.graph.get_or_insert_default(), file),
        _ => merge(&mut model, field, wire, file),
    })?;
    Ok(model)
}

fn read_graph(graph: &mut GraphProto, file: &mut impl Buf) -> Result<()> {
    let end = end(file)?;
    fields(file, end, |field, wire, file| match (field, wire) {
        (INITIALIZER, WireType::LengthDelimited) => {
            graph.initializer.push(read_tensor(file)?);
            Ok(())
        }
        _ => merge(graph, field, wire, file),
    })
}

fn read_tensor(file: &mut impl Buf) -> Result<TensorProto> {
    let mut tensor = TensorProto::default();
    let end = end(file)?;
    fields(file, end, |field, wire, file| match (field, wire) {
        (RAW_DATA, WireType::LengthDelimited) => {
            let length = length(file)?;
            tensor.raw_data = Vec::with_capacity(length);
            tensor.raw_data.put(file.take(length));
            Ok(())
        }
        _ => merge(&mut tensor, field, wire, file),
    })?;
    Ok(tensor)
}

/// Calls `read` for each field until only `left` bytes of the file remain.
fn fields<B: Buf>(file: &mut B, left: usize, mut read: impl FnMut(u32, WireType, &mut B) -> Result<()>) -> Result<()> {
    while file.remaining() > left {
        let (field, wire) = decode_key(file).map_err(undecodable)?;
        read(field, wire, file)?;
    }
    if file.remaining() < left {
        Err(not_onnx("a field is longer than the message that it is part of"))
    } else {
        Ok(())
    }
}

fn merge(message: &mut impl Message, field: u32, wire: WireType, file: &mut impl Buf) -> Result<()> {
    message.merge_field(field, wire, file, DecodeContext::default()).map_err(undecodable)
}

/// How many bytes of the file remain after the field that follows.
fn end(file: &mut impl Buf) -> Result<usize> {
    let length = length(file)?;
    Ok(file.remaining() - length)
}

/// The length of the field that follows.
fn length(file: &mut impl Buf) -> Result<usize> {
    let length = decode_varint(file).map_err(undecodable)?;
    let length = usize::try_from(length).ok().filter(|&length| length <= file.remaining());
    length.ok_or_else(|| not_onnx("a field is longer than the rest of the file"))
}

fn not_onnx(why: &str) -> Error {
    let message = format!("this is not an ONNX model, or it is cut off: {why}: fetch or export it again");
    Error::new(ErrorKind::ModelFormat, message)
}

fn undecodable(error: DecodeError) -> Error {
    not_onnx("its bytes are not a protobuf message").with_source(error)
}
