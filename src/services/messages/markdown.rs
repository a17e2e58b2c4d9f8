//! Markdown of messages, made into safe HTML: once, when a message is sent or edited. Neither waits for anything, and most messages are
//! plain text, for which no parser is needed.
//!
//! There are paragraphs, emphasis, code, quotes, lists and links to `http`, `https` and `mailto`. HTML is shown as it was typed, headings
//! are bold, and pictures from elsewhere are links: nothing is loaded from there.

use crate::model::prose::{Piece, pieces};
use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};
use std::{
    collections::{HashMap, HashSet},
    mem,
    sync::LazyLock,
};

/// How deep quotes, lists and emphasis can stand within each other. A message that goes deeper is shown as it was typed.
const DEEPEST: usize = 16;

/// What links may begin with, in small letters.
const SCHEMES: [&str; 3] = ["https://", "http://", "mailto:"];

/// What the HTML of a message has, and nothing else.
const TAGS: [&str; 12] = ["a", "blockquote", "br", "code", "del", "em", "hr", "li", "ol", "p", "pre", "strong"];

/// A message as it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// Safe HTML.
    pub html: String,
    /// Whom it mentions, by user names in small letters, each once, in the order of the text.
    pub mentions: Vec<String>,
}

/// Renders a message. `members` are the members it may mention, by user names in small letters: of those that
/// [`mentioned`](crate::model::prose::mentioned) finds in it, those that there are. Other names are text.
pub fn render(markdown: &str, members: &[String]) -> Rendered {
    if is_plain(markdown) {
        return Rendered { html: paragraphs(markdown), mentions: Vec::new() };
    }
    let mut writer = Writer { members, ..Writer::default() };
    if !writer.write(markdown) || writer.html.is_empty() {
        // Too deep, or nothing but definitions of links.
        return Rendered { html: paragraphs(markdown), mentions: Vec::new() };
    }
    let html = CLEANER.clean(&writer.html).to_string();
    Rendered { html: html.trim_end().to_owned(), mentions: writer.mentions }
}

/// Lets through what [`Writer`] writes, and nothing else, should it ever write more.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::empty();
    cleaner
        .tags(TAGS.into_iter().chain(["ul"]).collect())
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .generic_attributes(HashSet::new())
        .allowed_classes(HashMap::from([("a", HashSet::from(["mention"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("nofollow noopener ugc"));
    cleaner
});

/// Whether no character of a text means anything in Markdown or HTML, nor is part of an address or a mention.
fn is_plain(text: &str) -> bool {
    text.split('\n').all(is_plain_line)
}

fn is_plain_line(line: &str) -> bool {
    let bytes = line.as_bytes();
    let Some(first) = bytes.first() else { return true };
    let is_block = match first {
        // Code, quotes, headings, lists, and what makes a heading of the line above.
        b' ' | b'>' | b'#' | b'-' | b'+' | b'=' => true,
        b'0'..=b'9' => {
            let after = bytes.iter().find(|byte| !byte.is_ascii_digit());
            matches!(after, Some(b'.' | b')'))
        }
        _ => false,
    };
    !is_block && !bytes.iter().any(|byte| MEANS_SOMETHING[usize::from(*byte)]) && !line.contains("://")
}

/// The bytes that may mean something wherever they stand. Control characters are left to the parsers.
const MEANS_SOMETHING: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] =
            byte < 0x20 || matches!(byte as u8, b'\\' | b'`' | b'*' | b'_' | b'~' | b'[' | b']' | b'<' | b'&' | b'@');
        byte += 1;
    }
    table
};

/// A text as it stands, line by line.
fn paragraphs(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let mut within = false;
    for line in text.split('\n').map(|line| line.trim_end_matches(' ')) {
        if line.is_empty() {
            if mem::take(&mut within) {
                html.push_str("</p>\n");
            }
            continue;
        }
        html.push_str(if within { "<br>\n" } else { "<p>" });
        within = true;
        escape(&mut html, line);
    }
    html.push_str(if within { "</p>" } else { "" });
    html.truncate(html.trim_end().len());
    html
}

fn escape(html: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => continue,
        };
        html.push_str(&text[from..at]);
        html.push_str(entity);
        from = at + 1;
    }
    html.push_str(&text[from..]);
}

/// Writes HTML. It knows what is written so far, and within what it stands.
#[derive(Default)]
struct Writer<'a> {
    html: String,
    members: &'a [String],
    mentions: Vec<String>,
    /// Links and pictures that are open, the innermost last.
    links: Vec<OpenLink>,
    depth: usize,
    in_code: bool,
}

/// A link, or a picture, that has begun.
struct OpenLink {
    /// Where it leads.
    address: String,
    /// Whether it is a link in HTML, too: not within another one, and not where it must not lead.
    is_link: bool,
    /// How long the HTML was when its text began.
    from: usize,
}

