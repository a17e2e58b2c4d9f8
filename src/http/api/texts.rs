//! Kinds of text that programs send. Each is a type that refuses, as it is read, whatever its schema refuses: schema and
//! behaviour are one rule. No text holds U+0000, which PostgreSQL cannot store.

use crate::model::{
    accounts::{
        BIO_LONGEST, DISPLAY_NAME_LONGEST, PASSWORD_LONGEST, PASSWORD_SHORTEST, email_problem, password_problem,
        username_problem,
    },
    boards::{BOARD_DESCRIPTION_LONGEST, BOARD_TITLE_LONGEST},
    categories::CATEGORY_NAME_LONGEST,
    comments::COMMENT_LONGEST,
    reports::REASON_LONGEST,
    search::QUERY_LONGEST,
    settings::TOKEN_NAME_LONGEST,
    site::{RULES_LONGEST, SITE_NAME_LONGEST},
    words::{ALT_TEXT_LONGEST, DESCRIPTION_LONGEST, SOURCE_LONGEST, TAG_LONGEST, TITLE_LONGEST},
};
use serde::{Deserialize, Deserializer, de::Error};
use std::str::FromStr;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

/// Any character but U+0000, any number of times.
const ANY: &str = r"^[^\u0000]*$";

/// The same, with something to see in it: neither white space nor a control character.
const VISIBLE: &str = r"^[^\u0000]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000]*$";

/// A web address without white space and control characters, or nothing.
const SOURCE: &str = r"^(https?://[^\s\u0000-\u0020\u007f-\u00a0]+)?$";

/// Something to see beside `#`, and no comma, which stands between tags.
const TAG: &str = r"^[^\u0000,]*[^\s\u0000-\u001f\u007f-\u009f#,][^\u0000,]*$";

/// What a kind of text may be.
struct Rule {
    description: &'static str,
    example: &'static str,
    /// How many characters it has, at least and at most.
    length: (usize, usize),
    /// A regular expression in ECMA-262's dialect, for the schema; `problem` says the same.
    pattern: &'static str,
    format: Option<&'static str>,
    /// What is wrong with a text, beyond its length.
    problem: fn(&str) -> Option<String>,
}

impl Rule {
    fn check(&self, text: &str) -> Result<(), String> {
        let (shortest, longest) = self.length;
        if let Some(problem) = (self.problem)(text) {
            return Err(problem);
        }
        if !(shortest..=longest).contains(&text.chars().count()) {
            return Err(format!("This has {shortest} to {longest} characters."));
        }
        if text.contains('\0') { Err("The character U+0000 is not taken.".to_owned()) } else { Ok(()) }
    }

    fn schema(&self) -> RefOr<Schema> {
        let (shortest, longest) = self.length;
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(self.description.trim()))
            .min_length((shortest > 0).then_some(shortest))
            .max_length(Some(longest))
            .pattern(Some(self.pattern))
            .format(self.format.map(|format| SchemaFormat::Custom(format.to_owned())))
            .examples([self.example])
            .into()
    }
}

macro_rules! texts {
    ($(#[doc = $description:literal] $name:ident { $($key:ident: $value:expr),* $(,)? })*) => {$(
        #[doc = $description]
        pub(super) struct $name(pub(super) String);

        impl $name {
            const RULE: Rule = Rule { description: $description, $($key: $value),* };
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::RULE.check(text).map(|()| Self(text.to_owned()))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                Self::RULE.schema()
            }
        }

        impl ToSchema for $name {}
    )*};
}

