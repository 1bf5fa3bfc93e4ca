/** Records that are bad, or have replaced text in them: how many, and where. */
import { rejects_max } from "../limits.ts";
import type { BadRecord } from "./faults.ts";
import { damage, damages, reasonOf } from "./faults.ts";
import type { BadRow } from "./load.ts";
import type { MarcOptions } from "./options.ts";

export class Rejects {
  /** Those that have no row. */
  dropped = 0;
  readonly #errors: MarcOptions["errors"];
  readonly #rejects: BadRecord[] = [];
  readonly #replacements: BadRecord[] = [];
  #replaced = 0;

  constructor(errors: MarcOptions["errors"]) {
    this.#errors = errors;
  }

  take(bad: BadRow, record_base: number, offset_base: number): void {
    if (bad.error === damage.text) this.#replaced += 1;
    if (!bad.kept) this.dropped += 1;
    const list = bad.kept ? this.#replacements : this.#rejects;
    if (this.#errors !== "collect" || list.length >= rejects_max) return;
    list.push({
      record: record_base + bad.ordinal,
      offset: offset_base + bad.offset,
      length: bad.length,
      code: damages[bad.error]?.code ?? "",
      reason: reasonOf(bad.error, bad.detail),
    });
  }

  statistics(): Readonly<Record<string, unknown>> {
    if (this.#errors === "skip") return { skipped: this.dropped, replaced: this.#replaced };
    const lists = { rejects: this.#rejects, replacements: this.#replacements };
    return { rejected: this.dropped, replaced: this.#replaced, ...lists };
  }
}
