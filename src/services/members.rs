//! What admins do about members.

use super::{
    Admin, Site, audit, deletion,
    links::{self, About},
    live,
    pins::Span,
    plans,
};
use crate::{
    model::{
        accounts::{Role, email_problem, refuse_invalid},
        audit::Act,
        errors::{Problem, grouped},
        ids::UserId,
        links::{LinkPurpose, MadeLink},
        members::{Member, MemberDetail, MemberFilter, MemberPage, MemberSort},
        page::{Cursor, Page, other_list},
        text::composed,
    },
    store::db::{self, Tx, members},
};

/// A page of the members that match.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list; [`Problem::BadRequest`] for one after somebody who is gone.
pub async fn list(
    site: &Site,
    _: Admin,
    filter: &MemberFilter,
    sort: MemberSort,
    span: Span,
) -> Result<Page<Member>, Problem> {
    let (db, limit) = (&site.db, span.size + 1);
    let filter = &tidied(filter);
    let found = match (sort, span.cursor) {
        (MemberSort::Newest, None) => db.newest_members(filter, None, limit).await?,
        (MemberSort::Newest, Some(Cursor::Member(after))) => db.newest_members(filter, Some(after), limit).await?,
        (MemberSort::Name, None) => db.members_by_name(filter, None, limit).await?,
        (MemberSort::Name, Some(Cursor::MemberName(after))) => db.members_by_name(filter, Some(after), limit).await?,
        (MemberSort::Room, None) => db.members_by_room(filter, None, limit).await?,
        (MemberSort::Room, Some(Cursor::MostRoom(bytes, after))) => {
            db.members_by_room(filter, Some((bytes, after)), limit).await?
        }
        _ => return Err(other_list()),
    };
    Ok(Page::from_one_more(found, span.size, |member| sort.cursor(member)))
}

/// The same, and how many match in all.
///
/// # Errors
/// As [`list`].
pub async fn counted(
    site: &Site,
    admin: Admin,
    filter: &MemberFilter,
    sort: MemberSort,
    span: Span,
) -> Result<MemberPage, Problem> {
    let page = list(site, admin, filter, sort, span).await?;
    Ok(MemberPage { page, matching: site.db.count_members(&tidied(filter)).await? })
}

fn tidied(filter: &MemberFilter) -> MemberFilter {
    MemberFilter { q: composed(filter.q.trim()), ..filter.clone() }
}

/// One member.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member.
pub async fn one(site: &Site, _: Admin, username: &str) -> Result<Member, Problem> {
    site.db.member(username).await?.ok_or(Problem::NotFound)
}

/// The same, with what can be chosen for them.
///
/// # Errors
/// As [`one`].
pub async fn detail(site: &Site, admin: Admin, username: &str) -> Result<MemberDetail, Problem> {
    let member = one(site, admin, username).await?;
    let last_admin = site.db.admins().await? == [member.id];
    Ok(MemberDetail { member, plans: plans::all(site).await?, last_admin })
}

/// Gives a member another role. It ends nothing that is under way, and holds from the next request on.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::Forbidden`] where it would leave no admin.
pub async fn give_role(site: &Site, admin: Admin, username: &str, role: Role) -> Result<(), Problem> {
    let Member { id: user, person, .. } = one(site, admin, username).await?;
    let work = || async {
        let mut tx = site.db.begin().await?;
        spare_last_admin(&mut tx, admin, user, role == Role::Admin).await?;
        let old = members::set_role(&mut tx, user, role).await?.ok_or(Problem::NotFound)?;
        if old != role {
            let detail = format!("From “{}” to “{}”.", old.words(), role.words());
            audit::write(&mut tx, admin.id(), Act::GiveRole, &format!("@{}", person.username), &detail).await?;
        }
        db::commit(tx).await
    };
    db::again(work).await?;
    live::look_again(site, user);
    Ok(())
}

/// Writes down that the list of the members that match is taken away, with their addresses.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn note_export(site: &Site, admin: Admin, filter: &MemberFilter) -> Result<(), Problem> {
    // What was searched for may be an address, and the log is never changed: an address in it could not be forgotten.
    let all = tidied(filter) == MemberFilter::default();
    let detail = if all { "All members, with e-mail addresses." } else { "Some members, with e-mail addresses." };
    let mut tx = site.db.begin().await?;
    audit::write(&mut tx, admin.id(), Act::ExportMembers, "Member list", detail).await?;
    db::commit(tx).await
}

