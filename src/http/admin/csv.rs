//! Tables as CSV (RFC 4180), streamed: a site of a million members is never held in memory.

use crate::model::{
    errors::Problem,
    page::{Cursor, Page},
};
use axum::{
    body::Body,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream};
use std::future::Future;

/// A file of this name, with these heads over its columns. Where a row fails, the file breaks off, and a browser says so.
pub(super) fn csv(
    file_name: &str,
    head: &[&str],
    rows: impl Stream<Item = Result<Vec<String>, Problem>> + Send + 'static,
) -> Response {
    let head = head.iter().map(|&name| name.to_owned()).collect();
    let lines = stream::once(async { Ok(head) }).chain(rows).map(|row| row.and_then(|row| line(&row)));
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, Body::from_stream(lines)).into_response()
}

/// All items of a list that comes in pages.
pub(super) fn every<T, F>(page: impl Fn(Option<Cursor>) -> F + Send) -> impl Stream<Item = Result<T, Problem>> + Send
where
    T: Send,
    F: Future<Output = Result<Page<T>, Problem>> + Send,
{
    let pages = stream::try_unfold(Some(None), move |at: Option<Option<Cursor>>| {
        let page = at.map(&page);
        async move {
            let Some(page) = page else { return Ok::<_, Problem>(None) };
            let Page { items, next } = page.await?;
            Ok(Some((stream::iter(items.into_iter().map(Ok)), next.map(Some))))
        }
    });
    pages.try_flatten()
}

fn line(row: &[String]) -> Result<Bytes, Problem> {
    // Always in quotes: what a spreadsheet takes for the end of a cell differs by country.
    let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "a line of CSV could not be written");
        Problem::Internal
    };
    writer.write_record(row.iter().map(|cell| defused(cell))).map_err(|error| failed(&error))?;
    writer.into_inner().map(Bytes::from).map_err(|error| failed(&error))
}

/// A cell that no spreadsheet takes for a formula (OWASP, "CSV Injection"), nor after it has taken away what is not seen at its beginning.
fn defused(cell: &str) -> String {
    let unseen = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\'')
    };
    let seen = cell.trim_start_matches(unseen);
    let formula =
        cell.starts_with(['\t', '\r', '\n']) || seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if formula { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_ends_its_line() {
        let row = ["=1+1", "@ana", "-2", " \u{feff}=1+1", "a \"b\", c\nd", "plain"].map(str::to_owned);
        let written = "\"'=1+1\",\"'@ana\",\"'-2\",\"' \u{feff}=1+1\",\"a \"\"b\"\", c\nd\",\"plain\"\n";
        assert_eq!(line(&row).unwrap(), written);
    }

    #[tokio::test]
    async fn every_page_is_walked_once() {
        use crate::model::ids::PinId;
        let cursor = |at: u128| Cursor::Newest(PinId::from_uuid(uuid::Uuid::from_u128(at)));
        let page = move |at: Option<Cursor>| async move {
            Ok(match at {
                None => Page { items: vec![1, 2], next: Some(cursor(2)) },
                Some(at) if at == cursor(2) => Page { items: vec![3], next: None },
                Some(_) => return Err(Problem::Internal),
            })
        };
        assert_eq!(every(page).try_collect::<Vec<_>>().await, Ok(vec![1, 2, 3]));
    }
}