texts! {
    /// A name in addresses, whatever the case of its letters.
    Username {
        example: "ana_1", length: (3, 30), pattern: "^[A-Za-z0-9_]{3,30}$", format: None, problem: username_problem,
    }
    /// An e-mail address, of ASCII characters.
    Email {
        example: "ana@example.com", length: (3, 254), pattern: r"^[\u0001-\u007f]*$", format: Some("email"),
        problem: email_problem,
    }
    /// What somebody is called.
    DisplayName {
        example: "Ana", length: (1, DISPLAY_NAME_LONGEST), pattern: VISIBLE, format: None, problem: nothing_to_see,
    }
    /// What somebody says of themselves.
    Bio {
        example: "Elephants, mostly.", length: (0, BIO_LONGEST), pattern: ANY, format: None, problem: |_| None,
    }
    /// What an access token is called.
    TokenName {
        example: "Backup", length: (1, TOKEN_NAME_LONGEST), pattern: VISIBLE, format: None, problem: nothing_to_see,
    }
    /// A password to be. However its characters are written, this many fit.
    NewPassword {
        example: "elephants never forget", length: (PASSWORD_SHORTEST, PASSWORD_LONGEST / 4), pattern: ANY,
        format: Some("password"), problem: password_problem,
    }
    /// The password of an account.
    Password {
        example: "elephants never forget", length: (1, PASSWORD_LONGEST), pattern: ANY, format: Some("password"),
        problem: |_| None,
    }
    /// What has to be typed before a link leads to its picture. In UTF-8 it has at most 256 bytes.
    LinkPassword {
        example: "open sesame", length: (1, PASSWORD_LONGEST), pattern: ANY, format: Some("password"), problem: |_| None,
    }
    /// An e-mail address or a user name.
    Login {
        example: "ana_1", length: (1, 254), pattern: ANY, format: None, problem: |_| None,
    }
    /// A secret that this site has given away, in an answer or in a link.
    Secret {
        example: "5f0c8c8b1f6b4b0fb1d1a7e6a3b8f1d25f0c8c8b1f6b4b0fb1d1a7e6a3b8f1d2", length: (1, 200), pattern: ANY,
        format: None, problem: |_| None,
    }
    /// What a pin is called.
    Title {
        example: "Elephants", length: (1, TITLE_LONGEST), pattern: VISIBLE, format: None, problem: nothing_to_see,
    }
    /// What is said of a pin: some lines of plain text.
    Description {
        example: "Two elephants at a water hole.", length: (0, DESCRIPTION_LONGEST), pattern: ANY, format: None,
        problem: |_| None,
    }
    /// What a picture shows, for whoever cannot see it.
    AltText {
        example: "Two elephants drink.", length: (0, ALT_TEXT_LONGEST), pattern: ANY, format: None, problem: |_| None,
    }
    /// Where a picture comes from: a web address.
    SourceUrl {
        example: "https://example.com/elephants", length: (0, SOURCE_LONGEST), pattern: SOURCE, format: None,
        problem: source_problem,
    }
    /// A word or a few by which pins are found. It is kept in small letters, without `#`.
    Tag {
        example: "elephants", length: (1, TAG_LONGEST), pattern: TAG, format: None, problem: tag_problem,
    }
    /// How a tag begins.
    TagBegin {
        example: "ele", length: (0, TAG_LONGEST), pattern: ANY, format: None, problem: |_| None,
    }
    /// What is said about a pin: some lines of plain text, which may mention members by `@` and their user name.
    CommentText {
        example: "What a view! @ana, did you see this?", length: (1, COMMENT_LONGEST), pattern: VISIBLE, format: None,
        problem: nothing_to_see,
    }
    /// Why something should be looked at.
    Reason {
        example: "This is an advertisement.", length: (1, REASON_LONGEST), pattern: VISIBLE, format: None,
        problem: nothing_to_see,
    }
    /// What a board is called.
    BoardTitle {
        example: "Garden ideas", length: (1, BOARD_TITLE_LONGEST), pattern: VISIBLE, format: None,
        problem: nothing_to_see,
    }
    /// What a category of communities is called.
    CategoryName {
        example: "Landscapes", length: (1, CATEGORY_NAME_LONGEST), pattern: VISIBLE, format: None, problem: nothing_to_see,
    }
    /// What is said of a board: some lines of plain text.
    BoardDescription {
        example: "For the spring.", length: (0, BOARD_DESCRIPTION_LONGEST), pattern: ANY, format: None,
        problem: |_| None,
    }
    /// Words to look for. The last may be unfinished, and they may be misspelt.
    Words {
        example: "grey heron", length: (1, QUERY_LONGEST), pattern: VISIBLE, format: None, problem: nothing_to_see,
    }
    /// What the site calls itself.
    SiteName {
        example: "Garden pictures", length: (1, SITE_NAME_LONGEST), pattern: VISIBLE, format: None,
        problem: nothing_to_see,
    }
    /// Paragraphs of plain text, an empty line between them.
    Rules {
        example: "Be kind to each other.", length: (0, RULES_LONGEST), pattern: ANY, format: None, problem: |_| None,
    }
    /// What to look for.
    SearchText {
        example: "ana", length: (0, 100), pattern: ANY, format: None, problem: |_| None,
    }
}

