/** `where`: conditions on columns, as the request has them, checked. A list of groups of which one must hold. */
import { Fault } from "../bridge/errors.ts";
import type { BamColumn } from "./columns.ts";
import { column_names, isBamColumn } from "./columns.ts";

export const operators = ["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is_null", "is_not_null"] as const;
export type Operator = (typeof operators)[number];
export type Constant = number | string;

export interface Condition {
  /** A column, or a tag's name. */
  readonly column: BamColumn | { readonly tag: string };
  readonly operator: Operator;
  /** None, one, or those of a list. */
  readonly values: readonly Constant[];
}

const texts: readonly BamColumn[] = ["name", "chrom", "sequence", "quality_scores", "cigar", "mate_chrom"];

export const isText = (column: BamColumn): boolean => texts.includes(column);

function wrong(what: string, hint: string): Fault {
  return new Fault("OptionError", "OPTION", `where: ${what}`, { hint });
}

function parseConstant(value: unknown, column: Condition["column"]): Constant {
  const constant = typeof value === "bigint" ? Number(value) : value;
  const number = Number.isFinite(constant);
  const text = typeof constant === "string";
  const fits = typeof column === "object" ? number || text : isText(column) ? text : number;
  if (fits) return constant as Constant;
  throw wrong(`${String(value)} can't be compared with it`, "texts are compared with texts, numbers with numbers");
}

function parseCondition(raw: unknown): Condition {
  const [name, operator, value] = Array.isArray(raw) ? (raw as unknown[]) : [];
  const is_tag = typeof name === "string" && /^[A-Za-z][A-Za-z0-9]$/.test(name);
  if (typeof name !== "string" || !(is_tag || isBamColumn(name))) {
    throw wrong(`there is no column ${JSON.stringify(name)}`, `the columns are ${column_names.join(", ")}, and tags`);
  }
  if (!operators.includes(operator as Operator)) {
    throw wrong(`there is no operator ${JSON.stringify(operator)}`, `known are ${operators.join(", ")}`);
  }
  const column = isBamColumn(name) ? name : { tag: name };
  const listed = operator === "in" || operator === "not in";
  const values = listed ? value : String(operator).startsWith("is") ? [] : [value];
  if (!Array.isArray(values)) throw wrong(`${operator} wants a list`, "give it a list of values");
  return { column, operator: operator as Operator, values: values.map((one) => parseConstant(one, column)) };
}

/** Null for no conditions. */
export function parseWhere(raw: unknown): readonly (readonly Condition[])[] | null {
  if (raw === undefined || raw === null) return null;
  if (!Array.isArray(raw)) throw wrong("it is no list", "give a list of conditions, or a list of such lists");
  return raw.map((group: unknown) => {
    if (!Array.isArray(group)) throw wrong("a group is no list", "give a list of such lists");
    return group.map(parseCondition);
  });
}

/** Order of bytes, as in UTF-8. */
function compare(a: Constant, b: Constant): number {
  if (typeof a === "number" || typeof b === "number") return (a as number) - (b as number);
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** Whether a value passes, by SQL's rule: null passes nothing but `is_null`, and `not in` an empty list. */
export function passes(condition: Pick<Condition, "operator" | "values">, value: Constant | null): boolean {
  const { operator, values } = condition;
  if (operator === "is_null") return value === null;
  if (operator === "not in" && values.length === 0) return true;
  if (value === null) return false;
  const order = (): number => compare(value, values[0] as Constant);
  switch (operator) {
    case "is_not_null":
      return true;
    case "==":
    case "in":
      return values.includes(value);
    case "!=":
    case "not in":
      return !values.includes(value);
    case "<":
      return order() < 0;
    case "<=":
      return order() <= 0;
    case ">":
      return order() > 0;
    case ">=":
      return order() >= 0;
  }
}
