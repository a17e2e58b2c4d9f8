//! Mail: the one door to SMTP.

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use std::time::Duration;
use thiserror::Error;

/// How long a mail server may take for one letter.
const PATIENCE: Duration = Duration::from_secs(30);

/// A letter could not be written or sent.
#[derive(Debug, Error)]
pub enum MailError {
    /// The mail server cannot be spoken to as configured, or did not take the letter.
    #[error("mail server error: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// No address a letter could go to or come from.
    #[error("invalid e-mail address: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// The letter cannot be put together.
    #[error("invalid message: {0}")]
    Letter(#[from] lettre::error::Error),
}

/// Sends letters. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    server: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mailer {
    /// A mailer for a server's URL (`smtp://…`, `smtps://…`) and a sender. Connects only when there is something to send.
    ///
    /// # Errors
    /// The URL or the sender cannot be used.
    pub fn new(smtp_url: &str, from: &str) -> Result<Self, MailError> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(smtp_url)?.timeout(Some(PATIENCE)).build();
        Ok(Self { server, from: from.parse()? })
    }

    /// Sends a letter of plain text.
    ///
    /// # Errors
    /// The server did not take it; it may be tried again.
    pub async fn send(&self, to: &str, subject: &str, text: String) -> Result<(), MailError> {
        let letter = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.parse()?))
            .subject(subject)
            .header(ContentType::TEXT_PLAIN)
            .body(text)?;
        self.server.send(letter).await?;
        Ok(())
    }
}
