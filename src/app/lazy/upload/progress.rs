//! A bar that fills.

use super::parts::toggle;
use crate::app::browser::dom;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Shows in a bar how much is done, from 0 to 1; `None` where the work has no known end.
pub(super) fn show(bar: &Element, part: Option<f64>) {
    toggle(bar, "progress--unknown", part.is_none());
    dom::set(bar, "aria-valuemin", part.map(|_| "0"));
    dom::set(bar, "aria-valuemax", part.map(|_| "100"));
    dom::set(bar, "aria-valuenow", part.map(percent).as_deref());
    let style = bar.unchecked_ref::<HtmlElement>().style();
    // The style sheet knows the name, and any value will do.
    let _ = match part {
        Some(part) => style.set_property("--progress", &fraction(part)),
        None => style.remove_property("--progress").map(drop),
    };
}

fn percent(part: f64) -> String {
    ((part * 100.0) as u8).to_string()
}

/// To write a fraction as such takes a lot of code in a browser.
fn fraction(part: f64) -> String {
    match (part * 1_000.0) as u32 {
        thousandths @ ..1_000 => format!("0.{thousandths:03}"),
        _ => "1".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_said_as_style_sheets_and_screen_readers_take_them() {
        for (part, width, said) in [
            (0.0, "0.000", "0"),
            (0.0426, "0.042", "4"),
            (0.5, "0.500", "50"),
            (0.9999, "0.999", "99"),
            (1.0, "1", "100"),
        ] {
            assert_eq!((fraction(part), percent(part)), (width.to_owned(), said.to_owned()));
        }
    }
}
