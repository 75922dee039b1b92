import { createNodes } from './inference/create-nodes.ts';

export type { AttachOptions } from './executors/attach.ts';
export type { PromoteOptions } from './executors/promote.ts';
export type { PluginOptions } from './inference/targets.ts';
export { createNodes };
/** The name by which Nx before 23 looks for it. */
export const createNodesV2 = createNodes;
