import type { StackStep } from '../stack/stack-types.ts'

/** Shows how a start comes along: a line for each step that is done, and what takes long. */
export interface Progress {
  step(step: StackStep | { name: string; text: string; state: 'busy' | 'done' }): void
  /** A line that stands by itself, such as a crash. */
  news(line: string): void
  end(): void
}

const everyMs = 15_000

/** On a terminal the busy steps share one line that is written over; elsewhere a long step is told every 15 s. */
export function showProgress(out: NodeJS.WriteStream = process.stdout): Progress {
  const busy = new Map<string, string>()
  const toldAt = new Map<string, number>()
  let drawn = false
  const clear = () => {
    if (drawn) out.write('\r\u001b[2K')
    drawn = false
  }
  const draw = () => {
    if (!out.isTTY || busy.size === 0) return
    clear()
    const line = [...busy].map(([name, text]) => `${name}: ${text}`).join(' · ')
    out.write(`  ${line.slice(0, Math.max(20, (out.columns || 80) - 4))} …`)
    drawn = true
  }
  const print = (line: string) => {
    clear()
    out.write(`${line}\n`)
    draw()
  }
  return {
    step({ name, text, state }) {
      if (state === 'done') {
        busy.delete(name)
        return print(`${name.padEnd(11)} ${text}`)
      }
      if (!busy.has(name)) toldAt.set(name, Date.now())
      busy.set(name, text)
      if (out.isTTY) return draw()
      if (Date.now() - (toldAt.get(name) ?? 0) < everyMs) return
      toldAt.set(name, Date.now())
      print(`${name.padEnd(11)} ${text} …`)
    },
    news: (line) => print(`! ${line}`),
    end() {
      busy.clear()
      clear()
    },
  }
}
