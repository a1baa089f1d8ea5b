import { styleText } from 'node:util'
import { type AgentRunSummary, createClient } from '@orchestrator/sdk/client'
import type { Access } from '../api-client.ts'
import { plain } from './plain.ts'
import { runInWords } from './print-run.ts'

/** Prints a run as it goes on, to its end. @returns the run as it ended; undefined: it was stopped before */
export async function followRun(
  { url, apiKey }: Access,
  id: string,
  { json = false }: { json?: boolean },
): Promise<AgentRunSummary | undefined> {
  const stopped = new AbortController()
  const stop = () => stopped.abort()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  let last: AgentRunSummary | undefined
  let midLine = false
  let hasText = false
  const agents = new Map<number, string>()
  let speaker: string | undefined
  const line = (text: string) => {
    console.log(`${midLine ? '\n' : ''}${text}`)
    midLine = false
  }
  for await (const message of createClient({ url, apiKey }).agentRuns.stream(id, { signal: stopped.signal })) {
    if (message.type === 'run') last = message.run
    if (json) console.log(JSON.stringify(message))
    else if (message.type === 'text') {
      const agent = agents.get(message.step)
      if (speaker !== undefined && agent !== speaker) line(styleText('dim', `${agent ?? 'another agent'}:`))
      speaker = agent
      process.stdout.write(plain(message.text))
      midLine = !message.text.endsWith('\n')
      hasText = true
    } else if (message.type === 'restart') line(styleText('dim', '(once more)'))
    else if (message.type === 'step') {
      const { step, kind, name, agent, status, error } = message
      agents.set(step, agent)
      const why = error ? `, ${plain(error.message)}` : ''
      if (kind !== 'model' || error) line(styleText('dim', `${agent}: ${plain(name || kind)} ${status}${why}`))
    } else if (message.run.status === 'waiting' || message.run.endedAt !== null)
      line(runInWords(message.run, !hasText || message.run.endedAt === null).join('\n'))
  }
  process.off('SIGINT', stop)
  process.off('SIGTERM', stop)
  return last?.endedAt ? last : undefined
}
