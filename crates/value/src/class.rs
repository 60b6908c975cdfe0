//! Small, medium or large: what is said of a worth that no study measured.

/// From this share of a year's margin on a worth is large.
pub const LARGE: f64 = 0.01;

/// From this share of a year's margin on a worth is medium.
pub const MEDIUM: f64 = 0.0025;

/// How much a gap is worth, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Below [`MEDIUM`].
    Small,
    /// From [`MEDIUM`] to below [`LARGE`].
    Medium,
    /// From [`LARGE`] on.
    Large,
}

impl Class {
    /// The class of a worth, given the margin that all cells together make in the same time.
    ///
    /// ```
    /// use plumb_value::Class;
    /// assert_eq!(Class::of(1_200.0, 100_000.0), Class::Large);
    /// assert_eq!(Class::of(1.0, 0.0), Class::Small);
    /// ```
    pub fn of(worth: f64, margin: f64) -> Self {
        if margin <= 0.0 || worth.is_nan() || worth < MEDIUM * margin {
            Self::Small
        } else if worth < LARGE * margin {
            Self::Medium
        } else {
            Self::Large
        }
    }

    /// The word: `small`, `medium`, `large`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_belong_to_the_class_above() {
        let classes = [0.0, 249.0, 250.0, 999.0, 1000.0].map(|worth| Class::of(worth, 100_000.0).word());
        assert_eq!(classes, ["small", "small", "medium", "medium", "large"]);
        assert_eq!(Class::of(f64::NAN, 1.0), Class::Small);
    }
}
