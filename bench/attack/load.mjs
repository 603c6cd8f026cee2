// T12: at three times what it can carry the program says 503 to some, and those it admits are answered as quickly.
// Open loop: requests come when they come, whether those before were answered or not.
import { address, ask, Line } from "./http.mjs";
import { Promises, quantile, say, sleep } from "./figures.mjs";

const SECONDS = 15;
const LINES = 64;
// connections of the open loop, opened before it begins: as many browsers as a council's staff has
const MOST = 3_000;
// how much slower, at the 99th percentile, those who are admitted may be at 3 times than at 0.7 times
const RATIO = 3;

export async function attack(house) {
  const promises = new Promises();
  const admin = house.token("admin");
  await house.start();
  const cookie = await house.signIn("manager");
  const paths = await families(house, admin, cookie);
  // the day's work that is done at the start
  await sleep(10_000);

  const capacity = await carry(house, paths, cookie);
  say("capacity", { "requests a second": capacity, families: paths.length });
  const calm = await come(house, paths, cookie, capacity * 0.7);
  say("at 0.7 times", calm);
  const rush = await come(house, paths, cookie, capacity * 3);
  const ratio = rush["p99 ms"] / calm["p99 ms"];
  say("at 3 times", { ...rush, "p99 to that at 0.7": ratio });
  promises.hold("at 0.7 times nobody is refused", calm["share of 503"] < 0.01);
  promises.hold("at 3 times it sheds, and says when to come again", rush["share of 503"] > 0.1 && rush.odd === 0);
  promises.hold(`those who are admitted at 3 times wait at most ${RATIO} times as long`, ratio <= RATIO);
  await sleep(1_000);
  const after = await ask({ port: house.port, path: paths[0], headers: { cookie } });
  promises.hold("a second later all is as before", after?.status === 200);
  await house.stop();
  return promises.broken;
}

// Pages of families that this person may open.
async function families(house, admin, cookie) {
  const ids = [...new Set((await house.events(admin)).map((event) => event.family_id).filter(Boolean))];
  const mine = [];
  for (const id of ids) {
    const answer = await ask({ port: house.port, path: `/families/${id}`, headers: { cookie } });
    if (answer?.status === 200) mine.push(`/families/${id}`);
    if (mine.length === 100) break;
  }
  return mine;
}

// As many as it answers when each asks again as soon as it is answered.
async function carry(house, paths, cookie) {
  let [done, over] = [0, false];
  const lines = Array.from({ length: LINES }, async (_, n) => {
    const line = new Line(house.port, address(7, n));
    while (!over) {
      const answer = await line.ask({ path: paths[(done * 7) % paths.length], headers: { cookie } });
      if (answer?.status === 200) done += 1;
    }
    line.close();
  });
  await sleep(2_000);
  done = 0;
  const began = performance.now();
  await sleep(5_000);
  const rate = (done * 1_000) / (performance.now() - began);
  over = true;
  await Promise.all(lines);
  return rate;
}

async function come(house, paths, cookie, rate) {
  const [free, answers, lags, waiting] = [[], [], [], new Set()];
  let [opened, unsent] = [0, 0];
  const open = () => new Line(house.port, address(8, opened++));
  const one = async (n) => {
    const line = free.pop();
    if (!line) { unsent += 1; return; }
    const answer = await (line.broken ? null : line.ask({ path: paths[n % paths.length], headers: { cookie } }));
    answers.push(answer);
    free.push(line.broken ? open() : line);
  };
  while (opened < MOST) {
    free.push(open());
    if (opened % 100 === 0) await sleep(20);
  }
  // each has asked once, so that none is taken for one that only holds its place
  await Promise.all(free.map((line) => line.ask({ path: "/sign-in" })));
  const began = performance.now();
  for (let sent = 0, now = 0; now < SECONDS * 1_000; now = performance.now() - began) {
    for (; sent < (now * rate) / 1_000; sent++) {
      const request = one(sent);
      waiting.add(request);
      request.finally(() => waiting.delete(request));
    }
    await sleep(1);
    lags.push(performance.now() - began - now - 1);
  }
  await Promise.all(waiting);
  for (const line of free) line.close();

  const admitted = answers.filter((answer) => answer?.status === 200);
  const shed = answers.filter((answer) => answer?.status === 503 && Number(answer.headers["retry-after"]) > 0);
  const times = admitted.map((answer) => answer.ms);
  return {
    "requests a second": rate, "p50 ms": quantile(times, 0.5), "p99 ms": quantile(times, 0.99), "share of 503": shed.length / answers.length,
    "admitted a second": admitted.length / SECONDS, "503 p50 ms": quantile(shed.map((answer) => answer.ms), 0.5), odd: answers.length - admitted.length - shed.length,
    // where these are large, it is this script that was slow
    unsent, "own lag p99 ms": quantile(lags, 0.99),
  };
}
