//! User names that nobody takes: those of the site's own addresses and of whoever could be taken for those who run it. Only who holds
//! the first admin's link or the server's command line may have one.

use crate::model::errors::Problem;

/// In small letters and without underscores, in the order of the alphabet.
const RESERVED: &[&str] = &[
    "about", "abuse", "account", "accounts", "admin", "administration", "administrator", "administrators", "admins",
    "all", "anonymous", "api", "app", "assets", "audit", "auth", "avatar", "avatars", "billing", "blog", "board",
    "boards", "bookmarks", "bot", "categories", "category", "cdn", "comment", "comments", "communities", "community",
    "config", "contact", "copyright", "css", "dashboard", "delete", "dev", "developer", "developers", "dns", "docs",
    "documentation", "download", "downloads", "edit", "email", "embed", "error", "everyone", "explore", "export",
    "faq", "favicon", "feed", "feedback", "feeds", "file", "files", "fn", "follow", "followers", "following",
    "forgot", "forgotten", "ftp", "guest", "guidelines", "healthz", "help", "helpdesk", "here", "home", "host",
    "hostmaster", "image", "images", "img", "imprint", "index", "info", "invitation", "invitations", "invite", "jobs",
    "js", "legal", "library", "like", "likes", "link", "links", "list", "lists", "live", "login", "logout", "mail",
    "mailer", "mailerdaemon", "me", "media", "member", "members", "message", "messages", "metrics", "mod",
    "moderation", "moderator", "moderators", "mods", "news", "nobody", "noreply", "notice", "notices", "notification",
    "notifications", "null", "oauth", "official", "operator", "owner", "password", "payment", "payments", "people",
    "picture", "pictures", "pin", "pins", "pkg", "plan", "plans", "policy", "popular", "postmaster", "press",
    "privacy", "private", "profile", "public", "readyz", "recovery", "register", "report", "reports", "reset",
    "robots", "root", "rss", "rules", "safety", "sales", "search", "security", "self", "server", "service", "session",
    "sessions", "setting", "settings", "share", "shared", "signin", "signout", "signup", "site", "sitemap", "ssl",
    "staff", "static", "stats", "status", "storage", "suggestions", "superuser", "support", "sysadmin", "system",
    "tag", "tags", "team", "terms", "tessera", "test", "token", "tokens", "trending", "trust", "undefined", "unknown",
    "upload", "uploads", "url", "user", "username", "users", "verify", "webmaster", "wiki", "www", "you",
];

/// Refuses a user name that is reserved.
///
/// # Errors
/// [`Problem::Invalid`] at the field `username`.
pub(super) fn refuse_reserved(username: &str) -> Result<(), Problem> {
    if is_reserved(username) {
        return Err(Problem::field("username", "This user name is reserved. Please choose another."));
    }
    Ok(())
}

/// Whether nobody takes this name. Underscores count for nothing: `_admin_` could be taken for an admin as well.
pub fn is_reserved(name: &str) -> bool {
    let plain = name.to_ascii_lowercase().replace('_', "");
    RESERVED.binary_search(&plain.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_site_are_reserved_however_they_are_written() {
        assert!(RESERVED.is_sorted());
        for name in ["admin", "Admin", "_admin_", "ROOT", "sign_up", "Support", "api"] {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["ana", "administrating", "apiary", "rooted"] {
            assert!(!is_reserved(name), "{name}");
        }
    }
}
