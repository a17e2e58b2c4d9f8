//! Small drawings of local files. A file is decoded off the page's thread, and only the small result is kept, for as
//! long as its canvas is on the page.

use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlCanvasElement, ImageBitmap, ImageBitmapOptions, ImageBitmapRenderingContext, ResizeQuality};

/// How many files are decoded at a time: a photograph takes tens of megabytes while it is.
const AT_A_TIME: usize = 2;

/// How high a preview is drawn, in pixels of the file's own.
const HEIGHT: u32 = 272;

#[derive(Default)]
struct Drawing {
    running: usize,
    waiting: Vec<(File, HtmlCanvasElement)>,
}

thread_local! {
    static DRAWING: RefCell<Drawing> = RefCell::default();
}

/// Draws a file into a canvas, once it is its turn; what came into sight last is drawn first. A file that is no
/// picture leaves the canvas as it is.
pub fn draw_preview(file: &File, canvas: HtmlCanvasElement) {
    let file = file.clone();
    let begin = DRAWING.with_borrow_mut(|drawing| {
        drawing.waiting.push((file, canvas));
        let begin = drawing.running < AT_A_TIME;
        drawing.running += usize::from(begin);
        begin
    });
    if begin {
        spawn_local(async {
            while let Some((file, canvas)) = next() {
                draw(&file, &canvas).await;
            }
        });
    }
}

/// The next whose canvas is still there.
fn next() -> Option<(File, HtmlCanvasElement)> {
    DRAWING.with_borrow_mut(|drawing| {
        while let Some((file, canvas)) = drawing.waiting.pop() {
            if canvas.is_connected() {
                return Some((file, canvas));
            }
        }
        drawing.running -= 1;
        None
    })
}

async fn draw(file: &File, canvas: &HtmlCanvasElement) -> Option<()> {
    let options = ImageBitmapOptions::new();
    options.set_resize_height(HEIGHT);
    options.set_resize_quality(ResizeQuality::Medium);
    let window = leptos::prelude::window();
    let decoding = window.create_image_bitmap_with_blob_and_image_bitmap_options(file, &options).ok()?;
    let bitmap: ImageBitmap = JsFuture::from(decoding).await.ok()?.unchecked_into();
    // As it is shaped, it can be cut to its place.
    canvas.set_width(bitmap.width());
    canvas.set_height(bitmap.height());
    let context: ImageBitmapRenderingContext = canvas.get_context("bitmaprenderer").ok()??.unchecked_into();
    context.transfer_from_image_bitmap(&bitmap);
    canvas.set_attribute("data-drawn", "").ok()
}
