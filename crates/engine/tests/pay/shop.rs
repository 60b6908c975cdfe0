//! A small shop with two sellers and their lead, in a folder of its own.

#![allow(dead_code, reason = "not every file of tests asks all of it")]

#[path = "texts.rs"]
pub(crate) mod texts;

use std::path::Path;

use plumb_engine::{Date, ImportOptions, Options, RunRequest, RunView, StatementView, Workspace, parse_date};
use texts::{MAPPING, PLAN};

const SETTINGS: &str =
    "plumb = 1\n[company]\nname = \"Shop\"\ncurrency = \"EUR\"\n[calendar]\nyear_starts = \"01-01\"\n";

pub(crate) const QUOTAS: &str = "person,measure,amount,from,until,kind\nana,net-revenue,10 000 EUR,2026-01-01,2026-04-01,direct\nben,net-revenue,10 000 EUR,2026-01-01,2026-04-01,direct\n";
pub(crate) const ORDERS: &str = "id,day,who,net,cost,currency,offering,account\n1,2026-01-10,ana,6000,4000,EUR,pumps,Nordwind\n2,2026-02-05,ana,8000,5000,EUR,service,Calm\n";
pub(crate) const LATE: &str = "3,2026-01-20,ana,1000,500,EUR,pumps,Late\n";

pub(crate) struct Shop {
    _folder: tempfile::TempDir,
    pub(crate) workspace: Workspace,
}

pub(crate) fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

pub(crate) fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

pub(crate) fn until(text: &str) -> Options {
    Options { as_of: Some(day(text)), threads: 2, ..Options::default() }
}

impl Shop {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "plumb.toml", SETTINGS);
        write(folder.path(), "plan/plan.toml", PLAN);
        write(folder.path(), "plan/private/quotas.csv", QUOTAS);
        write(folder.path(), "erp.toml", MAPPING);
        write(folder.path(), "payments.csv", "id,day,sale,net\nP1,2026-02-10,1,6000\n");
        write(folder.path(), "returns.csv", "id,day,sale,kind,net\nR1,2026-03-05,1,return,3000\n");
        write(folder.path(), "shares.csv", "sale,who,share,part\n2,ben,25 %,split\n");
        let shop = Self { workspace: Workspace::open(folder.path()).unwrap(), _folder: folder };
        shop.import(ORDERS);
        shop
    }

    pub(crate) fn import(&self, orders: &str) {
        let dir = self.workspace.dir();
        write(dir, "orders.csv", orders);
        let files: Vec<_> =
            ["orders", "payments", "returns", "shares"].map(|name| dir.join(format!("{name}.csv"))).into();
        let view = self
            .workspace
            .import(&dir.join("erp.toml"), &files, &ImportOptions::default(), &mut |_| {})
            .unwrap();
        assert!(view.tables.iter().all(|table| table.rejected == 0), "{view:?}");
    }

    pub(crate) fn run(&self, period: &str, on: &str, as_of: &str) -> RunView {
        let request = RunRequest {
            period: Some(period.to_owned()),
            by: "revops".to_owned(),
            on: day(on),
            reason: "late orders".to_owned(),
            post: true,
        };
        self.workspace.pay_run(&request, &until(as_of)).unwrap().answer
    }

    pub(crate) fn statement(&self, person: &str, period: &str, as_of: &str) -> StatementView {
        self.known(person, period, None, as_of)
    }

    pub(crate) fn known(
        &self,
        person: &str,
        period: &str,
        known_on: Option<&str>,
        as_of: &str,
    ) -> StatementView {
        let found = self.workspace.pay_statement(person, period, known_on.map(day), &until(as_of)).unwrap();
        found.answer.statements.into_iter().next().unwrap()
    }
}
