import { styleText } from 'node:util'
import type { AgentRunSummary } from '@orchestrator/sdk/client'
import { plain } from './plain.ts'

/** What a run came to, or for what it waits; what is still to be done about it. */
export function runInWords(run: AgentRunSummary, withOutput = true): string[] {
  const lines = [`${run.agent}  ${run.status}  ${run.id}`]
  const { calls, costUsd } = run.usage
  if (calls > 0)
    lines.push(`${calls} calls of models, ${costUsd === null ? 'at a price that is not known' : `$${costUsd}`}`)
  for (const { step, kind, tool, input, approvalId } of run.waits)
    lines.push(
      kind === 'approval'
        ? `waits for an approval of ${tool} ${shown(input)}: npx orchestrator approvals show ${approvalId}`
        : `waits for you to carry out ${tool} ${shown(input)}: npx orchestrator agent answer ${run.id} ${step} --output <json>`,
    )
  if (run.error) lines.push(styleText('red', `${run.error.code}: ${plain(run.error.message)}`))
  if (withOutput && run.output !== null)
    lines.push('', plain(typeof run.output === 'string' ? run.output : JSON.stringify(run.output, null, 2)))
  for (const patch of run.patchIds) lines.push(`Proposed: npx orchestrator patch diff ${patch}`)
  return lines
}

/** On one line. */
export const shown = (value: unknown): string => {
  const text = plain(JSON.stringify(value ?? null))
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}
