//! Targets, forecast and growth bridge on the example: what is asked adds up, and the same question has the same answer.

use serde_json::Value;

use crate::workspace::Workspace;

/// Minor units of money as it is printed.
fn minor(money: &Value) -> i64 {
    let amount = money["amount"].as_str().unwrap_or_else(|| panic!("no money: {money}"));
    let (whole, cents) = amount.split_once('.').unwrap_or((amount, "00"));
    assert_eq!(cents.len(), 2, "{amount}");
    format!("{whole}{cents}").parse().unwrap()
}

fn nodes(outlook: &Value) -> &[Value] {
    outlook["nodes"].as_array().unwrap()
}

#[test]
fn the_example_below_each_help_runs() {
    let workspace = Workspace::imported();
    // `nordics` is a unit of the sample company; the example's is called `north`.
    let mut seen = 0;
    for command in [
        &["target"][..],
        &["target", "show"],
        &["target", "allocate"],
        &["target", "quality"],
        &["forecast"],
        &["bridge"],
    ] {
        let help = workspace.run(&[command, &["--help"]].concat());
        assert_eq!(help.code, Some(0), "{command:?}: {}", help.err);
        let example = help.out.lines().find_map(|line| line.strip_prefix("Example: plumb ")).unwrap();
        let example = example.replace("nordics", "north");
        // Words in quotation marks are one.
        let words: Vec<String> = example
            .split('"')
            .enumerate()
            .flat_map(|(place, part)| match place % 2 {
                0 => part.split_whitespace().map(str::to_owned).collect(),
                _ => vec![part.to_owned()],
            })
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let ran = workspace.run(&words);
        assert_eq!(ran.code, Some(0), "{words:?}: {}", ran.err);
        assert!(ran.out.contains("as of 2026-01-30"), "{words:?}: {}", ran.out);
        seen += 1;
    }
    assert_eq!(seen, 6);
}

#[test]
fn what_is_handed_down_sums_to_the_cent() {
    let outlook = Workspace::imported().json(&["target", "show", "--people"]);
    let mut parents = 0;
    for node in nodes(&outlook) {
        let below: Vec<&Value> =
            nodes(&outlook).iter().filter(|other| other["parent"] == node["subject"]).collect();
        if below.is_empty() {
            continue;
        }
        parents += 1;
        let sum: i64 = below.iter().map(|child| minor(&child["by_bases"])).sum();
        assert_eq!(sum, minor(&node["by_bases"]), "{}", node["subject"]);
    }
    assert_eq!(parents, 7);
    // Objectives of units settle what is handed down; what these do not cover is said.
    let north = nodes(&outlook).iter().find(|node| node["subject"] == "unit:north").unwrap();
    assert_eq!(minor(&north["target"]), 1_630_000_000);
    assert_eq!(minor(&north["unallocated"]), 1_630_000_000 - 790_000_000 - 726_000_000);
    for node in nodes(&outlook) {
        let months = node["months"].as_array().unwrap();
        assert_eq!(months.len(), 12, "{}", node["subject"]);
        assert_eq!(minor(&months[11]["target"]), minor(&node["target"]), "{}", node["subject"]);
    }
}

