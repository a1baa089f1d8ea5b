import { AppError, auditEventTypes, Id } from '@orchestrator/domain'
import { explainHeld, getRun as queryRun, type RunDetail } from '@orchestrator/store'
import * as z from 'zod'
import { cut, cutJson } from '../output/cut.ts'
import { withoutEmpty } from '../output/without-empty.ts'
import { defineReadTool, type Reading } from './definition.ts'
import { runLine } from './run-line.ts'

const rest = 'the API has all'

export const getRun = defineReadTool({
  name: 'get_run',
  title: 'Get a run of an automation',
  description:
    'Shows one run of a rule or playbook: why it started, how it ended, and of each step its name, error, beginning of its output and the events that it made. What steps sent to other services is not shown.',
  permission: 'workspace.read',
  input: z.strictObject({ runId: Id.describe('list_runs has the ids') }),
  async read(reading, { runId }) {
    const { tx, workspaceId } = reading
    const detail = await queryRun(tx, workspaceId, runId)
    if (!detail) throw new AppError('not_found', `there is no run ${runId}`)
    return withoutEmpty({
      ...runLine(detail.run, await explainHeld(tx, workspaceId, [detail.run])),
      result: cutJson(detail.run.result, 2_000, rest),
      steps: detail.steps.map((step) => stepLine(step, reading)),
    })
  },
})

function stepLine(
  { step, kind, name, status, output, error, attempts, commands }: RunDetail['steps'][number],
  { may }: Reading,
) {
  const seen = ({ type }: { type: string }) => may('audit.read') || !auditEventTypes.has(type as never)
  const events = commands.flatMap((command) => command.events.filter(seen))
  return withoutEmpty({
    ...{ step, kind, name, status },
    attempts: attempts > 1 ? attempts : null,
    error: error && { code: error.code, message: cut(error.message, 500, rest) },
    output: cutJson(output, 400, rest),
    events: events.slice(0, 10).map(({ seq, type, subject }) => ({ seq, type, subjectId: subject.id })),
    moreEvents: Math.max(0, events.length - 10) || null,
  })
}