impl Writer<'_> {
    /// Whether all of it could be written.
    fn write(&mut self, markdown: &str) -> bool {
        for event in TextMergeStream::new(Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH)) {
            match event {
                Event::Start(tag) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return false;
                    }
                    self.begin(tag);
                }
                Event::End(tag) => {
                    self.depth -= 1;
                    self.end(tag);
                }
                Event::Text(text) | Event::InlineHtml(text) => self.text(&text),
                Event::Html(lines) => self.lines(&lines),
                Event::Code(code) => {
                    self.html.push_str("<code>");
                    escape(&mut self.html, &code);
                    self.html.push_str("</code>");
                }
                Event::SoftBreak | Event::HardBreak => self.html.push_str("<br>\n"),
                Event::Rule => self.html.push_str("<hr>\n"),
                // They have to be switched on.
                Event::InlineMath(_)
                | Event::DisplayMath(_)
                | Event::FootnoteReference(_)
                | Event::TaskListMarker(_) => {}
            }
        }
        true
    }

    fn begin(&mut self, tag: Tag<'_>) {
        let html = match tag {
            Tag::Paragraph | Tag::HtmlBlock => "<p>",
            Tag::Heading { .. } => "<p><strong>",
            Tag::BlockQuote(_) => "<blockquote>\n",
            Tag::CodeBlock(_) => {
                self.in_code = true;
                "<pre><code>"
            }
            Tag::List(None) => "<ul>\n",
            Tag::List(Some(start)) => {
                self.html.push_str(&format!("<ol start=\"{start}\">\n"));
                ""
            }
            Tag::Item => "<li>",
            Tag::Emphasis => "<em>",
            Tag::Strong => "<strong>",
            Tag::Strikethrough => "<del>",
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                return self.begin_link(format!("mailto:{dest_url}"));
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => return self.begin_link(dest_url.into_string()),
            // They have to be switched on.
            _ => "",
        };
        self.html.push_str(html);
    }

    fn end(&mut self, tag: TagEnd) {
        let html = match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock => "</p>\n",
            TagEnd::Heading(_) => "</strong></p>\n",
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::CodeBlock => {
                self.in_code = false;
                "</code></pre>\n"
            }
            TagEnd::List(false) => "</ul>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Link | TagEnd::Image => return self.end_link(),
            _ => "",
        };
        self.html.push_str(html);
    }

    fn begin_link(&mut self, address: String) {
        let is_link = !self.is_in_link() && is_allowed(&address);
        if is_link {
            self.open(&address, "");
        }
        self.links.push(OpenLink { address, is_link, from: self.html.len() });
    }

    fn end_link(&mut self) {
        let Some(OpenLink { address, is_link, from }) = self.links.pop() else { return };
        if self.html.len() == from {
            // A picture that nobody has described, or a link without a text.
            escape(&mut self.html, &address);
        }
        if is_link {
            self.html.push_str("</a>");
        }
    }

    fn is_in_link(&self) -> bool {
        self.links.iter().any(|link| link.is_link)
    }

    fn open(&mut self, address: &str, class: &str) {
        self.html.push_str("<a href=\"");
        let quoted = address.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
        self.html.push_str(&quoted);
        self.html.push_str(class);
        self.html.push_str("\">");
    }

    /// Lines of HTML, as they were typed.
    fn lines(&mut self, lines: &str) {
        for line in lines.lines() {
            if !self.html.ends_with("<p>") {
                self.html.push_str("<br>\n");
            }
            self.text(line);
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_code || self.is_in_link() {
            return escape(&mut self.html, text);
        }
        for piece in pieces(text) {
            match piece {
                Piece::Words(words) => escape(&mut self.html, words),
                Piece::Address(address) => {
                    self.open(address, "");
                    escape(&mut self.html, address);
                    self.html.push_str("</a>");
                }
                Piece::Mention(mention) => self.mention(mention),
            }
        }
    }

    /// Somebody, by user name with the `@` before it.
    fn mention(&mut self, mention: &str) {
        let name = mention[1..].to_ascii_lowercase();
        if !self.members.contains(&name) {
            return self.html.push_str(mention);
        }
        self.open(&format!("/{mention}"), "\" class=\"mention");
        self.html.push_str(mention);
        self.html.push_str("</a>");
        if !self.mentions.contains(&name) {
            self.mentions.push(name);
        }
    }
}

fn is_allowed(address: &str) -> bool {
    SCHEMES.iter().any(|scheme| {
        let begin = address.as_bytes().get(..scheme.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(scheme.as_bytes()))
    })
}

#[cfg(test)]
mod tests;
