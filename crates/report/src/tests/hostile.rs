//! Views that say impossible things are drawn all the same.

use std::sync::Arc;

use plumb_engine::{ProblemView, SpotView, TableView};
use proptest::prelude::*;

use crate::{Paper, csv, problems, table};

const ESCAPE: char = '\u{1b}';

proptest! {
    #[test]
    fn any_place_in_any_text_is_drawn(text in "\\PC{0,40}[\r\n\t\u{feff}é港]{0,6}\\PC{0,300}", start in 0_usize..400, end in 0_usize..400,
                                      other in 0_usize..400, line in 0_usize..4, message in ".{0,20}") {
        let source: Arc<str> = text.into();
        let spot = |start, end| SpotView { file: "plan/a.toml".into(), line, column: 1, label: message.clone(), source: Arc::clone(&source), start, end };
        let problem = ProblemView { code: "any".into(), severity: "error".into(), message: message.clone(), at: vec![spot(start, end), spot(other, other)], help: None };
        let drawn = problems(&[problem], Paper::default());
        prop_assert!(!drawn.contains(ESCAPE));
        prop_assert!(drawn.ends_with("1 error\n"));
    }

    #[test]
    fn a_ragged_table_is_drawn(columns in prop::collection::vec(".{0,9}", 0..4), rows in prop::collection::vec(prop::collection::vec(".{0,9}", 0..5), 0..4)) {
        let rows: Vec<Vec<serde_json::Value>> = rows.into_iter().map(|row| row.into_iter().map(serde_json::Value::from).collect()).collect();
        let count = rows.len();
        let view = TableView { columns, rows, notes: vec![] };
        prop_assert_eq!(table(&view, Paper::default()).lines().count(), count + 3);
        prop_assert!(csv(&view).ends_with("\r\n"));
    }
}
