import * as z from 'zod'

const units: Readonly<Record<string, number>> = {
  ms: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
}

/** Milliseconds of a length of time; undefined for what is none. A day is 24 hours. */
export function millisecondsOf(duration: string | number): number | undefined {
  if (typeof duration === 'number') return Number.isFinite(duration) && duration >= 0 ? Math.round(duration) : undefined
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ([a-z]+)$/.exec(duration) ?? []
  const length = unit === undefined ? undefined : (units[unit] ?? units[unit.replace(/s$/, '')])
  return length === undefined ? undefined : Math.round(Number(amount) * length)
}

/** A length of time in data: text such as `15 minutes`, or a number of milliseconds. */
export const Duration = z
  .union([z.string(), z.number()])
  .refine((duration) => millisecondsOf(duration) !== undefined, 'a length of time, e.g. "15 minutes" or 900000 (ms)')
export type Duration = z.infer<typeof Duration>
