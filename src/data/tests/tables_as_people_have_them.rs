//! Tables as people have them are read as they are meant, and what was guessed is said; or they are refused with what was
//! found, what was expected and what to do. `cases/` has the same table of 60 users, 30 items and 840 ratings in many
//! forms; further forms are made here.
#![allow(missing_docs, clippy::panic, clippy::unwrap_used)]

mod common;

use common::{case, file, ratings_of, rows};
use penchant_base::{ErrorKind, Result};
use penchant_data::{
    CellQuote, ColumnNames, Feedback, Header, IdForm, Items, Ratings, ReadOptions, TextOptions, TimeUnit, Warning,
};
use std::fs::File;

/// What every form of the table has: users, items, ratings, and ratings above 3.5.
const BASE: (usize, usize, usize, usize) = (60, 30, 840, 253);

fn counts(read: &Ratings) -> (usize, usize, usize, usize) {
    let above = read.count_likes(read.scale.positive_above);
    (read.users.len(), read.items.len(), read.rows.len(), above)
}

fn read_case(name: &str) -> Result<Ratings> {
    ratings_of(name, &case(name), &ReadOptions::default())
}

fn text_of(name: &str) -> String {
    String::from_utf8(case(name)).unwrap()
}

/// The ratings of a text that must be readable with these options.
fn read_with(text: &str, options: &ReadOptions) -> Ratings {
    ratings_of("table.csv", text.as_bytes(), options).unwrap_or_else(|error| panic!("{error}\n{text:.300}"))
}

fn plain(text: &str) -> Ratings {
    read_with(text, &ReadOptions::default())
}

/// The message with which a text is refused.
fn refusal(text: &str) -> String {
    let error = ratings_of("table.csv", text.as_bytes(), &ReadOptions::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataFormat, "{error}");
    error.to_string()
}

/// The base table with another header and other separators between its cells.
fn base_as(header: &str, separator: &str) -> String {
    let base = text_of("base.csv");
    let (_, body) = base.split_once('\n').unwrap();
    let header = if header.is_empty() { String::new() } else { format!("{}\n", header.replace(',', separator)) };
    format!("{header}{}", body.replace(',', separator))
}

/// The rows of the base table.
fn base_rows() -> Vec<(String, String, f32, Option<i64>)> {
    owned(&read_case("base.csv").unwrap())
}

fn owned(read: &Ratings) -> Vec<(String, String, f32, Option<i64>)> {
    rows(read).into_iter().map(|(user, item, value, time)| (user.to_owned(), item.to_owned(), value, time)).collect()
}

