// Compiles the front-end assets into assets/dist: hashed names, gzip and brotli beside each, and a manifest.
// `npm ci && npm run build`; crates/platform/web/build.rs embeds the result.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import rtlcss from "rtlcss";
import * as sass from "sass";

const out = "assets/dist";
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const manifest = [];

function emit(name, type, text) {
  const bytes = Buffer.from(text);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const [stem, ext] = name.split(/\.(?=[^.]+$)/);
  const file = `${stem}.${hash}.${ext}`;
  writeFileSync(`${out}/${file}`, bytes);
  writeFileSync(`${out}/${file}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${out}/${file}.br`, brotliCompressSync(bytes));
  manifest.push({ name, file, type });
  return file;
}
function sheet(source) {
  const options = { style: "compressed", loadPaths: ["node_modules", "."], quietDeps: true, silenceDeprecations: ["import", "global-builtin", "if-function"] };
  return sass.compile(source, options).css;
}

// the mirror image is a sheet of its own: browsers of old phones know no logical floats
for (const name of ["govuk", "moj"]) {
  const css = sheet(`assets/${name}.scss`);
  emit(`${name}.css`, "text/css; charset=utf-8", css);
  emit(`${name}-rtl.css`, "text/css; charset=utf-8", rtlcss.process(css));
}
const govuk = emit("govuk-frontend.js", "text/javascript; charset=utf-8", readFileSync("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js", "utf8").replace(/\/\/# sourceMappingURL=.*/, ""));
emit("earlyhelp.js", "text/javascript; charset=utf-8", readFileSync("assets/earlyhelp.js", "utf8").replace("./govuk-frontend.js", `/assets/${govuk}`));
emit("icon.svg", "image/svg+xml", readFileSync("assets/icon.svg", "utf8"));
writeFileSync(`${out}/manifest.json`, JSON.stringify(manifest, null, 2));
