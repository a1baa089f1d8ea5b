import type { Model } from '../catalogue/list-models.ts'
import { costOf } from '../catalogue/price.ts'

export interface Room {
  /** What the model is given, in tokens. */
  readonly contextTokens: number
  /** For so long an answer the model was selected: it gets that in any case. */
  readonly maxOutput: number
  /** So long the answer may be where there is room for it. */
  readonly mostOutput: number
  /** In USD; null: no limit. */
  readonly budgetLeft: number | null
}

/** Others count more tokens than we reckon; a request that is too long for a window is refused. */
const safety = 1.5
/** A longer answer may take this share of what is left to spend: calls side by side are to find something, too. */
const share = 1 / 4
/** So long an answer takes no longer than one try may; a longer one is given more time. */
const usualOutput = 4_000

/** How long a model's answer may be, in tokens: as long as is wanted, within what it can say, its window, and what is left to spend. */
export function outputOf(model: Model, { contextTokens, maxOutput, mostOutput, budgetLeft }: Room, at: Date): number {
  const window = (model.contextWindow ?? 0) - Math.ceil(contextTokens * safety)
  const payable =
    budgetLeft === null ? mostOutput : payableOutput(model, contextTokens, mostOutput, budgetLeft * share, at)
  const room = Math.max(maxOutput, Math.min(mostOutput, window, payable))
  return Math.min(room, model.settings.maxOutput ?? room)
}

function payableOutput(model: Model, input: number, mostOutput: number, left: number, at: Date): number {
  const cost = (output: number) => costOf(model, { input, cachedInput: 0, output }, at) ?? 0
  const [none, all] = [cost(0), cost(mostOutput)]
  return all <= left ? mostOutput : Math.floor((mostOutput * (left - none)) / (all - none))
}

/** How much longer than usual a model may take for an answer of that length. */
export const timesAsLong = (maxOutput = 0): number => Math.max(1, maxOutput / usualOutput)
