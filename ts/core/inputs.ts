/** A request's inputs: files, and what is pulled over the bridge. */
import { Fault } from "../bridge/errors.ts";
import { InputState } from "../bridge/input.ts";
import type { Reply, Request, RequestFile, RequestInput } from "../bridge/requests.ts";
import { ByteInput } from "./byte_input.ts";
import type { Format, Input, InputFile, Plan, PlanContext } from "./source.ts";

export class Inputs {
  readonly #request: Request;
  readonly #reply: Reply;
  readonly #arriving: ByteInput[] = [];
  #listener: () => void = () => {};

  constructor(request: Request, reply: Reply) {
    this.#request = request;
    this.#reply = reply;
  }

  /** Have the format look at them. */
  open(format: Format, context: PlanContext): Plan | Promise<Plan> {
    const { sources, options } = this.#request;
    if (format.takes_arriving !== true) {
      return format.open(
        sources.map((source) => ("path" in source ? file(source) : this.#refuse(source))),
        options,
        context,
      );
    }
    const inputs = sources.map((source) => ("path" in source ? file(source) : this.#pulled(source)));
    if (this.#arriving.length > 0) this.#reply.onCancel(() => this.#abort());
    return format.open(inputs, options, context);
  }

  /** The listener is called whenever something has arrived. There is one. */
  onArrival(listener: () => void): void {
    this.#listener = listener;
  }

  /** Something has arrived at an input. */
  arrived(): void {
    this.#listener();
  }

  #pulled({ input, name, bytes }: RequestInput): Input {
    const arriving = new ByteInput(name, bytes, (count) => this.#reply.pull(input, count));
    this.#reply.onInput(input, (piece) => {
      if (piece.state === InputState.END) arriving.end();
      else arriving.push(piece.bytes);
    });
    arriving.onArrival(() => this.arrived());
    this.#arriving.push(arriving);
    return { arriving, name };
  }

  #refuse({ name }: RequestInput): never {
    const message = `the format ${this.#request.format} reads files alone`;
    const hint = "write the input to a file first, and give its path";
    throw new Fault("InputError", "INPUT_NOT_A_FILE", message, { path: name, hint });
  }

  #abort(): void {
    for (const one of this.#arriving) one.fail(new Fault("Cancelled", "CANCELLED", "cancelled"));
  }
}

const file = ({ path, name }: RequestFile): InputFile => ({ path: Buffer.from(path), name });
