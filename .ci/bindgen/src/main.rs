//! Makes the script and the WASM that a browser loads out of what the compiler wrote.
//!
//!     bindgen COMPILED.wasm FOLDER NAME

use std::error::Error;
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [compiled, folder, name] = arguments.as_slice() else {
        return Err("usage: bindgen COMPILED.wasm FOLDER NAME".into());
    };
    Bindgen::new().input_path(compiled).web(true)?.typescript(false).out_name(name).generate(folder)?;
    Ok(())
}
