//! What holds for the whole site: its name, who may open an account, what newcomers get, its rules.

use super::{
    accounts::{SignUpMode, refuse_invalid},
    errors::{Problem, at_most},
    ids::PlanId,
    plans::Plan,
    text::{is_visible, tidy, tidy_lines},
};
use serde::{Deserialize, Serialize};

/// The longest name of a site, in characters.
pub const SITE_NAME_LONGEST: usize = 60;

/// The longest rules, in characters.
pub const RULES_LONGEST: usize = 20_000;

/// What every page begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Front {
    /// What the site calls itself.
    pub name: String,
    /// Who may open an account.
    pub sign_up: SignUpMode,
    /// Whether there is something to read of rules.
    pub has_rules: bool,
}

impl Default for Front {
    fn default() -> Self {
        Self { name: "Tessera".to_owned(), sign_up: SignUpMode::default(), has_rules: false }
    }
}

/// What admins have set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteSettings {
    /// What the site calls itself.
    pub name: String,
    /// Who may open an account; `None` as long as nobody has said.
    pub sign_up: Option<SignUpMode>,
    /// The plan of whoever signs up.
    pub default_plan: PlanId,
    /// Paragraphs of plain text; empty where there are no rules.
    pub rules: String,
}

/// The same, with what it is chosen from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsDetail {
    /// What admins have set.
    pub settings: SiteSettings,
    /// Who may open an account by the server's environment, which wins; `None` where that does not say.
    pub sign_up_fixed: Option<SignUpMode>,
    /// All plans.
    pub plans: Vec<Plan>,
}

/// What is to be changed of it; what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsEdit {
    /// What the site calls itself.
    pub name: Option<String>,
    /// Who may open an account; `Some(None)` for nothing said.
    pub sign_up: Option<Option<SignUpMode>>,
    /// The plan of whoever signs up.
    pub default_plan: Option<PlanId>,
    /// The rules.
    pub rules: Option<String>,
}

impl SettingsEdit {
    /// The same, tidied, if every field is valid.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with each field that needs another look.
    pub fn validated(self) -> Result<Self, Problem> {
        let name = self.name.map(|name| tidy(&name));
        let rules = self.rules.map(|rules| tidy_lines(&rules));
        let fits = |name: &String| is_visible(name) && name.chars().count() <= SITE_NAME_LONGEST;
        let wrong_name = name.as_ref().is_some_and(|name| !fits(name));
        let too_long = rules.as_ref().is_some_and(|rules| rules.chars().count() > RULES_LONGEST);
        refuse_invalid([
            ("name", wrong_name.then(|| format!("The site name must have 1 to {SITE_NAME_LONGEST} characters."))),
            ("rules", too_long.then(|| at_most(RULES_LONGEST))),
        ])?;
        Ok(Self { name, rules, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_a_name_and_rules_end() {
        let wrong = SettingsEdit {
            name: Some(" \t ".to_owned()),
            rules: Some("x".repeat(RULES_LONGEST + 1)),
            ..SettingsEdit::default()
        };
        let Err(Problem::Invalid { fields }) = wrong.validated() else { panic!("should be refused") };
        assert_eq!(fields.iter().map(|wrong| wrong.field.as_str()).collect::<Vec<_>>(), ["name", "rules"]);
        let right = SettingsEdit { name: Some(" Our  garden ".to_owned()), ..SettingsEdit::default() };
        assert_eq!(right.validated().unwrap().name.as_deref(), Some("Our garden"));
    }
}
