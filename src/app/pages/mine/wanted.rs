//! What of one's uploads is wanted and how it is shown, as the address says it.

use crate::{
    app::{addresses::with_query, location::Query},
    model::mine::{MineFilter, MineSort},
};

/// How one's uploads are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum View {
    /// As tiles.
    #[default]
    Grid,
    /// One below the other, with more words.
    List,
}

impl View {
    /// Its name in the address; the usual one has none there.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Grid => "",
            Self::List => "list",
        }
    }
}

/// What is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) filter: MineFilter,
    pub(super) sort: MineSort,
    pub(super) view: View,
}

impl Wanted {
    /// Out of an address. What is not known there is taken for not said.
    pub(super) fn read(query: &Query) -> Self {
        let text = |name: &str| query.get(name).unwrap_or_default();
        Self {
            filter: MineFilter {
                q: text("q").trim().to_owned(),
                tag: text("tag").trim().trim_start_matches('#').to_lowercase(),
                visibility: text("visibility").parse().ok(),
                state: text("state").parse().ok(),
            },
            sort: text("sort").parse().unwrap_or_default(),
            view: if text("view") == View::List.name() { View::List } else { View::Grid },
        }
    }

    /// The address of it, from a cursor on.
    pub(super) fn address(&self, cursor: Option<&str>) -> String {
        let Self { filter, sort, view } = self;
        let sort = if *sort == MineSort::default() { "" } else { sort.name() };
        with_query(
            "/uploads",
            &[
                ("q", &filter.q),
                ("tag", &filter.tag),
                ("visibility", filter.visibility.map_or("", |visibility| visibility.name())),
                ("state", filter.state.map_or("", |state| state.name())),
                ("sort", sort),
                ("view", view.name()),
                ("cursor", cursor.unwrap_or_default()),
            ],
        )
    }

    /// The same, shown in another way.
    pub(super) fn shown_as(&self, view: View) -> Self {
        Self { view, ..self.clone() }
    }

    /// The same, of other pictures.
    pub(super) fn of(&self, filter: MineFilter) -> Self {
        Self { filter, ..self.clone() }
    }

    /// Whether some of one's uploads are left out.
    pub(super) fn is_filtered(&self) -> bool {
        self.filter != MineFilter::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{mine::Progress, pins::Visibility};

    fn query(pairs: &[(&str, &str)]) -> Query {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_is_wanted_survives_its_address() {
        let wanted = Wanted {
            filter: MineFilter {
                q: "sun & moon".to_owned(),
                tag: "two words".to_owned(),
                visibility: Some(Visibility::Unlisted),
                state: Some(Progress::Working),
            },
            sort: MineSort::Title,
            view: View::List,
        };
        let address = wanted.address(Some("nABC"));
        let expected = "/uploads?q=sun%20%26%20moon&tag=two%20words&visibility=unlisted&state=working&sort=title&view=list&cursor=nABC";
        assert_eq!(address, expected);
        let said = [
            ("q", "sun & moon"),
            ("tag", "two words"),
            ("visibility", "unlisted"),
            ("state", "working"),
            ("sort", "title"),
            ("view", "list"),
        ];
        assert_eq!(Wanted::read(&query(&said)), wanted);
    }

    #[test]
    fn what_is_usual_is_not_said() {
        assert_eq!(Wanted::default().address(None), "/uploads");
        assert_eq!(Wanted::read(&query(&[("sort", "sideways"), ("visibility", "x")])), Wanted::default());
    }
}
