//! Factors and neighbours that were trained elsewhere are read as they come, or refused with what to do.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::tables::{Tensor, file, floats, parquet_of_factors, safetensors, whole};
use penchant_base::limits::MAX_FACTORS;
use penchant_base::{ErrorKind, Result};
use penchant_data::external::{Factors, MadeElsewhere, Neighbours, Placed, read_ids};
use penchant_recommend::Catalog;
use penchant_recommend::Profile;
use penchant_recommend::families::{from_factors, from_neighbours};
use penchant_recommend::pack::Manifest;
use penchant_recommend::{Options, Recommender};
use safetensors::tensor::Dtype;
use std::fs::File;

/// A file, or its parts, with these ids for tensors.
fn source(parts: &[(&str, &[u8])], ids: Option<&[&str]>) -> (MadeElsewhere, Vec<tempfile::TempDir>) {
    let (folders, parts) = parts
        .iter()
        .map(|(name, bytes)| file(name, bytes))
        .map(|(folder, path)| (folder, (path.clone(), File::open(&path).unwrap())))
        .unzip();
    let ids = ids.map(|ids| ids.iter().map(|&id| id.to_owned()).collect());
    (MadeElsewhere { parts, ids, item_column: None }, folders)
}

fn factors(name: &str, bytes: &[u8], ids: Option<&[&str]>) -> Result<Factors> {
    let (source, _folders) = source(&[(name, bytes)], ids);
    Factors::open(source)
}

fn neighbours(name: &str, bytes: &[u8], ids: Option<&[&str]>) -> Result<Neighbours> {
    let (source, _folders) = source(&[(name, bytes)], ids);
    Neighbours::open(source)
}

fn catalog(ids: &[&str]) -> Catalog {
    Catalog::of_ids(&ids.iter().map(|&id| id.to_owned()).collect::<Vec<_>>()).unwrap()
}

/// Two items of two factors.
fn item_factors() -> Tensor<'static> {
    floats("item_factors", &[2, 2], &[0.5, -1.0, 0.25, 2.0])
}

/// 5 speaks for 7 by 0.5; 7 for 5 by 0.25 and for 9 by -1.
fn csr(indptr: &[i64], indices: &[i64], data: &[f32]) -> Vec<u8> {
    safetensors(&[
        whole("indptr", indptr),
        whole("indices", indices),
        floats("data", &[data.len()], data),
        whole("ids", &[5, 7, 9]),
    ])
}

#[test]
fn factors_in_all_formats_are_the_same() {
    let wanted = Placed { of_items: vec![0.5, -1.0, 0.25, 2.0], missing: 0, unknown: 0 };
    let placed = |factors: Factors| factors.place(&catalog(&["5", "7"])).unwrap();
    let texts = [
        ("f.csv", "id,features\n5,0.5|-1\n7,.25|2\n"),
        ("f.csv", "item_id,factors\n5,\"[0.5, -1.0]\"\n7,\"[2.5e-1, 2.0]\"\n"),
        ("f.tsv", "note\tid\tembedding\nx\t7\t0.25,2\ny\t5\t0.5,-1\n"),
        ("f.jsonl", "{\"id\":5,\"features\":[0.5,-1]}\n{\"id\":7,\"features\":[0.25,2.0]}\n"),
    ];
    for (name, text) in texts {
        assert_eq!(placed(factors(name, text.as_bytes(), None).unwrap()), wanted, "{text}");
    }

    let numbers = [0.5f64, -1.0, 0.25, 2.0];
    let precisions: [(Dtype, Vec<u8>); 3] = [
        (Dtype::F64, numbers.iter().flat_map(|number| number.to_le_bytes()).collect()),
        (Dtype::F16, [0x3800u16, 0xbc00, 0x3400, 0x4000].iter().flat_map(|number| number.to_le_bytes()).collect()),
        (Dtype::BF16, [0x3f00u16, 0xbf80, 0x3e80, 0x4000].iter().flat_map(|number| number.to_le_bytes()).collect()),
    ];
    for (dtype, bytes) in precisions {
        let tensors = safetensors(&[("anything", dtype, vec![2, 2], bytes), whole("item_ids", &[5, 7])]);
        assert_eq!(placed(factors("f.safetensors", &tensors, None).unwrap()), wanted, "{dtype:?}");
    }
    // Named beside another of two dimensions; ids of other kinds, or given.
    let users = || floats("user_factors", &[1, 2], &[9.0, 9.0]);
    let ids = ("ids", Dtype::I32, vec![2], [5i32, 7].iter().flat_map(|id| id.to_le_bytes()).collect());
    assert_eq!(placed(factors("f", &safetensors(&[item_factors(), users(), ids]), None).unwrap()), wanted);
    let tensors = safetensors(&[item_factors(), whole("ids", &[1, 2])]);
    assert_eq!(placed(factors("f", &tensors, Some(&["5", "7"])).unwrap()), wanted);

    // As Spark writes them: some parts have no row.
    let parts = [parquet_of_factors(&[7], &[vec![0.25, 2.0]]), parquet_of_factors(&[], &[])];
    let last = parquet_of_factors(&[5], &[vec![0.5, -1.0]]);
    let (source, _folders) =
        source(&[("part-0.parquet", &parts[0]), ("part-1.parquet", &parts[1]), ("part-2.parquet", &last)], None);
    let read = Factors::open(source).unwrap();
    assert_eq!(read.ids().collect::<Vec<_>>(), ["7", "5"]);
    assert_eq!(placed(read), wanted);
}

