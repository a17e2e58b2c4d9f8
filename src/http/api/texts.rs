//! Kinds of text that programs send. Reading a text refuses whatever its schema refuses: schema and behaviour are one
//! rule. No text may contain U+0000, which PostgreSQL cannot store.

use crate::model::{
    accounts::{
        BIO_LONGEST, DISPLAY_NAME_LONGEST, PASSWORD_LONGEST, PASSWORD_SHORTEST, email_problem, password_problem,
        username_problem,
    },
    boards::{BOARD_DESCRIPTION_LONGEST, BOARD_TITLE_LONGEST},
    categories::CATEGORY_NAME_LONGEST,
    channels::{CHANNEL_NAME_LONGEST, CHANNEL_TOPIC_LONGEST},
    colours::{COLOUR_PROBLEM, Colour},
    comments::COMMENT_LONGEST,
    communities::{COMMUNITY_DESCRIPTION_LONGEST, COMMUNITY_NAME_LONGEST, COMMUNITY_REASON_LONGEST},
    messages::MESSAGE_LONGEST,
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

/// Any characters except U+0000.
const ANY: &str = r"^[^\u0000]*$";

/// The same, with at least one character that is neither white space nor a control character.
const VISIBLE: &str = r"^[^\u0000]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000]*$";

/// A URL without white space and control characters, or an empty text.
const SOURCE: &str = r"^(https?://[^\s\u0000-\u0020\u007f-\u00a0]+)?$";

/// At least one visible character other than `#`, and no comma, which separates tags.
const TAG: &str = r"^[^\u0000,]*[^\s\u0000-\u001f\u007f-\u009f#,][^\u0000,]*$";

/// The rule for a kind of text.
struct Rule {
    description: &'static str,
    example: &'static str,
    /// The minimum and the maximum number of characters.
    length: (usize, usize),
    /// A regular expression in ECMA-262's dialect, for the schema. It must agree with `problem`.
    pattern: &'static str,
    format: Option<&'static str>,
    /// What is wrong with a text, apart from its length.
    problem: fn(&str) -> Option<String>,
}

impl Rule {
    fn check(&self, text: &str) -> Result<(), String> {
        let (shortest, longest) = self.length;
        if let Some(problem) = (self.problem)(text) {
            return Err(problem);
        }
        if !(shortest..=longest).contains(&text.chars().count()) {
            let least = if shortest > 0 { format!("{shortest} to") } else { "at most".to_owned() };
            return Err(format!("This must have {least} {longest} characters."));
        }
        if text.contains('\0') { Err("The character U+0000 is not allowed.".to_owned()) } else { Ok(()) }
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
    /// A user name. Upper and lower case are the same.
    Username {
        example: "ana_1", length: (3, 30), pattern: "^[A-Za-z0-9_]{3,30}$", format: None, problem: username_problem,
    }
    /// An e-mail address, in ASCII characters.
    Email {
        example: "ana@example.com", length: (3, 254), pattern: r"^[\u0001-\u007f]*$", format: Some("email"),
        problem: email_problem,
    }
    /// A display name.
    DisplayName {
        example: "Ana", length: (1, DISPLAY_NAME_LONGEST), pattern: VISIBLE, format: None, problem: nothing_to_see,
    }
    /// A bio.
    Bio {
        example: "Elephants, mostly.", length: (0, BIO_LONGEST), pattern: ANY, format: None, problem: |_| None,
    }
    /// The name of an access token.
    TokenName {
        example: "Backup", length: (1, TOKEN_NAME_LONGEST), pattern: VISIBLE, format: None, problem: nothing_to_see,
    }
    /// A new password. This length always fits, whichever characters are used.
    NewPassword {
        example: "elephants never forget", length: (PASSWORD_SHORTEST, PASSWORD_LONGEST / 4), pattern: ANY,
        format: Some("password"), problem: password_problem,
    }
    /// The password of the account.
    Password {
        example: "elephants never forget", length: (1, PASSWORD_LONGEST), pattern: ANY, format: Some("password"),
        problem: |_| None,
    }
    /// A password that protects a link. At most 256 bytes in UTF-8.
    LinkPassword {
        example: "open sesame", length: (1, PASSWORD_LONGEST), pattern: ANY, format: Some("password"), problem: |_| None,
    }
    /// An e-mail address or a user name.
    Login {
        example: "ana_1", length: (1, 254), pattern: ANY, format: None, problem: |_| None,
    }
    /// A secret from an earlier response or from a link.
    Secret {
        example: "5f0c8c8b1f6b4b0fb1d1a7e6a3b8f1d25f0c8c8b1f6b4b0fb1d1a7e6a3b8f1d2", length: (1, 200), pattern: ANY,
        format: None, problem: |_| None,
    }
    /// The SHA-256 of a file, in hexadecimal digits.
    FileHash {
        example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", length: (64, 64),
        pattern: "^[0-9A-Fa-f]{64}$", format: None, problem: hash_problem,
    }
    /// The title of a pin.
    Title {
        example: "Elephants", length: (1, TITLE_LONGEST), pattern: VISIBLE, format: None, problem: nothing_to_see,
    }
    /// The description of a pin, in plain text with line breaks.
    Description {
        example: "Two elephants at a water hole.", length: (0, DESCRIPTION_LONGEST), pattern: ANY, format: None,
        problem: |_| None,
    }
    /// The alternative text of a picture: what it shows, for people who cannot see it.
    AltText {
        example: "Two elephants drink.", length: (0, ALT_TEXT_LONGEST), pattern: ANY, format: None, problem: |_| None,
    }
    /// The URL of the web page that a picture comes from.
    SourceUrl {
        example: "https://example.com/elephants", length: (0, SOURCE_LONGEST), pattern: SOURCE, format: None,
        problem: source_problem,
    }
    /// A tag: a word or short phrase. It is stored in lower case, without `#`.
    Tag {
        example: "elephants", length: (1, TAG_LONGEST), pattern: TAG, format: None, problem: tag_problem,
    }
    /// The start of a tag.
    TagBegin {
        example: "ele", length: (0, TAG_LONGEST), pattern: ANY, format: None, problem: |_| None,
    }
    /// A comment, in plain text with line breaks. Mention members with `@` and their user name.
    CommentText {
        example: "What a view! @ana, did you see this?", length: (1, COMMENT_LONGEST), pattern: VISIBLE, format: None,
        problem: nothing_to_see,
    }
    /// The reason for a report or a moderation action.
    Reason {
        example: "This is an advertisement.", length: (1, REASON_LONGEST), pattern: VISIBLE, format: None,
        problem: nothing_to_see,
    }
    /// The title of a board.
    BoardTitle {
        example: "Garden ideas", length: (1, BOARD_TITLE_LONGEST), pattern: VISIBLE, format: None,
        problem: nothing_to_see,
    }
    /// The name of a category.
    CategoryName {
        example: "Landscapes", length: (1, CATEGORY_NAME_LONGEST), pattern: VISIBLE, format: None, problem: nothing_to_see,
    }
    /// The description of a board, in plain text with line breaks.
    BoardDescription {
        example: "For the spring.", length: (0, BOARD_DESCRIPTION_LONGEST), pattern: ANY, format: None,
        problem: |_| None,
    }
    /// Search terms. The last one may be incomplete.
    Words {
        example: "grey heron", length: (1, QUERY_LONGEST), pattern: VISIBLE, format: None, problem: nothing_to_see,
    }
    /// A colour in sRGB: red, green and blue, two hexadecimal digits each.
    ColourDigits {
        example: "1a8f86", length: (6, 6), pattern: "^[0-9A-Fa-f]{6}$", format: None, problem: colour_problem,
    }
    /// The name of the site.
    SiteName {
        example: "Garden pictures", length: (1, SITE_NAME_LONGEST), pattern: VISIBLE, format: None,
        problem: nothing_to_see,
    }
    /// Paragraphs of plain text, separated by empty lines.
    Rules {
        example: "Be kind to each other.", length: (0, RULES_LONGEST), pattern: ANY, format: None, problem: |_| None,
    }
    /// The name of a community.
    CommunityName {
        example: "Birds of the north", length: (1, COMMUNITY_NAME_LONGEST), pattern: VISIBLE, format: None,
        problem: nothing_to_see,
    }
    /// The description of a community, in plain text with line breaks.
    CommunityDescription {
        example: "Whatever has feathers.", length: (0, COMMUNITY_DESCRIPTION_LONGEST), pattern: ANY, format: None,
        problem: |_| None,
    }
    /// The reason for something done to a member of a community. It may be empty.
    CommunityReason {
        example: "Advertisements.", length: (0, COMMUNITY_REASON_LONGEST), pattern: ANY, format: None, problem: |_| None,
    }
    /// The name of a channel.
    ChannelName {
        example: "general", length: (1, CHANNEL_NAME_LONGEST), pattern: VISIBLE, format: None, problem: nothing_to_see,
    }
    /// The topic of a channel, on one line.
    ChannelTopic {
        example: "Light and lenses", length: (0, CHANNEL_TOPIC_LONGEST), pattern: ANY, format: None, problem: |_| None,
    }
    /// A message, in Markdown: emphasis, code, quotes, lists and links. Mention members with `@` and their user name.
    MessageText {
        example: "What a *view*! @ana, did you see this?", length: (0, MESSAGE_LONGEST), pattern: ANY, format: None,
        problem: |_| None,
    }
    /// The text to search for.
    SearchText {
        example: "ana", length: (0, 100), pattern: ANY, format: None, problem: |_| None,
    }
}

fn nothing_to_see(text: &str) -> Option<String> {
    // Characters that exist but are invisible too are left to the model: no pattern could describe them.
    let nothing = text.chars().all(|c| c.is_whitespace() || c.is_control());
    nothing.then(|| "This needs at least one visible character.".to_owned())
}

fn colour_problem(colour: &str) -> Option<String> {
    colour.parse::<Colour>().is_err().then(|| COLOUR_PROBLEM.to_owned())
}

fn hash_problem(hash: &str) -> Option<String> {
    let wrong = hash.bytes().any(|byte| !byte.is_ascii_hexdigit());
    wrong.then(|| "A SHA-256 has 64 hexadecimal digits.".to_owned())
}

fn source_problem(address: &str) -> Option<String> {
    let rest = ["http://", "https://"].iter().find_map(|scheme| address.strip_prefix(scheme)).unwrap_or_default();
    let wrong = rest.is_empty() || rest.contains(|c: char| c.is_whitespace() || c.is_control());
    (wrong && !address.is_empty()).then(|| "A web address must start with https:// or http://.".to_owned())
}

fn tag_problem(tag: &str) -> Option<String> {
    let empty = tag.chars().all(|c| c == '#' || c.is_whitespace() || c.is_control());
    (empty || tag.contains(',')).then(|| "A tag must be a word or short phrase without commas.".to_owned())
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
        check::<ColourDigits>(&ColourDigits::RULE);
        check::<FileHash>(&FileHash::RULE);
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
        check::<MessageText>(&MessageText::RULE);
        check::<CommunityName>(&CommunityName::RULE);
        check::<CommunityDescription>(&CommunityDescription::RULE);
        check::<CommunityReason>(&CommunityReason::RULE);
        check::<ChannelName>(&ChannelName::RULE);
        check::<ChannelTopic>(&ChannelTopic::RULE);
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
