//! Ids of 18 characters, as Salesforce makes them: the kind of object, a number, and three letters that check the case.

/// A kind of object.
#[derive(Clone, Copy, Debug)]
pub(super) enum Object {
    User,
    UserRole,
    Account,
    AccountHistory,
    Opportunity,
    OpportunityHistory,
    OpportunityFieldHistory,
    OpportunityLineItem,
    Product2,
    PricebookEntry,
    Lead,
    Task,
    Event,
}

impl Object {
    fn prefix(self) -> &'static str {
        match self {
            Self::User => "005",
            Self::UserRole => "00E",
            Self::Account => "001",
            Self::AccountHistory => "0hd",
            Self::Opportunity => "006",
            Self::OpportunityHistory => "008",
            Self::OpportunityFieldHistory => "017",
            Self::OpportunityLineItem => "00k",
            Self::Product2 => "01t",
            Self::PricebookEntry => "01u",
            Self::Lead => "00Q",
            Self::Task => "00T",
            Self::Event => "00U",
        }
    }
}

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECK: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
/// Where the organisation lives; the same in all its ids.
const ORGANISATION: &str = "7Q000";
/// So that the first record is not number nought.
const FIRST: usize = 1_400_000;

/// The id of a record by its number.
pub(super) fn id(object: Object, number: usize) -> String {
    let mut digits = [b'0'; 7];
    let mut left = number + FIRST;
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[left % 62];
        left /= 62;
    }
    let mut id = format!("{}{ORGANISATION}{}", object.prefix(), String::from_utf8_lossy(&digits));
    let check: String = id.as_bytes().chunks(5).map(check).collect();
    id.push_str(&check);
    id
}

/// Which of five characters are capitals, as one character.
fn check(five: &[u8]) -> char {
    let capitals = five.iter().enumerate().filter(|(_, byte)| byte.is_ascii_uppercase());
    char::from(CHECK[capitals.map(|(at, _)| 1_usize << at).sum::<usize>()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_three_letters_check_the_case_of_the_others() {
        let checked: String = b"001bm00001ZL8U9".chunks(5).map(check).collect();
        assert_eq!(checked, "AAL");
        let id = id(Object::Opportunity, 12);
        assert_eq!(id.len(), 18);
        assert!(id.starts_with("0067Q000"), "{id}");
    }
}