#[test]
fn neighbours_in_all_formats_are_the_same() {
    let wanted = vec![vec![(1, 0.5)], vec![(0, 0.25), (2, -1.0)], vec![]];
    let texts = [
        ("n.csv", "item,neighbour,weight\n7,9,-1\n5,7,0.5\n7,5,0.25\n9,9,1\n9,5,0\n"),
        ("n.csv", "5,7,0.5\n7,5,0.25\n7,9,-1\n9,9,3\n"),
        ("n.tsv", "source\ttarget\tscore\n5\t7\t0.5\n7\t5\t0.25\n7\t9\t-1\n9\t9\t1\n"),
        ("n.csv", "item_id;neighbor_id;similarity\n5;7;0.5\n7;5;0.25\n7;9;-1\n5;5;1\n"),
        (
            "n.jsonl",
            "{\"item\":5,\"other\":7,\"value\":0.5}\n{\"item\":7,\"other\":5,\"value\":0.25}\n{\"item\":7,\"other\":9,\"value\":-1}\n{\"item\":7,\"other\":7,\"value\":-1}\n",
        ),
    ];
    let check = |read: Neighbours, about: &str| {
        assert_eq!(read.of_themselves, 1, "{about}");
        let mut of_items = read.place(&catalog(&["5", "7", "9"])).unwrap().of_items;
        of_items.iter_mut().for_each(|row| row.sort_by_key(|&(neighbour, _)| neighbour));
        assert_eq!(of_items, wanted, "{about}");
    };
    for (name, text) in texts {
        check(neighbours(name, text.as_bytes(), None).unwrap(), text);
    }
    let read = csr(&[0, 1, 4, 5], &[1, 2, 0, 1, 0], &[0.5, -1.0, 0.25, 1.0, 0.0]);
    check(neighbours("n.safetensors", &read, None).unwrap(), "CSR");
}

#[test]
fn ids_are_a_list_or_a_column() {
    let ids = |name: &str, text: &str, column: Option<&str>| {
        let (_folder, path) = file(name, text.as_bytes());
        read_ids(File::open(&path).unwrap(), &path, column)
    };
    assert_eq!(ids("ids.txt", "5\n7\n", None).unwrap(), ["5", "7"]);
    assert_eq!(ids("ids.txt", "tt0114709\ntt0078748\r\n", None).unwrap(), ["tt0114709", "tt0078748"]);
    assert_eq!(ids("ids.csv", "movieId\n5\n7\n", None).unwrap(), ["5", "7"]);
    assert_eq!(ids("ids.csv", "title,movieId\nA,5\nB,7\n", None).unwrap(), ["5", "7"]);
    assert_eq!(ids("ids.csv", "code,movieId\nA,5\nB,7\n", Some("code")).unwrap(), ["A", "B"]);
    assert_eq!(ids("ids.jsonl", "{\"id\":\"a,b\"}\n", None).unwrap(), ["a,b"]);
    assert!(ids("ids.csv", "what,why\nA,5\n", None).unwrap_err().to_string().contains("no column for the item"));
    assert!(ids("ids.csv", "id,title\n,5\n", None).unwrap_err().to_string().contains("line 2: an id is empty"));
    assert_eq!(ids("ids.csv", "", None).unwrap_err().kind(), ErrorKind::DataEmpty);
}

