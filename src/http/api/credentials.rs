//! Who makes a request: the bearer token it carries (RFC 6750), and the scopes of that token; of the few operations that
//! the site's own pages use as well, the session of a page.
//!
//! A handler says what it needs by its arguments: [`ApiCaller`] is anyone, [`Reader`], [`Writer`] and [`Keeper`] are
//! members whose token has the scope, [`Administrator`] is an admin, [`Moderating`] a moderator or an admin.

use super::{
    super::{AppState, address, sessions},
    browsers::is_our_page,
};
use crate::{
    http::uploads::tus,
    model::{accounts::Role, errors::Problem, ids::UserId, settings::Scope},
    services::{Admin, Caller, Moderator, Site, accounts, programs},
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header::AUTHORIZATION, request::Parts},
};

/// The caller, according to the token. Without a token it is a visitor.
#[derive(Clone)]
pub(super) struct ApiCaller {
    /// The caller, for the services.
    pub(super) caller: Caller,
    /// The scopes of the token.
    pub(super) scopes: Vec<Scope>,
}

impl ApiCaller {
    /// A visitor, before the token is checked.
    fn visitor(parts: &Parts, state: &AppState) -> Self {
        let from = address::client(parts, state);
        let caller = Caller { site: state.site.clone(), me: None, session: None, token: None, from };
        Self { caller, scopes: Vec::new() }
    }

    /// Finds out who makes the request. If the token is not valid, the caller is returned as a visitor beside the error.
    pub(super) async fn recognise(parts: &Parts, state: &AppState) -> (Self, Result<(), Problem>) {
        let mut asks = Self::visitor(parts, state);
        let is_for_pages = tus::is_at(parts.uri.path()) && !parts.headers.contains_key(AUTHORIZATION);
        let known = if is_for_pages { asks.take_session(parts).await } else { asks.take_token(&parts.headers).await };
        (asks, known)
    }

    async fn take_token(&mut self, headers: &HeaderMap) -> Result<(), Problem> {
        let Some(token) = bearer(headers)? else { return Ok(()) };
        let credential = programs::authenticate(&self.caller.site, token).await?;
        self.caller.me = Some(credential.me);
        self.caller.session = credential.session;
        self.caller.token = credential.token;
        self.scopes = credential.scopes;
        Ok(())
    }

    /// The session of a page lets it do what a page does: send.
    async fn take_session(&mut self, parts: &Parts) -> Result<(), Problem> {
        let site = &self.caller.site;
        let Some((me, session)) = sessions::of_cookie(site, &parts.headers).await? else { return Ok(()) };
        // Browsers send cookies along with what other sites' pages ask for, too.
        if !parts.method.is_safe() && !is_our_page(&parts.headers, &site.address("/")) {
            let detail = "Browsers can do this only from the site’s own pages. Other programs must send a token.";
            return Err(Problem::Forbidden { detail: detail.to_owned() });
        }
        self.caller.me = accounts::me(site, me).await?;
        self.caller.session = Some(session);
        self.scopes = vec![Scope::Write];
        Ok(())
    }

    /// The site.
    pub(super) fn site(&self) -> &Site {
        &self.caller.site
    }

    /// The member whose private content may be shown. `None` for visitors and for tokens without the scope `read`.
    pub(super) fn viewer(&self) -> Option<UserId> {
        self.caller.viewer().filter(|_| self.scopes.contains(&Scope::Read))
    }

    /// The caller, for services that show content: the member if the token has the scope `read`, otherwise a visitor.
    pub(super) fn looking(&self) -> Caller {
        let acting = self.acting();
        Caller { me: acting.me.filter(|_| self.scopes.contains(&Scope::Read)), ..acting }
    }

    /// The caller, for services where admins may do more. An admin counts as one only if the token has the scope `admin`.
    fn acting(&self) -> Caller {
        let mut caller = self.caller.clone();
        if let Some(me) = caller.me.as_mut().filter(|_| !self.scopes.contains(&Scope::Admin)) {
            me.role = Role::Member;
        }
        caller
    }

