import { diff3Merge } from 'node-diff3'

/** Longer texts are not compared line by line. */
const mostLines = 4_000
/** What one comparison may cost: a part of a second. Lines that repeat make it dear, blank ones above all. */
const mostSteps = 40_000_000

/**
 * What both sides have made of a text, line by line: who alone changed a place is followed there.
 * @param winner whose lines stand where both changed the same place; null: nobody’s
 * @returns null: the places meet and nobody wins, or there is nothing to compare by lines
 */
export function mergeText(
  { base, ours, theirs }: { base: string; ours: string; theirs: string },
  winner: 'ours' | 'theirs' | null,
): string | null {
  const sides = [base, ours, theirs].map((text) => text.split('\n')) as [string[], string[], string[]]
  const [was, here, there] = sides
  const most = Math.max(was.length, here.length, there.length)
  if (most === 1 || most > mostLines) return null
  const [head, tail] = commonEnds([was, here, there])
  const [a, o, b] = [here, was, there].map((lines) => lines.slice(head, lines.length - tail)) as typeof sides
  if (stepsOf(o, a) > mostSteps || stepsOf(o, b) > mostSteps) return null
  const merged = was.slice(0, head)
  for (const { ok, conflict } of diff3Merge(a, o, b, { excludeFalseConflicts: true })) {
    if (ok) merged.push(...ok)
    else if (winner === null) return null
    else if (conflict) merged.push(...(winner === 'ours' ? conflict.a : conflict.b))
  }
  return [...merged, ...was.slice(was.length - tail)].join('\n')
}

/** How many lines all begin with, and how many of the others all end with. */
function commonEnds([first, ...others]: readonly [string[], ...string[][]]): [head: number, tail: number] {
  const shortest = Math.min(first.length, ...others.map(({ length }) => length))
  let head = 0
  while (head < shortest && others.every((lines) => lines[head] === first[head])) head++
  let tail = 0
  while (tail < shortest - head && others.every((lines) => lines.at(-1 - tail) === first.at(-1 - tail))) tail++
  return [head, tail]
}

/** The comparison goes through what it has found so far for each pair of equal lines. */
function stepsOf(from: readonly string[], to: readonly string[]): number {
  const times = new Map<string, number>()
  for (const line of from) times.set(line, (times.get(line) ?? 0) + 1)
  const pairs = to.reduce((sum, line) => sum + (times.get(line) ?? 0), 0)
  return pairs * Math.min(from.length, to.length)
}