#[test]
fn bad_factors_are_refused() {
    let refused = |name: &str, bytes: &[u8], ids: Option<&[&str]>, kind: ErrorKind, part: &str| {
        let error = factors(name, bytes, ids).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(part), "{part:?} is not in {error}");
        assert!(kind == ErrorKind::DataEmpty || error.to_string().contains(name), "{error}");
    };
    let many = vec!["0"; MAX_FACTORS + 1].join("|");
    let tables = [
        ("id,features\n5,1|2\n7,1|NaN\n", "line 3: \"NaN\" is no factor"),
        ("id,features\n5,1|2\n7,1|1e39\n", "line 3: \"1e39\" is no factor"),
        ("id,features\n5,1|2\n7,\n", "line 3: \"\" is no factor"),
        ("id,features\n5,1|2\n7,1|2|3\n", "line 3: it has 3 factors, and the rows before have 2"),
        ("id,features\n5,1|2\n7,1\n", "line 3: it has 1 factors"),
        ("id,features\n5,1|2\n5,1|2\n", "line 3: the id \"5\" stands twice"),
        ("id,features\n5,1|2\n,1|2\n", "line 3: an id is empty"),
        ("id,features\n5,1|2\n7\n", "line 3: it has 1 cells instead of 2"),
        (&format!("id,features\n5,{many}\n"), "an item has 1025 factors, of at most 1024"),
        ("id,title\n5,Alien\n", "no column for the factors: it has [\"id\", \"title\"]"),
        ("who,features\n5,1|2\n", "no column for the item"),
    ];
    for (text, part) in tables {
        refused("f.csv", text.as_bytes(), None, ErrorKind::DataFormat, part);
    }
    refused("f.csv", b"id,features\n", None, ErrorKind::DataEmpty, "");
    refused("f.csv", b"", None, ErrorKind::DataEmpty, "empty");
    refused("f.csv", b"id,features\n5,1\n", Some(&["5"]), ErrorKind::Argument, "leave --ids out");
    refused("f.npz", b"PK\x03\x04 and more", None, ErrorKind::DataFormat, "save_file");
    refused("f.npy", b"\x93NUMPY\x01\0v\0", None, ErrorKind::DataFormat, "save_file");

    let ids = || whole("item_ids", &[5, 7]);
    let shaped = |shape: &[usize], numbers: &[f32]| floats("item_factors", shape, numbers);
    let tensors = [
        (vec![item_factors()], "add a tensor `item_ids`"),
        (vec![item_factors(), whole("ids", &[5])], "there are 1 ids for 2 rows"),
        (vec![item_factors(), whole("ids", &[5, 5])], "row 2: the id \"5\" stands twice"),
        (vec![item_factors(), floats("ids", &[2], &[5.0, 7.0])], "save it as I64"),
        (vec![item_factors(), floats("item_ids", &[2, 1], &[5.0, 7.0])], "is no list"),
        (vec![shaped(&[4], &[1.0; 4]), ids()], "shape [4] instead of items × factors"),
        (vec![shaped(&[2, 0], &[]), ids()], "shape [2, 0]"),
        (vec![shaped(&[2, 1, 2], &[1.0; 4]), ids()], "shape [2, 1, 2]"),
        (vec![shaped(&[2, 2], &[1.0, 2.0, f32::NAN, 1.0]), ids()], "row 2: NaN is no finite number"),
        (vec![shaped(&[2, 2], &[1.0, f32::INFINITY, 1.0, 1.0]), ids()], "row 1: inf is no finite number"),
        (vec![shaped(&[2, 1025], &[0.0; 2050]), ids()], "1025 factors, of at most 1024"),
        (vec![("item_factors", Dtype::I8, vec![2, 2], vec![1; 4]), ids()], "save it as F32"),
        (vec![floats("a", &[1, 1], &[1.0]), floats("b", &[1, 1], &[1.0]), ids()], "it has a [1, 1], b [1, 1]"),
        (vec![], "it has none"),
    ];
    for (tensors, part) in tensors {
        refused("f.safetensors", &safetensors(&tensors), None, ErrorKind::DataFormat, part);
    }
    refused("f.safetensors", &safetensors(&[shaped(&[0, 2], &[]), whole("ids", &[])]), None, ErrorKind::DataEmpty, "");

    let parts = [safetensors(&[item_factors(), ids()]), safetensors(&[item_factors(), ids()])];
    let (source, _folders) = source(&[("a", &parts[0]), ("b", &parts[1])], None);
    assert!(Factors::open(source).unwrap_err().to_string().contains("give it alone"));
}

