import {
  AppError,
  dateIn,
  expectAcceptance,
  learnFrom,
  type PlanContext,
  type PlanMilestone,
  type Project,
  type Workspace,
} from '@orchestrator/domain'
import type { Tx } from '../connection.ts'
import { readDecisions } from '../learning/read-decisions.ts'
import { getEntity } from '../queries/get-entity.ts'
import { readCapacity } from './capacity.ts'
import { assignable, type readPeople } from './read-people.ts'
import { readDone, readOpen, readRelations, readUnit } from './read-tasks.ts'

export interface ContextRequest {
  readonly workspaceId: string
  readonly projectId: string
  readonly people: Awaited<ReturnType<typeof readPeople>>
  readonly memberIds?: readonly string[] | undefined
  readonly capacityPerDay?: number | undefined
}

/** All that a plan's numbers are made of, as it is now. @throws AppError `not_found` */
export async function readPlanContext(tx: Tx, request: ContextRequest): Promise<PlanContext> {
  const { workspaceId, projectId, people } = request
  const [project, workspace] = (await Promise.all([
    getEntity(tx, workspaceId, 'project', projectId),
    getEntity(tx, workspaceId, 'workspace', workspaceId),
  ])) as unknown as [Project | undefined, Workspace | undefined]
  if (!project || !workspace) throw new AppError('not_found', `there is no project ${projectId}`)
  const { calendar, timeZone } = workspace
  const members = assignable(people, projectId, request.memberIds)
  const now = new Date().toISOString()
  const today = dateIn(timeZone, now)
  const unit = await readUnit(tx, request)
  const ids = members.map(({ id }) => id)
  const [capacity, history, { open, openLeftOut }, milestones, relations, decisions] = await Promise.all([
    readCapacity(tx, { workspaceId, projectId, unit, calendar, today, said: request.capacityPerDay }),
    readDone(tx, request, unit),
    readOpen(tx, request, unit, ids),
    readMilestones(tx, request),
    readRelations(tx, request),
    readDecisions(tx, workspaceId),
  ])
  const model = learnFrom(decisions)
  const { name: projectName, targetDate } = project
  const acceptance: PlanContext['acceptance'] = (command, fields) => {
    const circumstances = { projectId, command, fields, agent: null, confidence: null, memberId: null }
    return expectAcceptance(model, circumstances, Date.parse(now)).acceptance
  }
  return {
    ...{ projectId, projectName, targetDate, unit, capacity, today, calendar },
    ...{ members, history, open, openLeftOut, milestones, relations, acceptance },
  }
}

const readMilestones = (tx: Tx, { workspaceId, projectId }: ContextRequest) =>
  tx<PlanMilestone[]>`
    select id, name, target_date from milestones
    where workspace_id = ${workspaceId} and project_id = ${projectId} and completed_at is null order by rank, id`
