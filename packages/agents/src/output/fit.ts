import type { ToolOutput } from '../tools/definition.ts'

/** Characters of JSON that one call gives at most: what is more fills a model's context and helps it little. */
export const mostOutput = 20_000

/** Shows rows while they have room, the first in any case. */
export function fitRows<T>(rows: readonly T[], show: (row: T) => ToolOutput, most: number): ToolOutput[] {
  const shown: ToolOutput[] = []
  let size = 0
  for (const row of rows) {
    const item = show(row)
    size += JSON.stringify(item).length + 1
    if (size > most && shown.length > 0) break
    shown.push(item)
  }
  return shown
}

/** An answer that has room: of its longest list the end is left out while it has not, and `leftOut` says how much. */
export function fit(output: ToolOutput): ToolOutput {
  const lists = Object.entries(output).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
  const fitted: Record<string, unknown> = { ...output }
  const leftOut: Record<string, string> = {}
  let excess = JSON.stringify(output).length - mostOutput
  for (const [name, items] of lists.sort((a, b) => JSON.stringify(b[1]).length - JSON.stringify(a[1]).length)) {
    if (excess <= 0) break
    const size = JSON.stringify(items).length
    const shown = fitRows(items, (item) => item as ToolOutput, Math.max(0, size - excess - 100))
    excess -= size - JSON.stringify(shown).length
    if (shown.length === items.length) continue
    fitted[name] = shown
    leftOut[name] = `the last ${items.length - shown.length} of ${items.length}`
  }
  return Object.keys(leftOut).length === 0 ? output : { ...fitted, leftOut }
}
