/** Where a file's schema says what rows the file was written with. */
import type { Schema } from "./schema.ts";

/** The key of the schema's metadata. */
export const receipt_key = "rogtk_shim.receipt";

/** An input's receipt is of that file's rows alone. */
export function withoutReceipt(schema: Schema): Schema {
  if (!schema.metadata.has(receipt_key)) return schema;
  return { ...schema, metadata: new Map([...schema.metadata].filter(([key]) => key !== receipt_key)) };
}
