//! Expiring links: a picture for a while, for whoever has the address.

use super::{
    accounts::{PASSWORD_LONGEST, refuse_invalid},
    errors::{Problem, number_up_to},
    ids::{ExpiringLinkId, PictureId, PinId},
    page::Page,
    pins::{Given, PinCard},
    plans::{LinkBounds, Terms, Wish},
};
use std::fmt;
use time::OffsetDateTime;
use uuid::Uuid;

/// How many links that still work an account can have.
pub const LINKS_MOST: usize = 1_000;

/// How many links stand on one page of one's own.
pub const LINKS_PAGE_SIZE: usize = 30;

/// The most views that a link can be bounded to.
pub const VIEWS_MOST: u32 = 1_000_000;

/// How long links usually live, in seconds, rising.
const USUAL_LIVES: [u32; 10] = [60, 300, 600, 1_800, 3_600, 10_800, 28_800, 86_400, 604_800, 2_592_000];

/// What a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkSize {
    /// The picture in its full size, as WebP.
    Full,
    /// A thumbnail of this height, in pixels.
    Height(u32),
    /// The untouched file.
    Original,
}

impl LinkSize {
    /// The one that a height or a wish for the original names.
    ///
    /// # Errors
    /// [`Problem::Invalid`] at `original` where both are wished for.
    pub fn of(height: Option<u32>, original: bool) -> Result<Self, Problem> {
        match (height, original) {
            (None, false) => Ok(Self::Full),
            (Some(height), false) => Ok(Self::Height(height)),
            (None, true) => Ok(Self::Original),
            (Some(_), true) => Err(Problem::field("original", "Choose a height or the original, not both.")),
        }
    }

    /// Its height, where it is a thumbnail.
    pub const fn height(self) -> Option<u32> {
        match self {
            Self::Height(height) => Some(height),
            Self::Full | Self::Original => None,
        }
    }

    /// What the plan has to give for it.
    pub const fn wish(self) -> Option<Wish> {
        match self {
            Self::Full => None,
            Self::Height(height) => Some(Wish::Height(height)),
            Self::Original => Some(Wish::Original),
        }
    }
}

impl fmt::Display for LinkSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("Full size"),
            Self::Height(height) => write!(f, "{height} pixels high"),
            Self::Original => f.write_str("The original file"),
        }
    }
}

/// Why a link works no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkEnd {
    /// Its owner has taken it back.
    Revoked,
    /// Its time is over.
    Expired,
    /// It was viewed as often as it could be.
    UsedUp,
    /// The account that made it is gone.
    AccountGone,
    /// The account that made it is suspended.
    AccountSuspended,
    /// The picture was deleted.
    PictureDeleted,
    /// The pin shows another picture.
    PictureReplaced,
    /// Moderators have hidden the picture.
    PictureHidden,
    /// The owner's plan has no expiring links.
    PlanWithoutLinks,
    /// The owner's plan has no thumbnails of this height.
    PlanWithoutHeight,
    /// The owner's plan does not give out the original.
    PlanWithoutOriginal,
}

