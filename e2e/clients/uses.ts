// What programs do with the API, by the types that a generator made of its document: a type that was lost does not compile.
import type { components, operations } from "./made/types";

type Is<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Is<A, B>): void {}

type Contact = components["schemas"]["Contact"];
same<Contact["id"], string>(true);
same<Contact["version"], number>(true);
same<Contact["people"][number]["given_name"], string>(true);
same<NonNullable<Contact["decision"]>["outcome"], string | null | undefined>(true);
same<NonNullable<Contact["people"][number]["address"]>["postcode"], string>(true);

type Family = components["schemas"]["Family"];
same<Family["people"][number]["level_of_need"], string | null | undefined>(true);
same<NonNullable<Family["episode"]>["reference"], string>(true);

type Found = components["schemas"]["People"]["items"][number];
same<Found["known_to"], string | null | undefined>(true);
same<components["schemas"]["Events"]["items"][number]["kind"], string>(true);
same<components["schemas"]["Problem"]["status"], number>(true);

type Refused = operations["createContact"]["responses"][422]["content"]["application/problem+json"];
same<Refused, components["schemas"]["Problem"]>(true);
type Made = operations["createContact"]["responses"][201]["content"]["application/json"];
same<Made, Contact>(true);

// a contact without a key is refused, so no client may leave it out
same<operations["createContact"]["parameters"]["header"], { "Idempotency-Key": string }>(true);

const asked: operations["createContact"]["requestBody"]["content"]["application/json"] = {
  kind: "request", source: "school", channel: "online", summary: "…", needs: ["school-attendance"], agreement: "given",
  people: [{ role: "child", given_name: "Ada", address: { postcode: "ME4 4TR" } }],
};
export { asked };
