//! Tables in Parquet are read like tables in text.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{file, ratings, rows};
use penchant_base::ErrorKind;
use penchant_data::external::{Factors, ModelFiles};
use penchant_data::{ColumnNames, Items, Ratings, ReadOptions};
use penchant_recommend::Catalog;
use penchant_testing::fixtures::{
    BrotliLevel, Compression, GzipLevel, ZstdLevel, parquet_of_bytes, parquet_of_factors, parquet_of_items,
    parquet_of_ratings,
};
use std::fs::File;

#[test]
fn every_usual_compression_is_read() {
    let compressions = [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::ZSTD(ZstdLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
    ];
    for compression in compressions {
        let read = ratings("ratings.parquet", &parquet_of_ratings(compression, 3)).unwrap();
        let expected = [
            ("0", "item 0", 0.5, Some(1_260_759_144)),
            ("1", "item 1", 1.5, Some(1_260_759_145)),
            ("2", "item 2", 2.5, Some(1_260_759_146)),
        ];
        assert_eq!(rows(&read), expected, "{compression}");
        assert_eq!(ratings("of-any-name", &parquet_of_ratings(compression, 5_000)).unwrap().rows.len(), 5_000);
    }
}

#[test]
fn lists_are_read_and_structs_refused() {
    let (_folder, path) = file("films.parquet", &parquet_of_items());
    let films = Items::open(File::open(&path).unwrap(), &path, &ReadOptions::default()).unwrap().catalog;
    assert_eq!((films.item(0).id, films.item(0).title, films.item(0).year), ("1", "1", None));
    assert_eq!(films.genres(0).collect::<Vec<_>>(), ["Horror", "Sci-Fi"]);
    assert_eq!(films.genres(films.index_of("2").unwrap()).count(), 0);

    let columns = ColumnNames { user: Some("extra".into()), ..ColumnNames::default() };
    let options = ReadOptions { columns, ..ReadOptions::default() };
    let error = Ratings::open(File::open(&path).unwrap(), &path, &options).unwrap_err();
    assert!(error.to_string().contains("column \"extra\" holds neither"), "{error}");
}

#[test]
fn ids_of_bytes_are_text_or_hexadecimal_but_never_both() {
    let ids = |bytes: &[&[u8]]| {
        let read = ratings("t.parquet", &parquet_of_bytes(bytes))?;
        Ok::<_, penchant_base::Error>(read.items)
    };
    assert_eq!(ids(&[b"ab", b"cd"]).unwrap(), ["ab", "cd"]);
    // [0xab] is not text. Written one by one, it would have the same id as the text "ab".
    assert_eq!(ids(&[b"ab", &[0xab], b"\x00\x01"]).unwrap(), ["6162", "ab", "0001"]);
    let mut late = vec![&b"ab"[..]; 1_500];
    late.push(&[0xab]);
    let error = ids(&late).unwrap_err();
    assert!(error.to_string().contains("row 1501: it has bytes that are not text"), "{error}");
}

#[test]
fn unused_columns_are_not_read() {
    let (_folder, path) = file("t.parquet", &parquet_of_ratings(Compression::SNAPPY, 2));
    let absent = || Some(String::new());
    let columns = ColumnNames { rating: absent(), timestamp: absent(), ..ColumnNames::default() };
    let options = ReadOptions { columns, ..ReadOptions::default() };
    let read = Ratings::open(File::open(&path).unwrap(), &path, &options).unwrap();
    assert_eq!(rows(&read), [("0", "item 0", 1.0, None), ("1", "item 1", 1.0, None)]);
}

#[test]
fn the_part_files_of_spark_are_one_table() {
    let parts = [
        ("part-0.parquet", parquet_of_factors(&[7], &[vec![0.25, 2.0]])),
        ("part-1.parquet", parquet_of_factors(&[], &[])),
        ("part-2.parquet", parquet_of_factors(&[5], &[vec![0.5, -1.0]])),
    ];
    let files: Vec<_> = parts.iter().map(|(name, bytes)| file(name, bytes)).collect();
    let parts = files.iter().map(|(_, path)| (path.clone(), File::open(path).unwrap())).collect();
    let read = Factors::open(ModelFiles { parts, ..ModelFiles::default() }).unwrap();
    assert_eq!(read.ids().collect::<Vec<_>>(), ["7", "5"]);
    let catalog = Catalog::from_ids(&["5".to_owned(), "7".to_owned()]).unwrap();
    assert_eq!(read.align_to(&catalog).unwrap().values, [0.5, -1.0, 0.25, 2.0]);
}

#[test]
fn empty_and_truncated_files_are_refused() {
    let error = ratings("ratings.parquet", &parquet_of_ratings(Compression::SNAPPY, 0)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataEmpty);
    assert!(error.to_string().contains("no usable rating"), "{error}");

    let whole = parquet_of_ratings(Compression::SNAPPY, 3_000);
    let garbage = [b"PAR1".as_slice(), &[0xa5; 10_000]].concat();
    let truncated = [4, 100, whole.len() / 2, whole.len() - 1].map(|end| &whole[..end]);
    for bytes in truncated.into_iter().chain([&garbage[..]]) {
        let error = ratings("r.parquet", bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DataFormat);
        assert!(error.to_string().contains("Parquet file is cut off"), "{error}");
    }
}
