import type { PartName } from '../stack/start-part.ts'

const repeatAfterMs = 10_000

/** Turns the log lines of the parts into the few that a person at the terminal must see: errors, each once in a while. */
export function partProblems(say: (line: string) => void): (part: PartName, line: string) => void {
  const saidAt = new Map<string, number>()
  return (part, line) => {
    const problem = problemIn(line)
    if (problem === undefined) return
    const text = `${part}: ${problem}`
    const now = Date.now()
    if (now - (saidAt.get(text) ?? Number.NEGATIVE_INFINITY) < repeatAfterMs) return
    if (saidAt.size > 200) saidAt.clear()
    saidAt.set(text, now)
    say(text)
  }
}

const errorLevel = 50

function problemIn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const entry = JSON.parse(line) as { level?: unknown; msg?: unknown; err?: { message?: unknown } }
    if (typeof entry.level !== 'number' || entry.level < errorLevel) return undefined
    const message = String(entry.msg ?? 'an error')
    const cause = entry.err?.message
    return typeof cause === 'string' && cause !== message ? `${message} (${cause})` : message
  } catch {
    return undefined
  }
}
