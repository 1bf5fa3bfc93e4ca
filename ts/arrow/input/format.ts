/** Arrow as a format: IPC streams that arrive over the bridge, and IPC streams and files. */
import { Fault } from "../../bridge/errors.ts";
import { FileInput } from "../../core/byte_input.ts";
import { integerOption } from "../../core/options.ts";
import type { Format, Input, Plan, PlanContext } from "../../core/source.ts";
import { not_yet } from "../../core/source.ts";
import { schemaMessage } from "../metadata.ts";
import type { Schema } from "../schema.ts";
import { bad, placed } from "./faults.ts";
import type { ArrowSchema } from "./message.ts";
import { MessageReader } from "./messages.ts";
import { ArrowSource } from "./source.ts";

interface Opened {
  readonly reader: MessageReader;
  readonly schema: ArrowSchema;
}

/** Read the schema, waiting for its bytes where they have not arrived. */
async function openInput(input: Input, context: PlanContext): Promise<Opened> {
  const arriving = "path" in input ? new FileInput(input.path, input.name) : input.arriving;
  if ("path" in input) arriving.onArrival(() => context.arrived());
  const reader = new MessageReader(arriving, context.memory);
  try {
    for (;;) {
      const whole = reader.next();
      if (whole === not_yet) {
        await arriving.wait(arriving.available + 1);
        continue;
      }
      whole?.body.release();
      if (whole?.message.kind !== "schema") throw bad("ARROW_SCHEMA", "no schema comes first", "write it as a stream");
      return { reader, schema: whole.message.schema };
    }
  } catch (error) {
    reader.close();
    throw placed(error, input.name, reader.offset, 0);
  }
}

/** What has to be the same in all inputs. The metadata of the first one is written. */
const layoutOf = (schema: Schema): string =>
  Buffer.from(schemaMessage({ ...schema, metadata: new Map() })).toString("latin1");

function checkSame(schemas: readonly Schema[], inputs: readonly Input[]): void {
  const first = layoutOf(schemas[0] as Schema);
  const other = schemas.findIndex((schema) => layoutOf(schema) !== first);
  if (other < 0) return;
  throw new Fault("FormatError", "ARROW_SCHEMAS", "its columns are not those of the first input", {
    path: inputs[other]?.name ?? "",
    hint: "convert it by itself, or cast its columns",
  });
}

export const arrow: Format = {
  takes_arriving: true,
  async open(inputs, options, context): Promise<Plan> {
    if (inputs.length === 0) throw new Fault("OptionError", "NO_INPUT", "there is no input", {});
    const rows_max = integerOption(options, "batch_size", 1);
    const opened: Opened[] = [];
    try {
      for (const input of inputs) opened.push(await openInput(input, context));
      const schemas = opened.map((one) => one.schema.schema);
      checkSame(schemas, inputs);
      const sizes = opened.map(({ reader }) => reader.input.bytes_total);
      return {
        schema: schemas[0] as Schema,
        header: schemas.map((schema) => Object.fromEntries(schema.metadata)),
        bytes_total: sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
        open: (index, records_max) => {
          const { reader, schema } = opened[index] as Opened;
          return new ArrowSource(reader, schema, context, rows_max, records_max);
        },
        close: () => {
          for (const { reader } of opened) reader.close();
        },
      };
    } catch (error) {
      for (const { reader } of opened) reader.close();
      throw error;
    }
  },
};
