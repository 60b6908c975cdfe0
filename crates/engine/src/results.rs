//! A review's results as tables of `review.db`.

use plumb_catalog::{ColumnDoc, ResultTable, Storage, TableDoc};
use plumb_rules::State;
use plumb_store::Cell;

use crate::pass::Pass;
use crate::review::{MoneyView, Review, Split};

/// Names of the tables that hold what rules find.
pub(crate) const NAMES: [&str; 7] = ["gaps", "worths", "strengths", "outcomes", "lines", "parts", "carried"];

/// The tables of [`NAMES`].
pub(crate) fn tables(review: &Review, pass: &Pass) -> Vec<ResultTable> {
    vec![
        gaps(review),
        worths(review),
        strengths(review),
        outcomes(pass),
        lines(review),
        parts(review),
        carried(review),
    ]
}

fn text(name: &str, says: &str) -> ColumnDoc {
    ColumnDoc::text(name, says)
}

fn minor(name: &str, says: &str) -> ColumnDoc {
    ColumnDoc::new(name, Storage::Integer, "money", Some("minor units"), says)
}

fn real(name: &str, says: &str) -> ColumnDoc {
    ColumnDoc::new(name, Storage::Real, "share", None, says)
}

fn first(texts: &[String]) -> Cell {
    Cell::from(texts.first().cloned())
}

fn gaps(review: &Review) -> ResultTable {
    let columns = vec![
        text("id", "stable while the gap is the same gap"),
        text("rule", "the rule"),
        text("severity", "`error`, `warning` or `note`"),
        text("strand", "the strand, or `symptom`"),
        text("driver", "the driver it acts on"),
        text("subject", "what it is about, as `kind:id`"),
        text("objective", "the mandate"),
        text("node", "the unit"),
        text("person", "the person"),
        text("role", "the role"),
        real("magnitude", "above 0, at most 1"),
        text("state", "`open` or `accepted`"),
        text("evidence", "`nothing`, `declared`, `stale` or `fresh`"),
        text("effect", "`breaks`, `strains` or `touches`"),
        minor("exposure", "the part of the mandate that hangs on it"),
        minor("alone", "the part that only it breaks"),
        ColumnDoc::integer("people", None, "people concerned"),
        text("concerns", "`everyone`, or `leaders` who must close it"),
        text("message", "what was found"),
        text("at", "plan path, or `table/source/key` of a fact"),
    ];
    let rows = review.gaps.iter().map(|gap| {
        let exposure = gap.exposure.as_ref();
        vec![
            gap.id.as_str().into(),
            gap.rule.as_str().into(),
            gap.severity.as_str().into(),
            gap.strand.as_str().into(),
            gap.driver.as_str().into(),
            gap.subject.as_str().into(),
            first(&gap.objectives),
            first(&gap.nodes),
            gap.person.clone().into(),
            gap.role.clone().into(),
            gap.magnitude.into(),
            gap.state.as_str().into(),
            gap.evidence.kind.as_str().into(),
            exposure.map(|exposure| exposure.effect.clone()).into(),
            exposure.map(|exposure| exposure.amount.minor).into(),
            exposure.and_then(|exposure| Some(exposure.alone.as_ref()?.minor)).into(),
            exposure.map(|exposure| i64::try_from(exposure.people).unwrap_or(i64::MAX)).into(),
            gap.concerns.as_str().into(),
            gap.message.as_str().into(),
            gap.at.first().map(|place| place.path.clone()).into(),
        ]
    });
    ResultTable {
        rows: rows.collect(),
        table: TableDoc::new(
            "gaps",
            "Alignment gaps: open ones first, of these the leaders' own, then by what they do to lines, the largest exposure first.",
            columns,
        ),
    }
}

fn worths(review: &Review) -> ResultTable {
    let columns = vec![
        text("gap", "the gap's id"),
        text("class", "`small`, `medium` or `large`; NULL where it is not known"),
        text("basis", "`measured`, `anchored` or `assumed`"),
        minor("p10", "one in ten is lower; NULL where the effect is assumed"),
        minor("p50", "one in two is lower"),
        minor("p90", "nine in ten are lower"),
        ColumnDoc::integer("people", None, "sellers whose margin it bears on"),
        text("why", "what it rests on, or why it is not known"),
    ];
    let rows = review.gaps.iter().map(|gap| {
        let worth = &gap.worth;
        let money =
            |view: &Option<crate::review::MoneyView>| Cell::from(view.as_ref().map(|view| view.minor));
        vec![
            gap.id.as_str().into(),
            worth.class.clone().into(),
            worth.basis.clone().into(),
            money(&worth.p10),
            money(&worth.p50),
            money(&worth.p90),
            i64::try_from(worth.people).unwrap_or(i64::MAX).into(),
            worth.why.as_str().into(),
        ]
    });
    let says = "What closing each gap is worth in margin of twelve months: estimates, not to be added up.";
    ResultTable { rows: rows.collect(), table: TableDoc::new("worths", says, columns) }
}

