//! How the files of a source may be written.
#![allow(clippy::unwrap_used, clippy::panic)]

mod shop;

use plumb_facts::{Mapping, import};
use proptest::prelude::*;
use shop::{assert_adds_up, file, mapping, on, rows, store, taken};

/// A mapping of one source, `sales`, with some more settings.
fn with(settings: &str) -> String {
    format!(
        r#"
[mapping]
name = "shop"
[source.sales]
file = "sales.csv"
{settings}
[table.bookings]
sql = "select Number as key, Date as date, Person as person, Net as net, 'EUR' as currency from src.sales"
"#
    )
}

const TYPES: &str = "columns = { Date = \"date\", Net = \"amount\" }\n";
const BOOKINGS: &str = "select key, date, person, net from bookings";

fn read(settings: &str, bytes: impl Into<Vec<u8>>) -> Vec<Vec<String>> {
    let (store, report) = taken(&with(&format!("{TYPES}{settings}")), &[file("sales.csv", bytes)]);
    assert!(report.rejects.is_empty(), "{:#?}", report.rejects);
    assert_adds_up(&report);
    rows(&store, BOOKINGS)
}

#[test]
fn a_semicolon_file_with_decimal_commas_and_german_dates_is_read() {
    let settings = "delimiter = \";\"\nnumbers = \"decimal comma\"\ndates = \"%d.%m.%Y\"\n";
    let read = read(settings, "Number;Date;Person;Net\n007;31.01.2026;Jörg;1.234,50\n");
    assert_eq!(read, [["007", "2026-01-31", "Jörg", "1234500000"]]);
}

#[test]
fn one_column_may_have_a_date_format_of_its_own() {
    let settings = "columns = { Date = { type = \"date\", format = \"%m/%d/%Y\" }, Net = \"amount\" }\ndates = \"%d.%m.%Y\"\n";
    let (store, _) = taken(&with(settings), &[file("sales.csv", "Number,Date,Person,Net\n1,7/4/1996,a,1\n")]);
    assert_eq!(rows(&store, "select date from bookings"), [["1996-07-04"]]);
}

#[test]
fn other_encodings_are_told_and_byte_order_marks_are_found() {
    let text = "Number,Date,Person,Net\n1,2026-01-31,José,1\n";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(read("encoding = \"latin-1\"\n", latin)[0][2], "José");
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("encoding = \"utf-16\"\n", utf16.clone())[0][2], "José");
    assert_eq!(read("", utf16)[0][2], "José");
    assert_eq!(read("", [b"\xef\xbb\xbf", text.as_bytes()].concat())[0][2], "José");
}

#[test]
fn bytes_of_another_encoding_are_rejected_where_they_stand() {
    let mut bytes = b"Number,Date,Person,Net\n1,2026-01-31,Jos\xe9,1\n".to_vec();
    bytes.extend(b"2,2026-01-31,ana,1\n");
    let (store, report) = taken(&with(TYPES), &[file("sales.csv", bytes)]);
    assert_eq!(rows(&store, "select key from bookings"), [["2"]]);
    let reject = &report.rejects[0];
    assert_eq!((reject.line, reject.column, reject.field.as_deref()), (Some(2), Some(14), Some("Person")));
    assert!(reject.reason.contains("UTF-8") && reject.reason.contains("encoding"), "{}", reject.reason);
}

#[test]
fn lines_above_the_header_and_footers_are_stepped_over() {
    let text = "Report of sales\n\nNumber,Date,Person,Net\n1,2026-01-31,a,1\n,,,\n\"Total, all\",,,1\n\nCopyright (c) a company\n";
    let (store, report) = taken(
        &with(&format!("{TYPES}skip_top = 2\nfooter = [\"Total\", \"Copyright*\"]\n")),
        &[file("sales.csv", text)],
    );
    assert_eq!((report.sources[0].rows, report.rejects.len()), (1, 0), "{:?}", report.rejects);
    assert_eq!(rows(&store, "select line from origins"), [["4"]]);
}

