import { proposedBefore } from '@orchestrator/agents'
import { AppError, commandIdOf, type Patch } from '@orchestrator/domain'
import { readPlanText } from '@orchestrator/integrations'
import { agentPrincipal, draftToPatch } from '@orchestrator/store'
import type { WithoutModel } from './way.ts'

/** Reads a list or a document as a plan, and proposes it with its numbers. */
export const planner: WithoutModel = async ({ store }, run) => {
  const { projectId, prompt } = run
  if (projectId === null)
    throw new AppError('invalid_input', 'the planner has to know for which project it plans', {
      fields: [{ path: 'projectId', expected: 'the id of a project', code: 'missing' }],
    })
  const commandId = commandIdOf(run.id, 0)
  const before = await proposedBefore(store, agentPrincipal(run), commandId)
  if (before) return answerOf(before, { rationale: before.rationale, questions: [] })
  const read = readPlanText(prompt)
  if (read.draft.tasks.length === 0)
    return {
      text: 'Without a model a plan is read from a list or a document with a line for each task; this has none.',
      patchId: null,
    }
  const author = { agent: 'planner', agentVersion: null, model: null, promptVersion: null, costUsd: null }
  const request = { projectId, what: { mode: 'plan', ...read }, author } as const
  const { proposal, patch } = await draftToPatch(store, agentPrincipal(run), request, { commandId })
  return answerOf(patch, proposal)
}

function answerOf(
  patch: Patch | null,
  { rationale, questions }: { readonly rationale: string; readonly questions: readonly string[] },
): { text: string; patchId: string | null } {
  const asks = questions.map((question) => `- ${question}`).join('\n')
  const said = patch
    ? `I propose the patch “${patch.title}” with ${patch.operations.length} operations.`
    : 'There is nothing to propose.'
  const text = [said, rationale, asks && `Open questions:\n\n${asks}`].filter((part) => part !== '').join('\n\n')
  return { text, patchId: patch?.id ?? null }
}
