// Figures and patience.
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] : NaN;
}

export const median = (values) => quantile(values, 0.5);

// How many of each.
export function tally(values) {
  const many = {};
  for (const value of values) many[value] = (many[value] ?? 0) + 1;
  return many;
}

// A line of figures.
export function say(what, figures) {
  const text = Object.entries(figures).map(([name, value]) => `${name} ${typeof value === "number" ? Math.round(value * 100) / 100 : typeof value === "object" ? JSON.stringify(value) : value}`);
  console.log(`${what}: ${text.join(", ")}`);
}

// Collects what does not hold.
export class Promises {
  broken = [];

  hold(promise, holds) {
    if (!holds) this.broken.push(promise);
  }
}
