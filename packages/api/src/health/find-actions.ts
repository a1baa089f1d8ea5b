import { type HealthActions, healthActions, healthAgent, type ProjectHealthReport } from '@orchestrator/domain'
import { readActionFacts } from '@orchestrator/store'
import { read } from '../http/read.ts'
import type { Call } from '../http/route.ts'
import { expectOperations } from '../routes/learning/expect-operations.ts'
import { findReport } from './find-report.ts'

/** What a project's report of now calls for, and what decisions so far say of each. Changes nothing. @throws AppError `not_found` */
export async function findActions(
  call: Pick<Call, 'api' | 'c' | 'workspaceId'>,
  projectId: string,
  weeks: number,
): Promise<{ readonly report: ProjectHealthReport; readonly found: HealthActions }> {
  const { api, workspaceId } = call
  const report = await findReport(call, { projectId, weeks, asOf: undefined })
  const facts = await read(api, workspaceId, (tx) => readActionFacts(tx, workspaceId, report))
  const actions = healthActions(facts)
  const context = { projectId, agent: healthAgent, memberId: null }
  const operations = actions.map(({ key, command, data }) => ({ key, command, data, confidence: null }))
  const { items } = await expectOperations(call, operations, context)
  const expected = new Map(items.map((one) => [one.key, one]))
  const withConfidence = (leftOut: boolean) =>
    actions.flatMap((action) => {
      const one = expected.get(action.key)
      return one?.leaveOut === leftOut ? { ...action, confidence: one.acceptance } : []
    })
  const found = { asOf: report.asOf, items: withConfidence(false), leftOut: withConfidence(true) }
  return { report, found }
}