#[test]
fn null_words_value_maps_and_aliases_are_followed() {
    let settings = "null = [\"\", \"NULL\", \"n/a\"]\nvalues.Person = { \"A. Smith\" = \"ana\" }\naliases.Number = [\"Order No\", \"Nr\"]\n";
    let read = read(settings, "ORDER NO,Date,Person,Net\n1,2026-01-31,A. Smith,1\n2,2026-01-31,NULL,2\n");
    assert_eq!(read, [["1", "2026-01-31", "ana", "1000000"], ["2", "2026-01-31", "", "2000000"]]);
}

#[test]
fn a_file_without_a_header_is_read_by_position() {
    let settings = "header = false\ncolumns = { Number = \"text\", Date = \"date\", Person = \"text\", Net = \"amount\" }\n";
    let (store, _) = taken(&with(settings), &[file("sales.csv", "1,2026-01-31,ana,1\n")]);
    assert_eq!(rows(&store, BOOKINGS), [["1", "2026-01-31", "ana", "1000000"]]);
}

#[test]
fn an_optional_column_may_be_absent_and_is_then_unknown() {
    let read = read("optional = [\"Person\"]\n", "Number,Date,Net\n1,2026-01-31,1\n");
    assert_eq!(read, [["1", "2026-01-31", "", "1000000"]]);
}

#[test]
fn a_required_cell_that_is_empty_rejects_its_row() {
    let text = with(&format!("{TYPES}required = [\"Person\"]\n"));
    let (_, report) = taken(&text, &[file("sales.csv", "Number,Date,Person,Net\n1,2026-01-31,,1\n")]);
    let reject = &report.rejects[0];
    assert_eq!(
        (reject.column, reject.field.as_deref(), reject.reason.as_str()),
        (Some(14), Some("Person"), "is empty, but every row needs one")
    );
}

#[test]
fn every_bad_cell_of_a_row_is_told_and_the_row_stays_out_as_a_whole() {
    let text = "Number,Date,Person,Net\n1,\"31.\n01\",ä,\"x\"\n2,2026-01-31,a,1\n";
    let (store, report) = taken(&with(TYPES), &[file("sales.csv", text)]);
    let told: Vec<_> =
        report.rejects.iter().map(|reject| (reject.line, reject.column, reject.field.as_deref())).collect();
    assert_eq!(told, [(Some(2), Some(3), Some("Date")), (Some(3), Some(7), Some("Net"))]);
    assert_eq!((report.sources[0].rows, report.sources[0].rejected), (2, 1));
    assert_eq!(rows(&store, "select line from origins"), [["4"]]);
}

#[test]
fn a_row_of_another_length_or_with_a_lost_quote_costs_no_other_row() {
    let text = "Number,Date,Person,Net\n1,2026-01-31,\"ana,1\n2,2026-01-31,\"b\",1\n3,2026-01-31\n4,2026-01-31,c,1\n5,2026-01-31,\"d,1\n6,2026-01-31,e,1\n";
    let (store, report) = taken(&with(TYPES), &[file("sales.csv", text)]);
    assert_adds_up(&report);
    assert_eq!(rows(&store, "select key from bookings"), [["2"], ["4"], ["6"]]);
    let told: Vec<_> =
        report.rejects.iter().map(|reject| (reject.line.unwrap(), reject.reason.as_str())).collect();
    assert_eq!(
        told,
        [
            (2, "text follows a closing quote"),
            (4, "the row has 2 cells where the header has 4"),
            (6, "a quote opens here and is never closed"),
        ]
    );
}

#[test]
fn a_header_that_repeats_is_numbered() {
    let text = r#"
[mapping]
name = "shop"
[source.sales]
file = "sales.csv"
columns = { Date = "date", "Net 2" = "amount" }
[table.bookings]
sql = '''select Number as key, Date as date, "Net 2" as net, 'EUR' as currency from src.sales'''
"#;
    let (store, _) = taken(text, &[file("sales.csv", "Number,Date,Person,Net,Net\n1,2026-01-31,a,5,6\n")]);
    assert_eq!(rows(&store, "select net from bookings"), [["6000000"]]);
}

#[test]
fn a_source_in_the_mapping_is_rejected_on_the_mappings_lines() {
    let text = r#"[mapping]
name = "shop"
[source.held]
columns = { Since = "date" }
text = """
Id,Person,Since
1,ana,2026-01-01
2,ben,soon
"""
[table.assignments]
sql = "select Id as key, Person as person, Since as valid_from from src.held"
"#;
    let (store, report) = taken(text, &[]);
    assert_eq!(report.rejects[0].line, Some(8));
    assert_eq!(rows(&store, "select file, line from origins"), [["shop.toml", "7"]]);
}

