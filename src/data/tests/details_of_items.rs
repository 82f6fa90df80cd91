//! Details of items, which are shown and not learned from, are read as they are meant, made into a pack and read again;
//! what cannot be used is left out with a warning that says where.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_base::{ErrorKind, Result};
use penchant_data::{By, ColumnNames, Items, ReadOptions, Warning};
use penchant_recommend::{Catalog, Detail, Details};

fn read_with(text: &str, options: &ReadOptions) -> Result<Items> {
    Items::open(text.as_bytes(), "items.csv".as_ref(), options)
}

fn read(text: &str) -> Items {
    read_with(text, &ReadOptions::default()).unwrap()
}

fn columns_of(items: &Items) -> Vec<(Detail, &str)> {
    items.report.details.iter().map(|report| (report.detail, report.column.as_str())).collect()
}

fn details<'c>(catalog: &'c Catalog, id: &str) -> Details<'c> {
    catalog.details(catalog.index_of(id).unwrap())
}

fn linked(template: &str) -> ReadOptions {
    ReadOptions { link: Some(template.parse().unwrap()), ..ReadOptions::default() }
}

const FILMS: &str = "\
id,title,year,genres,director,cast,overview,runtime,url,imdb
1,Alien,1979,Horror|Sci-Fi,Ridley Scott,Sigourney Weaver|Tom Skerritt,\"In space, no one can hear you.\",117,https://example.org/1,tt0078748
2,The Matrix,1999,Action,Lana Wachowski|Lilly Wachowski,Keanu Reeves,,136.0,,tt0133093
3,Unknown,,,,,,,,
";

#[test]
fn each_detail_is_taken_from_the_column_of_its_name() {
    let items = read(FILMS);
    let expected = [
        (Detail::Creators, "director"),
        (Detail::Cast, "cast"),
        (Detail::Synopsis, "overview"),
        (Detail::Minutes, "runtime"),
        (Detail::Link, "url"),
    ];
    assert_eq!(columns_of(&items), expected);
    let alien = Details {
        creators: vec!["Ridley Scott"],
        cast: vec!["Sigourney Weaver", "Tom Skerritt"],
        synopsis: Some("In space, no one can hear you."),
        minutes: Some(117),
        link: Some("https://example.org/1".to_owned()),
    };
    assert_eq!(details(&items.catalog, "1"), alien);
    let matrix = details(&items.catalog, "2");
    assert_eq!((matrix.creators.len(), matrix.minutes, matrix.synopsis, matrix.link), (2, Some(136), None, None));
    assert_eq!(details(&items.catalog, "3"), Details::default());
    // The description is learned from as before.
    assert!(items.texts[0].contains("no one can hear"));
    assert_eq!(items.report.warnings, []);
    let line = items.report.line();
    for part in [r#"creators in "director" separated by "|" (--creators-column)"#, r#"minutes in "runtime""#] {
        assert!(line.contains(part), "{line}");
    }
}

#[test]
fn tables_without_details_have_none() {
    let items = read("id,title,genres\n1,Alien,Horror\n");
    assert_eq!((items.report.details.len(), items.catalog.detail_sizes().len()), (0, 0));
}

#[test]
fn columns_have_many_names_and_lists_many_forms() {
    for (text, creators) in [
        ("ISBN;Book-Title;Book-Author\n1;Emma;Jane Austen\n", &["Jane Austen"][..]),
        ("id,title,artist_name\n1,Song,\"Ella & Louis\"\n", &["Ella & Louis"]),
        ("id,标题,导演\n1,卧虎藏龙,李安\n", &["李安"]),
        ("id,name,developers\n1,Game,\"['Two Ravens', 'Bounce House']\"\n", &["Two Ravens", "Bounce House"]),
        ("id,title,director\n1,Film,\"[{\"\"name\"\": \"\"Agnès Varda\"\"}]\"\n", &["Agnès Varda"]),
        ("id,title,director\n1,Film,\"Two\n lines\"\n", &["Two lines"]),
    ] {
        let items = read(text);
        assert_eq!(items.catalog.details(0).creators, creators, "{text}");
    }
    // Ids of artists are not their names.
    assert_eq!(read("id,title,artist_id\n1,Song,77\n").report.details, []);
}

