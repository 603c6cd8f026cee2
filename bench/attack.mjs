#!/usr/bin/env node
// Attacks a real `earlyhelp serve` on demo data and says whether the promises of docs/attack.md hold. See bench/README.md.
import { House } from "./attack/house.mjs";

const attacks = {
  kills: "kills [N=50]: SIGKILL at random moments under 8 writers",
  floods: "400 danger forms in a second; 500 wrong passwords at once",
  "half-open": "1,100 and 3,000 connections that ask for nothing; slow bodies, slow readers, SIGTERM",
  load: "the family page at 0.7 and at 3 times what the program can carry",
  hidden: "whether time tells a restricted family from one that does not exist",
};

function usage() {
  console.error("usage: node bench/attack.mjs ATTACK [N] [--database postgres://…] [--program PATH] [--families 300]\n");
  for (const what of Object.values(attacks)) console.error(`  ${what}`);
  console.error("\nWithout --database it makes a SQLite database of its own. One that is given must be empty or of `earlyhelp demo`.");
  process.exit(2);
}

const [name, ...rest] = process.argv.slice(2);
if (!(name in attacks)) usage();
const options = { program: "target/release/earlyhelp", families: 300 };
while (rest.length) {
  const word = rest.shift();
  if (/^\d+$/.test(word)) options.many = Number(word);
  else if (["--database", "--program", "--families"].includes(word) && rest.length) options[word.slice(2)] = rest.shift();
  else usage();
}

const { attack } = await import(`./attack/${name}.mjs`);
const house = await House.build(options);
let broken;
try {
  broken = await attack(house, options);
} finally {
  await house.close();
}
for (const promise of broken) console.log(`DOES NOT HOLD: ${promise}`);
if (!broken.length) console.log(`${name}: all of it holds`);
process.exit(broken.length ? 1 : 0);
