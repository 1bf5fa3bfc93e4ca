/** Runs synthetic steps through the real pipeline. */

import { RequestMemory } from "../../ts/core/memory.ts";
import type { PipelineContext } from "../../ts/core/pipeline.ts";
import { Pipeline } from "../../ts/core/pipeline.ts";
import type { PipelineLimits } from "../../ts/core/pipeline_limits.ts";
import type { Pool } from "../../ts/core/pool.ts";
import { encoders, format_tasks } from "../../ts/core/thread_registry.ts";
import { Workers } from "../../ts/core/workers.ts";
import { attach, forget } from "../../ts/tasks.ts";
import { SyntheticSink, SyntheticSource } from "./synthetic.ts";
import type { Step } from "./synthetic_format.ts";
import { encodeSynthetic, synthetic_schema, syntheticTasks } from "./synthetic_format.ts";

// The main thread does tasks too. Worker threads learn the format from synthetic_worker.ts.
Object.assign(format_tasks, { synthetic: async () => syntheticTasks });
Object.assign(encoders, { synthetic: async () => encodeSynthetic });

export const wide_limits: PipelineLimits = { slots_max: 8, filled_bytes_max: 2 ** 20 };

let requests = 1_000_000;

export class Run {
  readonly source: SyntheticSource;
  readonly sink: SyntheticSink;
  readonly memory = new RequestMemory(null);
  readonly workers: Workers;
  readonly pipeline: Pipeline;
  readonly #request = ++requests;
  readonly #pool: Pool | null;
  readonly #before = this.memory.used_bytes;
  readonly #ends: (() => void)[] = [];

  constructor(
    steps: readonly Step[],
    options: {
      pool?: Pool | null;
      threads?: number;
      limits?: PipelineLimits;
      source?: ConstructorParameters<typeof SyntheticSource>[1];
      sink?: SyntheticSink;
    } = {},
  ) {
    this.source = new SyntheticSource(steps, options.source);
    this.sink = options.sink ?? new SyntheticSink();
    this.#pool = options.pool ?? null;
    attach(this.#request, this.memory.memory);
    this.#pool?.attach(this.#request, this.memory.memory);
    this.workers = new Workers(this.#pool, options.threads ?? 1, false);
    const context: PipelineContext = {
      format: "synthetic",
      request: this.#request,
      memory: this.memory,
      workers: this.workers,
      limits: options.limits ?? wide_limits,
      schema: synthetic_schema,
    };
    this.pipeline = new Pipeline(this.source, this.sink, context);
    this.source.onArrival = () => this.pipeline.pump();
  }

  /** The error's message, or null where it went well. */
  async finish(): Promise<string | null> {
    const end = this.workers.onChange(() => this.pipeline.pump());
    try {
      await this.pipeline.run();
      return null;
    } catch (error) {
      return (error as Error).message;
    } finally {
      end();
      this.source.close();
      forget(this.#request);
      this.#pool?.forget(this.#request);
      for (const other of this.#ends) other();
    }
  }

  /** Bytes that the pipeline did not give back. */
  get leaked_bytes(): number {
    return this.memory.used_bytes - this.#before;
  }
}
