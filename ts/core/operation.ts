/** Runs one request: opens its inputs and its output, drives them through the pipeline, and vouches for the count at the end. */

import { schemaMessage } from "../arrow/metadata.ts";
import { withoutReceipt } from "../arrow/receipt.ts";
import type { Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import type { Reply, Request, Run } from "../bridge/requests.ts";
import { batch_raw_bytes_max, first_batch_tasks, inline_input_bytes_max } from "../limits.ts";
import { attach, forget } from "../tasks.ts";
import { engineConfig } from "./config.ts";
import { collectBefore, collectDropped } from "./dropped.ts";
import { Inputs } from "./inputs.ts";
import { RequestMemory } from "./memory.ts";
import { integerOption } from "./options.ts";
import { findPieces } from "./pieces.ts";
import type { PipelineContext } from "./pipeline.ts";
import { Pipeline } from "./pipeline.ts";
import { pipelineLimits } from "./pipeline_limits.ts";
import type { Pool } from "./pool.ts";
import { ProgressClock } from "./progress.ts";
import { file_sinks, formats, operation_sinks } from "./registry.ts";
import type { LotLimits, Sink, SinkMaker } from "./sink.ts";
import type { Plan } from "./source.ts";
import { addStatistics } from "./statistics.ts";
import { ThreadMemory } from "./thread_memory.ts";
import { threadSeconds } from "./thread_seconds.ts";
import { Workers } from "./workers.ts";

const config = engineConfig();
let pool: Promise<Pool> | null = null;
let requests = 0;

/** Piscina is loaded at the first input that is worth a thread. */
function sharedPool(): Promise<Pool> {
  pool ??= import("./pool.ts").then((module) => new module.Pool(config.threads));
  return pool;
}

/** Null for an operation that has no batches. */
async function sinkMaker(request: Request): Promise<SinkMaker | null> {
  if (request.operation === "schema" || request.operation === "pieces") return null;
  if (request.operation !== "convert") return operation_sinks[request.operation];
  if (request.sink === null) throw new Fault("OptionError", "SINK", "a conversion needs an output", {});
  return lookUp(file_sinks, request.sink.kind, "output")();
}

function lotLimits(maker: SinkMaker | null, request: Request): LotLimits {
  return maker?.lots?.(request.sink?.options ?? {}) ?? { rows_max: null, raw_bytes_max: batch_raw_bytes_max };
}

function lookUp<T>(table: Readonly<Record<string, T>>, name: string, what: string): T {
  const entry = Object.hasOwn(table, name) ? table[name] : undefined;
  if (entry !== undefined) return entry;
  throw new Fault("OptionError", "UNKNOWN", `there is no ${what} ${JSON.stringify(name)}`, {
    hint: `known are ${Object.keys(table).join(", ")}`,
  });
}

class Job {
  readonly #request: Request;
  readonly #reply: Reply;
  readonly #number: number;
  readonly #memory: RequestMemory;
  readonly #thread: ThreadMemory;
  #pool: Pool | null = null;
  #closed = false;
  readonly #inputs: Inputs;
  readonly #started = { wall: performance.now(), cpu: threadSeconds() };

  constructor(request: Request, reply: Reply) {
    collectBefore();
    this.#request = request;
    this.#reply = reply;
    this.#inputs = new Inputs(request, reply);
    this.#number = ++requests;
    this.#memory = new RequestMemory(config.memory_pages_max);
    this.#thread = new ThreadMemory(this.#memory.memory);
    attach(this.#number, this.#memory.memory, this.#thread);
  }

  async plan(lots: LotLimits): Promise<Plan> {
    const format = await lookUp(formats, this.#request.format, "format")();
    return this.#inputs.open(format, {
      memory: this.#memory,
      thread: this.#thread,
      lots,
      arrived: () => this.#inputs.arrived(),
      warn: (message) => this.#reply.log("warning", message),
    });
  }

  async run(): Promise<Record<string, unknown>> {
    const maker = await sinkMaker(this.#request);
    const plan = await this.plan(lotLimits(maker, this.#request));
    try {
      const schema = withoutReceipt(plan.schema);
      if (maker !== null) return await this.#runInto(plan, schema, maker);
      if (this.#request.operation === "pieces") return await findPieces(plan, this.#request, this.#reply);
      this.#reply.schema(schemaMessage(schema));
      return { header: plan.header, bytes_total: plan.bytes_total };
    } finally {
      plan.close?.();
    }
  }

  async #runInto(plan: Plan, schema: Schema, maker: SinkMaker): Promise<Record<string, unknown>> {
    const { sink: output } = this.#request;
    const target = output && { path: Buffer.from(output.path), name: output.name };
    const sink = maker.make(schema, { reply: this.#reply, target, options: output?.options ?? {} });
    try {
      sink.begin();
      const statistics = await this.#drain(plan, sink, lotLimits(maker, this.#request));
      sink.finish();
      return { ...statistics, ...sink.statistics?.(), bytes_out: sink.bytes_out, seconds: this.#seconds };
    } catch (error) {
      sink.abort();
      throw error;
    }
  }

  /** The request's share of the threads that this process may use. */
  get #threads(): number {
    return Math.min(this.#request.threads, config.threads);
  }

  get #seconds(): number {
    return (performance.now() - this.#started.wall) / 1000;
  }

  async #workers(plan: Plan): Promise<Workers> {
    const threads = this.#threads;
    const small = plan.bytes_total !== null && plan.bytes_total < inline_input_bytes_max;
    if (small || threads === 1) return new Workers(null, threads);
    // Of an input of unknown size, too: it may be small.
    const at_once = this.#request.operation !== "stream" && plan.bytes_total !== null;
    if (at_once) return new Workers(await this.#openPool(), threads);
    const workers = new Workers(null, threads);
    workers.joinAfter(first_batch_tasks, () => this.#openPool());
    return workers;
  }

  async #openPool(): Promise<Pool> {
    const pool = await sharedPool();
    // The request may have ended meanwhile.
    if (this.#closed) throw new Error("the request has ended");
    pool.attach(this.#number, this.#memory.memory);
    this.#pool = pool;
    return pool;
  }

  /** All inputs, one after the other, into the one sink. */
  async #drain(plan: Plan, sink: Sink, lots: LotLimits): Promise<Record<string, unknown>> {
    const limit = integerOption(this.#request.options, "limit", 0);
    const workers = await this.#workers(plan);
    const context: PipelineContext = {
      format: this.#request.format,
      request: this.#number,
      memory: this.#memory,
      workers,
      limits: pipelineLimits(this.#threads, this.#request.memory, config.memory_pages_max, lots, plan.ahead),
      schema: plan.schema,
    };
    const total = { records: 0, kept: 0, batches: 0, bytes_in: 0, rows: 0 };
    const found: Record<string, unknown> = {};
    const progress = new ProgressClock(this.#request.progress, this.#reply, plan.bytes_total);
    let complete = true;
    try {
      for (let input = 0; input < this.#request.sources.length; input++) {
        if (this.#reply.cancelled) throw new Fault("Cancelled", "CANCELLED", "cancelled", {});
        const wanted = limit === null ? null : limit - total.kept;
        if (wanted === 0) {
          complete = false;
          break;
        }
        const source = await plan.open(input, wanted);
        const pipeline = new Pipeline(source, sink, context);
        progress.follow(source, total);
        const detach = this.#attach(pipeline, workers);
        try {
          await pipeline.run();
          const kept = source.records - (source.dropped ?? 0);
          const wanted_rows = source.rows ?? kept;
          if (pipeline.rows !== wanted_rows) throw shortfall(wanted_rows, pipeline.rows);
          complete &&= !source.satisfied && source.damaged !== true;
          total.records += source.records;
          total.kept += kept;
          total.bytes_in += source.bytes_done;
          total.batches += pipeline.batches;
          total.rows += pipeline.rows;
          addStatistics(found, source.statistics?.() ?? {});
        } finally {
          detach();
          source.close();
        }
      }
    } finally {
      workers.close();
      progress.stop();
    }
    return {
      ...found,
      records: total.rows,
      records_read: total.records,
      batches: total.batches,
      bytes_in: total.bytes_in,
      complete,
      threads: this.#threads,
      main_seconds: threadSeconds() - this.#started.cpu - workers.inline_seconds,
      task_seconds: workers.task_seconds,
      memory_peak_bytes: this.#memory.peak_bytes,
    };
  }

  /** What wakes the pipeline besides its tasks: credit, input, cancel, a thread that is up. */
  #attach(pipeline: Pipeline, workers: Workers): () => void {
    this.#reply.onCredit(() => pipeline.pump());
    this.#inputs.onArrival(() => pipeline.pump());
    this.#reply.onCancel(() => pipeline.cancel());
    return workers.onChange(() => pipeline.pump());
  }

  close(): void {
    this.#closed = true;
    forget(this.#number);
    this.#pool?.forget(this.#number);
    collectDropped(this.#memory, config.memory_pages_max !== null, this.#pool);
  }
}

function shortfall(read: number, written: number): Fault {
  return new Fault("EngineError", "SHORTFALL", `${read} records were read, but ${written} came out`, {
    hint: "this is a fault of the package: please report it",
  });
}

export const run: Run = async (request, reply) => {
  const job = new Job(request, reply);
  try {
    return await job.run();
  } finally {
    job.close();
  }
};
