//! Tables are read as they are, in the formats people have them in.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{file, ratings, rows};
use penchant_base::{ErrorKind, Result};
use penchant_data::{ColumnNames, Items, Ratings, ReadOptions, read_catalog};
use penchant_testing::fixtures::gzipped;
use penchant_testing::{ITEMS, RATINGS, built};
use std::fs::File;

fn items(name: &str, bytes: &[u8]) -> Result<Items> {
    let (_folder, path) = file(name, bytes);
    Items::open(File::open(&path).unwrap(), &path, &ReadOptions::default())
}

/// Title, year and genres of an item.
fn item<'i>(items: &'i Items, id: &str) -> (&'i str, Option<u16>, Vec<&'i str>) {
    let index = items.catalog.index_of(id).unwrap();
    let item = items.catalog.item(index);
    (item.title, item.year, items.catalog.genres(index).collect())
}

/// The first rows of each of MovieLens' sets, in the format of that set.
const MOVIELENS: [(&str, &str); 4] = [
    ("ratings.csv", "userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n1,1029,3.0,1260759179\n2,31,3,835355493\n"),
    (
        "ratings.csv",
        "userId,movieId,rating,timestamp\r\n1,31,2.5,1260759144\r\n1,1029,3.0,1260759179\r\n2,31,3,835355493",
    ),
    ("u.data", "1\t31\t2.5\t1260759144\n1\t1029\t3\t1260759179\n2\t31\t3\t835355493\n"),
    ("ratings.dat", "1::31::2.5::1260759144\n1::1029::3::1260759179\n2::31::3::835355493\n"),
];
const MOVIELENS_ROWS: [(&str, &str, f32, Option<i64>); 3] =
    [("1", "31", 2.5, Some(1260759144)), ("1", "1029", 3.0, Some(1260759179)), ("2", "31", 3.0, Some(835355493))];

#[test]
fn movielens_ratings() {
    for (name, text) in MOVIELENS {
        assert_eq!(rows(&ratings(name, text.as_bytes()).unwrap()), MOVIELENS_ROWS, "{name}");
    }
}

#[test]
fn every_text_may_be_gzipped() {
    for (name, text) in MOVIELENS {
        let read = ratings(&format!("{name}.gz"), &gzipped(text.as_bytes())).unwrap();
        assert_eq!(rows(&read), MOVIELENS_ROWS, "{name}.gz");
        // So is a stream, which has no name.
        assert_eq!(rows(&Ratings::read(gzipped(text.as_bytes()).as_slice(), 0).unwrap()), MOVIELENS_ROWS, "{name}");
    }
    // As `cat a.gz b.gz` makes it.
    let parts = [gzipped(b"user,item\nu,a\n"), gzipped(b"u,b\n")].concat();
    assert_eq!(ratings("ratings.csv.gz", &parts).unwrap().items, ["a", "b"]);
}

#[test]
fn movielens_items() {
    let csv = b"movieId,title,genres\n1,Toy Story (1995),Adventure|Animation\n11,\"American President, The (1995)\",Comedy\n2,M,(no genres listed)\n";
    let films = items("movies.csv", csv).unwrap();
    assert_eq!(item(&films, "1"), ("Toy Story", Some(1995), vec!["Adventure", "Animation"]));
    assert_eq!(item(&films, "11").0, "American President, The");
    assert_eq!(item(&films, "2"), ("M", None, vec![]));
    // In ISO 8859-1, with a colon in a title.
    let dat = b"1::Toy Story (1995)::Animation|Children's|Comedy\n73::Mis\xe9rables, Les (1995)::Drama\n260::Star Wars: Episode IV (1977)::Sci-Fi\n";
    let films = items("movies.dat", dat).unwrap();
    assert_eq!(item(&films, "1"), ("Toy Story", Some(1995), vec!["Animation", "Children's", "Comedy"]));
    assert_eq!(item(&films, "73").0, "Misérables, Les");
    assert_eq!(item(&films, "260").0, "Star Wars: Episode IV");
    let u_item = "1|Toy Story (1995)|01-Jan-1995||http://us.imdb.com/M/title-exact?Toy%20Story%20(1995)|0|0|0|1|1|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n267|unknown||||1|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0|0\n";
    let films = items("u.item", u_item.as_bytes()).unwrap();
    assert_eq!(item(&films, "1"), ("Toy Story", Some(1995), vec!["Animation", "Children's", "Comedy"]));
    assert_eq!(item(&films, "267"), ("unknown", None, vec!["unknown"]));
}

