import type { Figures, Result } from './benchmark.ts'

/** One line that a program can read. NaN, of what was not measured, becomes null. */
export function toJson(name: string, { figures, floor, ratio }: Result): string {
  return JSON.stringify({ name, figures, floor, ratio })
}

/** A table for people: a line for each kind of work, the floor below. */
export function toTable(name: string, about: string, { figures, floor, ratio, notes }: Result): string {
  const lines = [
    `${name}: ${about}`,
    '',
    ...rows(Object.entries(figures)),
    '  floor',
    ...rows(Object.entries(floor)),
    '',
    `  ratio ${format(ratio)}`,
    ...notes.map((note) => `  * ${note}`),
  ]
  return `${lines.join('\n')}\n`
}

function rows(entries: readonly (readonly [string, Figures])[]): string[] {
  const width = Math.max(0, ...entries.map(([what]) => what.length))
  return entries.map(([what, values]) => `    ${what.padEnd(width)}  ${cells(values)}`)
}

const cells = (values: Figures) =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${format(value)}`.padEnd(18))
    .join('  ')
    .trimEnd()

function format(value: number): string {
  if (Number.isNaN(value)) return '–'
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en-US') : String(value)
}
