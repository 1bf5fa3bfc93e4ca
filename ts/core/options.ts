/** Checks of a request's options. Python checks before; these keep the engine sound on its own. */
import { Fault } from "../bridge/errors.ts";

type Raw = Readonly<Record<string, unknown>>;

function wrong(name: string, value: unknown, wanted: string): Fault {
  return new Fault("OptionError", "OPTION", `${name} is ${JSON.stringify(value) ?? "missing"}`, {
    hint: `it has to be ${wanted}`,
  });
}

/** A whole number of at least `least`, or null where it is absent. */
export function integerOption(raw: Raw, name: string, least: number): number | null {
  const value = raw[name];
  if (value === undefined || value === null) return null;
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= least) return number;
  throw wrong(name, String(value), `a whole number, ${least} or more`);
}

export function stringsOption(raw: Raw, name: string): readonly string[] | null {
  const value = raw[name];
  if (value === undefined || value === null) return null;
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw wrong(name, value, "a list of strings");
}

/** One of some words; the first one where it is absent. */
export function choiceOption<T extends string>(raw: Raw, name: string, choices: readonly [T, ...T[]]): T {
  const value = raw[name];
  if (value === undefined || value === null) return choices[0];
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  throw wrong(name, value, `one of ${choices.join(", ")}`);
}