#[test]
fn book_crossing() {
    let text = b"\"User-ID\";\"ISBN\";\"Book-Rating\"\r\n\"276725\";\"034545104X\";\"0\"\r\n\"276726\";\"0155061224\";\"5\"\r\n\"276729\";\"\xfc52165615X\";\"3\"\r\n";
    let read = ratings("BX-Book-Ratings.csv", text).unwrap();
    let expected = [("276725", "034545104X", 0.0), ("276726", "0155061224", 5.0), ("276729", "ü52165615X", 3.0)];
    assert_eq!(rows(&read), expected.map(|(user, item, value)| (user, item, value, None)));
    let text = b"\"ISBN\";\"Book-Title\";\"Book-Author\";\"Year-Of-Publication\"\n\"034545104X\";\"Flesh Tones: A Novel; \\\"signed\\\"\";\"M. J. Rose\";\"2002\"\n\"3518365916\";\"H\xf6lderlin\";\"B\";\"0\"\n";
    let books = items("BX-Books.csv", text).unwrap();
    assert_eq!(item(&books, "034545104X"), ("Flesh Tones: A Novel; \"signed\"", Some(2002), vec![]));
    assert_eq!(item(&books, "3518365916"), ("Hölderlin", None, vec![]));
}

#[test]
fn recbole() {
    let inter = "user_id:token\titem_id:token\trating:float\ttimestamp:float\n196\t242\t3\t881250949\n186\t302\t3.5\t891717742.0\n";
    let expected = [("196", "242", 3.0, Some(881250949)), ("186", "302", 3.5, Some(891717742))];
    assert_eq!(rows(&ratings("ml-100k.inter", inter.as_bytes()).unwrap()), expected);
    let film = "item_id:token\tmovie_title:token_seq\trelease_year:token\tclass:token_seq\n1\tToy Story\t1995\tAnimation Children's Comedy\n2\t\"Great Performances\" Cats\t1998\tMusical\n";
    let films = items("ml-100k.item", film.as_bytes()).unwrap();
    assert_eq!(item(&films, "1"), ("Toy Story", Some(1995), vec!["Animation", "Children's", "Comedy"]));
    assert_eq!(item(&films, "2").0, "\"Great Performances\" Cats");
}

#[test]
fn json_lines() {
    let text = concat!(
        r#"{"user":"u,1","item":7,"rating":4.5,"timestamp":1260759144000}"#,
        "\n\n",
        r#"{"item":"é","user":"u","rating":3,"timestamp":null,"note":["new"]}"#,
        "\n",
    );
    let expected = [("u,1", "7", 4.5, Some(1260759144)), ("u", "é", 3.0, None)];
    assert_eq!(rows(&ratings("plays.jsonl", text.as_bytes()).unwrap()), expected);
    let text =
        "{\"id\":1,\"title\":\"Alien\",\"year\":1979,\"genres\":[\"Horror\",\"Sci-Fi\"]}\n{\"id\":2,\"title\":\"M\"}\n";
    let films = items("films.ndjson.gz", &gzipped(text.as_bytes())).unwrap();
    assert_eq!(item(&films, "1"), ("Alien", Some(1979), vec!["Horror", "Sci-Fi"]));
    assert_eq!(item(&films, "2"), ("M", None, vec![]));
}

#[test]
fn columns_are_found_by_name_in_any_order_and_case() {
    let read = Ratings::read("Rating,Movie_ID,user id\n4.5,a,u\n2,b,u\n".as_bytes(), 0).unwrap();
    assert_eq!(rows(&read), [("u", "a", 4.5, None), ("u", "b", 2.0, None)]);
    let missing = Ratings::read("who,what\n1,2\n".as_bytes(), 0).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::DataFormat);
    assert!(missing.to_string().contains("\"who\""), "{missing}");
    // A byte order mark is not part of a name.
    assert_eq!(Ratings::read("\u{feff}user;item\nu;a\n".as_bytes(), 0).unwrap().items, ["a"]);
}

