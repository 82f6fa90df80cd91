//! Tables in `.gz` and Parquet, and tensors in safetensors, made for a test.

use flate2::write::GzEncoder;
pub use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType, Int32Type, Int64Type};
use parquet::file::{properties::WriterProperties, writer::SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use safetensors::tensor::{Dtype, TensorView};
use std::io::Write;
use std::sync::Arc;

pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Rows of user (a number), item, rating and timestamp (in milliseconds), in row groups of 1,000, with an unused
/// column between them.
pub fn parquet_of_ratings(compression: Compression, rows: usize) -> Vec<u8> {
    let schema = "message table {
        required int64 user_id;
        optional binary item_id (utf8);
        optional binary review (utf8);
        optional double rating;
        optional int64 timestamp (timestamp_millis);
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    let numbers: Vec<usize> = (0..rows).collect();
    for numbers in numbers.chunks(1_000) {
        let present = vec![1; numbers.len()];
        let mut group = writer.next_row_group().unwrap();
        let users: Vec<i64> = numbers.iter().map(|&row| row as i64).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&users, None, None).unwrap();
        column.close().unwrap();
        for prefix in ["item", "a review of item"] {
            let texts: Vec<_> = numbers.iter().map(|row| ByteArray::from(format!("{prefix} {row}").as_str())).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&texts, Some(&present), None).unwrap();
            column.close().unwrap();
        }
        let values: Vec<f64> = numbers.iter().map(|&row| row as f64 + 0.5).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<DoubleType>().write_batch(&values, Some(&present), None).unwrap();
        column.close().unwrap();
        let times: Vec<i64> = numbers.iter().map(|&row| (1_260_759_144 + row as i64) * 1_000 + 999).collect();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&times, Some(&present), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
    }
    writer.into_inner().unwrap()
}

/// Two items, the first with the genres Horror and Sci-Fi, and a column of structs, `extra`.
pub fn parquet_of_items() -> Vec<u8> {
    let schema = "message items {
        required int32 id;
        optional group genres (LIST) { repeated group list { optional binary element (utf8); } }
        required group extra { required int32 part; }
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&[1, 2], None, None).unwrap();
    column.close().unwrap();
    // Two elements of the first list, none of the second, which is there but empty.
    let mut column = group.next_column().unwrap().unwrap();
    let genres = ["Horror", "Sci-Fi"].map(ByteArray::from);
    column.typed::<ByteArrayType>().write_batch(&genres, Some(&[3, 3, 1]), Some(&[0, 1, 0])).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(&[8, 9], None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.into_inner().unwrap()
}

/// Rows of one user, each with these bytes as its item; nothing says whether they are text.
pub fn parquet_of_bytes(items: &[&[u8]]) -> Vec<u8> {
    let schema = "message table { required int64 user_id; required binary item_id; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&vec![1; items.len()], None, None).unwrap();
    column.close().unwrap();
    let items: Vec<_> = items.iter().map(|item| ByteArray::from(item.to_vec())).collect();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&items, None, None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.into_inner().unwrap()
}

/// Factors as `model.itemFactors.write.parquet` of Spark has them.
pub fn parquet_of_factors(ids: &[i32], rows: &[Vec<f32>]) -> Vec<u8> {
    let schema = "message spark_schema {
        required int32 id;
        optional group features (LIST) { repeated group list { required float element; } }
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int32Type>().write_batch(ids, None, None).unwrap();
    column.close().unwrap();
    let numbers = rows.concat();
    let repeats: Vec<i16> = rows.iter().flat_map(|row| (0..row.len()).map(|index| i16::from(index > 0))).collect();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<FloatType>().write_batch(&numbers, Some(&vec![2; numbers.len()]), Some(&repeats)).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.into_inner().unwrap()
}

/// A tensor by its name, kind, shape and bytes.
pub type Tensor<'t> = (&'t str, Dtype, Vec<usize>, Vec<u8>);

pub fn safetensors(tensors: &[Tensor<'_>]) -> Vec<u8> {
    let views = tensors
        .iter()
        .map(|(name, dtype, shape, bytes)| (*name, TensorView::new(*dtype, shape.clone(), bytes).unwrap()));
    safetensors::serialize(views, None).unwrap()
}

/// A tensor in single precision.
pub fn floats<'t>(name: &'t str, shape: &[usize], numbers: &[f32]) -> Tensor<'t> {
    (name, Dtype::F32, shape.to_vec(), numbers.iter().flat_map(|number| number.to_le_bytes()).collect())
}

/// A tensor of one dimension.
pub fn integers<'t>(name: &'t str, numbers: &[i64]) -> Tensor<'t> {
    (name, Dtype::I64, vec![numbers.len()], numbers.iter().flat_map(|number| number.to_le_bytes()).collect())
}
