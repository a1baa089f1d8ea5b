import * as z from 'zod'
import { deriveId } from '../../ids.ts'
import { type Decision, wasTaken } from '../decision.ts'
import type { Redactor } from './redactor.ts'

/** The part of the projects whose decisions are kept to test with. */
const testPart = 0.2

const Message = z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })
const split = z.enum(['train', 'test']).meta({ description: 'all of one project in one of them' })

/** A decision as an example to train a model of one’s own with. */
export const LearningExample = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('chat'), split, messages: z.array(Message) }),
    z.strictObject({
      type: z.literal('preference'),
      split,
      prompt: z.array(Message),
      chosen: z.string().meta({ description: '`null` where it was better to propose nothing' }),
      rejected: z.string(),
    }),
  ])
  .meta({ id: 'LearningExample' })
export type LearningExample = z.infer<typeof LearningExample>

/** A decision with what its patch said. */
export type ExportedDecision = Decision & { readonly title: string; readonly rationale: string }

/**
 * What was accepted is a chat that ends with it; an edit also says what is better than what, a rejection that nothing was.
 * @param redact applied to all that people or agents wrote
 */
export function toExamples(workspaceId: string, decision: ExportedDecision, redact: Redactor): LearningExample[] {
  const { title, rationale, projectId, tags, command, data, edited, outcome } = decision
  const about = redact({ title, rationale, project: projectId, tags })
  const prompt = [
    { role: 'system' as const, content: 'Propose one command as JSON, or null if none is worth proposing.' },
    { role: 'user' as const, content: JSON.stringify(about) },
  ]
  const answer = (of: unknown) => JSON.stringify({ command, data: redact(of) })
  const part = { split: splitOf(projectId ?? workspaceId) }
  const best = outcome === 'edited' ? edited : data
  const messages = [...prompt, { role: 'assistant' as const, content: answer(best) }]
  const chat = wasTaken(decision) ? [{ type: 'chat' as const, ...part, messages }] : []
  const pair = { type: 'preference' as const, ...part, prompt, rejected: answer(data) }
  if (outcome === 'accepted') return chat
  return [...chat, { ...pair, chosen: outcome === 'edited' ? answer(best) : 'null' }]
}

const splitOf = (id: string) =>
  Number.parseInt(deriveId('split', id).slice(0, 8), 16) / 2 ** 32 < testPart ? ('test' as const) : ('train' as const)
