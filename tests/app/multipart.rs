//! Multipart bodies, put together by hand.

pub const BOUNDARY: &str = "tessera-test-boundary";

/// The content type of what [`Form::finish`] gives.
pub const CONTENT_TYPE: &str = "multipart/form-data; boundary=tessera-test-boundary";

/// A body part by part.
#[derive(Default)]
pub struct Form(Vec<u8>);

impl Form {
    pub fn text(mut self, name: &str, value: &str) -> Self {
        self.0.extend(
            format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes(),
        );
        self
    }

    pub fn file(mut self, name: &str, file_name: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        );
        self.0.extend(head.into_bytes());
        self.0.extend(bytes);
        self.0.extend(b"\r\n");
        self
    }

    /// A part with this head, whatever it is.
    pub fn part(mut self, head: &[u8], bytes: &[u8]) -> Self {
        self.0.extend(format!("--{BOUNDARY}\r\n").into_bytes());
        self.0.extend(head);
        self.0.extend(b"\r\n\r\n");
        self.0.extend(bytes);
        self.0.extend(b"\r\n");
        self
    }

    pub fn finish(mut self) -> Vec<u8> {
        self.0.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        self.0
    }
}
