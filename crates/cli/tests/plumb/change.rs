//! A change from an edited file to the plan and back.

use crate::workspace::Workspace;

const QUOTAS: &str = "plan/private/quotas.csv";

fn edited() -> (Workspace, String) {
    let workspace = Workspace::imported();
    let first = workspace.run(&["change", "propose", "--from-files", "--by", "karin"]);
    assert!(first.code == Some(2) && first.err.contains("the first one is kept now"), "{}", first.err);
    let before = workspace.read(QUOTAS);
    let after =
        before.replace("tiina,net-revenue,2 250 000 EUR,2024", "tiina,net-revenue,2 150 000 EUR,2024");
    assert_ne!(before, after);
    workspace.write(QUOTAS, &after);
    (workspace, before)
}

#[test]
fn a_change_is_proposed_looked_at_approved_published_and_taken_back() {
    let (workspace, before) = edited();
    let ran = |arguments: &[&str], code| {
        let ran = workspace.run(&[&["change"], arguments].concat());
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}{}", ran.out, ran.err);
        ran
    };
    let proposed = ran(&["propose", "--from-files", "--by", "karin", "--says", "as agreed"], 0);
    assert!(proposed.out.contains("plumb change show 1"), "{}", proposed.out);
    let shown = ran(&["show", "1"], 0).out;
    for part in [
        "change 1: as agreed",
        "Who wins",
        "2 250 000.00 EUR → 2 150 000.00 EUR (-100 000.00 EUR)",
        "1 added, 1 removed",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(ran(&["approve", "1", "--by", "karin"], 2).err.contains("somebody else"));
    assert!(ran(&["publish", "1", "--by", "karin"], 2).err.contains("approve it first"));
    ran(&["approve", "1", "--by", "rasmus"], 0);
    ran(&["publish", "1", "--by", "karin"], 0);
    assert!(ran(&["list"], 0).out.contains("published"));
    ran(&["undo", "1", "--by", "karin"], 0);
    assert_eq!(workspace.read(QUOTAS), before);
    let history = ran(&["history"], 0).out;
    assert_eq!(history.lines().count(), 4, "{history}");
    assert!(ran(&["undo", "1", "--by", "karin"], 2).err.contains("is undone"));
}

#[test]
fn a_sheet_is_shown_or_written_once() {
    let workspace = Workspace::planned();
    let shown = workspace.run(&["sheet", "quotas"]);
    assert!(shown.code == Some(0) && shown.out.contains("tiina"), "{}{}", shown.out, shown.err);
    assert_eq!(workspace.run(&["sheet", "quotas", "--out", "q.xlsx"]).code, Some(0));
    let again = workspace.run(&["sheet", "quotas", "--out", "q.xlsx"]);
    assert!(again.code == Some(2) && again.err.contains("may hold edits"), "{}", again.err);
    let nothing = workspace.run(&["change", "propose", "q.xlsx", "--by", "karin"]);
    assert!(nothing.code == Some(2) && nothing.err.contains("nothing changes"), "{}", nothing.err);
}
