//! What becomes of Markdown: what people mean by it, and nothing that could do harm.

use super::*;
use crate::model::text::tidy_lines;
use proptest::prelude::*;

const REL: &str = "rel=\"nofollow noopener ugc\"";

fn html(markdown: &str) -> String {
    render(markdown, &["ana".to_owned(), "bob_1".to_owned()]).html
}

#[test]
fn plain_text_stays_as_it_is() {
    for (text, expected) in [
        ("Hello", "<p>Hello</p>"),
        ("One\ntwo  \n\n\nthree > four", "<p>One<br>\ntwo</p>\n<p>three &gt; four</p>"),
        ("It’s 3.5 km; “far”!", "<p>It’s 3.5 km; “far”!</p>"),
        ("2026 was long (very)", "<p>2026 was long (very)</p>"),
        ("猫 and 👍🏽", "<p>猫 and 👍🏽</p>"),
        ("", ""),
    ] {
        assert!(is_plain(text), "{text}");
        assert_eq!(html(text), expected);
    }
}

#[test]
fn markdown_is_what_people_mean_by_it() {
    for (text, expected) in [
        ("*a* **b** ~~c~~ `d<e`", "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e</code></p>"),
        ("```rust\nlet x = \"<b>\";\n```", "<pre><code>let x = \"&lt;b&gt;\";\n</code></pre>"),
        ("> quoted\n\nanswer", "<blockquote>\n<p>quoted</p>\n</blockquote>\n<p>answer</p>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("3. three\n4. four", "<ol start=\"3\">\n<li>three</li>\n<li>four</li>\n</ol>"),
        ("# Title\ntext", "<p><strong>Title</strong></p>\n<p>text</p>"),
        ("Title\n===", "<p><strong>Title</strong></p>"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("a \\*b\\* &amp; c & d", "<p>a *b* &amp; c &amp; d</p>"),
        ("snake_case_name", "<p>snake_case_name</p>"),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn links_lead_to_the_web_and_to_mail_alone() {
    let link = |address: &str, text: &str| format!("<p><a href=\"{address}\" {REL}>{text}</a></p>");
    for (text, expected) in [
        ("[x](https://a.org/?a=1&b=2)", link("https://a.org/?a=1&amp;b=2", "x")),
        ("[x](HTTP://a.org \"title\")", link("HTTP://a.org", "x")),
        ("<https://a.org>", link("https://a.org", "https://a.org")),
        ("https://a.org/x_y_(z)", link("https://a.org/x_y_(z)", "https://a.org/x_y_(z)")),
        ("<ana@example.org>", link("mailto:ana@example.org", "ana@example.org")),
        ("[](https://a.org)", link("https://a.org", "https://a.org")),
        ("[x](javascript:alert(1))", "<p>x</p>".to_owned()),
        ("[x](  java\nscript:alert(1))", "<p>[x](  java<br>\nscript:alert(1))</p>".to_owned()),
        ("[x](data:text/html,x) [y](//evil.org) [z](/logout)", "<p>x y z</p>".to_owned()),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn pictures_from_elsewhere_are_links() {
    let link = |text: &str| format!("<p><a href=\"https://a.org/b.png\" {REL}>{text}</a></p>");
    for (text, expected) in [
        ("![A heron](https://a.org/b.png)", link("A heron")),
        ("![](https://a.org/b.png)", link("https://a.org/b.png")),
        ("[![in](https://a.org/c.png)](https://a.org/b.png)", link("in")),
        ("![x](data:image/png;base64,AAAA)", "<p>x</p>".to_owned()),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn html_is_shown_as_it_was_typed() {
    for (text, expected) in [
        ("a <b>bold</b>", "<p>a &lt;b&gt;bold&lt;/b&gt;</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<div>\nx\n</div>", "<p>&lt;div&gt;<br>\nx<br>\n&lt;/div&gt;</p>"),
        ("<!-- hidden -->", "<p>&lt;!-- hidden --&gt;</p>"),
        ("&lt;b&gt;", "<p>&lt;b&gt;</p>"),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn members_are_mentioned_where_there_are_such() {
    let ana = format!("<a href=\"/@Ana\" class=\"mention\" {REL}>@Ana</a>");
    let rendered = render("Hi @Ana, **@bob_1** and @nobody; `@bob_1` me@ana.org", &["ana".into(), "bob_1".into()]);
    assert!(rendered.html.contains(&format!("Hi {ana}, <strong><a href=\"/@bob_1\"")), "{}", rendered.html);
    assert!(rendered.html.contains("and @nobody; <code>@bob_1</code> me@ana.org"), "{}", rendered.html);
    assert_eq!(rendered.mentions, ["ana", "bob_1"]);
    assert_eq!(render("`@ana`", &["ana".into()]).mentions, Vec::<String>::new());
    assert_eq!(render("[@ana](https://a.org)", &["ana".into()]).mentions, Vec::<String>::new());
}

#[test]
fn what_would_be_nothing_or_endless_is_shown_as_it_was_typed() {
    assert_eq!(html("[x]: https://a.org"), "<p>[x]: https://a.org</p>");
    let deep = format!("{} end", ">".repeat(3990));
    assert_eq!(html(&deep), format!("<p>{} end</p>", "&gt;".repeat(3990)));
    let stars = "*a **a ".repeat(500);
    assert!(html(&stars).len() < 40_000);
}

/// The text of some HTML, and its tags.
fn taken_apart(html: &str) -> (String, Vec<String>) {
    let (mut text, mut tags) = (String::new(), Vec::new());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        let mut quoted = false;
        let ends = |c: char| {
            quoted ^= c == '"';
            c == '>' && !quoted
        };
        let end = at + rest[at..].find(ends).expect("a tag ends");
        tags.push(rest[at + 1..end].to_owned());
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{a0}").replace("&amp;", "&");
    (text, tags)
}

fn is_harmless(tag: &str) -> bool {
    let name = tag.trim_start_matches('/');
    if TAGS.contains(&name) || name == "ul" {
        return true;
    }
    if let Some(start) = tag.strip_prefix("ol start=\"") {
        return start.strip_suffix('"').is_some_and(|start| start.bytes().all(|byte| byte.is_ascii_digit()));
    }
    let Some(rest) = tag.strip_prefix("a ").and_then(|rest| rest.strip_suffix(REL)) else { return false };
    let rest = rest.trim_end();
    if rest.is_empty() {
        // An address that was none.
        return true;
    }
    let Some(address) = rest.strip_prefix("href=\"") else { return false };
    if let Some(name) = address.strip_suffix("\" class=\"mention\"") {
        return name
            .strip_prefix("/@")
            .is_some_and(|name| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
    }
    address.strip_suffix('"').is_some_and(|address| !address.contains('"') && is_allowed(address))
}

const NASTY: &str = r#"([a-z \n*_~`>#+=!().:/"'&;<@-]|\[|\]|\\|<script|</|onerror=|javascript:|https://|data:|&#x6a;|@ana|<!--|-->|\]\(|!\[|    |1\. |\u{202e}|ü){0,60}"#;

proptest! {
    #[test]
    fn nothing_that_could_do_harm_comes_out(markdown in NASTY) {
        let html = html(&markdown);
        let (_, tags) = taken_apart(&html);
        for tag in tags {
            prop_assert!(is_harmless(&tag), "{tag} in {html}");
        }
    }

    #[test]
    fn nothing_that_could_do_harm_comes_out_of_anything(markdown: String) {
        let (_, tags) = taken_apart(&html(&markdown));
        prop_assert!(tags.iter().all(|tag| is_harmless(tag)), "{tags:?}");
    }

    #[test]
    fn every_character_of_plain_text_survives(text in "[a-zA-Zäé猫👍 .,;:!?'\"()/%$€^{}|>0-9\n-]{0,200}") {
        let text = tidy_lines(&text);
        let (shown, _) = taken_apart(&paragraphs(&text));
        let line = |text: &str| text.lines().map(|line| line.trim_end_matches(' ').to_owned()).filter(|line| !line.is_empty()).collect::<Vec<_>>();
        prop_assert_eq!(line(&shown), line(&text));
    }

    #[test]
    fn plain_text_is_what_the_parsers_would_make_of_it(text: String) {
        let text = tidy_lines(&text);
        prop_assume!(is_plain(&text) && !text.contains('\u{a0}'));
        let mut writer = Writer::default();
        prop_assert!(writer.write(&text));
        let parsed = CLEANER.clean(&writer.html).to_string();
        prop_assert_eq!(paragraphs(&text), parsed.trim_end());
    }

    #[test]
    fn so_it_is_with_what_people_write(text in "[a-zé猫 .,;:!?'\"()/>0-9\n-]{0,120}") {
        let text = tidy_lines(&text);
        prop_assume!(is_plain(&text));
        let mut writer = Writer::default();
        prop_assert!(writer.write(&text));
        let parsed = CLEANER.clean(&writer.html).to_string();
        prop_assert_eq!(paragraphs(&text), parsed.trim_end());
    }

    #[test]
    fn what_is_rendered_has_something_to_see(markdown in NASTY) {
        let markdown = tidy_lines(&markdown);
        prop_assert!(markdown.is_empty() || !html(&markdown).is_empty());
    }
}
