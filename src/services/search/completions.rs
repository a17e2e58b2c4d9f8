//! What a text that is being typed may become: tags, members, boards, pins.

use super::{names, names::Name, people, pins_of, wanted::Wanted};
use crate::{
    model::{
        errors::Problem,
        ids::UserId,
        search::{COMPLETIONS_MOST, Completion, within_limits},
        words::tidy_tags,
    },
    services::{Site, pins::Span},
};

/// How many tags, and how many members, are among completions; boards are as many as members.
const TAGS_OFFERED: usize = 3;
const NAMES_OFFERED: usize = 2;

/// What a text that is being typed may become: tags, members, boards, pins. Those whose names contain the text come first.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn completions(site: &Site, viewer: Option<UserId>, text: &str) -> Result<Vec<Completion>, Problem> {
    let text = within_limits(text);
    let Some(wanted) = Wanted::read(&site.db, &text).await? else { return Ok(Vec::new()) };
    let name = Name { text: &text, words: &wanted.words, instead: wanted.instead.as_deref(), parts: wanted.parts };
    let begin = tidy_tags(std::slice::from_ref(&text)).pop().unwrap_or_default();
    let tags = if begin.is_empty() { Vec::new() } else { site.db.tags_beginning(&begin, TAGS_OFFERED as i64).await? };
    let people = people(site, viewer, &name, NAMES_OFFERED).await?;
    let boards = names::boards(&site.db, viewer, &name, NAMES_OFFERED).await?;
    let boards = site.db.board_titles(viewer, &boards).await?;
    let mut completions: Vec<_> = tags.into_iter().map(Completion::Tag).collect();
    completions.extend(people.into_iter().take(NAMES_OFFERED).map(|card| Completion::Person(card.person)));
    completions.extend(boards.into_iter().map(|(id, title)| Completion::Board(id, title)));
    let span = Span { cursor: None, size: COMPLETIONS_MOST - completions.len() };
    let pins = pins_of(site, viewer, &wanted, span).await?;
    completions.extend(pins.items.into_iter().map(|card| Completion::Pin(card.id, card.title, card.picture)));
    Ok(literal_first(completions, &text))
}

/// Those first whose name contains what was typed; a pin may be found by its tags or its description alone.
fn literal_first(mut found: Vec<Completion>, typed: &str) -> Vec<Completion> {
    let typed = typed.trim().trim_start_matches(['#', '@']).to_lowercase();
    let contains = |name: &str| name.to_lowercase().contains(&typed);
    found.sort_by_key(|completion| match completion {
        Completion::Tag(name) | Completion::Board(_, name) | Completion::Pin(_, name, _) => !contains(name),
        Completion::Person(person) => !contains(&person.username) && !contains(&person.display_name),
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        ids::{PictureId, PinId},
        pictures::{Picture, PictureState},
    };
    use uuid::Uuid;

    fn pin(n: u128, title: &str) -> Completion {
        let id = Uuid::from_u128(n);
        let picture = Picture {
            id: PictureId::from_uuid(id),
            width: 300,
            height: 200,
            state: PictureState::Ready,
            placeholder: None,
        };
        Completion::Pin(PinId::from_uuid(id), title.to_owned(), picture)
    }

    #[test]
    fn titles_with_what_was_typed_come_first_and_nothing_is_lost() {
        let found =
            vec![pin(1, "Reeds"), Completion::Tag("mountain".to_owned()), pin(2, "Still water"), pin(3, "A Mount")];
        let sorted = literal_first(found, " #Mount");
        let expected =
            [Completion::Tag("mountain".to_owned()), pin(3, "A Mount"), pin(1, "Reeds"), pin(2, "Still water")];
        assert_eq!(sorted, expected);
    }
}