#[test]
fn bad_neighbours_are_refused() {
    let refused = |name: &str, bytes: &[u8], kind: ErrorKind, part: &str| {
        let error = neighbours(name, bytes, None).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(part), "{part:?} is not in {error}");
    };
    let header = "item,neighbour,weight\n";
    for (rows, part) in [
        ("5,7,0.5\n5,9,NaN\n", "line 3: \"NaN\" is no weight"),
        ("5,7,0.5\n9,7,1\n5,7,0.25\n", "the weight of \"5\" on \"7\" stands twice"),
        ("5,,0.5\n", "line 2: an id is empty"),
    ] {
        refused("n.csv", format!("{header}{rows}").as_bytes(), ErrorKind::DataFormat, part);
    }
    refused("n.csv", header.as_bytes(), ErrorKind::DataEmpty, "no weights");
    refused("n.csv", format!("{header}5,5,1\n").as_bytes(), ErrorKind::DataEmpty, "no weights");
    refused("n.csv", b"item,neighbour\na,b\n", ErrorKind::DataFormat, "no column for the weight");
    refused("n.csv", b"item,weight\na,b\n", ErrorKind::DataFormat, "no column for the neighbour");
    for (indptr, indices, data, part) in [
        (&[0, 1, 2][..], &[1, 0][..], &[1.0, 1.0][..], "there are 3 ids for 2 rows"),
        (&[0, 1, 1, 3], &[1, 0], &[1.0, 1.0], "do not fit together"),
        (&[0, 3, 1, 2], &[1, 0], &[1.0, 1.0], "do not fit together"),
        (&[0, -1, 1, 2], &[1, 0], &[1.0, 1.0], "do not fit together"),
        (&[1, 1, 1, 2], &[1, 0], &[1.0, 1.0], "do not fit together"),
        (&[0, 1, 1, 2], &[1, 0, 2], &[1.0, 1.0], "do not fit together"),
        (&[0, 1, 1, 2], &[1, 3], &[1.0, 1.0], "weight 1 of row 3: it is on item 3 of 3"),
        (&[0, 1, 1, 2], &[-1, 0], &[1.0, 1.0], "it is on item -1 of 3"),
        (&[0, 1, 1, 2], &[i64::MAX, 0], &[1.0, 1.0], "of 3"),
        (&[0, 2, 2, 2], &[1, 2], &[1.0, f32::NAN], "weight 2 of row 1: NaN is no finite number"),
        (&[0, 2, 2, 2], &[1, 1], &[1.0, 1.0], "stands twice"),
        (&[], &[], &[], "\"indptr\" is empty"),
    ] {
        refused("n.safetensors", &csr(indptr, indices, data), ErrorKind::DataFormat, part);
    }
    refused("n.safetensors", &safetensors(&[item_factors()]), ErrorKind::DataFormat, "no tensor \"data\"");
}

#[test]
fn a_huge_shape_is_refused_before_memory_is_set_aside() {
    for shape in ["4294967296,4294967296", "9223372036854775807,2", "1000000000000,64"] {
        let header = format!("{{\"item_factors\":{{\"dtype\":\"F32\",\"shape\":[{shape}],\"data_offsets\":[0,16]}}}}");
        let bytes = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &[0; 16]].concat();
        let error = factors("f.safetensors", &bytes, None).unwrap_err();
        assert!(error.to_string().contains("contradicts itself"), "{error}");
    }
}