/// Deletes somebody else's account, with everything in it, as they could themselves.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::Forbidden`] for one's own, and where it would leave no admin.
pub async fn delete(site: &Site, admin: Admin, username: &str) -> Result<(), Problem> {
    let member = one(site, admin, username).await?;
    if member.id == admin.id() {
        return Err(Problem::Forbidden { detail: "You can delete your own account in your settings.".to_owned() });
    }
    let work = || async {
        let mut tx = site.db.begin().await?;
        spare_last_admin(&mut tx, admin, member.id, false).await?;
        // Nothing of them is kept but the name by which the deed is known.
        let detail = format!("Deleted pictures: {}.", grouped(member.pins.into()));
        audit::write(&mut tx, admin.id(), Act::DeleteMember, &format!("@{}", member.person.username), &detail).await?;
        deletion::mark(site, &mut tx, member.id).await?;
        site.db.commit_closing(tx).await
    };
    db::again(work).await?;
    live::look_again(site, member.id);
    Ok(())
}

/// Refuses what would leave the site without an admin. Whoever else is about to change an admin waits until the transaction ends,
/// and whoever is none any more when it is their turn does nothing.
///
/// # Errors
/// [`Problem::Forbidden`]; [`Problem::NotFound`] where `admin` is none any more.
pub(super) async fn spare_last_admin(tx: &mut Tx, admin: Admin, user: UserId, stays: bool) -> Result<(), Problem> {
    let admins = members::lock_admins(tx).await?;
    if !admins.contains(&admin.id()) {
        return Err(Problem::NotFound);
    }
    if admins == [user] && !stays { Err(last_admin()) } else { Ok(()) }
}

/// What is said where somebody is the only admin left.
pub(super) fn last_admin() -> Problem {
    Problem::Forbidden { detail: "This is the site’s only admin. Make someone else an admin first.".to_owned() }
}

/// Makes a link by hand that confirms a member's address or sets them a new password, to hand it over in person.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member; [`Problem::Invalid`] for a link of another kind.
pub async fn make_link(site: &Site, admin: Admin, username: &str, purpose: LinkPurpose) -> Result<MadeLink, Problem> {
    let detail = match purpose {
        LinkPurpose::VerifyEmail => "To confirm an e-mail address.",
        LinkPurpose::ResetPassword => "To set a new password.",
        _ => return Err(Problem::field("purpose", "Choose “verify_email” or “reset_password”.")),
    };
    let (user, email) = site.db.by_username(username).await?.ok_or(Problem::NotFound)?;
    let account = site.db.account(user).await?.ok_or(Problem::NotFound)?;
    let email = account.new_email.filter(|_| purpose == LinkPurpose::VerifyEmail).unwrap_or(email);
    let mut tx = site.db.begin().await?;
    let link =
        links::make(site, &mut tx, purpose, About { user: Some(user), email: Some(&email), mailed: false }).await?;
    audit::write(&mut tx, admin.id(), Act::MakeLink, &format!("@{username}"), detail).await?;
    db::commit(tx).await?;
    Ok(link)
}

/// Makes an invitation by hand, for an address or for nobody in particular. One account can be opened by it.
///
/// # Errors
/// [`Problem::Invalid`] where the address is none.
pub async fn invite(site: &Site, admin: Admin, email: Option<&str>) -> Result<MadeLink, Problem> {
    let email = email.map(str::trim).filter(|email| !email.is_empty());
    refuse_invalid([("email", email.and_then(email_problem))])?;
    let mut tx = site.db.begin().await?;
    let link = links::make(site, &mut tx, LinkPurpose::Invitation, About { user: None, email, mailed: false }).await?;
    // The log is never changed: an address in it could not be forgotten.
    let about = if email.is_some() { "a person by e-mail" } else { "anyone with the link" };
    audit::write(&mut tx, admin.id(), Act::Invite, about, "").await?;
    db::commit(tx).await?;
    Ok(link)
}