#[test]
fn columns_may_be_given_by_name_or_number() {
    let with = |text: &str, columns: ColumnNames| {
        let (_folder, path) = file("table.csv", text.as_bytes());
        Ratings::open(File::open(&path).unwrap(), &path, &ReadOptions { columns, ..ReadOptions::default() })
    };
    let name = |name: &str| Some(name.to_owned());
    let text = "who,user,what,rating,seen,liked\nu,x,a,1,2024-01-31,5\n";
    let columns = ColumnNames {
        user: name("who"),
        item: name("What"),
        rating: name("liked"),
        timestamp: name("seen"),
        ..ColumnNames::default()
    };
    assert_eq!(rows(&with(text, columns.clone()).unwrap()), [("u", "a", 5.0, Some(1_706_659_200))]);
    let unrated = ColumnNames { rating: name(""), timestamp: name(""), ..columns.clone() };
    assert_eq!(rows(&with(text, unrated).unwrap()), [("u", "a", 1.0, None)]);
    let absent = with(text, ColumnNames { rating: name("stars"), ..columns }).unwrap_err();
    assert!(absent.to_string().contains("no column \"stars\""), "{absent}");
    // Item before user, and no header.
    let numbered = ColumnNames { user: name("2"), item: name("1"), ..ColumnNames::default() };
    assert_eq!(rows(&with("7,1,5\n8,1,4\n", numbered).unwrap()), [("1", "7", 5.0, None), ("1", "8", 4.0, None)]);
}

#[test]
fn timestamps_of_every_unit_become_seconds() {
    let units = ["1260759144", "1260759144000", "1260759144000000", "1260759144000000000", "1.260759144e9"];
    for at in units.into_iter().chain(["2009-12-14T02:52:24Z", "2009-12-14T03:52:24.5+01:00", "2009-12-14 02:52:24"]) {
        let read = Ratings::read(format!("user,item,timestamp\nu,a,{at}\n").as_bytes(), 0).unwrap();
        assert_eq!(read.rows[0].timestamp, Some(1_260_759_144), "{at}");
    }
    let before = Ratings::read("user,item,timestamp\nu,a,-1500\nu,b,-1500000000000\n".as_bytes(), 0).unwrap();
    assert_eq!((before.rows[0].timestamp, before.rows[1].timestamp), (Some(-1500), Some(-1_500_000_000)));
}

#[test]
fn movielens_is_the_same_in_all_formats() {
    let path = built(RATINGS);
    let csv =
        Ratings::open(File::open(&path).unwrap(), &path, &ReadOptions { max_bad_rows: 0, ..ReadOptions::default() })
            .unwrap();
    assert_eq!((csv.users.len(), csv.items.len(), csv.rows.len()), (671, 9_066, 100_004));
    assert_eq!((csv.skipped.count, csv.duplicates), (0, 0));
    assert!(csv.rows.iter().all(|row| row.timestamp.is_some_and(|at| (789_652_009..=1_476_640_644).contains(&at))));

    let text = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
    let body = text.split_once('\n').unwrap().1;
    let json = |line: &str| {
        let cells: Vec<_> = line.split(',').collect();
        format!(
            "{{\"user\":\"{}\",\"item\":{},\"rating\":{},\"timestamp\":{}000}}\n",
            cells[0], cells[1], cells[2], cells[3]
        )
    };
    let others = [
        ("u.data", body.replace(',', "\t").into_bytes()),
        ("ratings.dat", body.replace(',', "::").into_bytes()),
        ("ratings.jsonl", body.lines().map(json).collect::<String>().into_bytes()),
        ("ratings.csv.gz", gzipped(text.as_bytes())),
    ];
    for (name, bytes) in others {
        let read = ratings(name, &bytes).unwrap();
        assert!(read.users == csv.users && read.items == csv.items && read.rows == csv.rows, "{name}");
    }
    let films = read_catalog(File::open(built(ITEMS)).unwrap()).unwrap();
    assert!(csv.items.iter().all(|id| films.index_of(id).is_some()));
}