#[test]
fn the_forms_of_the_base_table_are_the_same_table() {
    let base = base_rows();
    assert_eq!(counts(&read_case("base.csv").unwrap()), BASE);
    let same = [
        "my-rating.csv",
        "unnamed-columns.csv",
        "chinese-gb18030.tsv",
        "t_isoT.csv",
        "t_utcsuffix.csv",
        "space.txt",
        "semidec.csv",
        "comment.csv",
        "sql_id.csv",
        "floatids.csv",
    ];
    for name in same {
        let read = read_case(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(counts(&read), BASE, "{name}");
        assert!(owned(&read) == base, "{name}: {:?}", &rows(&read)[..2]);
    }
}

#[test]
fn every_guess_is_said_with_the_option_that_overrides_it() {
    let line = read_case("base.csv").unwrap().report.unwrap().line();
    for part in [
        "CSV in UTF-8 (--encoding)",
        "separated by \",\" (--separator)",
        "a header (--no-header)",
        "user \"userId\" by name (--user-column)",
        "item \"movieId\" by name (--item-column)",
        "rating \"rating\" by name (--rating-column)",
        "time \"timestamp\" by name (--timestamp-column)",
        "seconds since 1970 (--time-unit)",
        "2017-07-14 to 2017-11-06",
        "ratings from 0.5 to 5 (--feedback)",
        "above 3.5 (--positive-above): 253 of 840 rows",
    ] {
        assert!(line.contains(part), "{part:?} is not in {line:?}");
    }
    let line = read_case("my-rating.csv").unwrap().report.unwrap().line();
    assert!(line.contains("rating \"my_rating\" by part of its name (--rating-column)"), "{line}");
    let line = read_case("space.txt").unwrap().report.unwrap().line();
    assert!(line.contains("no header (--header)") && line.contains("user \"1\" by place (--user-column)"), "{line}");
    let line = read_case("chinese-gb18030.tsv").unwrap().report.unwrap().line();
    assert!(line.contains("in gb18030 (--encoding)") && line.contains("user \"用户\" by name"), "{line}");
    let report = serde_json::to_value(read_case("base.csv").unwrap().report).unwrap();
    assert_eq!(report["columns"][0], serde_json::json!({ "name": "userId", "role": "user", "by": "name" }));
    assert_eq!(report["preview"].as_array().unwrap().len(), 10);
}

#[test]
fn likes_without_ratings_are_likes() {
    let read = read_case("likes-only.csv").unwrap();
    assert_eq!((read.rows.len(), read.count_likes(read.scale.positive_above)), (253, 253));
    let read = plain("user,item,rating\nu,a,1\nv,a,1\nv,b,1\n");
    assert_eq!(read.count_likes(read.scale.positive_above), 3);
    assert!(read.report.unwrap().line().contains("all ratings are 1, so that every row is a like"));
}

#[test]
fn counts_are_implicit_feedback_with_a_weight() {
    let read = read_case("counts.dat").unwrap();
    assert_eq!(read.scale.feedback, Feedback::Implicit);
    assert!(read.report.as_ref().unwrap().line().contains("counts from 0 to"), "{:?}", read.report);
    let zeros = read.rows.iter().filter(|row| row.value == 0.0).count();
    assert_eq!(read.count_likes(read.scale.positive_above), read.rows.len() - zeros);
    // The median count above 0 weighs 1, and twice as many weigh less than twice.
    let mut above: Vec<f32> = read.rows.iter().map(|row| row.value).filter(|&value| value > 0.0).collect();
    above.sort_by(f32::total_cmp);
    let median = above[above.len() / 2];
    assert!((read.scale.weight(median) - 1.0).abs() < 1e-6);
    assert!(read.scale.weight(2.0 * median) < 2.0);
    // Hours, and a column whose name says nothing but whose numbers are large.
    for header in ["user,game,hours", "user,game,value"] {
        let text = format!("{header}\nu,a,0.5\nu,b,812.3\nv,a,3\nv,c,40\n");
        assert_eq!(plain(&text).scale.feedback, Feedback::Implicit, "{header}");
    }
    let explicit = ReadOptions { feedback: Some(Feedback::Explicit), ..ReadOptions::default() };
    let read = ratings_of("counts.dat", &case("counts.dat"), &explicit).unwrap();
    assert_eq!(read.scale.feedback, Feedback::Explicit);
}

#[test]
fn the_threshold_follows_the_scale() {
    let read = read_case("ratings-of-ten.csv").unwrap();
    assert_eq!((read.scale.positive_above, read.count_likes(7.0)), (7.0, 253));
    assert!(read.report.unwrap().line().contains("likes are those above 7 (--positive-above): 253 of 840"));
    for (values, above) in [
        ("1 2 3 4 5", 3.5),
        ("0.5 5", 3.5),
        ("0 10 7", 7.0),
        ("0 100 55", 70.0),
        ("-1 1 1", 0.0),
        ("-1 0 1", 0.0),
        ("0 1 1", 0.5),
        ("true false true", 0.5),
        ("like dislike like", 0.5),
        ("0.0 0.35 0.9", 0.7),
        ("1 2 3", 2.1),
    ] {
        let rows = values.split(' ').enumerate().map(|(item, value)| format!("u,i{item},{value}\n"));
        let text = format!("user,item,rating\n{}", rows.collect::<String>());
        assert_eq!(plain(&text).scale.positive_above, above, "{values}");
    }
}

#[test]
fn headers_are_told_from_rows() {
    let with = |text: &str| plain(text);
    // Texts only, without a header: the first event is kept and there is no user of its name.
    let read = with("anna,alien\nanna,brazil\nbob,alien\nbob,cabaret\n");
    assert_eq!((read.rows.len(), read.users.len()), (4, 2));
    assert_eq!(read.report.unwrap().layout.header, Header::None);
    // Pandas' index, with and without names of columns.
    for header in [",userId,movieId,rating,timestamp", "Unnamed: 0,userId,movieId,rating,timestamp", ",0,1,2,3"] {
        let base = base_as("", ",");
        let numbered: String = base.lines().enumerate().map(|(row, line)| format!("{row},{line}\n")).collect();
        let read = with(&format!("{header}\n{numbered}"));
        assert!(owned(&read) == base_rows(), "{header}: {:?}", &rows(&read)[..2]);
    }
    // R's names of rows have no name.
    let read =
        with("\"user\" \"item\" \"rating\"\n\"1\" \"u 1\" \"a\" 5\n\"2\" \"u 1\" \"b\" 3\n\"3\" \"v\" \"a\" 4\n");
    assert_eq!(rows(&read)[0], ("u 1", "a", 5.0, None));
    // In other languages.
    for header in [
        "用户ID,商品编号,评分,时间戳",
        "ユーザーID,商品ID,評価,日時",
        "사용자,상품,평점,날짜",
        "usuario,película,calificación,fecha",
        "Utilisateur,Produit,Note,Date",
        "Nutzer-ID,Artikel,Bewertung,Zeitstempel",
        "id_utente,prodotto,valutazione,data",
        "пользователь,товар,оценка,время",
        "usuário,produto,avaliação,data",
        "المستخدم,المنتج,التقييم,الوقت",
        "उपयोगकर्ता,आइटम,रेटिंग,समय",
        "pengguna,barang,peringkat,waktu",
        "kullanıcı,ürün,puan,tarih",
    ] {
        let read = with(&base_as(header, ","));
        assert!(owned(&read) == base_rows(), "{header}: {:?}", read.report.unwrap().columns);
    }
    // A user 0 with the items 1, 2 and 3 is data; a header of numbers whose user does not recur is none.
    let read = with("0,1\n0,2\n0,3\n1,1\n1,2\n");
    assert_eq!((read.rows.len(), read.users.len()), (5, 2));
    let message = refusal("ann,alien\nbob,brazil\ncyd,cabaret\n");
    assert!(message.contains("--header") && message.contains("--no-header"), "{message}");
    let told =
        ReadOptions { text: TextOptions { header: Some(false), ..TextOptions::default() }, ..ReadOptions::default() };
    assert_eq!(read_with("ann,alien\nbob,brazil\n", &told).rows.len(), 2);
}

#[test]
fn running_numbers_are_no_items() {
    let read = read_case("sql_id.csv").unwrap();
    assert_eq!(read.items.len(), 30);
    let message = refusal("id,user_id,thing,rating\n1,u,a,5\n2,u,b,4\n3,v,a,3\n4,v,c,2\n");
    assert!(message.contains("--item-column") && message.contains("\"thing\""), "{message}");
    // An item that is called id is one.
    assert_eq!(plain("user,id,rating\nu,7,5\nv,7,4\nv,9,3\n").items, ["7", "9"]);
    let message = refusal("0,1,100,2.0\n1,1,103,0.5\n2,1,104,4.5\n3,2,100,1.0\n4,2,103,1.0\n5,2,107,1.0\n");
    assert!(message.contains("counts the rows") && message.contains("--user-column"), "{message}");
}

#[test]
fn what_is_not_a_table_of_events_is_refused() {
    for text in [
        text_of("pivot.csv"),
        text_of("pivot.csv").replacen("userId", "", 1),
        text_of("pivot.csv").split_once('\n').unwrap().1.to_owned(),
    ] {
        let message = refusal(&text);
        assert!(message.contains("matrix of users × items") && message.contains("melt"), "{message}");
    }
    let message = refusal("user,Alien,Brazil,Cabaret\nu,5,,3\nv,,4,\n");
    assert!(message.contains("melt"), "{message}");
    let message = refusal(&text_of("clicks.dat"));
    assert!(
        message.contains("item column 2 (\"2014-04-07T00:08:20.672Z\"") && message.contains("holds times"),
        "{message}"
    );
    // Check-ins as in Gowalla and Foursquare.
    let message = refusal(
        "0\t2010-10-19T23:55:27Z\t30.2359091167\t-97.7951395833\t22847\n0\t2010-10-18T22:17:43Z\t30.2691029532\t-97.7493953705\t420315\n",
    );
    assert!(message.contains("by their places they would be") && message.contains("--item-column"), "{message}");
    let message = refusal(
        "470\t49bbd6c0f964a520f4531fe3\t4bf58dd8d48988d127951735\tArts\t40.7\t-74.0\t-240\tTue Apr 03 18:00:09 +0000 2012\n979\t4a43c0aef964a520c6a61fe3\t4bf58dd8d48988d1df941735\tBridge\t40.6\t-74.0\t-240\tTue Apr 03 18:00:25 +0000 2012\n",
    );
    assert!(message.contains("the rating column does not hold numbers"), "{message}");
    // The columns said, the same table is read.
    let name = |name: &str| Some(name.to_owned());
    let columns = ColumnNames {
        user: name("1"),
        item: name("3"),
        rating: name(""),
        timestamp: name("2"),
        ..ColumnNames::default()
    };
    let read =
        ratings_of("clicks.dat", &case("clicks.dat"), &ReadOptions { columns, ..ReadOptions::default() }).unwrap();
    assert_eq!(read.rows[0].timestamp, Some(1_396_829_300));
}

#[test]
fn an_unused_column_that_looks_better_is_named() {
    let text = "userId,movieId,foo,when_seen\n1,a,5,2017-07-27\n1,b,1,2017-07-28\n2,a,3,2017-07-29\n";
    let warnings = plain(text).report.unwrap().warnings;
    assert!(matches!(&warnings[..], [.., Warning::UnusedRatings { column, .. }] if column == "foo"), "{warnings:?}");
    assert!(warnings[0].to_string().contains("--timestamp-column \"when_seen\""), "{warnings:?}");
    let once: String = (0..30).map(|row| format!("u{},i{row},{}\n", row % 3, row % 5 + 1)).collect();
    let warnings = plain(&format!("user,item,rating\n{once}")).report.unwrap().all_warnings();
    assert!(warnings.iter().any(|warning| matches!(warning, Warning::ItemsNeverRepeat { .. })), "{warnings:?}");
}

#[test]
fn texts_of_every_encoding_are_read_and_it_is_said() {
    let items =
        Items::open(&case("items-windows-1252.csv")[..], "items.csv".as_ref(), &ReadOptions::default()).unwrap();
    assert_eq!(items.catalog.item(0).title, "Ocean’s “Eleven” €uro – Señor");
    assert!(items.report.line().contains("windows-1252"), "{}", items.report.line());

    let chinese = base_as("用户,物品,评分,时间", ",");
    let (japanese, korean) = (base_as("ユーザー,商品,評価,日時", "\t"), base_as("사용자,상품,평점,시간", ","));
    let russian = base_as("пользователь,фильм,оценка,время", ";");
    let traditional = base_as("使用者,物品,評分,時間", ",");
    for (text, label) in [
        (&chinese, "gb18030"),
        (&japanese, "shift_jis"),
        (&japanese, "euc-jp"),
        (&korean, "euc-kr"),
        (&russian, "windows-1251"),
        (&russian, "koi8-u"),
        (&traditional, "big5"),
        (&chinese, "utf-16le"),
        (&korean, "utf-16be"),
    ] {
        let bytes = encoded(text, label);
        for (bytes, options) in [(bytes.clone(), ReadOptions::default()), (bytes, encoding(label))] {
            let read = ratings_of("t.csv", &bytes, &options).unwrap_or_else(|error| panic!("{label}: {error}"));
            let report = read.report.as_ref().unwrap();
            assert!(owned(&read) == base_rows(), "{label}: {:?}", report.layout);
            assert_eq!(report.layout.encoding.as_deref().map(str::to_lowercase).as_deref(), Some(label));
            assert_eq!(report.layout.replaced, 0);
        }
    }
    // The first character that is not ASCII may be far into the text.
    let late = format!("user,item\n{}u,caf\u{e9}\n", "u,a\n".repeat(100_000));
    let read = ratings_of("t.csv", &encoded(&late, "windows-1252"), &ReadOptions::default()).unwrap();
    assert_eq!(read.items, ["a", "café"]);
    // A few damaged characters in UTF-8 do not make another encoding of all others.
    let mut damaged =
        format!("user,item\n{}", (0..200).map(|row| format!("ü{row},é\n")).collect::<String>()).into_bytes();
    damaged.extend(b"u,x\xff\n");
    let read = ratings_of("t.csv", &damaged, &ReadOptions::default()).unwrap();
    let warnings = read.report.unwrap().all_warnings();
    assert!(matches!(warnings[0], Warning::ReplacedBytes { count: 1, line: 202, .. }), "{warnings:?}");
    let unknown = ratings_of("t.csv", chinese.as_bytes(), &encoding("klingon")).unwrap_err();
    assert!(unknown.kind() == ErrorKind::Argument && unknown.to_string().contains("gb18030"), "{unknown}");
}

fn encoding(label: &str) -> ReadOptions {
    ReadOptions {
        text: TextOptions { encoding: Some(label.to_owned()), ..TextOptions::default() },
        ..ReadOptions::default()
    }
}

fn encoded(text: &str, label: &str) -> Vec<u8> {
    match label {
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => {
            let (bytes, _, faulty) = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(text);
            assert!(!faulty);
            bytes.into_owned()
        }
    }
}

#[test]
fn times_are_read_in_every_common_form() {
    let at = |text: &str| {
        let read = plain(&format!("user;item;time\nu;a;{text}\nu;b;{text}\n"));
        let report = read.report.unwrap().times.unwrap();
        (read.rows[0].timestamp, read.rows[0].nanos, report.unit)
    };
    const SECOND: i64 = 1_501_147_134;
    for text in [
        "2017-07-27T09:18:54Z",
        "2017-07-27T09:18:54",
        "2017-07-27 09:18:54",
        "2017-07-27 09:18:54 UTC",
        "2017-07-27 09:18:54+00:00",
        "2017-07-27T11:18:54+0200",
        "2017-07-27 09:18:54 +0000",
        "20170727T091854Z",
        "Thu, 27 Jul 2017 09:18:54 +0000",
        "Thu Jul 27 09:18:54 +0000 2017",
        "27 Jul 2017 09:18:54",
        "27/07/2017 09:18:54",
        "27.07.2017 09:18:54",
        "07/27/2017 09:18:54 AM",
        "2017/07/27 9:18:54",
        "2017年7月27日 09:18:54",
        "20170727091854",
        "1501147134",
        "1501147134000",
        "1501147134000000",
        "1501147134000000000",
        "1.501147134e9",
        "1501147134.0",
        "42943,388125",
        "42943.388125",
    ] {
        assert_eq!(at(text).0, Some(SECOND), "{text}");
    }
    for text in [
        "2017-07-27T09:18:54.250Z",
        "2017-07-27 09:18:54.25",
        "1501147134250",
        "1501147134.25",
        "2017-07-27 09:18:54,250",
    ] {
        assert_eq!((at(text).0, at(text).1), (Some(SECOND), 250_000_000), "{text}");
    }
    for text in
        ["2017-07-27", "20170727", "42943", "27.07.2017", "Jul 27, 2017", "07 27, 2017", "27-Jul-2017", "2017/7/27"]
    {
        assert_eq!(at(text).0, Some(1_501_113_600), "{text}");
    }
    assert_eq!(at("2017-07-27 09:18").0, Some(1_501_147_080));
    let units = [
        ("20170727", TimeUnit::YearMonthDay),
        ("42943", TimeUnit::ExcelDays),
        ("1501147134000", TimeUnit::Milliseconds),
    ];
    units.iter().for_each(|(text, unit)| assert_eq!(at(text).2, *unit, "{text}"));
    // A day or a month first is decided by the column, or asked for.
    let read = plain("user,item,time\nu,a,03/02/2017\nu,b,03/25/2017\n");
    assert_eq!(read.rows[0].timestamp, Some(1_488_412_800));
    let message = refusal("user,item,time\nu,a,03/02/2017\nu,b,03/05/2017\n");
    assert!(message.contains("--time-unit day-first"), "{message}");
    let told = ReadOptions { time_unit: Some(TimeUnit::DayFirst), ..ReadOptions::default() };
    assert_eq!(read_with("user,item,time\nu,a,03/02/2017\n", &told).rows[0].timestamp, Some(1_486_080_000));
    let told = ReadOptions { time_unit: Some(TimeUnit::Seconds), ..ReadOptions::default() };
    assert_eq!(read_with("user,item,time\nu,a,20170727\n", &told).rows[0].timestamp, Some(20_170_727));
    let read = read_case("dates-as-numbers.csv").unwrap();
    assert_eq!(read.rows[0].timestamp, Some(1_501_113_600));
}

#[test]
fn an_empty_time_drops_one_time() {
    let text = text_of("base.csv").replacen("1501147134", "", 1);
    let read = plain(&text);
    assert_eq!(read.rows.iter().filter(|row| row.timestamp.is_none()).count(), 1);
    let catalog = read.catalog().unwrap();
    let interactions = read.interactions(f32::NEG_INFINITY, &catalog);
    assert_eq!((interactions.days.unwrap().len(), interactions.likes.len()), (839, 840));
    assert!(read.report.unwrap().warnings.contains(&Warning::UnknownTimes { count: 1, rows: 840 }));
}

#[test]
fn the_latest_rating_in_time_counts() {
    let of = |name: &str| {
        let read = read_case(name).unwrap();
        let mut ratings = owned(&read);
        ratings.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
        ratings
    };
    assert!(of("rerate_asc.csv") == of("rerate_desc.csv"));
    // Within a second too; at one time, the later row.
    let read = plain(
        "user,item,rating,time\nu,a,5,1501147134900\nu,a,1,1501147134100\nu,b,1,1501147134100\nu,b,4,1501147134100\n",
    );
    assert_eq!(rows(&read).iter().map(|row| row.2).collect::<Vec<_>>(), [5.0, 4.0]);
}

#[test]
fn ids_are_exact_or_refused() {
    let huge = read_case("huge.jsonl").unwrap();
    assert_eq!(huge.items.len(), 30);
    assert_eq!(huge.items[0], "10000000000000000000000");
    let ratings = read_case("floatids.csv").unwrap();
    let items = Items::open(&case("items.csv")[..], "items.csv".as_ref(), &ReadOptions::default()).unwrap();
    assert_eq!(ratings.count_unknown(&items.catalog), 0);
    assert!(ratings.report.unwrap().warnings.iter().any(|warning| matches!(warning, Warning::IdsWereFloats { .. })));
    // Zeros that a spreadsheet lost.
    let ratings = plain("user,item,rating\nu,101,5\nv,102,4\nv,101,3\n");
    let padded =
        Items::open(&b"id,title\n0101,A\n0102,B\n"[..], "items.csv".as_ref(), &ReadOptions::default()).unwrap();
    let message = ratings.compare_with(&padded.catalog).unwrap_err().to_string();
    assert!(
        message.contains("\"101\"") && message.contains("\"0101\"") && message.contains("--ids numbers"),
        "{message}"
    );
    let numbers = ReadOptions { ids: Some(IdForm::Numbers), ..ReadOptions::default() };
    let padded = Items::open(&b"id,title\n0101,A\n0102,B\n"[..], "items.csv".as_ref(), &numbers).unwrap();
    assert_eq!(ratings.compare_with(&padded.catalog).unwrap(), None);
    let message = refusal("user,item,rating\nu,101,5\nv,101.0,4\n");
    assert!(message.contains("\"101\"") && message.contains("\"101.0\""), "{message}");
    let message = refusal("user,item,rating\nu,1.23457E+12,5\nv,1.23458E+12,4\n");
    assert!(message.contains("lost digits") && message.contains("--ids text"), "{message}");
    let other = Items::open(&b"id,title\nx,A\ny,B\n"[..], "items.csv".as_ref(), &ReadOptions::default()).unwrap();
    let message = ratings.compare_with(&other.catalog).unwrap_err().to_string();
    assert!(
        message.contains("none of the rated items") && message.contains("\"101\"") && message.contains("\"x\""),
        "{message}"
    );
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_of_every_kind_is_read() {
    let read = read_case("p_uuid.parquet").unwrap();
    assert_eq!((read.users.len(), read.items.len(), read.rows.len()), (60, 30, 840));
    assert_eq!(read.users[0].trim_start_matches(['0', '-']), "1");
    assert_eq!(counts(&read_case("p_c_lz4.parquet").unwrap()), BASE);
}

#[test]
fn dialects_are_read_as_they_are_meant() {
    let framed: String =
        base_as("userId,movieId,rating,timestamp", " | ").lines().map(|line| format!("| {line} |\n")).collect();
    let ruler = "+---+---+---+---+\n";
    let (header, body) = framed.split_once('\n').unwrap();
    let psql = base_as(" userId | movieId | rating | timestamp ", " | ").replacen(
        '\n',
        "\n--------+---------+--------+-----------\n",
        1,
    );
    for (text, what) in [
        (base_as("userId,movieId,rating,timestamp", ";").replace('.', ","), "decimal commas"),
        (base_as("userId|movieId|rating|timestamp", "|"), "pipes"),
        (base_as("userId movieId rating timestamp", "  "), "runs of spaces"),
        (format!("sep=;\n{}", base_as("userId;movieId;rating;timestamp", ";")), "Excel's separator"),
        (format!("# a\n#\n{}# the end\n", base_as("userId,movieId,rating,timestamp", ",")), "comments"),
        (format!("# userId,movieId,rating,timestamp\n{}", base_as("", ",")), "a header as a comment"),
        (format!("{}\0\0\0", base_as("userId,movieId,rating,timestamp", ",")), "zeros at the end"),
        (format!("{}\u{1a}\n", base_as("userId,movieId,rating,timestamp", ",")), "Ctrl-Z at the end"),
        (format!("{psql}(840 rows)\n\n"), "psql"),
        (format!("{ruler}{header}\n{ruler}{body}{ruler}840 rows in set (0.00 sec)\n"), "mysql"),
        (base_as("userId,movieId,rating,timestamp", ",").replace('\n', "\r"), "carriage returns"),
        (format!("\u{feff}{}", base_as("userId,movieId,rating,timestamp", ",")), "a mark"),
    ] {
        let read = ratings_of("t.csv", text.as_bytes(), &ReadOptions::default())
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(
            owned(&read) == base_rows(),
            "{what}: {:?}\n{}",
            &rows(&read)[..2],
            read.report.as_ref().unwrap().line()
        );
        assert_eq!(read.skipped.count, 0, "{what}");
    }
    let array: Vec<_> = base_rows().iter().map(|(user, item, rating, time)| serde_json::json!({ "user": user, "item": item, "rating": rating, "time": time })).collect();
    let read = ratings_of("t.json", serde_json::to_string_pretty(&array).unwrap().as_bytes(), &ReadOptions::default())
        .unwrap();
    assert!(owned(&read) == base_rows());
    let nested = "{\"user\":{\"id\":1},\"item\":2,\"rating\":3}\n".repeat(200);
    assert!(refusal(&nested).contains("an id is a JSON object"));
    let columns = r#"{"userId":{"0":1,"1":2},"movieId":{"0":7,"1":8}}"#;
    assert!(refusal(columns).contains("orient=\"records\""));
}

#[test]
fn faults_have_their_right_lines() {
    let read = read_case("blank_ragged.csv").unwrap();
    assert_eq!(read.skipped.examples.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [5], "{:?}", read.skipped);
    let read = read_case("blank-line.csv").unwrap();
    assert_eq!(read.skipped.examples, [(5, "\"x\" is not a rating; expected a finite number".to_owned())]);
}

#[cfg(all(feature = "zip", feature = "zstd"))]
#[test]
fn archives_are_unpacked_and_other_files_refused_by_name() {
    let base = case("base.csv");
    let packed = zstd::encode_all(&base[..], 3).unwrap();
    assert!(owned(&ratings_of("base.csv.zst", &packed, &ReadOptions::default()).unwrap()) == base_rows());
    let zipped = zip_of(&[("ml/base.csv", &base), ("ml/README.txt", b"read me")]);
    let read = ratings_of("base.zip", &zipped, &ReadOptions::default()).unwrap();
    assert!(owned(&read) == base_rows() && read.report.unwrap().layout.packing == Some("zip"));
    let refused = |bytes: &[u8]| ratings_of("t", bytes, &ReadOptions::default()).unwrap_err().to_string();
    let several = refused(&zip_of(&[("a.csv", &base), ("b.csv", &base)]));
    assert!(several.contains("2 tables") && several.contains("a.csv"), "{several}");
    assert!(refused(&zip_of(&[("xl/workbook.xml", b"<a/>")])).contains("Excel workbook"));
    let mut damaged = zipped.clone();
    damaged[200] ^= 0xff;
    assert!(!refused(&damaged).contains("panicked"));
    for (bytes, part) in [
        (&b"SQLite format 3\0..."[..], "SQLite"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "git lfs pull"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
        (b"BZh91AY", "bzip2"),
    ] {
        assert!(refused(bytes).contains(part), "{part}");
    }
}

#[cfg(feature = "zip")]
fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn part_files_are_one_table() {
    let base = text_of("base.csv");
    let (header, body) = base.split_once('\n').unwrap();
    let lines: Vec<&str> = body.lines().collect();
    let parts = [&lines[..400], &[], &lines[400..]].map(|lines| format!("{header}\n{}\n", lines.join("\n")));
    let files: Vec<_> =
        parts.iter().enumerate().map(|(part, text)| file(&format!("part-{part}.csv"), text.as_bytes())).collect();
    let open = || files.iter().map(|(_, path)| (path.clone(), File::open(path).unwrap())).collect::<Vec<_>>();
    let read = Ratings::open_parts(open(), &ReadOptions::default()).unwrap();
    assert!(owned(&read) == base_rows());
    let (_folder, other) = file("part-9.csv", b"a,b\n1,2\n");
    let mut mixed = open();
    mixed.push((other.clone(), File::open(&other).unwrap()));
    assert!(Ratings::open_parts(mixed, &ReadOptions::default()).unwrap_err().to_string().contains("part-9.csv"));
}

#[test]
fn genres_and_titles_of_items_are_found() {
    let items = |name: &str| Items::open(&case(name)[..], name.as_ref(), &ReadOptions::default()).unwrap();
    let genres = |items: &Items, item: u32| items.catalog.genres(item).map(str::to_owned).collect::<Vec<_>>();
    let lists = items("itemslist.csv");
    assert_eq!(genres(&lists, 0), ["Action", "Drama"]);
    let untitled = items("itemsnotitle.csv");
    assert_eq!((untitled.catalog.item(0).title, untitled.catalog.item(0).year), ("Film 0", Some(1950)));
    assert_eq!(genres(&untitled, 0), ["A", "B"]);
    let escaped = items("items-backslash.csv");
    assert_eq!((escaped.catalog.item(0).title, escaped.catalog.len()), ("The \"Great\" One", 2));
    assert_eq!(genres(&escaped, 0), ["A", "B"]);
    let tmdb =
        "id,title,genres\n1,A,\"[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': \"\"Children's\"\"}]\"\n2,B,[]\n";
    let tmdb = Items::open(tmdb.as_bytes(), "t.csv".as_ref(), &ReadOptions::default()).unwrap();
    assert_eq!((genres(&tmdb, 0), genres(&tmdb, 1)), (vec!["Animation".to_owned(), "Children's".into()], vec![]));
    for (text, separator) in [
        ("id,genres\n1,\"Drama, Comedy\"\n", ","),
        ("id,genres\n1,Drama; Comedy\n", ";"),
        ("id,genres\n1,\"[\"\"Drama\"\", \"\"Comedy\"\"]\"\n", "list"),
    ] {
        let items = Items::open(text.as_bytes(), "t.csv".as_ref(), &ReadOptions::default()).unwrap();
        assert_eq!(genres(&items, 0).len(), 2, "{separator}");
    }
}

#[test]
fn cells_in_single_quotes_are_read() {
    let rows_of = |read: &Ratings| owned(read);
    let quoted = |header: &str| {
        let row = |index: usize| format!("'u{}','The Best, of {}',{}\n", index % 7, index, 1 + index % 5);
        format!("{header}\n{}", (0..60).map(row).collect::<String>())
    };
    let expected: Vec<_> = (0..60usize)
        .map(|index| (format!("u{}", index % 7), format!("The Best, of {index}"), (1 + index % 5) as f32, None))
        .collect();
    for header in ["user,item,rating", "'user','item','rating'"] {
        let read = plain(&quoted(header));
        assert_eq!(rows_of(&read), expected, "{header}");
        let line = read.report.unwrap().line();
        assert!(line.contains("cells are enclosed by ' (--quote)"), "{line}");
    }
    // An apostrophe does not enclose anything.
    let apostrophes = "user,item,rating\nu,'Til There Was You,5\nv,Rock 'n' Roll,4\n";
    assert_eq!(plain(apostrophes).items, ["'Til There Was You", "Rock 'n' Roll"]);
    let none = TextOptions { quote: Some(CellQuote::None), ..TextOptions::default() };
    let read =
        read_with("user,item,rating\nu,\"x\",5\nv,\"x\",4\n", &ReadOptions { text: none, ..ReadOptions::default() });
    assert_eq!(read.items, ["\"x\""]);
}

#[test]
fn rows_with_one_cell_more_are_no_names_of_rows_unless_these_differ() {
    let row = |index: usize| format!("u{},The Best, of {index},5\n", index % 7);
    let table = format!("user,item,rating\n{}", (0..200).map(row).collect::<String>());
    let error = ratings_of("t.csv", table.as_bytes(), &ReadOptions::default()).unwrap_err().to_string();
    assert!(error.contains("it has 4 cells instead of 3"), "{error}");
}

#[test]
fn lists_of_items_are_refused() {
    let line = |user: usize| {
        let items: Vec<String> = (0..1 + user % 9).map(|item| (7 * user + item).to_string()).collect();
        format!("{user} {}\n", items.join(" "))
    };
    let lines: String = (0..60).map(line).collect();
    for text in [lines.clone(), lines.replace(' ', ","), lines.replace(' ', "\t")] {
        let error = refusal(&text);
        assert!(error.contains("a list of items in each line"), "{error}");
        assert!(error.contains("awk"), "{error}");
    }
    let array = "{\"user\": \"u\", \"items\": [1, 2]}\n{\"user\": \"v\", \"items\": [2]}\n";
    let python = "user,items\nu,\"['a', 'b']\"\nv,\"['a']\"\n";
    for text in [array, python] {
        let error = refusal(text);
        assert!(error.contains("the item column \"items\" holds lists"), "{error}");
        assert!(error.contains("df.explode(\"items\")"), "{error}");
    }
}
