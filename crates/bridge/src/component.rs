//! The components of a change: what each is called, and amounts by component.

/// A part of the change from one year to the next. Each amount belongs to one of them only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// Accounts that bought before and do not buy now.
    Churn,
    /// Offerings that accounts who stay no longer buy, and what they buy less of where no quantity is known.
    Contraction,
    /// The same at other prices.
    Price,
    /// More or less of the same, at the prices of before.
    Volume,
    /// A shift between dear and cheap, at the prices of before.
    Mix,
    /// Offerings that accounts who stay had not bought, and what they buy more of where no quantity is known.
    Expansion,
    /// Accounts that never bought before.
    NewCustomers,
    /// Accounts that did not buy in the year before, but had bought earlier.
    WonBack,
    /// Offerings that nobody bought before, bought by accounts who stay.
    NewOfferings,
    /// Credit notes of accounts that bought in neither year.
    Corrections,
    /// Rows that name no account: shown as they are, never spread over the others.
    Unassigned,
}

impl Component {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 11] = [
        Self::Churn,
        Self::Contraction,
        Self::Price,
        Self::Volume,
        Self::Mix,
        Self::Expansion,
        Self::NewCustomers,
        Self::WonBack,
        Self::NewOfferings,
        Self::Corrections,
        Self::Unassigned,
    ];

    /// Its name: `new-customers`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Churn => "churn",
            Self::Contraction => "contraction",
            Self::Price => "price",
            Self::Volume => "volume",
            Self::Mix => "mix",
            Self::Expansion => "expansion",
            Self::NewCustomers => "new-customers",
            Self::WonBack => "won-back",
            Self::NewOfferings => "new-offerings",
            Self::Corrections => "corrections",
            Self::Unassigned => "unassigned",
        }
    }
}

/// An amount for each component, in minor units; below zero for what is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Components([i64; 11]);

impl Components {
    /// The amount of one.
    pub fn of(&self, component: Component) -> i64 {
        self.0.get(component as usize).copied().unwrap_or(0)
    }

    /// All with their amounts, those of nothing included, in the order in which they are shown.
    pub fn iter(&self) -> impl Iterator<Item = (Component, i64)> + '_ {
        Component::ALL.into_iter().map(|component| (component, self.of(component)))
    }

    /// Their sum.
    pub fn sum(&self) -> i128 {
        self.0.iter().map(|amount| i128::from(*amount)).sum()
    }
}

/// Sums by component, before they are known to fit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sums([i128; 11]);

impl Sums {
    pub(crate) fn add(&mut self, component: Component, amount: i128) {
        if let Some(sum) = self.0.get_mut(component as usize) {
            *sum += amount;
        }
    }

    pub(crate) fn add_all(&mut self, other: &Self) {
        for (sum, more) in self.0.iter_mut().zip(other.0) {
            *sum += more;
        }
    }

    pub(crate) fn narrow(&self) -> Result<Components, crate::TooLarge> {
        let mut components = Components::default();
        for (to, from) in components.0.iter_mut().zip(self.0) {
            *to = crate::narrow(from)?;
        }
        Ok(components)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_component_has_its_own_place_in_the_order_shown() {
        for (index, component) in Component::ALL.into_iter().enumerate() {
            assert_eq!(component as usize, index);
        }
    }
}
