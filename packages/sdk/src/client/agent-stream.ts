import type { AgentRunSummary } from '../generated/entities.ts'
import type { AgentRunMessage, AgentRunStreamOptions } from './agent-types.ts'
import { at } from './calls.ts'
import type { ClientOptions } from './request.ts'
import { followStream } from './stream.ts'

/** Follows a run to its end. What comes twice, since the connection was lost meanwhile, is cut off. */
export async function* streamAgentRun(
  options: ClientOptions,
  id: string,
  stream: AgentRunStreamOptions,
): AsyncGenerator<AgentRunMessage, void, undefined> {
  const texts = new Map<number, { readonly attempt: number; length: number }>()
  const request = { ...stream, path: at('/v1/agent-runs', id, 'stream'), query: {} }
  for await (const { event, data } of followStream(options, request)) {
    const told = JSON.parse(data) as never
    if (event === 'run') {
      const run = told as AgentRunSummary
      yield { type: 'run', run }
      if (run.endedAt !== null) return
    } else if (event === 'text') {
      const { step, attempt, from, text } = told as Extract<AgentRunMessage, { type: 'text' }>
      const before = texts.get(step)
      const known = before?.attempt === attempt ? before : { attempt, length: 0 }
      texts.set(step, known)
      const news = text.slice(known.length - from)
      known.length += news.length
      if (news !== '') yield { type: 'text', step, attempt, from: known.length - news.length, text: news }
    } else if (event === 'step' || event === 'restart') yield { type: event, ...(told as object) } as AgentRunMessage
  }
}