#[test]
fn the_days_of_instants_are_days_in_the_companys_zone() {
    let text = with(TYPES).replace("[source.sales]", "[workspace]\nzone = \"Asia/Tokyo\"\n[source.sales]");
    let (store, _) =
        taken(&text, &[file("sales.csv", "Number,Date,Person,Net\n1,2026-01-31T20:00:00Z,a,1\n")]);
    assert_eq!(rows(&store, "select date from bookings"), [["2026-02-01"]]);
}

#[test]
fn nothing_of_a_row_is_kept_that_went_past_its_range() {
    let (store, report) =
        taken(&with(TYPES), &[file("sales.csv", "Number,Date,Person,Net\n1,2026-01-31,a,99999999999999\n")]);
    assert!(report.rejects[0].reason.contains("too large"), "{:?}", report.rejects);
    assert!(rows(&store, BOOKINGS).is_empty());
}

fn small() -> Mapping {
    mapping(&with(&format!("{TYPES}optional = [\"Number\", \"Date\", \"Person\", \"Net\"]\n")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_make_an_import_panic_and_its_counts_add_up(
        head in prop_oneof![Just("Number,Date,Person,Net\n"), Just("")],
        bytes in proptest::collection::vec(prop_oneof![
            3 => proptest::sample::select(b"\",\n\r;0129-. ax".to_vec()), 1 => any::<u8>()
        ], 0..300),
    ) {
        let input = file("sales.csv", [head.as_bytes(), &bytes].concat());
        let mut store = store();
        if let Ok(report) = import(&mut store, &small(), &[input], &on("2026-02-01"), &mut |_| {}) {
            assert_adds_up(&report);
            for reject in &report.rejects {
                prop_assert!(reject.line.is_some() && !reject.reason.is_empty());
            }
        }
    }
}

#[test]
fn a_header_of_one_cell_asks_for_the_delimiter() {
    for (mark, shown) in [(";", ";"), ("\t", "\\t"), ("|", "|")] {
        let text = "Number,Date,Person,Net\n1,2026-01-31,ana,5\n".replace(',', mark);
        let mut store = shop::store();
        let error =
            shop::take(&mut store, &[shop::file("orders.csv", text)], &shop::on("2026-02-01")).unwrap_err();
        let asked = format!(
            "the header of `orders.csv` is one cell; is `delimiter` of source `orders` right? It looks like `{shown}`"
        );
        assert_eq!(error.to_string(), asked);
    }
}

#[test]
fn a_header_of_one_cell_is_no_question_where_nothing_is_missing() {
    let mapping = "[mapping]\nname = \"shop\"\n[source.staff]\nfile = \"staff.csv\"\ndelimiter = \"|\"\n[table.people]\nsql = 'select \"Name, full\" as key, \"Name, full\" as name from src.staff'\n";
    let (store, _) = shop::taken(mapping, &[shop::file("staff.csv", "Name, full\nAna\n")]);
    assert_eq!(shop::rows(&store, "select key from people"), [["Ana"]]);
}

#[test]
fn an_instant_where_a_day_is_wanted_is_told_with_the_way_to_its_day() {
    let mapping = shop::SHOP.replace("Date = \"date\"", "Date = \"instant\"");
    let inputs = shop::orders("1,2026-01-31T10:00:00Z,ana,5\n");
    let (_, report) = shop::taken(&mapping, &inputs);
    assert_eq!(
        report.rejects[0].reason,
        "`date` is an instant, and a day is wanted; say that the source's column is a `date`, or take `substr(x, 1, 10)`"
    );
    let cut = mapping.replace("Date as date", "substr(Date, 1, 10) as date");
    let (store, _) = shop::taken(&cut, &inputs);
    assert_eq!(shop::rows(&store, "select date from bookings"), [["2026-01-31"]]);
}

#[test]
fn a_row_of_one_cell_is_counted_as_one() {
    let (_, report) = shop::taken(shop::SHOP, &shop::orders("1\n"));
    assert_eq!(report.rejects[0].reason, "the row has 1 cell where the header has 4");
}
