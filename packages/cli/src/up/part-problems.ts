import { join } from 'node:path'
import { readLogLine } from '../stack/log-line.ts'
import type { PartName } from '../stack/start-part.ts'

// pino's level for errors.
const errorLevel = 50
const repeatAfterMs = 10_000

/**
 * Turns the log lines of the parts into the few that a person at the terminal must see: what they wait for, and errors, each once in a while,
 * the first of a part with where its log is.
 */
export function partProblems(
  say: (line: string) => void,
  tell: (part: PartName, text: string) => void,
  logs: string,
): (part: PartName, line: string) => void {
  const saidAt = new Map<string, number>()
  const named = new Set<PartName>()
  return (part, line) => {
    const entry = readLogLine(line)
    if (entry?.tell) return tell(part, entry.text)
    if (entry === undefined || entry.level < errorLevel) return
    const text = `${part}: ${entry.text}`
    const now = Date.now()
    if (now - (saidAt.get(text) ?? Number.NEGATIVE_INFINITY) < repeatAfterMs) return
    if (saidAt.size > 200) saidAt.clear()
    saidAt.set(text, now)
    say(named.has(part) ? text : `${text}\n  Its log: ${join(logs, `${part}.log`)}`)
    named.add(part)
  }
}