#[test]
fn damaged_files_are_errors_and_never_a_panic() {
    let whole_files = [
        safetensors(&[item_factors(), whole("item_ids", &[5, 7])]),
        csr(&[0, 1, 3, 3], &[1, 0, 2], &[0.5, 0.25, -1.0]),
        parquet_of_factors(&[5, 7], &[vec![0.5, -1.0], vec![0.25, 2.0]]),
    ];
    // The outcome of a changed byte may be sound: it is only to be one.
    let tried = |bytes: &[u8]| {
        let _ = factors("f", bytes, None);
        let _ = neighbours("f", bytes, None);
    };
    for bytes in whole_files {
        for end in 0..bytes.len() {
            assert!(factors("f", &bytes[..end], None).is_err() && neighbours("f", &bytes[..end], None).is_err());
        }
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 0xff;
            tried(&changed);
        }
    }
}

#[test]
fn what_does_not_match_the_catalogue_is_counted() {
    let read = || factors("f.csv", b"id,features\n5,1|2\n7,3|4\n9,5|6\n", None).unwrap();
    let placed = read().place(&catalog(&["9", "x", "5"])).unwrap();
    assert_eq!(placed, Placed { of_items: vec![5.0, 6.0, 0.0, 0.0, 1.0, 2.0], missing: 1, unknown: 1 });
    let error = read().place(&catalog(&["tt5", "tt7"])).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataEmpty);
    assert!(error.to_string().contains("none of the 3 ids, such as \"5\", is in the catalogue"), "{error}");
    let read = neighbours("n.csv", b"item,neighbour,weight\n5,7,1\n7,9,2\n9,5,3\n", None).unwrap();
    let placed = read.place(&catalog(&["5", "x", "9"])).unwrap();
    assert_eq!(placed, Placed { of_items: vec![vec![], vec![], vec![(0, 3.0)]], missing: 1, unknown: 1 });
}

#[test]
fn models_of_absurd_numbers_are_refused() {
    let refused = |items: &[f32], factors, alpha, regularization| {
        let error = from_factors(items.to_vec(), factors, alpha, regularization).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Argument, "{error}");
    };
    for (alpha, regularization) in [(0.0, 1.0), (-1.0, 1.0), (f32::NAN, 1.0), (1.0, 0.0), (1.0, f32::INFINITY)] {
        refused(&[1.0, 2.0], 1, alpha, regularization);
    }
    refused(&[1.0, 2.0, 3.0], 2, 1.0, 1.0);
    refused(&[], 0, 1.0, 1.0);
    refused(&[f32::NAN], 1, 1.0, 1.0);
    refused(&[1e30, 1e30], 1, 1.0, 1.0);
    refused(&[1e5, 1e5, 1e5, 1e5], 2, 1.0, 1e-9);
    for row in [vec![(2, 1.0)], vec![(1, 1.0), (1, 2.0)], vec![(1, f32::NAN)]] {
        assert_eq!(from_neighbours(vec![row, vec![]]).err().unwrap().kind(), ErrorKind::Argument);
    }
}

#[test]
fn a_neighbour_scores_its_weight() {
    let read = neighbours("n.csv", b"item,neighbour,weight\na,b,0.5\nb,a,0.25\nb,c,-1\na,c,0.75\n", None).unwrap();
    let catalog = catalog(&["a", "b", "c"]);
    let model = from_neighbours(read.place(&catalog).unwrap().of_items).unwrap();
    let spec: penchant_recommend::training::Spec = "items".parse().unwrap();
    let manifest = Manifest { models: spec.components().unwrap(), ..Manifest::default() };
    let trained = Recommender::new(catalog, vec![model], manifest);
    let recommender = Recommender::open(trained.to_pack().unwrap()).unwrap();
    let picks = recommender.recommend(&Profile::of_likes(&[0]), &Options::default()).unwrap();
    let scores: Vec<_> = picks.iter().map(|pick| (pick.item, (pick.score * 100.0).round())).collect();
    assert_eq!(scores, [(2, 75.0), (1, 50.0)]);
}