impl LinkEnd {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Revoked,
        Self::Expired,
        Self::UsedUp,
        Self::AccountGone,
        Self::AccountSuspended,
        Self::PictureDeleted,
        Self::PictureReplaced,
        Self::PictureHidden,
        Self::PlanWithoutLinks,
        Self::PlanWithoutHeight,
        Self::PlanWithoutOriginal,
    ];

    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::UsedUp => "used_up",
            Self::AccountGone => "account_gone",
            Self::AccountSuspended => "account_suspended",
            Self::PictureDeleted => "picture_deleted",
            Self::PictureReplaced => "picture_replaced",
            Self::PictureHidden => "picture_hidden",
            Self::PlanWithoutLinks => "plan_without_links",
            Self::PlanWithoutHeight => "plan_without_height",
            Self::PlanWithoutOriginal => "plan_without_original",
        }
    }

    /// A few words for whoever made it.
    pub const fn badge(self) -> &'static str {
        match self {
            Self::Revoked => "Revoked",
            Self::Expired => "Expired",
            Self::UsedUp => "View limit reached",
            Self::AccountGone => "Account deleted",
            Self::AccountSuspended => "Account suspended",
            Self::PictureDeleted => "Picture deleted",
            Self::PictureReplaced => "Picture replaced",
            Self::PictureHidden => "Picture hidden",
            Self::PlanWithoutLinks | Self::PlanWithoutHeight | Self::PlanWithoutOriginal => "Not in your plan",
        }
    }

    /// A sentence for whoever follows it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Revoked => "The person who created this link has revoked it.",
            Self::Expired => "This link has expired.",
            Self::UsedUp => "This link has reached its view limit.",
            Self::AccountGone => "The account that created this link was deleted.",
            Self::AccountSuspended => "The account that created this link is suspended.",
            Self::PictureDeleted => "The picture behind this link was deleted.",
            Self::PictureReplaced => "The picture behind this link was replaced.",
            Self::PictureHidden => "The picture behind this link was hidden by a moderator.",
            Self::PlanWithoutLinks => "The owner’s plan no longer includes expiring links.",
            Self::PlanWithoutHeight => "The owner’s plan no longer includes pictures of this height.",
            Self::PlanWithoutOriginal => "The owner’s plan no longer includes the original file.",
        }
    }

    /// Why a plan ends a link to this, if it does.
    pub fn by_plan(terms: &Terms, size: LinkSize) -> Option<Self> {
        match size.wish() {
            _ if terms.links.is_none() => Some(Self::PlanWithoutLinks),
            Some(wish) if !wish.given_by(terms) => Some(match wish {
                Wish::Original => Self::PlanWithoutOriginal,
                _ => Self::PlanWithoutHeight,
            }),
            _ => None,
        }
    }
}

/// A link as its owner sees it; never with its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpiringLink {
    /// Its name; they sort by age.
    pub id: ExpiringLinkId,
    /// The pin, and what that is called; `None` where it is deleted.
    pub pin: Option<LinkedPin>,
    /// What it leads to.
    pub size: LinkSize,
    /// Why it works no more; `None` as long as it does.
    pub end: Option<LinkEnd>,
    /// For how many seconds it works yet, unless something else ends it.
    pub seconds_left: u64,
    /// When it was made, UTC.
    pub created_at: OffsetDateTime,
    /// Until when it works, UTC.
    pub expires_at: OffsetDateTime,
    /// When it was taken back, UTC.
    pub revoked_at: Option<OffsetDateTime>,
    /// How often the picture was had by it.
    pub views: u64,
    /// How often it can be; `None` for no end.
    pub max_views: Option<u32>,
    /// Whether a password is asked for.
    pub has_password: bool,
}

/// The pin that a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedPin {
    /// Its name.
    pub id: PinId,
    /// What it shows now.
    pub picture: PictureId,
    /// What it is called.
    pub title: String,
}

/// A page of one's own links.
#[derive(Debug, Clone, PartialEq)]
pub struct MyLinks {
    /// The links, the newest first.
    pub page: Page<ExpiringLink>,
    /// Where one's plan has no links: in words, with a plan that has.
    pub lacking: Option<String>,
}

/// What links can be, by a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharing {
    /// How long they can live.
    pub bounds: LinkBounds,
    /// The heights that can be chosen, beside the full size.
    pub heights: Vec<u32>,
    /// Whether the untouched file can be.
    pub original: bool,
}

impl Sharing {
    /// What a plan lets links be; `None` where it has none.
    pub fn by_plan(terms: &Terms) -> Option<Self> {
        let bounds = terms.links?;
        Some(Self { bounds, heights: terms.heights.clone(), original: terms.original })
    }

    /// The same, by what the plan gives of one's own pin.
    pub fn given(given: &Given) -> Option<Self> {
        let bounds = given.links?;
        let heights = given.thumbnails.iter().map(|thumbnail| thumbnail.height).collect();
        Some(Self { bounds, heights, original: given.original })
    }

    /// How long links usually live, within the bounds, which are among them; in seconds, rising.
    pub fn lives(&self) -> Vec<u32> {
        let LinkBounds { shortest, longest } = self.bounds;
        let within = USUAL_LIVES.into_iter().filter(|life| (shortest..=longest).contains(life));
        let mut lives: Vec<_> = [shortest, longest].into_iter().chain(within).collect();
        lives.sort_unstable();
        lives.dedup();
        lives
    }

    /// The life that is proposed, in seconds: an hour, or what comes next to it.
    pub fn proposed(&self) -> u32 {
        3_600.clamp(self.bounds.shortest, self.bounds.longest)
    }
}

