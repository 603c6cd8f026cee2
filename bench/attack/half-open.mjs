// Connections that ask for nothing, bodies that drip, readers that do not read: others are served, memory is bounded,
// all of it ends by itself, and the program stops when it is told to.
import { connect } from "node:net";
import { address, ask } from "./http.mjs";
import { Promises, say, sleep } from "./figures.mjs";

const HELD = 15_000;
const ASSET = "/assets/govuk-frontend.min.css";

export async function attack(house) {
  const promises = new Promises();
  await house.start();
  await ask({ port: house.port, path: "/services" });
  const [idle, at] = [house.memory(), (many) => (n) => address(6, n % many)];

  for (const many of [1_100, 3_000]) {
    for (const [name, from] of [["one address", at(1)], ["many addresses", at(Math.ceil(many / 100))]]) {
      const seen = await under(house, () => open(house, many, from, "GET / HTTP/1.1\r\nhost:"), HELD);
      say(`${many} half-open from ${name}`, seen);
      judge(promises, `${many} half-open from ${name}`, seen, idle);
    }
  }

  const long = "POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 400000\r\n\r\n" + "x".repeat(390_000);
  const bodies = await under(house, () => open(house, 1_000, at(10), long, "x"), 40_000);
  say("1000 bodies that drip", bodies);
  judge(promises, "bodies that drip", bodies, idle);

  // more than the system keeps for them
  const path = (await ask({ port: house.port, path: "/" })).body.match(/\/assets\/[^"]*\.css/)?.[0] ?? ASSET;
  const asked = `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`.repeat(60);
  const readers = await under(house, () => open(house, 200, at(4), asked, undefined, true), 45_000);
  say("200 readers that do not read", readers);
  judge(promises, "readers that do not read", readers, idle);

  const [one] = await open(house, 1, at(1), "POST /sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 99\r\n\r\n");
  await sleep(300);
  const { code, ms } = await house.stop();
  say("SIGTERM with one open", { "exit code": code, "after ms": ms });
  one.destroy();
  promises.hold("SIGTERM ends within 11 s, with exit code 0", code === 0 && ms < 11_000);
  return promises.broken;
}

function judge(promises, name, seen, idle) {
  promises.hold(`${name}: every page and /health is answered in 2 s`, seen["not answered"] === 0 && seen["worst page ms"] < 2_000 && seen["worst health ms"] < 2_000);
  promises.hold(`${name}: none is held in the end`, seen["held in the end"] <= 2);
  promises.hold(`${name}: memory grows by less than 250 MB`, seen["most MB"] - idle < 250);
}

// So many connections, each of which sends this, and then a drip a second.
async function open(house, many, from, text, drip, deaf = false) {
  const sockets = [];
  for (let n = 0; n < many; n++) {
    const socket = connect({ port: house.port, host: "127.0.0.1", localAddress: from(n) });
    socket.on("error", () => {});
    if (deaf) socket.pause(); else socket.resume();
    socket.write(text);
    if (drip) {
      const timer = setInterval(() => socket.write(drip), 1_000);
      socket.on("close", () => clearInterval(timer));
    }
    sockets.push(socket);
    if (n % 100 === 99) await sleep(10);
  }
  return sockets;
}

// What others see while it goes on.
async function under(house, begin, ms) {
  const [pages, healths, memory] = [[], [], []];
  const began = performance.now();
  const sockets = await begin();
  let held = 0;
  while (performance.now() - began < ms) {
    pages.push(await ask({ port: house.port, from: "127.0.0.99", path: "/services", timeout: 5_000 }));
    healths.push(await house.health());
    memory.push(house.memory());
    held = Math.max(held, await house.figure("connections"));
    await sleep(250);
  }
  const figures = {
    "most held": held, "held in the end": await house.figure("connections"), refused: await house.figure("connections_refused_total"),
    "worst page ms": worst(pages), "worst health ms": worst(healths),
    "not answered": [...pages, ...healths].filter((answer) => answer?.status !== 200).length, "most MB": Math.max(...memory),
  };
  for (const socket of sockets) socket.destroy();
  await sleep(500);
  return figures;
}

const worst = (answers) => Math.max(...answers.map((answer) => answer?.ms ?? Infinity));
