//! Tables made for a test.

use flate2::{Compression, write::GzEncoder};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType, Int32Type, Int64Type};
use parquet::file::{properties::WriterProperties, writer::SerializedFileWriter};
use parquet::schema::parser::parse_message_type;
use penchant_base::Result;
use penchant_data::{Options, Ratings};
use safetensors::tensor::{Dtype, TensorView};
use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// A file that lasts as long as its folder.
pub fn file(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// The ratings of a file of this name, without a single bad row.
pub fn ratings(name: &str, bytes: &[u8]) -> Result<Ratings> {
    tolerant(name, bytes, 0)
}

pub fn tolerant(name: &str, bytes: &[u8], max_bad_rows: usize) -> Result<Ratings> {
    let (_folder, path) = file(name, bytes);
    Ratings::open(File::open(&path).unwrap(), &path, &Options { max_bad_rows, ..Options::default() })
}

pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// Rows of user (a number), item, rating and timestamp (in milliseconds), in row groups of 1,000, with a
/// column between that is of no use.
pub fn parquet(packing: parquet::basic::Compression, rows: usize) -> Vec<u8> {
    let schema = "message table {
        required int64 user_id;
        optional binary item_id (utf8);
        optional binary review (utf8);
        optional double rating;
        optional int64 timestamp (timestamp_millis);
    }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_compression(packing).build();
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
    let repeats: Vec<i16> = rows.iter().flat_map(|row| (0..row.len()).map(|place| i16::from(place > 0))).collect();
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

/// A list of whole numbers.
pub fn whole<'t>(name: &'t str, numbers: &[i64]) -> Tensor<'t> {
    (name, Dtype::I64, vec![numbers.len()], numbers.iter().flat_map(|number| number.to_le_bytes()).collect())
}
