// Many anonymous messages at once, and many wrong passwords: nobody else notices, nothing acknowledged is lost, and no
// more passwords are judged than may be.
import { address, ask, hidden, Line } from "./http.mjs";
import { Promises, quantile, say, sleep, tally } from "./figures.mjs";

const FORMS = 400;
const PASSWORDS = 500;
// wrong passwords in 15 minutes that are judged: of one client at one account, and of all at one account
const JUDGED = { "one address": 10, "many addresses": 100 };
const DANGER = "/ask-for-help/danger";

export async function attack(house) {
  const promises = new Promises();
  const admin = house.token("admin");
  await house.start();
  const worker = await house.signIn("front-door");
  const count = async () => (await house.events(admin)).filter((event) => event.kind === "contact.received").length;

  const sources = { "one address": () => "127.0.0.1", "many addresses": (n) => address(4, n) };
  for (const [name, from] of Object.entries(sources)) {
    const before = await count();
    const { result: [answers, honest], seen } = await beside(house, worker, () => danger(house, from));
    const kept = await count() - before;
    const statuses = tally(answers.map((answer) => answer?.status ?? "broken"));
    const accepted = answers.filter((answer) => answer?.status === 303).length;
    say(`${FORMS} danger forms from ${name}`, { answers: statuses, "accepted and kept": kept, "an honest one": `${honest?.status} in ${Math.round(honest?.ms)} ms`, ...seen.figures });
    promises.hold(`${name}: each form that was accepted is kept, once`, kept === accepted + (honest?.status === 303 ? 1 : 0));
    promises.hold(`${name}: an honest form from elsewhere is accepted in 5 s`, honest?.status === 303 && honest.ms < 5_000);
    promises.hold(`${name}: whoever is refused is told when to come again`, answers.every(told));
    promises.hold(`${name}: others go on working`, seen.fine);
  }

  for (const [n, [name, most]] of Object.entries(JUDGED).entries()) {
    const account = ["manager", "lead"][n];
    const { result: answers, seen } = await beside(house, worker, () => Promise.all(Array.from({ length: PASSWORDS }, (_, n) => ask({
      port: house.port, from: name === "one address" ? "127.0.0.1" : address(5, n), method: "POST", path: "/sign-in",
      form: { email: `${account}@example.org`, password: `wrong password ${n}` },
    }))));
    const judged = answers.filter((answer) => answer?.status === 422).length;
    say(`${PASSWORDS} wrong passwords from ${name}`, { answers: tally(answers.map((answer) => answer?.status ?? "broken")), judged, ...seen.figures });
    promises.hold(`${name}: at most ${most} wrong passwords are judged`, judged <= most);
    promises.hold(`${name}: whoever is refused is told when to come again`, answers.every(told));
    promises.hold(`${name}: others go on working`, seen.fine);
  }
  await house.stop();
  return promises.broken;
}

const told = (answer) => [303, 422].includes(answer?.status) || ([429, 503].includes(answer?.status) && Number(answer.headers["retry-after"]) > 0);

// All forms in one second, and among them one of somebody else.
async function danger(house, from) {
  const forms = [];
  for (let n = 0; n < FORMS; n++) forms.push(await form(house, from(n)));
  const honest = await form(house, "127.0.0.77");
  const send = async ({ fields, from }, n) => {
    await sleep((n * 1_000) / FORMS);
    return ask({ port: house.port, from, method: "POST", path: DANGER, form: fields });
  };
  const flood = Promise.all(forms.map(send));
  await sleep(500);
  return Promise.all([flood, send(honest, 0)]);
}

async function form(house, from) {
  const page = await ask({ port: house.port, from, path: DANGER });
  return { from, fields: { ...hidden(page.body, DANGER), summary: "A made-up child is in danger.", maker_name: "", maker_phone: "01634 000000" } };
}

// What somebody at work, and whoever watches the program, sees meanwhile.
async function beside(house, cookie, run) {
  let over = false;
  const [pages, health] = [[], []];
  const watch = (async () => {
    const line = new Line(house.port, "127.0.0.88");
    while (!over) {
      pages.push(await line.ask({ path: "/triage", headers: { cookie } }));
      health.push(await house.health());
      await sleep(20);
    }
    line.close();
  })();
  const result = await run();
  over = true;
  await watch;
  const times = pages.map((page) => page?.ms ?? Infinity);
  const bad = pages.filter((page) => page?.status !== 200).length;
  const figures = { "the queue p50 ms": quantile(times, 0.5), "worst ms": Math.max(...times), "not answered": bad, "health worst ms": Math.max(...health.map((answer) => answer?.ms ?? Infinity)) };
  return { result, seen: { figures, fine: bad === 0 && Math.max(...times) < 2_000 && health.every((answer) => answer?.status === 200) } };
}
