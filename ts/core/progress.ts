/** Tells the reader how far a request is, at the interval that it asked for. */
import type { Reply } from "../bridge/requests.ts";
import type { Source } from "./source.ts";

interface Done {
  readonly records: number;
  readonly bytes_in: number;
}

export class ProgressClock {
  readonly #timer: NodeJS.Timeout | null;
  readonly #reply: Reply;
  readonly #bytes_total: number | null;
  readonly #started = performance.now();
  #source: Source | null = null;
  #before: Done = { records: 0, bytes_in: 0 };

  constructor(interval_seconds: number | null, reply: Reply, bytes_total: number | null) {
    this.#reply = reply;
    this.#bytes_total = bytes_total;
    this.#timer = interval_seconds === null ? null : setInterval(() => this.#tell(), interval_seconds * 1000);
  }

  /** From now on `source` is being read, on top of what is done. */
  follow(source: Source, done: Done): void {
    this.#source = source;
    this.#before = { ...done };
  }

  /** Told once more, so that the reader sees the end. */
  stop(): void {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#tell();
  }

  #tell(): void {
    this.#reply.progress({
      bytes_done: this.#before.bytes_in + (this.#source?.bytes_done ?? 0),
      bytes_total: this.#bytes_total,
      records: this.#before.records + (this.#source?.records ?? 0),
      seconds: (performance.now() - this.#started) / 1000,
    });
  }
}
