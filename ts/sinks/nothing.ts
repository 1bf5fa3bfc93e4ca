/** No output: records are counted, and with `wants_columns` every column is decoded and so checked. */
import type { Sink } from "../core/sink.ts";

export class NothingSink implements Sink {
  readonly wants_columns: boolean;
  readonly step = { kind: "nothing" };
  readonly bytes_out = 0;

  constructor(wants_columns: boolean) {
    this.wants_columns = wants_columns;
  }

  begin(): void {}

  place(): null {
    return null;
  }

  ready(): boolean {
    return true;
  }

  append(): void {}

  finish(): void {}

  abort(): void {}
}
