//! Truncated packs, changed packs, packs of another version and other files are refused with a typed error, and no
//! bytes make the reader panic.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_base::ErrorKind;
use penchant_linear::Csr;
use penchant_recommend::Details;
use penchant_recommend::Interactions;
use penchant_recommend::Recommender;
use penchant_recommend::families::TrainingInput;

/// What the fuzz target does.
#[path = "../../../tools/fuzz/checks/pack.rs"]
mod pack;

/// Every family that ranks and can be packed.
const MODEL: &str = "ease + als(factors=4) + content + items + 2..0/5*popularity + svd(factors=2) + transitions";

/// A pack of a few items, small enough to change every byte of it.
fn small_pack() -> Vec<u8> {
    let mut builder = penchant_recommend::CatalogBuilder::new();
    for (id, title) in [("1", "Alien"), ("2", "Amélie"), ("3", "Brazil"), ("4", "Cabaret"), ("5", "")] {
        builder.push_with_details(id, title, Some(1980), ["Drama", "War"], &details_of(id)).unwrap();
    }
    let catalog = builder.build().unwrap();
    let sequences = vec![vec![0, 2], vec![2, 0, 3], vec![1]];
    let cells = sequences.iter().zip(0..).flat_map(|(items, user)| items.iter().map(move |&item| (user, item, 1.0)));
    let likes = Csr::from_triplets(3, 5, cells);
    let interactions = Interactions { likes, days: None, sequences };
    let training = TrainingInput::new(&interactions, &catalog, &[]);
    penchant_recommend::training::train(&MODEL.parse().unwrap(), &training).unwrap().to_pack().unwrap()
}

/// Details of some of the items.
fn details_of(id: &str) -> Details<'static> {
    match id {
        "2" => Details {
            creators: vec!["Jean-Pierre Jeunet"],
            cast: vec!["Audrey Tautou", "Mathieu Kassovitz"],
            synopsis: Some("À Paris."),
            minutes: Some(122),
            link: Some("https://example.org/films/2".to_owned()),
        },
        "4" => Details { minutes: Some(124), link: Some("https://example.org/4".to_owned()), ..Details::default() },
        _ => Details::default(),
    }
}

fn refusal(bytes: &[u8]) -> ErrorKind {
    Recommender::open(bytes.to_vec()).map(|_| ()).expect_err("an invalid pack was opened").kind()
}

#[test]
fn writing_is_deterministic_and_reversed_by_reading() {
    let bytes = small_pack();
    assert_eq!(bytes, small_pack());
    assert_eq!(Recommender::open(bytes.clone()).unwrap().to_pack().unwrap(), bytes);
}

#[test]
fn details_come_out_as_they_went_in() {
    let recommender = Recommender::open(small_pack()).unwrap();
    let catalog = recommender.catalog();
    for item in 0..catalog.len() as u32 {
        assert_eq!(catalog.details(item), details_of(catalog.item(item).id));
    }
}

/// By `parse`, because whoever changes the bytes can change the checksum too.
#[test]
fn details_that_are_not_what_they_should_be_are_refused() {
    let bytes = small_pack();
    Recommender::parse(bytes.clone().into()).unwrap();
    for (from, to, what) in [
        (r#""items.synopsis.offsets""#, r#""items.synopsis.offsetz""#, "items.synopsis.offsets"),
        (r#""items.link.prefix""#, r#""items.link.prefiz""#, "http://"),
        (r#""items.link.prefix.offsets""#, r#""items.link.prefix.offsetz""#, "items.link.prefix.offsets"),
        ("https://example.org/", "javascript:alert(1)/", "http://"),
        ("https://example.org/", "  ttps://example.org", "http://"),
    ] {
        let error = Recommender::parse(replaced(&bytes, from, to).into()).map(|_| ()).expect_err(what);
        assert_eq!(error.kind(), ErrorKind::PackFormat);
        assert!(error.to_string().contains(what), "{error}");
    }
}

#[test]
fn every_truncation_is_refused() {
    let bytes = small_pack();
    for length in 0..bytes.len() {
        let kind = refusal(&bytes[..length]);
        assert!(matches!(kind, ErrorKind::PackFormat | ErrorKind::PackChecksum), "{length}: {kind:?}");
    }
}

#[test]
fn every_changed_byte_is_detected() {
    let bytes = small_pack();
    for index in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[index] ^= 0x20;
        refusal(&changed);
    }
    let mut demo = penchant_testing::bytes(penchant_testing::PACK);
    let index = demo.len() - 1000;
    demo[index] ^= 1;
    assert_eq!(refusal(&demo), ErrorKind::PackChecksum);
}

#[test]
fn a_newer_version_is_refused_with_its_number() {
    let newer = replaced(&small_pack(), "\"version\":\"1\"", "\"version\":\"9\"");
    let error = Recommender::open(newer).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PackVersion);
    assert!(error.to_string().contains("version 9"), "{error}");
}

#[test]
fn other_files_are_refused() {
    for bytes in [&b""[..], b"PK\x03\x04", b"<!doctype html><title>404</title>", &[0xff; 64]] {
        assert_eq!(refusal(bytes), ErrorKind::PackFormat);
    }
}

/// Without the checksum, which an attacker can compute: changed bytes give an error or a pack that works.
#[test]
fn a_changed_pack_that_opens_can_be_used() {
    let bytes = small_pack();
    let header = 8 + u64::from_le_bytes(*bytes.first_chunk().unwrap()) as usize;
    let mut opened = 0;
    let mut state = 42u64;
    for _ in 0..20_000 {
        let mut changed = bytes.clone();
        // Half of them do not change the header: most changes of the header make its JSON invalid.
        let from = if next(&mut state).is_multiple_of(2) { header } else { 0 };
        for _ in 0..=next(&mut state) % 4 {
            let index = from + (next(&mut state) % (changed.len() - from) as u64) as usize;
            changed[index] = next(&mut state) as u8;
        }
        opened += usize::from(pack::check(&changed));
    }
    assert!(opened > 1000, "only {opened} mutations were opened, too few for a meaningful test");
}

/// SplitMix64 (G. Steele, D. Lea and C. Flood, OOPSLA 2014).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let start = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    let mut replaced = bytes.to_vec();
    replaced[start..start + from.len()].copy_from_slice(to.as_bytes());
    replaced
}