#[test]
fn an_unusable_cell_is_left_out_and_said_with_its_line() {
    let items = read(
        "id,title,runtime,url\n1,A,two hours,javascript:alert(1)\n2,B,90 min,https://b.org\n3,C,-5,data:x\n4,D,0,N/A\n",
    );
    assert_eq!(
        (0..4).map(|item| items.catalog.details(item).minutes).collect::<Vec<_>>(),
        [None, Some(90), None, None]
    );
    assert_eq!(
        (0..4).map(|item| items.catalog.details(item).link).collect::<Vec<_>>(),
        [None, Some("https://b.org".to_owned()), None, None]
    );
    let unusable = |detail, column: &str, example: &str| Warning::UnusableDetails {
        detail,
        column: column.into(),
        count: 2,
        line: 2,
        example: example.into(),
    };
    let expected =
        [unusable(Detail::Minutes, "runtime", "two hours"), unusable(Detail::Link, "url", "javascript:alert(1)")];
    assert_eq!(items.report.warnings, expected);
    assert!(expected[0].to_string().contains("line 2: \"two hours\" is not a number of minutes"), "{}", expected[0]);
    let long = format!("id,title,description\n1,A,{}\n2,B,short\n", "x".repeat(20_000));
    let items = read(&long);
    assert_eq!((items.catalog.details(0).synopsis, items.catalog.details(1).synopsis), (None, Some("short")));
    assert!(matches!(items.report.warnings[..], [Warning::UnusableDetails { count: 1, line: 2, .. }]));
}

#[test]
fn a_length_that_is_too_long_for_minutes_is_not_taken_for_them() {
    let items = read("id,title,length\n1,A,412\n2,B,380\n3,C,96\n");
    assert_eq!(items.catalog.detail_sizes(), []);
    assert_eq!(items.report.warnings, [Warning::UnusedMinutes { column: "length".into(), example: "412".into() }]);
    let columns = ColumnNames { minutes: Some("length".into()), ..ColumnNames::default() };
    let told = read_with("id,title,length\n1,A,412\n", &ReadOptions { columns, ..ReadOptions::default() }).unwrap();
    assert_eq!(told.catalog.details(0).minutes, Some(412));
    assert_eq!(told.report.details[0].by, By::Option);
    assert_eq!(read("id,title,length\n1,A,96\n").catalog.details(0).minutes, Some(96));
}

#[test]
fn columns_that_were_told_are_used_and_an_empty_name_leaves_one_out() {
    let columns =
        ColumnNames { creators: Some("imdb".into()), synopsis: Some(String::new()), ..ColumnNames::default() };
    let items = read_with(FILMS, &ReadOptions { columns, ..ReadOptions::default() }).unwrap();
    assert_eq!((items.catalog.details(0).creators, items.catalog.details(0).synopsis), (vec!["tt0078748"], None));
    let columns = ColumnNames { cast: Some("nowhere".into()), ..ColumnNames::default() };
    let error = read_with(FILMS, &ReadOptions { columns, ..ReadOptions::default() }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataFormat);
    assert!(error.to_string().contains("no column \"nowhere\""), "{error}");
}

#[test]
fn links_are_made_of_a_template() {
    let items = read_with(FILMS, &linked("https://www.imdb.com/title/{imdb}/")).unwrap();
    assert_eq!(details(&items.catalog, "2").link.unwrap(), "https://www.imdb.com/title/tt0133093/");
    assert_eq!(details(&items.catalog, "3").link, None);
    let by_id = read_with("id,title\na b/c,Odd\n", &linked("https://example.org/{id}?x=1")).unwrap();
    assert_eq!(by_id.catalog.details(0).link.unwrap(), "https://example.org/a%20b%2Fc?x=1");
    let error = read_with(FILMS, &linked("https://example.org/{isbn}")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DataFormat);
    assert!(error.to_string().contains("no column \"isbn\""), "{error}");
}