#[test]
fn an_allocation_is_a_change_whose_published_numbers_sum() {
    let workspace = Workspace::imported();
    let shown = workspace.json(&["target", "allocate", "--unit", "south"]);
    let people = shown["changes"].as_array().unwrap();
    assert_eq!(people.len(), 6, "{people:?}");
    assert_eq!(workspace.json(&["change", "list"]), serde_json::json!([]));

    let arguments = ["target", "allocate", "--unit", "south", "--by", "karin", "--says", "by potential"];
    let proposed = workspace.json(&arguments);
    assert_eq!((proposed["id"].as_i64(), proposed["state"].as_str()), (Some(1), Some("proposed")));
    let change = workspace.run(&["change", "show", "1"]);
    assert_eq!(change.code, Some(0), "{}", change.err);
    for says in ["by potential", "luka", "eleni"] {
        assert!(change.out.to_lowercase().contains(says), "{says}\n{}", change.out);
    }
    for arguments in
        [["change", "approve", "1", "--by", "rasmus"], ["change", "publish", "1", "--by", "karin"]]
    {
        let ran = workspace.run(&arguments);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    }

    let after = workspace.json(&["target", "show", "--people"]);
    let person = |id: &str| {
        let subject = format!("person:{id}");
        nodes(&after).iter().find(|node| node["subject"] == subject.as_str()).unwrap()
    };
    for change in people {
        let person = person(change["person"].as_str().unwrap());
        assert_eq!(person["quota"], change["after"], "{change}");
    }
    let south = nodes(&after).iter().find(|node| node["subject"] == "unit:south").unwrap();
    assert_eq!(south["quota"], south["target"]);
    let all: i64 =
        nodes(&after).iter().filter(|node| !node["person"].is_null()).map(|node| minor(&node["quota"])).sum();
    assert_eq!(all, minor(&shown["people"]));
    // What is as it should be is left alone.
    let again = workspace.run(&["target", "allocate", "--unit", "south"]);
    assert!(again.out.contains("no number changes"), "{}", again.out);
}

#[test]
fn a_cascade_of_the_plan_decides_by_what_is_shared_and_what_stays() {
    let workspace = Workspace::imported();
    let before = workspace.json(&["target", "show"]);
    workspace.write(
        "plan/cascade.toml",
        "[cascade.revenue]\nmeasure = \"net-revenue\"\nequal = \"100 %\"\n\n\
         [[cascade.revenue.buffer]]\nunit = \"south\"\nrate = \"5 %\"\n\n\
         [[cascade.revenue.lock]]\nunit = \"aegean\"\namount = \"2 600 000 EUR\"\nreason = \"agreed\"\n",
    );
    let outlook = workspace.json(&["target", "show", "--people"]);
    let node = |id: &str| nodes(&outlook).iter().find(|node| node["subject"] == id).unwrap();
    assert_eq!(minor(&node("unit:aegean")["target"]), 260_000_000);
    assert_eq!(node("unit:aegean")["asked_by"], "settled");
    // Five in a hundred more than its own amount go down from the South.
    let (south, adriatic) = (node("unit:south"), node("unit:adriatic"));
    let handed_on = minor(&adriatic["target"]) + 260_000_000;
    assert_eq!(handed_on * 100, minor(&south["target"]) * 105);
    assert!(node("person:luka")["why"].as_str().unwrap().contains("25.0 % of the heads"), "{outlook}");
    assert_ne!(node("unit:north")["by_bases"], before["nodes"][1]["by_bases"]);
}

/// Blocks of a page of the documentation that name the file they are.
fn blocks(page: &str) -> Vec<(String, String)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let text = std::fs::read_to_string(folder.join(page)).unwrap();
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        let file = line.strip_prefix("```toml ").or_else(|| line.strip_prefix("```csv "));
        match (file, is_inside) {
            (Some(file), _) => {
                blocks.push((file.to_owned(), String::new()));
                is_inside = true;
            }
            (None, true) if line == "```" => is_inside = false,
            (None, true) => {
                let (_, block) = blocks.last_mut().unwrap();
                *block += line;
                block.push('\n');
            }
            (None, false) => {}
        }
    }
    blocks
}