fn nothing_to_see(text: &str) -> Option<String> {
    // What is there but cannot be seen either is for the model to tell: no pattern could say it.
    let nothing = text.chars().all(|c| c.is_whitespace() || c.is_control());
    nothing.then(|| "This needs at least one character that can be seen.".to_owned())
}

fn source_problem(address: &str) -> Option<String> {
    let rest = ["http://", "https://"].iter().find_map(|scheme| address.strip_prefix(scheme)).unwrap_or_default();
    let wrong = rest.is_empty() || rest.contains(|c: char| c.is_whitespace() || c.is_control());
    (wrong && !address.is_empty()).then(|| "This is a web address, beginning with https:// or http://.".to_owned())
}

fn tag_problem(tag: &str) -> Option<String> {
    let empty = tag.chars().all(|c| c == '#' || c.is_whitespace() || c.is_control());
    (empty || tag.contains(',')).then(|| "A tag is a word or a few, without a comma.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_keeps_its_rule() {
        fn check<T: FromStr<Err = String>>(rule: &Rule) {
            assert!(rule.example.parse::<T>().is_ok(), "{}", rule.description);
            for wrong in ["\0".to_owned(), "a\0b".to_owned(), "x".repeat(rule.length.1 + 1)] {
                assert!(wrong.parse::<T>().is_err(), "{}: {wrong:?}", rule.description);
            }
        }
        check::<Username>(&Username::RULE);
        check::<Email>(&Email::RULE);
        check::<DisplayName>(&DisplayName::RULE);
        check::<Bio>(&Bio::RULE);
        check::<TokenName>(&TokenName::RULE);
        check::<NewPassword>(&NewPassword::RULE);
        check::<Password>(&Password::RULE);
        check::<LinkPassword>(&LinkPassword::RULE);
        check::<Login>(&Login::RULE);
        check::<Secret>(&Secret::RULE);
        check::<SearchText>(&SearchText::RULE);
        check::<Words>(&Words::RULE);
        check::<Title>(&Title::RULE);
        check::<Description>(&Description::RULE);
        check::<AltText>(&AltText::RULE);
        check::<SourceUrl>(&SourceUrl::RULE);
        check::<Tag>(&Tag::RULE);
        check::<TagBegin>(&TagBegin::RULE);
        check::<BoardTitle>(&BoardTitle::RULE);
        check::<CategoryName>(&CategoryName::RULE);
        check::<BoardDescription>(&BoardDescription::RULE);
        check::<CommentText>(&CommentText::RULE);
        check::<Reason>(&Reason::RULE);
        check::<SiteName>(&SiteName::RULE);
        check::<Rules>(&Rules::RULE);
    }

    #[test]
    fn a_source_is_a_web_address_or_nothing_and_a_tag_is_no_comma() {
        for (address, taken) in [
            ("", true),
            ("http://a", true),
            ("https://", false),
            ("ftp://a", false),
            ("javascript:alert(1)", false),
            (" https://a", false),
            ("https://a b", false),
            ("https://a\u{85}", false),
        ] {
            assert_eq!(address.parse::<SourceUrl>().is_ok(), taken, "{address:?}");
        }
        for (tag, taken) in [("#Birds", true), ("two words", true), ("# #", false), ("a,b", false), (" ", false)] {
            assert_eq!(tag.parse::<Tag>().is_ok(), taken, "{tag:?}");
        }
    }

    #[test]
    fn white_space_is_no_name_and_a_long_password_of_wide_characters_fits() {
        assert!(" \t\u{a0}".parse::<DisplayName>().is_err());
        assert!("🐘".repeat(PASSWORD_LONGEST / 4).parse::<NewPassword>().is_ok());
    }
}