/// What whoever follows a link in a browser is shown.
#[derive(Debug, Clone, PartialEq)]
pub enum SharedState {
    /// It works no more.
    Ended(LinkEnd),
    /// It asks for a password, and says nothing before.
    Locked,
    /// The picture can be had.
    Open(Box<SharedPicture>),
}

/// A picture that a link without a password leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedPicture {
    /// Its pin, as its owner sees it.
    pub card: PinCard,
    /// What the link leads to.
    pub size: LinkSize,
    /// The format of that file by content: `WebP`.
    pub format: String,
    /// Until when the link works, UTC.
    pub expires_at: OffsetDateTime,
}

/// A wish for a link.
#[derive(Debug, Clone)]
pub struct NewExpiringLink {
    /// The picture by its id, or by that of the pin that shows it.
    pub image: Uuid,
    /// How long it is to live, in seconds.
    pub seconds: i64,
    /// What it leads to.
    pub size: LinkSize,
    /// What has to be typed first.
    pub password: Option<String>,
    /// How often the picture can be had.
    pub max_views: Option<u32>,
}

impl NewExpiringLink {
    /// Its life in seconds, if everything typed makes sense.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with each field that needs another look.
    pub fn checked(&self, bounds: LinkBounds) -> Result<u32, Problem> {
        let life = bounds.check(self.seconds);
        let password = self.password.as_ref().is_none_or(|password| (1..=PASSWORD_LONGEST).contains(&password.len()));
        let views = self.max_views.is_none_or(|views| (1..=VIEWS_MOST).contains(&views));
        refuse_invalid([
            ("alive_duration", life.as_ref().err().map(ToString::to_string)),
            ("password", (!password).then(|| format!("A password must have 1 to {PASSWORD_LONGEST} bytes."))),
            ("max_views", (!views).then(|| number_up_to(VIEWS_MOST))),
        ])?;
        life
    }
}

/// A number of seconds as people say it, to the second: "8 hours 20 minutes".
pub struct Life(pub u32);

impl fmt::Display for Life {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u32, &str); 4] = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
        let mut rest = self.0;
        let mut space = "";
        for (seconds, unit) in UNITS {
            let count = rest / seconds;
            rest %= seconds;
            if count > 0 {
                write!(f, "{space}{count} {unit}{}", if count == 1 { "" } else { "s" })?;
                space = " ";
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sharing(shortest: u32, longest: u32) -> Sharing {
        let bounds = LinkBounds { shortest, longest };
        Sharing { bounds, heights: vec![200], original: true }
    }

    #[test]
    fn lives_to_choose_from_stay_within_the_bounds() {
        let words =
            |sharing: Sharing| sharing.lives().into_iter().map(|life| Life(life).to_string()).collect::<Vec<_>>();
        let enterprise = sharing(300, 30_000);
        assert_eq!(enterprise.proposed(), 3_600);
        assert_eq!(
            words(enterprise),
            ["5 minutes", "10 minutes", "30 minutes", "1 hour", "3 hours", "8 hours", "8 hours 20 minutes"]
        );
        assert_eq!(words(sharing(61, 61)), ["1 minute 1 second"]);
        assert_eq!((sharing(60, 600).proposed(), sharing(86_400, 90_000).proposed()), (600, 86_400));
    }

    #[test]
    fn a_link_leads_to_one_thing() {
        assert_eq!(LinkSize::of(None, false), Ok(LinkSize::Full));
        assert_eq!(LinkSize::of(Some(200), false), Ok(LinkSize::Height(200)));
        assert_eq!(LinkSize::of(None, true), Ok(LinkSize::Original));
        assert!(matches!(LinkSize::of(Some(200), true), Err(Problem::Invalid { .. })));
    }

    #[test]
    fn every_wrong_field_of_a_link_is_named_at_once() {
        let wrong = NewExpiringLink {
            image: Uuid::nil(),
            seconds: 299,
            size: LinkSize::Full,
            password: Some(String::new()),
            max_views: Some(0),
        };
        let bounds = LinkBounds { shortest: 300, longest: 30_000 };
        let Err(Problem::Invalid { fields }) = wrong.checked(bounds) else { panic!("should be refused") };
        let names: Vec<_> = fields.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(names, ["alive_duration", "password", "max_views"]);
    }
}
