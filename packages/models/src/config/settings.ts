import * as z from 'zod'

export const Complexity = z.enum(['low', 'medium', 'high'])
export type Complexity = z.infer<typeof Complexity>

/** What a model is to do, e.g. `planner`; routes are named after it. */
export const TaskType = z
  .string()
  .max(60)
  .regex(/^[a-z][a-z0-9-]*$/, 'lower-case words, e.g. planner')

/** A model as it is written everywhere: `anthropic/claude-sonnet-5`. */
export const ModelName = z
  .string()
  .max(200)
  .regex(/^[a-z0-9-]+\/\S+$/, 'provider/model, e.g. openai/gpt-6-sol')

const usd = z.number().min(0).max(10_000)

const ModelSettings = z.strictObject({
  /** In tokens. */
  contextWindow: z.int().min(1_000).optional(),
  /** In tokens: what it answers at most. */
  maxOutput: z.int().min(1).optional(),
  /** 1: for simple work; 2; 3: for the hardest. */
  grade: z.literal([1, 2, 3]).optional(),
  /** Without a sign of life for so long, an answer that comes in pieces is given up. */
  silenceMs: z.int().min(100).max(600_000).optional(),
  /** In USD for a million tokens. */
  price: z.strictObject({ input: usd, output: usd, cachedInput: usd.optional() }).optional(),
})
export type ModelSettings = z.infer<typeof ModelSettings>

/** `ORCHESTRATOR_MODELS_SETTINGS`, as JSON. */
export const Settings = z.strictObject({
  /** By `planner.high` or `planner`: the chain in its order. */
  routes: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]*(\.(low|medium|high))?$/, 'e.g. planner.high'),
      z.array(ModelName).min(1).max(10),
    )
    .default({}),
  /** Models beside the known ones, and what is different of those: windows, grades, prices. */
  models: z.record(ModelName, ModelSettings).default({}),
  /** How long one try may take. */
  timeoutMs: z.int().min(100).max(600_000).default(60_000),
})
export type Settings = z.infer<typeof Settings>
