// The API's document, read by two generators that know nothing of us: each makes a client that compiles and keeps every type.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { world } from "./kit.mjs";

const home = new URL("clients/", import.meta.url).pathname;
const made = `${home}made`;
const run = (tool, ...args) => execFileSync(`${home}node_modules/.bin/${tool}`, args, { cwd: home, stdio: "pipe" });
const compile = (...files) => run("tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--lib", "es2022,dom", "--module", "esnext", "--moduleResolution", "bundler", ...files);

let w, document;
before(async () => {
  w = await world();
  rmSync(made, { recursive: true, force: true });
  mkdirSync(made);
  document = await (await fetch(`${w.base}/api/v1/openapi.json`)).json();
  writeFileSync(`${made}/openapi.json`, JSON.stringify(document));
});
after(async () => {
  await w?.close();
  rmSync(made, { recursive: true, force: true });
});

test("every schema says what it holds: no array without items, no object without properties", () => {
  const empty = [];
  const look = (at, schema) => {
    if (schema === null || typeof schema !== "object") return;
    if (schema.type === "array" && !schema.items) empty.push(`${at}: an array of anything`);
    if (schema.type === "object" && !schema.properties && !schema.additionalProperties) empty.push(`${at}: any object`);
    for (const [key, inner] of Object.entries(schema)) look(`${at}/${key}`, inner);
  };
  look("schemas", document.components.schemas);
  assert.deepEqual(empty, []);
});

test("every operation has its answers, its problems and its way in", () => {
  assert.deepEqual(document.security, [{ token: [] }]);
  assert.equal(document.servers[0].url, w.base);
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const at = `${method} ${path}`;
      assert.ok(operation.operationId, `${at} has a name`);
      for (const status of ["401", "403", "404", "503"]) {
        assert.ok(operation.responses[status]?.content["application/problem+json"], `${at}: ${status} is a problem`);
      }
      assert.ok(Object.keys(operation.responses).some((status) => status.startsWith("2")), `${at} can succeed`);
    }
  }
});

test("openapi-typescript makes types of it that programs can use", () => {
  run("openapi-typescript", `${made}/openapi.json`, "--default-non-nullable=false", "-o", `${made}/types.d.ts`);
  compile("uses.ts");
  assert.doesNotMatch(readFileSync(`${made}/types.d.ts`, "utf8").split("export interface operations")[0], /: unknown|: any\b/);
});

test("swagger-typescript-api makes a client of it that compiles", () => {
  run("swagger-typescript-api", "generate", "-p", `${made}/openapi.json`, "-o", made, "-n", "client.ts");
  compile("made/client.ts");
  const client = readFileSync(`${made}/client.ts`, "utf8");
  for (const schema of Object.keys(document.components.schemas)) assert.match(client, new RegExp(`(interface|type) ${schema}\\b`), schema);
  for (const methods of Object.values(document.paths)) {
    for (const operation of Object.values(methods)) assert.match(client, new RegExp(`\\b${operation.operationId}\\b`));
  }
});
