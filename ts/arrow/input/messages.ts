/** Cuts an Arrow IPC stream, or file, into messages as its bytes arrive; bodies are gathered in the request's memory. */
import { Fault } from "../../bridge/errors.ts";
import type { ByteInput } from "../../core/byte_input.ts";
import type { RequestMemory } from "../../core/memory.ts";
import { SharedRegion } from "../../core/memory.ts";
import { not_yet } from "../../core/source.ts";
import { arrow_body_bytes_max, control_payload_bytes_max } from "../../limits.ts";
import { file_magic } from "../metadata.ts";
import { bad } from "./faults.ts";
import type { ArrowMessage } from "./message.ts";
import { parseMessage } from "./message.ts";

const continuation = 0xffff_ffff;
/** The magic and two bytes of padding. */
const file_start_bytes = 8;

/** A message and, where it has one, its body: who takes it releases it. */
export interface WholeMessage {
  readonly message: ArrowMessage;
  readonly body: SharedRegion;
  /** Where in the input the message begins. */
  readonly offset: number;
}

interface Gathering {
  readonly message: ArrowMessage;
  readonly body: SharedRegion;
  readonly offset: number;
  have: number;
}

export class MessageReader {
  readonly input: ByteInput;
  /** Where the message begins that is being read. */
  offset = 0;
  readonly #memory: RequestMemory;
  #is_file: boolean | null = null;
  #gathering: Gathering | null = null;
  #ended = false;

  constructor(input: ByteInput, memory: RequestMemory) {
    this.input = input;
    this.#memory = memory;
  }

  /** The next message, `not_yet` where it has not arrived, or null at the end of the stream. */
  next(): WholeMessage | typeof not_yet | null {
    if (this.#ended) return this.#drain();
    if (this.#gathering === null && !this.#begin()) return this.#ended ? this.#drain() : not_yet;
    const gathering = this.#gathering;
    if (gathering === null) return not_yet;
    const { message, body, offset } = gathering;
    const view = this.#memory.view({
      address: body.address + gathering.have,
      bytes: message.body_bytes - gathering.have,
    });
    gathering.have += this.input.take(view);
    if (gathering.have === message.body_bytes) {
      this.#gathering = null;
      return { message, body, offset };
    }
    if (this.input.ended && this.input.available === 0) throw this.#cut();
    return not_yet;
  }

  close(): void {
    this.#gathering?.body.release();
    this.#gathering = null;
    this.input.close();
  }

  /** Bytes at the front, or null where they have not arrived. An input that has ended before is cut. */
  #front(bytes: number): Uint8Array | null {
    const front = this.input.peek(bytes);
    if (front === null && this.input.ended) throw this.#cut();
    return front;
  }

  /** Read the next message's metadata; false where it has not arrived, or the stream has ended. */
  #begin(): boolean {
    if (this.#is_file === null && !this.#beginInput()) return false;
    this.offset = this.input.offset;
    const prefix = this.#front(8);
    if (prefix === null) return false;
    const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength);
    if (view.getUint32(0, true) !== continuation)
      throw bad("ARROW_MESSAGE", "no message begins where one has to", "is it an Arrow IPC stream or file?");
    const metadata_bytes = view.getInt32(4, true);
    if (metadata_bytes === 0) {
      this.input.take(8);
      this.#ended = true;
      return false;
    }
    if (metadata_bytes < 0 || metadata_bytes > control_payload_bytes_max)
      throw bad("ARROW_MESSAGE", `a message's metadata is announced with ${metadata_bytes} bytes`);
    const front = this.#front(8 + metadata_bytes);
    if (front === null) return false;
    const message = parseMessage(front.subarray(8));
    this.input.take(8 + metadata_bytes);
    this.#gathering = { message, body: this.#room(message.body_bytes), offset: this.offset, have: 0 };
    return true;
  }

  #room(bytes: number): SharedRegion {
    if (bytes <= arrow_body_bytes_max) return new SharedRegion(this.#memory, bytes);
    throw new Fault(
      "LimitError",
      "ARROW_BATCH_BYTES",
      `a batch has ${bytes} bytes, more than ${arrow_body_bytes_max}`,
      {
        hint: "write smaller batches",
      },
    );
  }

  #beginInput(): boolean {
    const start = this.#front(file_start_bytes);
    if (start === null) return false;
    this.#is_file = file_magic.every((byte, i) => start[i] === byte);
    if (this.#is_file) this.input.take(file_start_bytes);
    return true;
  }

  /** What follows a stream is not looked at; a file's footer has to be there, for else its end is missing. */
  #drain(): null | typeof not_yet {
    if (this.#is_file !== true) return null;
    const { input } = this;
    while (input.available > file_magic.length) {
      if (input.take(input.available - file_magic.length) === 0) break;
    }
    if (!input.ended) {
      input.peek(file_magic.length + 1);
      return not_yet;
    }
    const end = input.peek(input.available);
    if (end === null || end.length < file_magic.length || !file_magic.every((byte, i) => end[i] === byte))
      throw this.#cut();
    return null;
  }

  #cut(): Fault {
    const empty = this.input.offset === 0 && this.input.available === 0;
    return new Fault("TruncatedFileError", "ARROW_CUT", empty ? "the input is empty" : "the input ends too early", {
      hint: empty ? "is it an Arrow IPC stream or file?" : "copy or write it again",
    });
  }
}
