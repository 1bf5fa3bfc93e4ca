/** Answers where an input can be split, so that its pieces are read by requests of their own: other processes, other machines. */
import { Fault } from "../bridge/errors.ts";
import type { Reply, Request } from "../bridge/requests.ts";
import { partitions_max } from "../limits.ts";
import { integerOption } from "./options.ts";
import type { Options, Plan } from "./source.ts";

export async function findPieces(plan: Plan, request: Request, reply: Reply): Promise<Record<string, unknown>> {
  const count = integerOption(request.options, "partitions", 1) ?? 1;
  if (count > partitions_max) {
    throw new Fault("OptionError", "PARTITIONS", `${count} pieces are more than ${partitions_max}`, {
      hint: "ask for fewer: they may be as many as there are processes, or some times that",
    });
  }
  if (plan.pieces === undefined || request.sources.length !== 1) {
    throw new Fault("OptionError", "PARTITIONS", `this can't be split: one file of a format that allows it can`, {});
  }
  const { shared, each } = plan.pieces(count);
  const pieces: Options[] = [];
  for (const piece of each) {
    pieces.push(piece);
    // Finding one is a matter of milliseconds, finding thousands isn't: others have their turn.
    await new Promise((resolve) => setImmediate(resolve));
    if (reply.cancelled) throw new Fault("Cancelled", "CANCELLED", "cancelled", {});
  }
  return { shared, pieces };
}
