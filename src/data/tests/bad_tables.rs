//! Faulty tables: either a typed error that says what to do, or the rows that can be used.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{file, ratings, ratings_with};
use penchant_base::ErrorKind;
use penchant_base::limits::{MAX_ROW_BYTES, MAX_TEXT_BYTES};
use penchant_data::{Items, Ratings, ReadOptions, read_catalog, read_folds, read_rating_folds};
use penchant_testing::fixtures::{Compression, gzipped, parquet_of_ratings};
use std::fs::File;
use std::path::Path;

/// Asserts that a table is refused with an error of this kind, whose message has this part.
fn refused(name: &str, bytes: &[u8], kind: ErrorKind, part: &str) {
    let error = ratings(name, bytes).unwrap_err();
    assert_eq!(error.kind(), kind, "{name}: {error}");
    assert!(error.to_string().contains(part), "{name}: {error}");
}

#[test]
fn empty_tables_are_refused() {
    for name in ["ratings.csv", "ratings.jsonl", "ratings.dat", "ratings.csv.gz"] {
        refused(name, b"", ErrorKind::DataEmpty, "the table is empty");
        refused(name, b" \n\r\n", ErrorKind::DataEmpty, "the table is empty");
    }
    refused("ratings.parquet", b"", ErrorKind::DataFormat, "its bytes are not Parquet");
    refused("ratings.csv.gz", &gzipped(b""), ErrorKind::DataEmpty, "the table is empty");
}

#[test]
fn a_header_without_rows_is_refused() {
    for text in ["user,item,rating\n", "user\titem", "user_id:token\titem_id:token\n"] {
        refused("ratings", text.as_bytes(), ErrorKind::DataEmpty, "no usable rating");
    }
}

#[test]
fn a_single_user_or_item_is_enough() {
    let one_user = ratings("r.csv", b"user,item\nu,a\nu,b\n").unwrap();
    assert_eq!((one_user.users.len(), one_user.items.len(), one_user.rows.len()), (1, 2, 2));
    let one_item = ratings("r.csv", b"user,item\nu,a\nv,a\n").unwrap();
    assert_eq!((one_item.users.len(), one_item.items.len(), one_item.rows.len()), (2, 1, 2));
    assert_eq!(one_item.catalog().unwrap().len(), 1);
}

