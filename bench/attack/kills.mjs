// T1: the program is killed at random moments while eight writers send contacts over the API, each with its key.
import { ask } from "./http.mjs";
import { Promises, quantile, say, sleep } from "./figures.mjs";

const WRITERS = 8;
const READY = 5_000;

const contact = (summary) => JSON.stringify({
  kind: "request", source: "school", channel: "online", summary, needs: ["school-attendance"], agreement: "given",
  people: [{ role: "child", given_name: "Ada", family_name: "Okoro" }, { role: "parent", given_name: "Ife", family_name: "Okoro" }],
});

export async function attack(house, { many = 50 }) {
  const school = { authorization: `Bearer ${house.token("school")}`, "content-type": "application/json" };
  const admin = house.token("admin");
  const acknowledged = new Map();
  const [ready, odd] = [[], []];
  let [next, over] = [0, false];

  // a run before may have used the same database
  const run = Date.now().toString(36);
  const writer = async () => {
    while (!over) {
      const key = `attack-${run}-${next++}`;
      // sent again with its key until it is answered, as any sender would
      for (;;) {
        const headers = { ...school, "idempotency-key": key };
        const answer = await ask({ port: house.port, method: "POST", path: "/api/v1/contacts", headers, body: contact(key), timeout: 10_000 });
        if (answer?.status === 201) { acknowledged.set(key, JSON.parse(answer.body).id); break; }
        if (answer && answer.status !== 503) { odd.push(answer.status); break; }
        await sleep(5);
      }
    }
  };

  await house.start();
  const before = received(await house.events(admin)).length;
  const writers = Array.from({ length: WRITERS }, writer);
  for (let n = 0; n < many; n++) {
    await sleep(20 + Math.random() * 300);
    await house.stop("SIGKILL");
    ready.push(await house.start());
  }
  await sleep(500);
  over = true;
  await Promise.all(writers);

  const events = received(await house.events(admin));
  const entries = new Map();
  for (const { subject_id: id } of events) entries.set(id, (entries.get(id) ?? 0) + 1);
  let lost = 0;
  for (const id of acknowledged.values()) {
    const answer = await ask({ port: house.port, path: `/api/v1/contacts/${id}`, headers: school });
    lost += answer?.status === 200 ? 0 : 1;
  }
  const doubled = events.length - before - acknowledged.size;
  const entered = [...acknowledged.values()].filter((id) => entries.get(id) === 1).length;
  await house.stop();
  const chain = house.run("audit", "verify").trim();

  say("kills", { kills: many, acknowledged: acknowledged.size, lost, doubled, "with one entry": entered, "ready p50 ms": quantile(ready, 0.5), "ready worst ms": Math.max(...ready), odd: odd.length });
  console.log(chain);
  const promises = new Promises();
  promises.hold("enough was acknowledged to prove anything", acknowledged.size > many);
  promises.hold("nothing acknowledged is lost", lost === 0);
  promises.hold("nothing is doubled", doubled === 0);
  promises.hold("each has exactly one audit entry", entered === acknowledged.size);
  promises.hold("ready again in 5 s", Math.max(...ready) <= READY);
  promises.hold("no other answer than 201 or 503", odd.length === 0);
  promises.hold("the audit chain holds", chain.startsWith("The chain holds"));
  return promises.broken;
}

const received = (events) => events.filter((event) => event.kind === "contact.received");