fn strengths(review: &Review) -> ResultTable {
    let columns = vec![
        text("subject", "whose strength it is, as `kind:id`"),
        text("unit", "the unit"),
        text("person", "the person"),
        ColumnDoc::integer(
            "company_wide",
            Some("0 or 1"),
            "whether it holds for all that its rule looked at",
        ),
        text("rules", "the rules that praise it"),
        text("elements", "the elements of the line that it makes strong"),
        minor("reached", "the parts of the mandate that it reaches"),
        ColumnDoc::integer("people", None, "people whose lines it reaches"),
        real("beyond", "how far beyond the mark"),
        text("says", "what was found"),
    ];
    let rows = review.strengths.iter().map(|strength| {
        vec![
            strength.subject.as_str().into(),
            strength.unit.clone().into(),
            strength.person.clone().into(),
            i64::from(strength.company_wide).into(),
            strength.rules.join(", ").into(),
            strength.elements.join(", ").into(),
            strength.reached.as_ref().map(|reached| reached.minor).into(),
            i64::try_from(strength.people).unwrap_or(i64::MAX).into(),
            strength.beyond.into(),
            strength.says.join("; ").into(),
        ]
    });
    let says = "What is sound beyond the mark: praised by several rules first, then by reach.";
    ResultTable { rows: rows.collect(), table: TableDoc::new("strengths", says, columns) }
}

fn outcomes(pass: &Pass) -> ResultTable {
    let columns = vec![
        text("rule", "the rule"),
        text("subject", "what it is about, as `kind:id`"),
        text("objective", "the mandate"),
        text("node", "the unit"),
        text("person", "the person"),
        text("role", "the role"),
        text("state", "`pass`, `gap`, `unknown` or `not-applicable`"),
        real("magnitude", "of a gap"),
        text("missing", "of an unknown: what would tell"),
        text("evidence", "`nothing`, `declared`, `stale` or `fresh`"),
        ColumnDoc::integer(
            "required",
            Some("0 or 1"),
            "whether facts or a signed mandate require the subject",
        ),
        text("at", "plan path, or `table/source/key` of a fact"),
    ];
    let rows = pass.assessment.outcomes.iter().map(|outcome| {
        let (state, magnitude, missing) = match &outcome.state {
            State::Pass => ("pass", None, None),
            State::Gap(magnitude) => ("gap", Some(crate::view::rounded(*magnitude)), None),
            State::Unknown(missing) => ("unknown", None, Some(missing.clone())),
            State::NotApplicable => ("not-applicable", None, None),
        };
        vec![
            outcome.rule.as_str().into(),
            outcome.subject.as_str().into(),
            outcome.objective.clone().into(),
            outcome.node.clone().into(),
            outcome.person.clone().into(),
            outcome.role.clone().into(),
            state.into(),
            magnitude.into(),
            missing.into(),
            outcome.evidence.word().into(),
            i64::from(outcome.required).into(),
            outcome.at.clone().into(),
        ]
    });
    let says = "What each rule says of each subject, sound ones too.";
    ResultTable { rows: rows.collect(), table: TableDoc::new("outcomes", says, columns) }
}

fn lines(review: &Review) -> ResultTable {
    let columns = vec![
        text("person", "the seller"),
        text("mandate", "the mandate"),
        text("strand", "the strand"),
        text("state", "`sound`, `strained`, `unseen`, `missing` or `broken`"),
    ];
    let rows = review.lines.iter().flat_map(|line| {
        line.strands.iter().map(|(strand, state)| {
            vec![
                line.person.as_str().into(),
                line.mandate.as_str().into(),
                strand.as_str().into(),
                state.as_str().into(),
            ]
        })
    });
    let says =
        "The line of each seller to each mandate, strand by strand; strands that no rule tests are left out.";
    ResultTable { rows: rows.collect(), table: TableDoc::new("lines", says, columns) }
}

fn parts(review: &Review) -> ResultTable {
    let columns = vec![
        text("mandate", "the headline mandate"),
        text("person", "the seller"),
        text("unit", "the seller's unit"),
        text("role", "the seller's role"),
        minor("part", "the part of the mandate"),
        text("state", "`sound`, `broken` or `unseen`"),
        text("at", "the strands that make it so"),
    ];
    let rows = review.carry.iter().flat_map(|carry| {
        carry.people.iter().map(|person| {
            vec![
                carry.mandate.as_str().into(),
                person.person.as_str().into(),
                person.unit.clone().into(),
                person.role.as_str().into(),
                person.part.minor.into(),
                person.state.as_str().into(),
                person.at.join(", ").into(),
            ]
        })
    });
    ResultTable {
        rows: rows.collect(),
        table: TableDoc::new("parts", "Each seller's part of the headline mandate.", columns),
    }
}

fn carried(review: &Review) -> ResultTable {
    let columns = vec![
        text("mandate", "the headline mandate"),
        text("unit", "the unit"),
        minor("amount", "what it holds; the four below sum to it"),
        minor("soundly_carried", "every strand is seen and none is broken or missing"),
        minor("carried_but_broken", "a person holds it, and a strand is broken or missing"),
        minor("unseen", "nothing broken can be seen, but strands cannot be seen"),
        minor("nobodys", "no person holds it"),
    ];
    let rows = review.carry.iter().flat_map(|carry| {
        carry.units.iter().map(|unit| {
            let part = |of: fn(&Split) -> &MoneyView| unit.split.as_ref().map(|split| of(split).minor).into();
            vec![
                carry.mandate.as_str().into(),
                unit.unit.as_str().into(),
                unit.amount.minor.into(),
                part(|split| &split.soundly_carried),
                part(|split| &split.carried_but_broken),
                part(|split| &split.unseen),
                part(|split| &split.nobodys),
            ]
        })
    });
    ResultTable {
        rows: rows.collect(),
        table: TableDoc::new("carried", "Who carries the headline mandate, unit by unit.", columns),
    }
}