#[test]
fn bad_rows_are_reported_with_their_lines_up_to_a_limit() {
    let text =
        b"user,item,rating\nu,a,5\nu,b,NaN\nu,c\n,d,3\nu,e,inf\nu,f,1e39\nu,g,1,2\nu,\"h,\"\"i\",1\n\"u\nv\",\"j\",\n";
    let read = ratings_with("r.csv", text, 7).unwrap();
    assert_eq!(read.items, ["a", "h,\"i"]);
    assert_eq!(read.skipped.count, 7);
    assert_eq!(read.skipped.examples.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
    let error = ratings_with("r.csv", text, 6).unwrap_err().to_string();
    assert!(error.contains("more than 6 rows") && error.contains("line 3: \"NaN\" is not a rating"), "{error}");
    assert!(
        error.contains("line 4: it has 2 cells instead of 3") && error.contains("line 5: an id is empty"),
        "{error}"
    );
    let text = b"{\"user\":1,\"item\":2,\"rating\":3}\n{\"user\":1,\"item\":3,\"rating\":NaN}\n[1]\n{\"item\":4,\"rating\":3}\n";
    let read = ratings_with("r.jsonl", text, 3).unwrap();
    assert_eq!(read.skipped.examples.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(read.rows.len(), 1);
}

#[test]
fn a_rating_column_of_text_is_refused() {
    let text = "user,item,rating\nu,a,great\nu,b,awful\n";
    refused("r.csv", text.as_bytes(), ErrorKind::DataFormat, "line 2: \"great\" is not a rating");
    let error = ratings_with("r.csv", text.as_bytes(), 100).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataEmpty);
    assert!(error.to_string().contains("line 2: \"great\" is not a rating"), "{error}");
}

#[test]
fn invalid_timestamps_are_bad_rows_and_empty_ones_unknown() {
    let read = ratings_with("r.csv", b"user,item,timestamp\nu,a,\nu,b,yesterday\nu,c,NaN\nu,d,1e300\n", 2).unwrap();
    assert_eq!(read.items, ["a", "c"]);
    assert_eq!(read.rows[0].timestamp, None);
    assert!(read.skipped.examples[0].1.contains("\"yesterday\" is not a timestamp"));
}

#[test]
fn the_last_rating_of_a_user_and_item_counts() {
    let text = b"user,item,rating\nu,a,1\nv,a,2\nu,b,3\nu,a,4\nu,a,5\n";
    let read = ratings("r.csv", text).unwrap();
    assert_eq!(read.duplicates, 2);
    assert_eq!(read.rows.iter().map(|row| row.value).collect::<Vec<_>>(), [2.0, 3.0, 5.0]);
    assert_eq!(read.skipped.count, 0);
}

#[test]
fn ids_may_be_any_text() {
    let long = "n".repeat(10_000);
    let ids = ["a,b", "say \"hi\"", "🎬👩‍👩‍👧", &long, "a\nb", "50%", "O'Hara"];
    let quoted = |id: &str| format!("\"{}\"", id.replace('"', "\"\""));
    let csv: String = ids.iter().map(|id| format!("u,{}\n", quoted(id))).collect();
    assert_eq!(ratings("r.csv", format!("user,item\n{csv}").as_bytes()).unwrap().items, ids);
    let json: String = ids.iter().map(|id| serde_json::json!({"user": id, "item": id}).to_string() + "\n").collect();
    let read = ratings("r.jsonl", json.as_bytes()).unwrap();
    assert_eq!((&read.items, &read.users), (&ids.map(str::to_owned).to_vec(), &read.items));
    assert_eq!(read.catalog().unwrap().item(3).title, long);

    let longest = "n".repeat(MAX_TEXT_BYTES);
    let read = ratings_with("r.csv", format!("user,item\nu,{longest}\nu,{longest}n\n").as_bytes(), 1).unwrap();
    assert_eq!((read.items.len(), read.skipped.count), (1, 1));
    assert!(read.skipped.examples[0].1.contains("longer than"));
}

#[test]
fn bytes_that_are_not_a_table_are_refused() {
    let mut state = 1u32;
    let garbage: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(10_000)
    .collect();
    refused("r.csv", &garbage, ErrorKind::DataFormat, "not text");
    refused("r.parquet", &garbage, ErrorKind::DataFormat, "its bytes are not Parquet");
    refused("r.gz", &[&[0x1f, 0x8b], garbage.as_slice()].concat(), ErrorKind::DataFormat, "damaged");
    refused("r.json", b"[{\"user\":1}]", ErrorKind::DataFormat, "no column for the item");
    refused("r.json", b"[{\"user\":1},", ErrorKind::DataFormat, "one object per line");
    refused("r.jsonl", b"{\"user\":", ErrorKind::DataFormat, "line 1: not a JSON object");
    refused("r.csv", b"\xff\xfeu\0s\0e\0r\0", ErrorKind::DataFormat, "no column for the item");
    refused("r.csv", b"\xff\xfe\0\0u\0\0\0", ErrorKind::DataFormat, "save it as UTF-8");
    refused("r.csv", b"just words", ErrorKind::DataFormat, "no column for the user");
    // Bytes that are garbage further on are bad rows, not the end of the others.
    let text = [b"user,item,rating\nu,a,5\n".as_slice(), b"\0\x01\xfe\nu,b,3\n"].concat();
    let late = [b"user,item,rating\n".as_slice(), &b"u,a,5\n".repeat(20_000), &text[23..]].concat();
    let read = ratings_with("r.csv", &late, 1).unwrap();
    assert_eq!((read.items.len(), read.skipped.count), (2, 1));
}

#[test]
fn truncated_archives_are_refused() {
    let text: String = (0..50_000).map(|row| format!("{row},{},3\n", row * 7_919 % 50_021)).collect();
    let packed = gzipped(format!("user,item,rating\n{text}").as_bytes());
    for end in [20, packed.len() / 2, packed.len() - 4] {
        refused("r.csv.gz", &packed[..end], ErrorKind::DataFormat, "ends too early");
    }
}

#[test]
fn an_open_quote_is_refused() {
    let text = format!("user,item,rating\nu,\"a,5\n{}", "u,b,3\n".repeat(1_000));
    let error = ratings_with("r.csv", text.as_bytes(), 100).unwrap_err();
    assert!(error.to_string().contains("a quote opened in line 2"), "{error}");
}

#[test]
fn an_endless_row_is_refused_before_it_fills_the_memory() {
    let endless = vec![b'x'; MAX_ROW_BYTES + (1 << 20)];
    for start in ["user,item\n\"", "user::item\n", "{\"user\":1,\"item\":2}\n{\"user\":\""] {
        let error = ratings("r", &[start.as_bytes(), &endless].concat()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::DataFormat);
        assert!(error.to_string().contains(&format!("longer than {MAX_ROW_BYTES} bytes")), "{start}: {error}");
    }
}

#[test]
fn bad_items_are_skipped_up_to_a_limit() {
    let text = b"id,title\n1,Alien\n,Nobody\n1,Alien again\n2\n3,M\n";
    let (_folder, path) = file("items.csv", text);
    let with = |max_bad_rows| {
        Items::open(File::open(&path).unwrap(), &path, &ReadOptions { max_bad_rows, ..ReadOptions::default() })
    };
    let items = with(3).unwrap();
    assert_eq!((items.catalog.len(), items.skipped.count), (2, 3));
    assert_eq!(items.catalog.item(0).title, "Alien");
    assert!(with(2).unwrap_err().to_string().contains("line 4: the id \"1\" appears twice"));
    assert!(read_catalog(text.as_slice()).unwrap_err().to_string().contains("line 3: the id is empty"));
}

#[test]
fn folds_that_contradict_the_ratings_are_refused() {
    let table = ratings("r.csv", b"user,item\nu,a\nu,b\nv,a\nv,b\n").unwrap();
    let catalog = table.catalog().unwrap();
    let folds = |text: &str| read_folds(text.as_bytes(), &table, &catalog);
    let good = "fold,user,item,part\n0,u,a,foldin\n0,u,b,hidden\n1,v,a,foldin\n1,v,b,hidden\n";
    let read = folds(good).unwrap();
    assert_eq!((read.len(), read[1].users[0].user, &read[1].users[0].hidden), (2, 1, &vec![1]));
    for (from, to, part) in [
        ("0,u,b,hidden", "0,u,b,seen", "line 3: \"seen\" is neither"),
        ("1,v,a", "1,w,a", "line 4: the ratings have no user \"w\""),
        ("1,v,a", "1,v,z", "line 4: the catalogue has no item"),
        ("1,v,b", "1,u,b", "line 5: the user \"u\" is in fold 1 and, in line 2, in fold 0"),
        (
            "0,u,b,hidden",
            "0,u,a,hidden",
            "line 3: the item \"a\" of the user \"u\" is folded in and hidden, here and in line 2",
        ),
    ] {
        let error = folds(&good.replace(from, to)).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn folds_of_ratings_that_contradict_the_ratings_are_refused() {
    let table = ratings("r.csv", b"user,item\nu,a\nu,b\nv,a\n").unwrap();
    let catalog = table.catalog().unwrap();
    let folds = |text: &str| read_rating_folds(text.as_bytes(), &table, &catalog);
    let good = "fold,user,item\n1,v,a\n0,u,b\n";
    assert_eq!(folds(good).unwrap(), [[(0, 1)], [(1, 0)]]);
    for (from, to, part) in [
        ("0,u,b", "x,u,b", "line 3: \"x\" is not a fold"),
        ("0,u,b", "0,w,b", "line 3: the ratings have no user \"w\""),
        ("0,u,b", "0,u,z", "line 3: the catalogue has no item"),
        ("1,v,a\n0,u,b\n", "", "no rows"),
    ] {
        let error = folds(&good.replace(from, to)).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn a_missing_column_is_named_with_those_that_exist() {
    let error = Ratings::read("user,score\nu,5\n".as_bytes(), 0).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataFormat);
    assert!(error.to_string().contains("no column for the item; its columns are [\"user\", \"score\"]"), "{error}");
}

#[test]
fn parquet_is_refused_with_a_remedy_where_it_cannot_be_read() {
    let bytes = parquet_of_ratings(Compression::SNAPPY, 3);
    let in_memory = Ratings::open(&bytes[..], Path::new("r.parquet"), &ReadOptions::default()).unwrap_err();
    for error in [in_memory, ratings("r.parquet.gz", &gzipped(&bytes)).unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::DataFormat);
        assert!(error.to_string().contains("only read from an uncompressed file"), "{error}");
    }
    if !cfg!(feature = "parquet") {
        for name in ["r.parquet", "r.csv"] {
            refused(name, &bytes, ErrorKind::DataFormat, "a Parquet file, which this build does not read");
            refused(name, &bytes, ErrorKind::DataFormat, "save the table as CSV");
        }
    }
}
