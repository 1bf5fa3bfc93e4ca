/** Entry of worker threads that know the synthetic format besides the product's own. */
import { encoders, format_tasks } from "../../ts/core/thread_registry.ts";
import { encodeSynthetic, syntheticTasks } from "./synthetic_format.ts";

Object.assign(format_tasks, { synthetic: async () => syntheticTasks });
Object.assign(encoders, { synthetic: async () => encodeSynthetic });

export { default } from "../../ts/tasks.ts";
