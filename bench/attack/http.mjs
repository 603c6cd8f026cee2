// As little HTTP as an attacker needs: cheap, so that the program has the machine, and from any address of 127.0.0.0/8.
import { connect } from "node:net";

// One kept connection; one request at a time.
export class Line {
  constructor(port, from = "127.0.0.1") {
    this.buffer = Buffer.alloc(0);
    this.socket = connect({ port, host: "127.0.0.1", localAddress: from, noDelay: true });
    this.socket.on("data", (data) => { this.buffer = this.buffer.length ? Buffer.concat([this.buffer, data]) : data; this.look(); });
    for (const end of ["error", "close", "end"]) this.socket.on(end, () => { this.broken = true; this.tell(null); });
  }

  tell(answer) {
    const { done } = this;
    this.done = undefined;
    done?.(answer);
  }

  look() {
    const end = this.buffer.indexOf("\r\n\r\n");
    if (end < 0) return;
    const [first, ...lines] = this.buffer.toString("latin1", 0, end).split("\r\n");
    const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
    const whole = end + 4 + Number(headers["content-length"] ?? 0);
    if (this.buffer.length < whole) return;
    const bytes = this.buffer.subarray(end + 4, whole);
    this.buffer = this.buffer.subarray(whole);
    if (headers.connection === "close") this.broken = true;
    this.tell({ status: Number(first.split(" ")[1]), headers, get body() { return bytes.toString(); }, ms: performance.now() - this.began });
  }

  // The answer, with the milliseconds that it took; null when the connection broke.
  ask({ method = "GET", path, headers = {}, body = "", form }) {
    if (form) {
      body = new URLSearchParams(form).toString();
      headers = { ...headers, "content-type": "application/x-www-form-urlencoded" };
    }
    if (body || method === "POST") headers = { ...headers, "content-length": Buffer.byteLength(body) };
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    return new Promise((done) => {
      this.done = done;
      this.began = performance.now();
      if (this.broken) this.tell(null);
      else this.socket.write(`${method} ${path} HTTP/1.1\r\nhost: x\r\n${head}\r\n${body}`);
    });
  }

  close() {
    this.socket.destroy();
  }
}

// One request on a connection of its own.
export async function ask({ port, from, timeout = 60_000, ...request }) {
  const line = new Line(port, from);
  const late = setTimeout(() => { line.broken = true; line.tell(null); }, timeout);
  const answer = await line.ask(request);
  clearTimeout(late);
  line.close();
  return answer;
}

// The hidden fields of the form that is sent to `action`, as a browser would send them.
export function hidden(html, action) {
  const form = html.split("<form").find((part) => part.includes(`action="${action}"`)) ?? "";
  const fields = {};
  for (const [input] of form.split("</form>")[0].matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    fields[input.match(/name="([^"]*)"/)[1]] = input.match(/value="([^"]*)"/)?.[1] ?? "";
  }
  return fields;
}

// The nth address of a network of this machine's own.
export function address(network, n) {
  return `127.${network}.${1 + Math.floor(n / 250)}.${1 + (n % 250)}`;
}
