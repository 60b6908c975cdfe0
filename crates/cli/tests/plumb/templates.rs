//! A workspace from a template can be checked at once, and beside exports.

use crate::workspace::Workspace;

#[test]
fn a_workspace_from_a_template_is_checked_and_counts_for_nothing() {
    let place = Workspace::empty();
    for template in ["subscription", "equipment", "distribution"] {
        let ran = place.run(&["new", template, "--template", template]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
        assert!(ran.out.contains("plan/rhythms.toml"), "{}", ran.out);
        let checked = place.run(&["-C", template, "check"]);
        assert!(checked.out.contains("are from a template and nobody has confirmed them"), "{}", checked.out);
    }
    let neither = place.run(&["new", "acme"]);
    assert_eq!(neither.code, Some(2), "{}", neither.out);
    let unknown = place.run(&["new", "acme", "--template", "equipmant"]);
    assert!(unknown.err.contains("did you mean `equipment`?"), "{}", unknown.err);
}

#[test]
fn a_template_fits_beside_what_exports_tell() {
    let example = Workspace::planned();
    let place = Workspace::empty();
    let (mapping, data) = (example.path("mappings/quayside.toml"), example.path("exports"));
    let (mapping, data) = (mapping.to_str().unwrap(), data.to_str().unwrap());
    for template in ["subscription", "equipment", "distribution"] {
        let ran = place.run(&["new", template, "--from", mapping, "--data", data, "--template", template]);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
        let without = place.run(&["new", &format!("{template}-plain"), "--from", mapping, "--data", data]);
        assert_eq!(without.code, Some(0), "{}", without.err);
        let gaps = |dir: &str| {
            let ran = place.run(&["-C", dir, "check", "--format", "json"]);
            let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
            let errors =
                json["problems"].as_array().unwrap().iter().filter(|p| p["severity"] == "error").count();
            (errors, json["gaps"].clone(), json["score"].clone())
        };
        assert_eq!(gaps(template), gaps(&format!("{template}-plain")));
    }
}
