// The program under attack, on demo data that is thrown away.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ask } from "./http.mjs";
import { sleep } from "./figures.mjs";

export class House {
  static async build({ program, database, families }) {
    const house = new House();
    house.dir = mkdtempSync(join(tmpdir(), "earlyhelp-attack-"));
    house.program = program;
    house.database = database ?? `sqlite:${house.dir}/demo.db`;
    house.port = await freePort();
    house.inner = await freePort();
    house.run("migrate");
    if (!house.run("account", "list").trim()) {
      console.error(`making ${families} families …`);
      house.run("demo", "--families", String(families), "--seed", "1");
    }
    return house;
  }

  get environment() {
    return {
      ...process.env,
      EARLYHELP_DATABASE: this.database,
      EARLYHELP_DEMO: "1",
      EARLYHELP_KEY_FILE: join(this.dir, "key"),
      EARLYHELP_LISTEN: `127.0.0.1:${this.port}`,
      EARLYHELP_PRIVATE_LISTEN: `127.0.0.1:${this.inner}`,
      EARLYHELP_LOG: "off",
    };
  }

  run(...words) {
    return execFileSync(this.program, words, { env: this.environment, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  }

  // Starts it; milliseconds until /health says that all is well.
  async start() {
    const began = performance.now();
    this.child = spawn(this.program, ["serve"], { env: this.environment, stdio: "ignore" });
    this.ended = new Promise((done) => this.child.once("exit", (code, signal) => done({ code, signal })));
    for (;;) {
      const answer = await this.health();
      if (answer?.status === 200) return performance.now() - began;
      if (performance.now() - began > 60_000) throw new Error("it did not start");
      await sleep(5);
    }
  }

  health() {
    return ask({ port: this.inner, path: "/health", timeout: 5_000 });
  }

  // A figure of /metrics.
  async figure(name) {
    const answer = await ask({ port: this.inner, path: "/metrics", timeout: 5_000 });
    return Number(answer?.body.match(new RegExp(`^earlyhelp_${name} (\\d+)$`, "m"))?.[1] ?? NaN);
  }

  // Resident memory, in MB.
  memory() {
    return Number(readFileSync(`/proc/${this.child.pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  }

  // Sends a signal; how it ended, after how many milliseconds.
  async stop(signal = "SIGTERM") {
    const began = performance.now();
    this.child.kill(signal);
    const ended = await this.ended;
    return { ...ended, ms: performance.now() - began };
  }

  token(account) {
    return this.run("token", "add", "--account", `${account}@example.org`).trim();
  }

  // The cookie of somebody of the demo.
  async signIn(account) {
    const form = { account: `${account}@example.org` };
    const answer = await ask({ port: this.port, method: "POST", path: "/demo/sign-in", form });
    return answer.headers["set-cookie"].split(";")[0];
  }

  // All events, oldest first.
  async events(token) {
    const all = [];
    for (let after = ""; ; ) {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await ask({ port: this.port, path: `/api/v1/events?after=${after}`, headers });
      if (answer?.status === 503) { await sleep(200); continue; }
      const { items, next } = JSON.parse(answer.body);
      all.push(...items);
      if (!next || !items.length) return all;
      after = next;
    }
  }

  async close() {
    if (this.child?.exitCode === null && this.child.signalCode === null) await this.stop("SIGKILL");
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