#[test]
fn what_the_pages_show_reads_and_says_what_they_tell() {
    for (page, count) in [("targets.md", 5), ("bridge.md", 1)] {
        let blocks = blocks(page);
        assert_eq!(blocks.len(), count, "{page}");
        for (file, block) in blocks {
            let workspace = Workspace::imported();
            workspace.write(&file, &block);
            let check = workspace.json(&["check", "--rule", "cascade-break"]);
            assert_eq!(check["problems"], serde_json::json!([]), "{page}: {file}");
            let outlook = workspace.json(&["target", "show", "--people"]);
            let target = |id: &str| {
                let node = nodes(&outlook).iter().find(|node| node["subject"] == id).unwrap();
                minor(&node["target"])
            };
            match file.as_str() {
                "plan/cascade.toml" => {
                    assert_eq!(target("unit:aegean"), 260_000_000);
                    assert_eq!(target("person:eleni"), 100_000_000);
                    let below = target("unit:adriatic") + target("unit:aegean");
                    assert_eq!(below * 100, target("unit:south") * 104);
                }
                "plan/shares.toml" => {
                    let by_bases = |id: &str| {
                        let node = nodes(&outlook).iter().find(|node| node["subject"] == id).unwrap();
                        minor(&node["by_bases"])
                    };
                    assert_eq!(by_bases("unit:north") * 40, by_bases("unit:south") * 60);
                }
                "plan/private/commitments.csv" => {
                    let baltic = nodes(&outlook).iter().find(|node| node["subject"] == "unit:baltic");
                    assert_eq!(minor(&baltic.unwrap()["committed"]), 370_000_000);
                    assert_eq!(baltic.unwrap()["silent"], 2);
                }
                "plan/two-masters.toml" => {
                    let sums = outlook["sums"].as_array().unwrap();
                    let made = |id: &str| {
                        let sum = sums.iter().find(|sum| sum["objective"] == id).unwrap();
                        sum["made"].as_str().unwrap().to_owned()
                    };
                    // 16 300 000 and three quarters of 4 000 000; 15 160 000 and one quarter.
                    assert_eq!(made("grow"), "19 300 000.00 EUR");
                    assert_eq!(made("grow-north"), "16 160 000.00 EUR");
                }
                "plan/capacity.csv" => {
                    let heads = workspace
                        .json(&["sql", "select sum(heads) from plan_capacity where unit = 'baltic'"]);
                    assert_eq!(heads["rows"][0][0], 5);
                }
                _ => {
                    let bridge = workspace.json(&["bridge"]);
                    let steps = bridge["steps"].as_array().unwrap();
                    let bought = steps.iter().find(|step| step["component"] == "inorganic").unwrap();
                    assert_eq!(minor(&bought["amount"]), 18_200_000);
                    assert_eq!(bridge["options"][0]["lever"], "agents");
                }
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let workspace = Workspace::imported();
    for command in [
        &["forecast", "--people"][..],
        &["forecast", "--backtest", "--every", "month", "--months", "1"],
        &["target", "show", "--people"],
    ] {
        let run = |more: &[&str]| {
            let ran = workspace.run(&[command, more, &["--format", "json"]].concat());
            assert_eq!(ran.code, Some(0), "{command:?}: {}", ran.err);
            ran.out
        };
        let one = run(&["--seed", "7", "--threads", "1"]);
        assert!(one == run(&["--seed", "7", "--threads", "1"]), "{command:?} twice");
        assert!(one == run(&["--seed", "7", "--threads", "2"]), "{command:?} on two threads");
        assert!(one != run(&["--seed", "8", "--threads", "1"]), "{command:?}: the seed decides nothing");
    }
}

#[test]
fn what_cannot_be_answered_is_2_with_one_message_that_says_what_to_do() {
    let workspace = Workspace::imported();
    let without_facts = Workspace::planned();
    let unmeasured = Workspace::imported();
    for file in ["plan/measures.toml", "plan/objectives.toml", "plan.lock", "plan/private/quotas.csv"] {
        std::fs::remove_file(unmeasured.path(file)).unwrap();
    }
    let cases: &[(&Workspace, &[&str], &str)] = &[
        (&workspace, &["target", "show", "noth"], "`plumb target show --people` lists all"),
        (
            &workspace,
            &["target", "show", "noth", "--format", "json"],
            "`plumb target show --people` lists all",
        ),
        (&workspace, &["target", "allocate", "--unit", "noth"], "did you mean `north`?"),
        (&workspace, &["forecast", "--backtest", "--months", "24"], "try `--every month`, `--months 1`"),
        (&workspace, &["forecast", "--backtest", "--months", "0"], "is not in 1..=24"),
        (&workspace, &["forecast", "--every", "month"], "--backtest"),
        (&workspace, &["target", "allocate", "--says", "x"], "--by"),
        (&without_facts, &["forecast", "--backtest"], "import bookings"),
        (&unmeasured, &["target", "show"], "no measure of money"),
        (&unmeasured, &["forecast"], "no measure of money"),
        (&unmeasured, &["bridge", "--solve"], "no measure of money"),
    ];
    for (workspace, arguments, says) in cases {
        let ran = workspace.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}{}", ran.out, ran.err);
        assert!(ran.out.is_empty(), "{arguments:?}: {}", ran.out);
        let message = ran.err.replace('\n', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(message.contains(says), "{arguments:?}: {message}");
        assert_eq!(ran.err.matches("error:").count(), 1, "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn where_nothing_is_asked_the_commands_say_so() {
    let workspace = Workspace::imported();
    for file in ["plan/objectives.toml", "plan.lock", "plan/private/quotas.csv"] {
        std::fs::remove_file(workspace.path(file)).unwrap();
    }
    for (arguments, says) in [
        (["target", "show"], "no objective and no quota asks for anything"),
        (["target", "quality"], "nobody has a number in this fiscal year"),
        (["forecast", "--people"], "no odds are known"),
    ] {
        let ran = workspace.run(&arguments);
        assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.err);
        assert!(ran.out.contains(says), "{arguments:?}: {}", ran.out);
    }
    let allocated = workspace.run(&["target", "allocate", "--by", "karin"]);
    assert_eq!(allocated.code, Some(2), "{}", allocated.out);
    assert!(allocated.err.contains("nothing is asked for"), "{}", allocated.err);
    assert_eq!(workspace.json(&["change", "list"]), serde_json::json!([]));
    let bridge = workspace.run(&["bridge"]);
    assert_eq!(bridge.code, Some(2), "{}", bridge.out);
    assert!(bridge.err.contains("write one with `target` or `growth`"), "{}", bridge.err);
}

#[test]
fn the_bridge_closes_and_an_option_counts_only_where_it_is_chosen() {
    let workspace = Workspace::imported();
    let lever = |option: &str| {
        format!(
            "[lever.agents]\nname = \"Agents\"\ncategory = \"new-customers\"\namount = \"3 000 000 EUR\"\ncost = \"90 000 EUR\"\n{option}\
             [lever.fjord]\nkind = \"inorganic\"\ncategory = \"purchase\"\namount = \"730 000 EUR\"\nchance = \"50 %\"\ncloses = 2025-09-01\nlag = \"30 days\"\n"
        )
    };
    let closes = |bridge: &Value| {
        let steps = bridge["steps"].as_array().unwrap();
        let sum: i64 = steps.iter().map(|step| minor(&step["amount"])).sum();
        assert_eq!(minor(&bridge["base"]) + sum + minor(&bridge["unfunded"]), minor(&bridge["goal"]));
    };
    workspace.write("plan/levers.toml", &lever(""));
    let counted = workspace.json(&["bridge"]);
    closes(&counted);
    // 730 000 × 50 % × 182 of 365 days: the purchase shows from the 1st of October on.
    let bought = counted["steps"].as_array().unwrap().iter().find(|step| step["component"] == "inorganic");
    assert_eq!(minor(&bought.unwrap()["amount"]), 18_200_000);

    workspace.write("plan/levers.toml", &lever("option = true\n"));
    let left_open = workspace.json(&["bridge"]);
    closes(&left_open);
    assert_eq!(minor(&left_open["unfunded"]) - minor(&counted["unfunded"]), 300_000_000);
    assert_eq!(left_open["options"][0]["lever"], "agents");
    let solution = workspace.json(&["bridge", "--solve"]);
    assert_eq!(solution["gap"], left_open["unfunded"]);
    assert_eq!(solution["levers"][0]["id"], "agents");
    assert_eq!(minor(&solution["short"]), 0);
    assert_eq!(solution["proved"], true);
    // Movements have no told cost: where they are needed, nothing is said to be the cheapest.
    let says = workspace.run(&["bridge", "--solve"]).out;
    assert_eq!(solution["without_cost"], 0, "{solution}");
    assert!(says.contains("this closes it, for 90 000.00 EUR; nothing cheaper does"), "{says}");
    std::fs::remove_file(workspace.path("plan/levers.toml")).unwrap();
    let says = workspace.run(&["bridge", "--solve"]).out;
    assert!(says.contains("this closes it, and nobody has told what it costs\n"), "{says}");
}
