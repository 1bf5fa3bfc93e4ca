/** The payload of an INPUT frame: which input (u32), what it is (u32), then the bytes. Twin of `encode_input` in `_frames.py`. */
import { FrameError } from "./frames.ts";

export const input_prefix_bytes = 8;

export const InputState = {
  /** Bytes of the input. */
  DATA: 0,
  /** The input is at its end. */
  END: 1,
  /** The user's object raised an exception, which Python keeps for the user. */
  FAILED: 2,
} as const;
export type InputState = (typeof InputState)[keyof typeof InputState];

export interface InputPiece {
  readonly input: number;
  readonly state: InputState;
  readonly bytes: Uint8Array;
}

export function decodeInput(payload: Uint8Array): InputPiece {
  if (payload.length < input_prefix_bytes) throw new FrameError(`An INPUT frame has ${payload.length} bytes`);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const input = view.getUint32(0, true);
  const state = view.getUint32(4, true);
  if (state > InputState.FAILED) throw new FrameError(`An INPUT frame has the unknown state ${state}`);
  return { input, state: state as InputState, bytes: payload.subarray(input_prefix_bytes) };
}