    /// The caller as a member, whose token must have a scope.
    pub(super) fn member(self, needed: Scope) -> Result<Member, Problem> {
        let me = self.caller.member()?;
        if self.scopes.contains(&needed) {
            return Ok(Member { me, asks: self });
        }
        let detail = format!("This token lacks the required scope “{}”.", needed.name());
        Err(Problem::Forbidden { detail })
    }
}

/// The token from the `Authorization` header.
///
/// # Errors
/// [`Problem::InvalidToken`] if the header holds no bearer token.
pub(super) fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(header) = headers.get(AUTHORIZATION) else { return Ok(None) };
    let text = header.to_str().map_err(|_| Problem::InvalidToken)?;
    let (scheme, token) = text.split_once(' ').ok_or(Problem::InvalidToken)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(Some(token.trim())) } else { Err(Problem::InvalidToken) }
}

impl FromRequestParts<AppState> for ApiCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        // Put there by the admission, which every route passes.
        parts.extensions.get::<Self>().cloned().ok_or(Problem::Internal)
    }
}

/// A member who uses a token.
pub(super) struct Member {
    /// Their account.
    pub(super) me: UserId,
    /// The request's credentials.
    pub(super) asks: ApiCaller,
}

impl Member {
    /// The site.
    pub(super) fn site(&self) -> &Site {
        self.asks.site()
    }

    /// The member, for the services.
    pub(super) fn caller(&self) -> &Caller {
        &self.asks.caller
    }

    /// The member, for services where admins may do more. See [`ApiCaller::acting`].
    pub(super) fn acting(&self) -> Caller {
        self.asks.acting()
    }
}

macro_rules! members {
    ($($(#[$doc:meta])* $name:ident: $scope:ident)*) => {$(
        $(#[$doc])*
        pub(super) struct $name(pub(super) Member);

        impl FromRequestParts<AppState> for $name {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
                ApiCaller::from_request_parts(parts, state).await?.member(Scope::$scope).map(Self)
            }
        }
    )*};
}

members! {
    /// A member who reads their own content.
    Reader: Read
    /// A member who creates, changes or deletes content.
    Writer: Write
    /// A member who changes their account.
    Keeper: Account
}

/// An admin whose token has the scope `admin`. Everyone else gets 404.
pub(super) struct Administrator {
    /// The proof that the services require.
    pub(super) admin: Admin,
    /// The request's credentials.
    pub(super) asks: ApiCaller,
}

impl FromRequestParts<AppState> for Administrator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let asks = ApiCaller::from_request_parts(parts, state).await?;
        let admin = asks.caller.admin()?;
        let Member { asks, .. } = asks.member(Scope::Admin)?;
        Ok(Self { admin, asks })
    }
}

/// A moderator or an admin whose token has the scope `admin`. Everyone else gets 404.
pub(super) struct Moderating {
    /// The proof that the services require.
    pub(super) moderator: Moderator,
    /// The request's credentials.
    pub(super) asks: ApiCaller,
}

impl FromRequestParts<AppState> for Moderating {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let asks = ApiCaller::from_request_parts(parts, state).await?;
        let moderator = asks.caller.moderator()?;
        let Member { asks, .. } = asks.member(Scope::Admin)?;
        Ok(Self { moderator, asks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_a_bearer_token_is_a_credential() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, HeaderValue::from_str(text).unwrap());
            bearer(&headers).map(|token| token.map(str::to_owned))
        };
        assert_eq!(bearer(&HeaderMap::new()), Ok(None));
        assert_eq!(read("Bearer abc"), Ok(Some("abc".to_owned())));
        assert_eq!(read("bearer  abc"), Ok(Some("abc".to_owned())));
        for other in ["abc", "Basic YTpi", "Bearer", ""] {
            assert_eq!(read(other), Err(Problem::InvalidToken), "{other}");
        }
    }
}
