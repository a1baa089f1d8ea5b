import * as z from 'zod'

const FigureUnit = z.enum(['tasks', 'points', 'minutes', 'days', 'ratio', 'cycles'])

/** A number with what it means and where its formula comes from. */
export const Figure = z.strictObject({
  name: z.string(),
  value: z.number().nullable().meta({ description: 'null: it cannot be said; `note` says why' }),
  unit: FigureUnit,
  formula: z.string(),
  source: z.string(),
  note: z.string().nullable(),
})
export type Figure = z.infer<typeof Figure>

type Definition = Omit<Figure, 'value' | 'note'>

/** @param why there is no value */
export function figure(definition: Definition, value: number | null, why: string | null = null): Figure {
  return { ...definition, value: value === null ? null : rounded(value), note: value === null ? why : null }
}

/** To four decimals: more would feign precision, and sums of binary fractions would show their seams. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000

/** Where a definition is this product's own. */
export const own = 'Orchestrator'
export const kanbanGuide = 'The Kanban Guide (2025), https://kanbanguides.org/english/'
