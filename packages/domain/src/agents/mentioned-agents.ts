import { AgentName } from '../entities/agent.ts'
import { proseOf } from '../notifications/prose-of.ts'

/** `@planner`: no part of a word, an address, a link or a longer name. */
const named = /(?<![\w@./-])@([a-z][a-z0-9-]*)(?![\w@-]|\.\w)/g

/** The names that a text of Markdown asks as agents, each once, in their order. Whether there are such agents it does not say. */
export function mentionedAgents(text: string): readonly string[] {
  const names = [...proseOf(text).matchAll(named)].flatMap(([, name]) => AgentName.safeParse(name).data ?? [])
  return [...new Set(names)]
}
