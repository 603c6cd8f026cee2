//! Embeds the front-end assets that `npm run build` made.

use std::{fmt::Write, fs, path::Path};

#[expect(clippy::disallowed_macros, reason = "a build script talks to cargo by printing")]
fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets/dist");
    let manifest = root.join("manifest.json");
    println!("cargo:rerun-if-changed={}", manifest.display());
    let Ok(text) = fs::read_to_string(&manifest) else {
        panic!("the front-end assets are not built: run `npm ci && npm run build` in the project's root first");
    };
    let list: serde_json::Value = serde_json::from_str(&text).expect("manifest.json is JSON");
    let mut code = String::from("pub static ASSETS: &[Asset] = &[\n");
    for item in list.as_array().expect("manifest.json is a list") {
        let (name, file, kind) = (&item["name"], &item["file"], &item["type"]);
        let path = root.join(file.as_str().expect("a file name"));
        let path = path.canonicalize().expect("the file of the manifest is there");
        writeln!(
            code,
            "Asset {{ name: {name}, file: {file}, kind: {kind}, plain: include_bytes!({path:?}), \
             gzip: include_bytes!({:?}), brotli: include_bytes!({:?}) }},",
            format!("{}.gz", path.display()),
            format!("{}.br", path.display()),
        )
        .expect("writing to a string");
    }
    code.push_str("];\n");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("assets.rs"), code).expect("OUT_DIR can be written");
}
