// T13, T17: somebody who is not on the list of a restricted record cannot tell it from a record that does not exist: not
// by the answer, nor by how long it takes.
import { ask, hidden, Line } from "./http.mjs";
import { median, Promises, say, sleep } from "./figures.mjs";

const TIMES = 2_000;
// microseconds between the medians: what the network hides many times over
const MOST = 50;

export async function attack(house) {
  const promises = new Promises();
  const admin = house.token("admin");
  await house.start();
  const [privacy, manager] = [await house.signIn("privacy"), await house.signIn("manager")];
  const family = await restrict(house, admin, privacy, manager);
  await sleep(10_000);

  const line = new Line(house.port);
  const get = (id) => line.ask({ path: `/families/${id}`, headers: { cookie: manager } });
  const [there, nowhere] = [[], []];
  const [shown, absent] = [await get(family), await get(another(family))];
  for (let n = 0; n < TIMES; n++) {
    // which comes first changes, so that neither has the warmer machine
    const pair = [async () => there.push((await get(family)).ms * 1_000), async () => nowhere.push((await get(another(family))).ms * 1_000)];
    if (n % 2) pair.reverse();
    for (const one of pair) await one();
  }
  line.close();
  await house.stop();

  const [low, high] = between(there, nowhere);
  const difference = median(there) - median(nowhere);
  const auc = sooner(there, nowhere);
  say("hidden", { "restricted µs": median(there), "nowhere µs": median(nowhere), "difference µs": difference, "95% from": low, to: high, "told apart by one look": auc });
  const same = (answer) => answer.body.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "");
  promises.hold("both are answered alike", shown.status === absent.status && same(shown) === same(absent));
  promises.hold(`the medians are at most ${MOST} µs apart`, !(low > MOST || high < -MOST));
  return promises.broken;
}

// Another id of the same shape.
const another = (id) => id.slice(0, -10) + Math.floor(Math.random() * 2 ** 40).toString(16).padStart(10, "0");

// A family that the manager could open until its record was kept to a list without them.
async function restrict(house, admin, privacy, manager) {
  const ids = [...new Set((await house.events(admin)).map((event) => event.family_id).filter(Boolean))];
  const open = async (id, cookie) => (await ask({ port: house.port, path: `/families/${id}`, headers: { cookie } })).status;
  for (const id of ids) {
    if (await open(id, manager) !== 200) continue;
    const path = `/families/${id}/restriction`;
    const { body } = await ask({ port: house.port, path, headers: { cookie: privacy } });
    for (const [, listed] of body.matchAll(/name="listed"[^>]*value="([^"]+)"/g)) {
      const form = { ...hidden(body, path), listed, reason: "A made-up threat." };
      await ask({ port: house.port, method: "POST", path, headers: { cookie: privacy }, form });
      if (await open(id, manager) === 404) return id;
      break;
    }
  }
  throw new Error("no family could be hidden from the manager");
}

// A 95% interval of the difference of the medians, by drawing again.
function between(one, other) {
  const draw = (values) => median(values.map(() => values[Math.floor(Math.random() * values.length)]));
  const drawn = Array.from({ length: 400 }, () => draw(one) - draw(other)).sort((a, b) => a - b);
  return [drawn[10], drawn[389]];
}

// How often the restricted one takes longer: 0.5 tells nothing.
function sooner(one, other) {
  const sorted = Float64Array.from(other).sort();
  let longer = 0;
  for (const value of one) {
    let [from, to] = [0, sorted.length];
    while (from < to) { const middle = (from + to) >> 1; if (sorted[middle] < value) from = middle + 1; else to = middle; }
    longer += from;
  }
  return longer / (one.length * other.length);
}
