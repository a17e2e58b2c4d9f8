//! How mail is sent, if it is.

use super::keys::{ConfigError, Environment};
use url::Url;

/// The mail server and who writes.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// `smtp://host:port`, or `smtps://user:password@host`; `smtp://…?tls=required` for STARTTLS.
    pub smtp: Url,
    /// The sender, as `From` says it.
    pub from: String,
}

impl MailConfig {
    /// `None` where no server is named: the site then sends no mail.
    pub(super) fn read(environment: &Environment, public_url: &Url) -> Result<Option<Self>, ConfigError> {
        let smtp = environment.parse(
            "SMTP_URL",
            "a mail server such as smtps://user:password@mail.example.com",
            None,
            |text| Some(Some(smtp_url(text)?)),
        )?;
        let from = environment.parse(
            "MAIL_FROM",
            "an e-mail address, or a name and one: Tessera <pictures@example.com>",
            format!("Tessera <tessera@{}>", public_url.domain().unwrap_or("localhost")),
            |text| mailbox(text).then(|| text.to_owned()),
        )?;
        Ok(smtp.map(|smtp| Self { smtp, from }))
    }
}

fn smtp_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    (matches!(url.scheme(), "smtp" | "smtps") && url.has_host()).then_some(url)
}

fn mailbox(text: &str) -> bool {
    let address = match text.split_once('<') {
        Some((_, rest)) => rest.trim_end().strip_suffix('>').unwrap_or_default(),
        None => text,
    };
    email_address::EmailAddress::is_valid(address.trim())
}
